import { describe, expect, it } from 'vitest';
import { ViewerFailure } from '../../../src/testing/index.js';
import { cut, fitsFile, headerOnly, patched, tableOnly } from '../../support/fits-samples.js';
import { expectShape, fits, recorded, Stage } from './helpers.js';

const IMAGE = 'ImagePlotCntlr.';
const types = (...names: readonly string[]) => names.map((name) => IMAGE + name);
const SHOWN = types('PlotImageStart', 'PlotImage', 'PlotImageFail', 'byteDataRefresh');
const VIEW = types('ZoomImage', 'recenter', 'StretchChange', 'ColorChange', 'Replot');

async function displayed(...plotIds: readonly string[]): Promise<Stage> {
  const stage = await Stage.open();
  for (const plotId of plotIds) stage.image(plotId);
  await stage.settled();
  return stage;
}

describe('showing an image', () => {
  it('reports its start, its display and its pixels, in the recorded shapes', async () => {
    const stage = await Stage.open();
    stage.watch(...SHOWN);
    stage.image('a', stage.server.addFile('m.fits', fits(400, 300)), { useContextModifications: true });
    await stage.settled();
    expect(stage.order).toEqual(
      types('PlotImageStart', 'PlotImage', 'byteDataRefresh').map((type) => `x-${type}`),
    );
    const [start, plot, pixels] = stage.reports();
    expectShape(start, recorded('PlotImageStart').data);
    expectShape(plot, recorded('PlotImage').data);
    expect(start).toMatchObject({ plotId: 'a', requestKey: 'plotRequestKey-0-1000' });
    expectShape(pixels, recorded('pixels').data);
    expect(pixels).toMatchObject({ plotId: 'a', plotImageId: 'a--0--0' });
  });

  it('says how large the image is, what it is called and what its header says', async () => {
    const stage = await Stage.open();
    stage.watch(`${IMAGE}PlotImage`);
    const cards = [
      "BUNIT   = 'MJy/sr  '           / unit",
      'COMMENT one',
      'COMMENT two',
      'ODD     12 / no value',
      'CRVAL1  =   1.0684700000E+01 / degrees',
    ];
    stage.image('a', stage.server.addFile('m.fits', fits(400, 300, cards)));
    await stage.settled();
    const [report] = stage.reports();
    expect(report).toMatchObject({
      pvNewPlotInfoAry: [
        {
          plotId: 'a',
          plotAry: [
            {
              dataWidth: 400,
              dataHeight: 300,
              title: 'image a',
              zoomFactor: 1.28,
              fluxUnitAry: ['MJy/sr'],
              screenSize: { width: 512, height: 384 },
              header: {
                NAXIS1: { value: '400', idx: 4, comment: '' },
                ODD: { value: '', comment: '12 / no value' },
                CRVAL1: { value: '1.0684700000E+01', idx: 10, comment: 'degrees' },
                COMMENT: [{ comment: 'one' }, { comment: 'two' }],
              },
              projection: { header: { crval1: 10.6847, naxis2: 300, bunit: 'MJy/sr', cdelt2: null } },
            },
          ],
        },
      ],
    });
    expect(stage.viewer.images.get('a')).toMatchObject({
      status: 'displayed',
      image: { width: 400, unit: 'MJy/sr' },
    });
    expect(stage.viewer.activePlotId).toBe('a');
  });

  it('knows parameters in any spelling, and makes an id where there is none', async () => {
    const stage = await Stage.open();
    stage.watch(`${IMAGE}PlotImageStart`);
    const file = stage.server.addFile('m.fits', fits());
    const wpRequest = { FILE: file, title: 'lower', multiimageidx: 0, own: 1 };
    stage.push(`${IMAGE}PlotImage`, { wpRequest });
    await stage.settled();
    const params = {
      File: file,
      Title: 'lower',
      MultiImageIdx: 0,
      own: 1,
      plotId: 'defaultPlotId-0',
      ColorTable: 1,
    };
    expect(stage.reports()).toMatchObject([{ plotId: 'defaultPlotId-0', wpRequest: { params } }]);
    expect(stage.viewer.images.get('defaultPlotId-0')).toMatchObject({ status: 'displayed', title: 'lower' });
  });

  it('fetches addresses too', async () => {
    const stage = await Stage.open();
    stage.server.addUrl('http://example.org/a.fits', fits(7, 5));
    stage.push(`${IMAGE}PlotImage`, { wpRequest: { plotId: 'u', URL: 'http://example.org/a.fits' } });
    await stage.settled();
    expect(stage.viewer.images.get('u')).toMatchObject({ title: 'a.fits', image: { width: 7, height: 5 } });
  });

  it('reports a file that is not there in the recorded words', async () => {
    const stage = await Stage.open();
    stage.watch(...SHOWN);
    stage.image('bad1', '${upload-dir}/nothing.fits', { useContextModifications: true });
    await stage.settled();
    expect(stage.order).toEqual(types('PlotImageStart', 'PlotImageFail').map((type) => `x-${type}`));
    const { description, briefDescription, detailFailReason } = recorded('PlotImageFail').data;
    const failed = stage.reports(`x-${IMAGE}PlotImageFail`)[0];
    expectShape(failed, recorded('PlotImageFail').data);
    expect(failed).toMatchObject({ description, briefDescription, detailFailReason });
    expect(stage.viewer.images.get('bad1')).toMatchObject({ status: 'failed', failure: detailFailReason });
  });

  it.each([
    ['no FITS', 'just text', 'Not FITS file.', 'does not begin with'],
    ['an empty file', '', 'Not FITS file.', 'is empty'],
    ['a FITS file without pixels', fits(0, 0), 'FITS file does not contain image data', 'NAXIS = 2'],
    ['a header alone', headerOnly(), 'FITS file does not contain image data', 'NAXIS = 0'],
    ['a table', tableOnly(), 'FITS file does not contain image data, only table data', 'only table data'],
    ['one axis', fitsFile({ axes: [20] }), 'One-dimensional images (NAXIS==1)', 'not currently supported'],
    [
      'a cut file',
      cut(fitsFile({ axes: [90, 90] })),
      'Could not retrieve image render data',
      'The file is cut',
    ],
    ['a wrong BITPIX', patched(fitsFile(), ' -32', ' -13'), 'Not FITS file.', 'BITPIX of part 0 is -13'],
  ])('reports %s', async (_what, content, brief, detail) => {
    const stage = await Stage.open();
    stage.watch(`${IMAGE}PlotImageFail`);
    stage.image('a', stage.server.addFile('x.fits', content));
    await stage.settled();
    expect(stage.reports()).toMatchObject([
      {
        briefDescription: expect.stringContaining(brief),
        description: expect.stringContaining(`Failed- ${brief}`),
        detailFailReason: expect.stringContaining(detail),
      },
    ]);
  });

  it('reports a request without a source as a failure', async () => {
    const stage = await Stage.open();
    stage.watch(`${IMAGE}PlotImageFail`, `${IMAGE}PlotImage`);
    stage.push(`${IMAGE}PlotImage`, { wpRequest: { plotId: 'none' } });
    stage.push(`${IMAGE}PlotImage`, { wpRequest: { plotId: 'wise', Type: 'SERVICE', Service: 'WISE' } });
    await stage.settled();
    expect(stage.reports()).toMatchObject([
      { plotId: 'none', briefDescription: 'No file specified' },
      { plotId: 'wise', briefDescription: 'Could not parse results' },
    ]);
  });
});

