import { describe, expect, it } from 'vitest';
import { DisplayError } from '../../../src/errors.js';
import type { Expectation, Outcome } from '../../../src/session/display.js';
import { expectImage } from '../../../src/session/expect-image.js';
import {
  expectAction,
  expectAligned,
  expectChartUpdate,
  expectFootprints,
  expectHips,
  expectMask,
  expectMaskChange,
  expectMaskRemoved,
} from '../../../src/session/expect-report.js';

/** What an expectation makes of a report; the type has to be one that it watches. */
function told<T>(expectation: Expectation<T>, type: string, report: object): Outcome<T> | undefined {
  expect(expectation.watch).toContain(type);
  return expectation.match(type, { ...report });
}

const failureOf = (outcome: Outcome<unknown> | undefined): unknown =>
  outcome !== undefined && 'failed' in outcome ? outcome.failed : undefined;

// The reports are those of a real viewer, without what does not matter here.
const MASK = {
  plotId: 'm',
  imageOverlayId: 'k1',
  maskValue: 8,
  maskNumber: 3,
  imageNumber: 1,
  color: '#ff0000',
};

describe('a mask', () => {
  const P = 'ImagePlotCntlr.';

  it('is there when its plot is', () => {
    expect(told(expectMask('m', 'k1'), `${P}plotMask`, MASK)).toEqual({
      displayed: { plotId: 'm', maskId: 'k1', report: MASK },
    });
  });

  it('fails with the reason of the viewer', () => {
    const report = {
      ...MASK,
      description: 'Failed- Could not create plot.',
      detailFailReason: 'Index 9 out of bounds for length 2',
    };
    const error = failureOf(told(expectMask('m', 'k1'), `${P}plotMaskFail`, report));
    expect(error).toBeInstanceOf(DisplayError);
    expect(String(error)).toContain('Index 9 out of bounds for length 2');
  });

  it.each([
    ['another mask', { ...MASK, imageOverlayId: 'k2' }],
    ['the mask of that name on another image', { ...MASK, plotId: 'n' }],
  ])('is not %s', (_what, report) => {
    expect(told(expectMask('m', 'k1'), `${P}plotMask`, report)).toBeUndefined();
  });

  it('is changed, and removed', () => {
    const change = { ...MASK, attributes: { opacity: 0.2 }, doReplot: false };
    const type = `${P}overlayPlotChangeAttributes`;
    expect(told(expectMaskChange('m', 'k1', 'opacity'), type, change)).toHaveProperty('displayed');
    expect(told(expectMaskChange('m', 'k1', 'colorAttributes'), type, change)).toBeUndefined();
    expect(told(expectMaskRemoved('m', 'k1'), `${P}deleteOverlayPlot`, MASK)).toHaveProperty('displayed');
  });
});

describe('an alignment', () => {
  it('is known by its kind', () => {
    const report = { wcsMatchType: 'Standard', mpwWcsPrimId: 'rgb' };
    expect(told(expectAligned('Standard'), 'ImagePlotCntlr.wcsMatch', report)).toHaveProperty('displayed');
    expect(told(expectAligned('Pixel'), 'ImagePlotCntlr.wcsMatch', report)).toBeUndefined();
  });
});

describe('a HiPS', () => {
  const P = 'ImagePlotCntlr.';

  it('is shown, or an image in its place', () => {
    const report = { plotId: 'h' };
    expect(told(expectHips('h', 'k', true), `${P}PlotHiPS`, report)).toMatchObject({
      displayed: { shown: 'hips' },
    });
    expect(told(expectHips('h', 'k', true), `${P}PlotImage`, report)).toMatchObject({
      displayed: { shown: 'image' },
    });
    expect(told(expectHips('h', 'k', false), `${P}PlotHiPS`, { plotId: 'other' })).toBeUndefined();
  });

  it('fails with the reason of the viewer', () => {
    const report = { plotId: 'h', description: 'Failed- Could not retrieve HiPS properties file' };
    expect(String(failureOf(told(expectHips('h', 'k', false), `${P}PlotHiPSFail`, report)))).toContain(
      'Could not retrieve HiPS properties file',
    );
  });

  it('of another call of ours is none of this one', () => {
    const report = { plotId: 'h', attributes: { fireflyClientKey: 'other' } };
    expect(told(expectHips('h', 'k', false), `${P}PlotHiPS`, report)).toBeUndefined();
  });
});

describe('footprints', () => {
  it('are there when their layer is on a plot', () => {
    const report = { drawLayerId: 'fp1', plotIdAry: ['a'], visible: true };
    const type = 'DrawLayerCntlr.attachLayerToPlot';
    expect(told(expectFootprints('fp1'), type, report)).toMatchObject({
      displayed: { footprintLayerId: 'fp1' },
    });
    expect(told(expectFootprints('fp2'), type, report)).toBeUndefined();
  });

  it('fail with their table', () => {
    const fine = { tbl_id: 'fp1', totalRows: 3 };
    expect(told(expectFootprints('fp1'), 'table.loaded', fine)).toBeUndefined();
    const error = failureOf(told(expectFootprints('fp1'), 'table.loaded', { ...fine, error: {} }));
    expect(error).toBeInstanceOf(DisplayError);
  });
});

describe('a change of a chart', () => {
  it('is known by what has changed', () => {
    const report = { chartId: 'c', changes: { 'layout.title.text': 'x', activeTrace: 0 } };
    const type = 'charts.data/chartUpdate';
    expect(told(expectChartUpdate('c', { activeTrace: 0 }), type, report)).toHaveProperty('displayed');
    expect(told(expectChartUpdate('c', { other: 0 }), type, report)).toBeUndefined();
    expect(told(expectChartUpdate('d', { activeTrace: 0 }), type, report)).toBeUndefined();
  });
});

describe('a cell', () => {
  it('is known by its id, although its type overwrites that of the report', () => {
    const report = { col: 1, width: 2, row: 0, type: 'images', cellId: 'Cell-1', height: 2 };
    const expectation = expectAction('cell', 'layout.addCell', { cellId: 'Cell-1' });
    expect(told(expectation, 'layout.addCell', report)).toEqual({ displayed: { report } });
  });
});

describe('the headers of an image', () => {
  it('are one for each image of the file, and one for all planes of a cube', () => {
    const header = (hdu: number, cards: object = {}) => ({
      header: { SPOT_EXT: { value: String(hdu) }, ...cards },
    });
    const plotAry = [header(1), header(2, { MP_CR: { value: '3' } }), header(3), header(3), header(3)];
    const expectation = expectImage('m', 'key', '');
    const report = { plotId: 'm', attributes: { fireflyClientKey: 'key' }, pvNewPlotInfoAry: [{ plotAry }] };
    const outcome = told(expectation, 'ImagePlotCntlr.PlotImage', report);
    const { headers } = (outcome as { provisional: { headers: readonly object[] } }).provisional;
    expect(headers).toEqual([{ SPOT_EXT: '1' }, { SPOT_EXT: '2', MP_CR: '3' }, { SPOT_EXT: '3' }]);
  });
});
