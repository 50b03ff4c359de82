import { describe, expect, it } from 'vitest';
import { DisplayError } from '../../../src/errors.js';
import {
  dig,
  expectColor,
  expectImage,
  expectPan,
  expectStretch,
  expectZoom,
  TRACKING_KEY,
} from '../../../src/session/expect-image.js';
import { deepFreeze, recorded } from './helpers.js';

const PLOTTED = 'ImagePlotCntlr.PlotImage';
const FAILED = 'ImagePlotCntlr.PlotImageFail';
const PIXELS = 'ImagePlotCntlr.byteDataRefresh';

const keyed = (name: string, key: string, more: Readonly<Record<string, unknown>> = {}) =>
  deepFreeze(recorded(name, { attributes: { [TRACKING_KEY]: key }, ...more }));
const pixels = deepFreeze({ plotId: 'p1', type: PIXELS });

describe('an image', () => {
  const displayed = {
    plotId: 'p1',
    width: 394,
    height: 394,
    title: 'M31',
    zoomLevel: 2.063451776649746,
  };

  it('watches plots, failures and pixels', () => {
    const expected = expectImage('p1', 'k1', '');
    expect(expected.subject).toBe("image 'p1'");
    expect(expected.watch).toEqual([PLOTTED, FAILED, PIXELS]);
  });

  it('that is plotted is there for the time being, and for good when its pixels are', () => {
    const expected = expectImage('p1', 'k1', '');
    const report = keyed('PlotImage', 'k1');
    const first = expected.match(PLOTTED, report);
    expect(first).toMatchObject({ provisional: displayed, after: 10_000 });
    const second = expected.match(PIXELS, pixels);
    expect(second).toMatchObject({ displayed });
    expect(dig(second, 'displayed', 'report')).toBe(report);
  });

  it('tells size, title, zoom and the header', () => {
    const outcome = expectImage('p1', 'k1', '').match(PLOTTED, keyed('PlotImage', 'k1'));
    const header = dig(outcome, 'provisional', 'header');
    expect(header).toMatchObject({ NAXIS1: '394', NAXIS2: '394' });
  });

  it('is known by its key: those of other calls are not about it', () => {
    const expected = expectImage('p1', 'k1', '');
    expect(expected.match(PLOTTED, keyed('PlotImage', 'k2'))).toBeUndefined();
    expect(expected.match(PLOTTED, recorded('PlotImage'))).toBeUndefined();
    expect(expected.match(FAILED, keyed('PlotImageFail', 'k2'))).toBeUndefined();
    expect(expected.match(FAILED, recorded('PlotImageFail'))).toBeUndefined();
  });

  it('pixels count only after its own plot, and only of its plot', () => {
    const expected = expectImage('p1', 'k1', '');
    expect(expected.match(PIXELS, pixels)).toBeUndefined();
    expected.match(PLOTTED, keyed('PlotImage', 'k2'));
    expect(expected.match(PIXELS, pixels)).toBeUndefined();
    expected.match(PLOTTED, keyed('PlotImage', 'k1'));
    expect(expected.match(PIXELS, { ...pixels, plotId: 'p2' })).toBeUndefined();
    expect(expected.match(PIXELS, pixels)).toMatchObject({ displayed });
  });

  it('that failed carries the viewer’s reason and our hint', () => {
    const report = keyed('PlotImageFail', 'k1');
    const outcome = expectImage('bad1', 'k1', '. Try this').match(FAILED, report);
    const error = dig(outcome, 'failed');
    expect(error).toBeInstanceOf(DisplayError);
    expect(error).toMatchObject({
      subject: "image 'bad1'",
      report,
      reason:
        'Failed- File not found (Could not find your requested file, the file: ${upload-dir}/nothing.fits could not be converted to an absolute path). Try this',
    });
  });

  it.each([
    [{ detailFailReason: '', briefDescription: 'B' }, 'Failed- File not found (B)'],
    [{ detailFailReason: undefined, briefDescription: undefined }, 'Failed- File not found'],
    [{ detailFailReason: 'Failed- File not found' }, 'Failed- File not found'],
    [{ description: '', detailFailReason: 'D', briefDescription: '' }, 'D'],
    [{ description: null, detailFailReason: 5, briefDescription: {} }, 'the viewer gave no reason'],
  ])('that failed with %j says %s', (more, reason) => {
    const outcome = expectImage('bad1', 'k1', '').match(FAILED, keyed('PlotImageFail', 'k1', more));
    expect(dig(outcome, 'failed', 'reason')).toBe(reason);
  });

  it('reported without its plot has no size, and is no crash', () => {
    const report = keyed('PlotImage', 'k1', { pvNewPlotInfoAry: [] });
    expect(expectImage('p1', 'k1', '').match(PLOTTED, report)).toMatchObject({
      provisional: { plotId: 'p1', width: Number.NaN, height: Number.NaN, title: '', header: {} },
    });
  });
});

