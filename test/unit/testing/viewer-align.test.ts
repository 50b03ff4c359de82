import { describe, expect, it } from 'vitest';
import { fitsFile, WORLD } from '../../support/fits-samples.js';
import { Stage } from './helpers.js';

const P = 'ImagePlotCntlr.';

async function aligned(payload: object): Promise<Stage> {
  const stage = await Stage.open();
  const coarse = fitsFile({ axes: [40, 40], cards: { ...WORLD, CDELT1: -0.002, CDELT2: 0.002 } });
  const plain = fitsFile({ axes: [10, 10], cards: {} });
  stage.image('coarse', stage.server.addFile('c.fits', coarse));
  stage.image('plain', stage.server.addFile('p.fits', plain));
  await stage.settled();
  stage.image('fine', stage.server.addFile('f.fits', fitsFile()));
  await stage.settled();
  stage.push(`${P}ZoomImage`, { plotId: 'fine', userZoomType: 'LEVEL', level: 8 });
  stage.watch(...['wcsMatch', 'PositionLocking', 'ZoomImage', 'Replot'].map((type) => P + type));
  stage.push(`${P}wcsMatch`, payload);
  return stage;
}
const zooms = (stage: Stage) =>
  [...stage.viewer.images.values()].map(({ plotId, zoomLevel }) => [plotId, zoomLevel]);

describe('an alignment', () => {
  it('on the sky gives the same scale, and leaves images without one alone', async () => {
    const stage = await aligned({ matchType: 'Standard', lockMatch: false });
    expect(zooms(stage)).toEqual(
      expect.arrayContaining([
        ['coarse', 16],
        ['plain', 51.2],
        ['fine', 8],
      ]),
    );
    expect(stage.order).toEqual(
      ['wcsMatch', 'PositionLocking', 'ZoomImage', 'Replot', 'PositionLocking', 'wcsMatch'].map(
        (type) => `x-${P}${type}`,
      ),
    );
    const [match, lock, zoom] = stage.reports();
    expect(match).toMatchObject({ wcsMatchType: 'Standard', mpwWcsPrimId: 'fine' });
    expect(lock).toMatchObject({ positionLock: true, plotId: 'fine' });
    expect(zoom).toMatchObject({
      zoomLevel: 16,
      userZoomType: 'LEVEL',
      plotId: 'coarse',
      zoomLockingEnabled: true,
    });
    expect(stage.reports().slice(-2)).toMatchObject([{ positionLock: false }, { wcsMatchType: false }]);
  });

  it('that stays locked does not end its lock', async () => {
    const stage = await aligned({ matchType: 'Pixel', lockMatch: true });
    expect(stage.reports(`x-${P}PositionLocking`)).toMatchObject([{ positionLock: true }]);
    expect(zooms(stage).map(([, zoom]) => zoom)).toEqual([8, 8, 8]);
  });

  it('by pixels counts from the corner, or from the middle of each', async () => {
    const byCorner = await aligned({ matchType: 'Pixel' });
    expect(byCorner.viewer.images.get('coarse')?.center).toEqual({ x: 10, y: 10, system: 'PIXEL' });
    const byMiddle = await aligned({ matchType: 'PixelCenter' });
    expect(byMiddle.viewer.images.get('coarse')?.center).toEqual({ x: 20, y: 20, system: 'PIXEL' });
  });
});
