import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/testing/index.js';
import { fitsFile, fitsOf } from '../../support/fits-samples.js';
import { expectShape, recorded, Stage } from './helpers.js';

const P = 'ImagePlotCntlr.';
const TYPES = [
  'plotMaskStart',
  'plotMask',
  'plotMaskFail',
  'overlayPlotChangeAttributes',
  'deleteOverlayPlot',
];
/** Members that the recording has only as `{…}`. */
const CUT = [
  ...['rawData.bandData[].processHeader', 'plotState.bandStateAry[].directFileAccessData'],
  ...['plotState.bandStateAry[].plotRequest', 'allWCSMap..header.imageCoordSys'],
].map((path) => `.plot.${path}`);
const bits = fitsOf({}, { bitpix: 16, pixel: (x, y) => (x === 5 && y === 3 ? 8 : 0) });

describe('masks', () => {
  let stage: Stage;
  let file: string;
  beforeEach(async () => {
    stage = await Stage.open();
    file = stage.server.addFile('masked.fits', bits);
    stage.image('m', file);
    await stage.settled();
    stage.watch(...TYPES.map((type) => P + type), `${P}byteDataRefresh`);
  });
  afterEach(() => stage.viewer.core.close());

  const mask = (more: JsonObject = {}): void => {
    const asked = { imageNumber: 1, maskNumber: 3, maskValue: 8, title: 'CR' };
    stage.push(`${P}plotMask`, { plotId: 'm', imageOverlayId: 'k1', ...asked, ...more });
  };
  const masks = () => stage.viewer.masks;

  it('are read, and reported as by a real viewer', async () => {
    mask({ color: '#ff0000' });
    await stage.settled();
    const [start, plot, pixels] = stage.reports();
    expectShape(start, recorded('plotMaskStart').data);
    expectShape(plot, recorded('plotMask').data, CUT);
    expectShape(pixels, recorded('byteDataRefresh').data);
    expect(plot).toMatchObject({ color: '#ff0000', requestKey: 'overlay-0-1000', plot: { asOverlay: true } });
    expect(pixels).toMatchObject({ plotId: 'm', imageOverlayId: 'k1', plotImageId: 'k1--0' });
    expect(masks()).toMatchObject([{ maskId: 'k1', color: '#ff0000', opacity: 0.58, visible: true }]);
  });

  it('have a colour by their bit when none is asked for', async () => {
    mask({ maskNumber: 5, maskValue: 32 });
    await stage.settled();
    expect(masks()).toMatchObject([{ color: '#FFC0CB' }]);
  });

  it('of a plane that is not there fail in the recorded words', async () => {
    mask({ imageNumber: 9 });
    await stage.settled();
    const [start, failed] = stage.reports();
    expectShape(start, recorded('bad-plotMaskStart').data);
    expectShape(failed, recorded('bad-plotMaskFail').data);
    expect(failed).toMatchObject({
      type: `${P}plotMaskFail`,
      detailFailReason: 'Index 9 out of bounds for length 2',
    });
    expect(masks()).toEqual([]);
  });

  it('may come from another file; one that is not there is a failure', async () => {
    mask({ fileKey: stage.server.addFile('other.fits', fitsFile({ bitpix: 16 })), imageNumber: 0 });
    mask({ imageOverlayId: 'k2', fileKey: '${upload-dir}/none.fits' });
    await stage.settled();
    expect(masks().map(({ maskId }) => maskId)).toEqual(['k1']);
    expect(stage.reports(`x-${P}plotMaskFail`)).toMatchObject([{ imageOverlayId: 'k2' }]);
  });

  it('on an image that is not there are lost without a report', async () => {
    mask({ plotId: 'none' });
    await stage.settled();
    expect([stage.reports(), masks()]).toEqual([[], []]);
  });

  it('change and go; both is reported even when they are not there', async () => {
    mask();
    await stage.settled();
    const attributes = { opacity: 0.2, visible: false, colorAttributes: { color: 'blue' } };
    const own = { plotId: 'm', imageOverlayId: 'k1' };
    stage.push(`${P}overlayPlotChangeAttributes`, { ...own, attributes, doReplot: false });
    expect(masks()).toMatchObject([{ opacity: 0.2, visible: false, color: 'blue' }]);
    stage.push(`${P}deleteOverlayPlot`, own);
    stage.push(`${P}deleteOverlayPlot`, { plotId: 'none', imageOverlayId: 'k1' });
    expect(masks()).toEqual([]);
    const [changed, deleted, again] = stage.reports().slice(3);
    const { attributes: _, ...rest } = changed ?? {};
    const { attributes: __, ...shape } = recorded('overlayPlotChangeAttributes').data;
    expectShape(rest, shape);
    expectShape(deleted, recorded('deleteOverlayPlot').data);
    expect(again).toMatchObject({ plotId: 'none' });
  });

  it('go with their image, and when another takes its place', async () => {
    for (const end of [
      () => stage.image('m', file),
      () => stage.push(`${P}deletePlotView`, { plotId: 'm' }),
    ]) {
      mask();
      await stage.settled();
      expect(masks()).toHaveLength(1);
      end();
      await stage.settled();
      expect(masks()).toEqual([]);
    }
  });
});
