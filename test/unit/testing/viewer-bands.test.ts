import { describe, expect, it } from 'vitest';
import { fitsFile, fitsOf, WORLD } from '../../support/fits-samples.js';
import { expectShape, recorded, Stage } from './helpers.js';

const P = 'ImagePlotCntlr.';
const types = (...names: readonly string[]) => names.map((name) => P + name);
const SHOWN = types('PlotImageStart', 'PlotImage', 'PlotImageFail', 'Replot', 'byteDataRefresh');
const LOOKS = types('StretchChange', 'ColorChange', 'Replot', 'byteDataRefresh', 'PlotImageFail');
const LINEAR = '88,1,88,99,NaN,2,44,25,600,120,0,NaN,1';
const HUE = '88,1,88,99,4.2,2,50,25,600,120,1,NaN,1.500000';

const reports = (stage: Stage, type: string) => stage.reports(`x-${P}${type}`);

/** Shows an image of the bands that are given: bytes, the path of a file, or none. */
function showBands(stage: Stage, bands: readonly (Uint8Array | string | null)[], more: object = {}): void {
  const wpRequest = bands.map((band, i) => {
    if (band === null) return null;
    const file = typeof band === 'string' ? band : stage.server.addFile(`band${i}.fits`, band);
    return { plotId: 'rgb', file, Title: 'My bands', plotGroupId: 'g', GroupLocked: false };
  });
  stage.push(`${P}PlotImage`, {
    wpRequest,
    threeColor: true,
    viewerId: 'DEFAULT_FITS_VIEWER_ID',
    useContextModifications: true,
    ...more,
  });
}

async function shown(bands: readonly (Uint8Array | null)[] = [fitsFile(), fitsFile(), fitsFile()]) {
  const stage = await Stage.open();
  stage.watch(...SHOWN);
  showBands(stage, bands);
  await stage.settled();
  return stage;
}

async function stretched(stage: Stage, ...bands: readonly (readonly [string, string])[]): Promise<void> {
  const stretchData = bands.map(([band, rv]) => ({ band, rv, bandVisible: true }));
  stage.push(`${P}StretchChange`, { plotId: 'rgb', stretchData });
  await stage.settled();
}

const stretchesOf = (stage: Stage) => stage.viewer.images.get('rgb')?.bands?.map((band) => band?.stretch);