describe('one id asked for again (T25)', () => {
  it('gives back the attributes of the call, in success and failure', async () => {
    const stage = await Stage.open();
    stage.watch(...SHOWN);
    stage.image('a', undefined, { attributes: { key: 'k1' } });
    stage.image('b', 'nowhere', { attributes: { key: 'k2' } });
    await stage.settled();
    const keyed = stage.reports().filter(({ attributes }) => attributes !== undefined);
    expect(keyed.map(({ type, attributes }) => [type, attributes])).toEqual([
      [`${IMAGE}PlotImageStart`, { key: 'k1' }],
      [`${IMAGE}PlotImageStart`, { key: 'k2' }],
      [`${IMAGE}PlotImageFail`, { key: 'k2' }],
      [`${IMAGE}PlotImage`, { key: 'k1' }],
    ]);
  });

  it('reports only the last of three overlapping shows; not even the failure of an earlier one', async () => {
    const stage = await Stage.open();
    stage.watch(...SHOWN);
    stage.image('a', undefined, { attributes: { key: 1 } });
    stage.image('a', 'nowhere', { attributes: { key: 2 } });
    stage.image('a', stage.server.addFile('big.fits', fits(9, 9)), { attributes: { key: 3 } });
    await stage.settled();
    expect(stage.reports(`x-${IMAGE}PlotImageStart`)).toHaveLength(3);
    expect(stage.reports(`x-${IMAGE}PlotImageFail`)).toEqual([]);
    expect(stage.reports(`x-${IMAGE}PlotImage`)).toMatchObject([{ attributes: { key: 3 } }]);
    expect(stage.viewer.images.get('a')?.image?.width).toBe(9);
  });

  it('settles 200 overlapping shows in the last one', async () => {
    const stage = await Stage.open();
    stage.watch(`${IMAGE}PlotImage`);
    const files = [fits(4, 4), fits(5, 5)].map((bytes) => stage.server.addFile('m.fits', bytes));
    for (let number = 0; number < 200; number++)
      stage.image('a', files[number % 2], { attributes: { number } });
    await stage.settled();
    expect(stage.reports()).toMatchObject([{ attributes: { number: 199 } }]);
    expect(stage.viewer.images.get('a')?.image?.width).toBe(5);
  });
});