describe('changes of a view', () => {
  const report = (name: string, more: Readonly<Record<string, unknown>> = {}) =>
    deepFreeze(recorded(name, { plotId: 'p1', ...more }));

  it('a zoom is done when the level is reported, but for rounding', () => {
    const expected = expectZoom('p1', 4);
    expect(expected.watch).toEqual(['ImagePlotCntlr.ZoomImage']);
    const given = report('zoom');
    expect(expected.match('ImagePlotCntlr.ZoomImage', given)).toEqual({
      displayed: { plotId: 'p1', report: given },
    });
    const match = (zoomLevel: unknown) =>
      expected.match('ImagePlotCntlr.ZoomImage', report('zoom', { zoomLevel })) !== undefined;
    expect([4.000001, 3.999999, 4.001, 2.378, undefined, 'x'].map(match)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('a zoom of another plot is not ours', () => {
    expect(expectZoom('p2', 4).match('ImagePlotCntlr.ZoomImage', report('zoom'))).toBeUndefined();
  });

  it('a pan is done when its centre is reported', () => {
    const type = 'ImagePlotCntlr.recenter';
    const given = report('recenter');
    expect(expectPan('p1', { x: 10.7, y: 41.3 }).watch).toEqual([type]);
    expect(expectPan('p1', { x: 10.7, y: 41.3 }).match(type, given)).toEqual({
      displayed: { plotId: 'p1', report: given },
    });
    expect(expectPan('p1', { x: 10.7, y: 41.4 }).match(type, given)).toBeUndefined();
    expect(expectPan('p1', { x: 10, y: 41.3 }).match(type, given)).toBeUndefined();
    expect(expectPan('p2', { x: 10.7, y: 41.3 }).match(type, given)).toBeUndefined();
    expect(expectPan('p1', {}).match(type, given)).toBeUndefined();
  });

  it.each([true, 'true'])('a pan to the middle is done when centerOnImage is %j', (centerOnImage) => {
    const type = 'ImagePlotCntlr.recenter';
    const given = report('recenter', { centerPt: undefined, centerOnImage });
    expect(expectPan('p1', {}).match(type, given)).toMatchObject({ displayed: { plotId: 'p1' } });
    expect(expectPan('p1', { x: 1, y: 2 }).match(type, given)).toBeUndefined();
  });

  it('a stretch is done when the pixels have been made anew', () => {
    const expected = expectStretch('p1');
    const type = 'ImagePlotCntlr.StretchChange';
    expect(expected.watch).toEqual([type, PIXELS]);
    expect(expected.match(PIXELS, pixels)).toBeUndefined();
    const given = report('stretch');
    expect(expected.match(type, { ...given, plotId: 'p2' })).toBeUndefined();
    expect(expected.match(PIXELS, pixels)).toBeUndefined();
    expect(expected.match(type, given)).toEqual({
      provisional: { plotId: 'p1', report: given },
      after: 3_000,
    });
    expect(expected.match(PIXELS, { ...pixels, plotId: 'p2' })).toBeUndefined();
    expect(expected.match(PIXELS, pixels)).toEqual({ displayed: { plotId: 'p1', report: given } });
  });

  it('a colour is done when it is reported of its plot', () => {
    const type = 'ImagePlotCntlr.ColorChange';
    const given = report('color');
    expect(expectColor('p1').watch).toEqual([type]);
    expect(expectColor('p1').match(type, given)).toEqual({ displayed: { plotId: 'p1', report: given } });
    expect(expectColor('m').match(type, given)).toBeUndefined();
  });
});