describe('a three-colour image', () => {
  it('is reported in the recorded shapes', async () => {
    const stage = await shown();
    expect(stage.order).toEqual(
      types('PlotImageStart', 'PlotImage', 'Replot', 'byteDataRefresh').map((type) => `x-${type}`),
    );
    const [start] = reports(stage, 'PlotImageStart');
    const [plot] = reports(stage, 'PlotImage');
    expectShape(start, recorded('colorStart').data);
    expectShape(plot, recorded('colorImage').data);
    expect(plot).toMatchObject({
      threeColor: true,
      blueReq: { params: { plotId: 'rgb', Title: 'My bands' } },
      pvNewPlotInfoAry: [
        {
          plotAry: [
            {
              title: '3-color',
              dataWidth: 20,
              plotState: { usedBands: ['RED', 'GREEN', 'BLUE'], threeColor: true },
            },
          ],
        },
      ],
    });
    expect(stage.viewer.images.get('rgb')).toMatchObject({ status: 'displayed', title: '3-color' });
  });

  it('of two bands says that the third is not there', async () => {
    const stage = await shown([fitsFile(), null, fitsFile()]);
    expect(reports(stage, 'PlotImage')).toMatchObject([
      {
        pvNewPlotInfoAry: [
          {
            plotAry: [
              {
                plotState: { usedBands: ['RED', 'BLUE'] },
                headerAry: [{}, null, {}],
                webFitsData: [{}, {}, {}],
              },
            ],
          },
        ],
      },
    ]);
    expect(reports(stage, 'PlotImage')[0]).not.toHaveProperty('greenReq');
  });

  it('from a single request has the red band alone', async () => {
    const stage = await Stage.open();
    stage.watch(...SHOWN);
    const wpRequest = { plotId: 'rgb', file: stage.server.addFile('r.fits', fitsFile()), Title: 'one' };
    stage.push(`${P}PlotImage`, { wpRequest, threeColor: true, viewerId: 'DEFAULT_FITS_VIEWER_ID' });
    await stage.settled();
    expectShape(reports(stage, 'PlotImage')[0], recorded('oneBand').data, ['.plotGroupId']);
  });

  it('without a red band is begun and never heard of again; the page has an error', async () => {
    const stage = await shown([null, fitsFile(), null]);
    expect(stage.order).toEqual([`x-${P}PlotImageStart`]);
    expect(String(stage.viewer.errors[0])).toMatch(/Image 'rgb' has no red band/);
    expect(stage.viewer.images.get('rgb')?.status).toBe('failed');
  });

  it.each([
    ['bands at the top level', { redReq: { plotId: 'rgb' }, threeColor: true }, /redReq cannot be read/],
    ['no band at all', { wpRequest: [null, null], threeColor: true }, /no request for any band/],
  ])('with %s is an error in the page, and nothing is begun', async (_what, payload, error) => {
    const stage = await Stage.open();
    stage.watch(...SHOWN);
    stage.push(`${P}PlotImage`, payload);
    await stage.settled();
    expect(stage.order).toEqual([]);
    expect(String(stage.viewer.errors[0])).toMatch(error);
    expect(stage.viewer.images.size).toBe(0);
  });

  it('fails as a whole with the first band that cannot be had', async () => {
    const stage = await Stage.open();
    stage.watch(...SHOWN);
    showBands(stage, [fitsFile(), '${upload-dir}/none.fits', '${upload-dir}/nor-this.fits']);
    await stage.settled();
    const [failed] = reports(stage, 'PlotImageFail');
    expectShape(failed, recorded('bandFail').data);
    expect(failed).toMatchObject({ briefDescription: 'File not found', plotId: 'rgb' });
    expect(failed?.['detailFailReason']).toContain('none.fits');
    expect(reports(stage, 'PlotImage')).toEqual([]);
  });

  it('lays other geometries on the first where all have one', async () => {
    const small = fitsFile({ axes: [10, 10], cards: { ...WORLD, CRVAL1: 10.681 } });
    expect(reports(await shown([fitsFile(), small]), 'PlotImage')).toHaveLength(1);
    const bare = fitsFile({ axes: [10, 10], cards: {} });
    expect(reports(await shown([bare, bare, bare]), 'PlotImage')).toHaveLength(1);
    const apart = await shown([fitsFile(), bare, fitsFile()]);
    expect(reports(apart, 'PlotImageFail')).toMatchObject([
      { briefDescription: 'Image contains no projection info' },
    ]);
  });

  it('takes the first plane of the first image of every file', async () => {
    const many = fitsOf({ axes: [7, 7] }, { axes: [9, 9] });
    const stage = await Stage.open();
    const file = stage.server.addFile('many.fits', many);
    const wpRequest = [0, 1, 1].map((MultiImageIdx) => ({ plotId: 'rgb', file, MultiImageIdx }));
    stage.push(`${P}PlotImage`, { wpRequest, threeColor: true });
    await stage.settled();
    const widths = stage.viewer.images.get('rgb')?.bands?.map((band) => band?.frame.width);
    expect(widths).toEqual([7, 7, 7]);
  });

  it('is replaced by another, and by an image of one band', async () => {
    const stage = await shown();
    showBands(stage, [fitsFile({ axes: [5, 4] }), null, null]);
    await stage.settled();
    expect(stage.viewer.images.get('rgb')).toMatchObject({ image: { width: 5 }, status: 'displayed' });
    stage.image('rgb');
    await stage.settled();
    expect(stage.viewer.images.get('rgb')?.bands).toBeUndefined();
  });
});