describe('images that come and go', () => {
  it('are removed, with the recorded report, and what was under way for them is never heard of', async () => {
    const stage = await displayed('a', 'b');
    stage.watch(...SHOWN, `${IMAGE}deletePlotView`);
    stage.image('b');
    stage.push(`${IMAGE}deletePlotView`, { plotId: 'b' });
    await stage.settled();
    expect(stage.order).toEqual(types('PlotImageStart', 'deletePlotView').map((type) => `x-${type}`));
    expectShape(stage.reports()[1], recorded('deletePlotView').data);
    expect([...stage.viewer.images.keys()]).toEqual(['a']);
    expect(stage.viewer.activePlotId).toBe('a');
  });

  it('become active when told, or clicked', async () => {
    const stage = await displayed('a', 'b');
    expect(stage.viewer.activePlotId).toBe('b');
    stage.watch(`${IMAGE}ChangeActivePlotView`);
    stage.push(`${IMAGE}ChangeActivePlotView`, { plotId: 'a' });
    expect(stage.viewer.activePlotId).toBe('a');
    stage.viewer.click('b', { image: { x: 1, y: 1 } });
    expect(stage.viewer.activePlotId).toBe('b');
    expect(stage.reports().map(({ plotId }) => plotId)).toEqual(['a', 'b']);
  });

  it('fails what a test wants to fail', async () => {
    const stage = await Stage.open({ fail: { a: new ViewerFailure('Broken', 'on purpose') } });
    stage.watch(...SHOWN);
    stage.image('a');
    stage.image('b');
    await stage.settled();
    expect(stage.reports(`x-${IMAGE}PlotImageFail`)).toMatchObject([
      { plotId: 'a', detailFailReason: 'on purpose' },
    ]);
    expect(stage.reports(`x-${IMAGE}PlotImage`)).toMatchObject([{ plotId: 'b' }]);
  });
});

describe('what a person does to an image', () => {
  it('is reported as recorded', async () => {
    const stage = await displayed('a');
    stage.watch(...VIEW, `${IMAGE}ProcessScroll`);
    const { core } = stage.viewer;
    core.userZoom('a', 2.378, 'UP', { x: 355, y: 242 });
    core.userPan('a', { x: 1, y: 2, system: 'PIXEL' }, { x: 30, y: 40 });
    core.userStretch('a', '92,-2.000000,92,10');
    await stage.settled();
    core.userColor('a', { cbarId: 3, bias: 0.4, contrast: 2 });
    expect(stage.reports(`x-${IMAGE}ZoomImage`)).toEqual([{ ...recorded('userZoom').data, plotId: 'a' }]);
    expectShape(stage.reports(`x-${IMAGE}ProcessScroll`)[0], recorded('scroll').data);
    expect(stage.viewer.images.get('a')).toMatchObject({
      zoomLevel: 2.378,
      center: { x: 1, y: 2, system: 'PIXEL' },
      stretch: '92,-2,92,10',
      color: { cbarId: 3, bias: 0.4, contrast: 2 },
    });
    core.userZoom('nosuch', 2);
    core.userPan('nosuch', { x: 1, y: 2, system: 'PIXEL' });
    expect(stage.reports(`x-${IMAGE}ProcessScroll`)).toHaveLength(1);
  });
});