describe('the look of a three-colour image', () => {
  it('is stretched one band at a time, or all', async () => {
    const stage = await shown();
    stage.watch(...LOOKS);
    await stretched(stage, ['GREEN', '90,0.0,90,5.000000,NaN,2,44,25,600,120,0,NaN,1']);
    const green = '90,0,90,5,NaN,2,44,25,600,120,0,NaN,1';
    expect(stretchesOf(stage)).toEqual([LINEAR, green, LINEAR]);
    expectShape(reports(stage, 'StretchChange')[0], recorded('bandStretch').data);
    await stretched(stage, ['NO_BAND', green]);
    expect(stretchesOf(stage)).toEqual([green, green, LINEAR]);
    stage.viewer.core.userStretch('rgb', LINEAR);
    await stage.settled();
    expect(stretchesOf(stage)).toEqual([LINEAR, LINEAR, LINEAR]);
  });

  it('keeps the hues with an upper limit of its own', async () => {
    const stage = await shown();
    stage.watch(...LOOKS);
    await stretched(stage, ['RED', HUE], ['GREEN', HUE], ['BLUE', HUE]);
    expectShape(reports(stage, 'StretchChange')[0], recorded('hueStretch').data);
    expect(stretchesOf(stage)?.[1]).toBe('88,1,91,99,4.2,2,50,25,600,120,1,NaN,1.5');
  });

  it('cannot keep the hues of two bands: the image is lost', async () => {
    const stage = await shown([fitsFile(), fitsFile()]);
    stage.watch(...LOOKS);
    await stretched(stage, ['RED', HUE], ['GREEN', HUE], ['BLUE', HUE]);
    expect(reports(stage, 'StretchChange')).toHaveLength(1);
    expect(reports(stage, 'PlotImageFail')).toMatchObject([
      { plotId: 'rgb', description: 'Failed: Could not retrieve image render data' },
    ]);
    expect(stage.viewer.images.get('rgb')?.status).toBe('failed');
  });

  it('knows no other bands: the page has an error', async () => {
    const stage = await shown();
    stage.watch(...LOOKS);
    await stretched(stage, ['PURPLE', LINEAR]);
    expect(reports(stage, 'StretchChange')).toEqual([]);
    expect(String(stage.viewer.errors[0])).toMatch(/no band "PURPLE"/);
  });

  it('mixes its bands; a colour table does nothing to it but undo that', async () => {
    const stage = await shown();
    stage.watch(...LOOKS);
    const color = (payload: object) => stage.push(`${P}ColorChange`, { plotId: 'rgb', ...payload });
    color({ useGreen: false, bias: [0.4, 0.5, 7], contrast: [1, 2, 3] });
    color({ cbarId: 6, bias: 0.3, contrast: 1 });
    const [mixed, plain] = reports(stage, 'ColorChange');
    expectShape(mixed, recorded('bandColors').data);
    expect(mixed).toMatchObject({
      useGreen: false,
      colorTableId: 0,
      bias: [0.4, 0.5, 1],
      contrast: [1, 2, 3],
    });
    expect(plain).toMatchObject({ useGreen: true, colorTableId: 0, bias: [0.5, 0.5, 0.5] });
  });

  it('goes for others of its group that are made of bands, and for no other', async () => {
    const stage = await Stage.open();
    const file = stage.server.addFile('m.fits', fitsFile());
    for (const plotId of ['rgb', 'other', 'plain']) {
      const band = { plotId, file, plotGroupId: 'g', GroupLocked: true };
      const wpRequest = plotId === 'plain' ? band : [band, band, band];
      stage.push(`${P}PlotImage`, { wpRequest, ...(plotId === 'plain' ? {} : { threeColor: true }) });
      await stage.settled();
    }
    stage.watch(...LOOKS);
    const rv = '90,0,90,5,NaN,2,44,25,600,120,0,NaN,1';
    await stretched(stage, ['BLUE', rv]);
    expect(reports(stage, 'StretchChange').map(({ plotId }) => plotId)).toEqual(['rgb', 'other']);
    expect(stage.viewer.images.get('plain')?.stretch).toBe(LINEAR);
  });
});
