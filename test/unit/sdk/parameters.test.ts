import { describe, expect, it } from 'vitest';
import { buildFitsImage, showFits3Color } from '../../../src/actions/image.js';
import { maskPlanes } from '../../../src/actions/mask.js';
import type { PlotParams } from '../../../src/actions/plot-parameters.js';
import { RangeValues } from '../../../src/actions/range-values.js';
import { nearest } from '../../../src/schema/spelling.js';
import { argumentErrorOf, callWith, deepFreeze } from './helpers.js';

const requestOf = (options: object): Record<string, unknown> =>
  (callWith(buildFitsImage, [{}, options]) as { action: { payload: { wpRequest: Record<string, unknown> } } })
    .action.payload.wpRequest;

describe('parameters of an image', () => {
  it.each([
    [{ Titel: 'x' }, "did you mean 'Title'?"],
    [{ zoomtyp: 'x' }, "did you mean 'ZoomType'?"],
    [{ InitialZoomLevel: 2 }, "did you mean 'InitZoomLevel'?"],
    [{ RangeValue: 'x' }, "did you mean 'RangeValues'?"],
  ])('%j is sent, with a hint', (options, hint) => {
    const built = buildFitsImage({ file: 'f' }, options);
    expect(built.note).toContain(hint);
    expect(built.action.payload['wpRequest']).toMatchObject(options);
  });

  it.each([[{ title: 'x', ZOOMTYPE: 'LEVEL', multiimageidx: '2' }], [{ somethingElse: 1 }], [{}]])(
    '%j is sent as it is',
    (options) => {
      const built = buildFitsImage({ file: 'f' }, { ...options } as PlotParams);
      expect(built.note).toBeUndefined();
      expect(built.action.payload['wpRequest']).toMatchObject(options);
    },
  );

  it('may have a stretch as it is', () => {
    const stretch = RangeValues.create({
      lowerType: 'percent',
      lowerValue: 1,
      upperValue: 2,
      algorithm: 'log',
    });
    expect(JSON.parse(JSON.stringify(requestOf({ RangeValues: stretch })))).toMatchObject({
      RangeValues: String(stretch),
    });
  });

  it.each([
    [{ ZoomType: 'TO_WIDHT' }, 'options.ZoomType', 'TO_WIDTH'],
    [{ zoomType: 5 }, 'options.zoomType', 'TO_WIDTH'],
    [{ SizeInDeg: 0 }, 'options.SizeInDeg', 'above 0'],
    [{ ColorTable: -1 }, 'options.ColorTable', 'at least 0'],
    [{ GridOn: 'maybe' }, 'options.GridOn', 'TRUE_LABELS_FALSE'],
    [{ Title: {} }, 'options.Title', 'a string'],
    [{ survey: '2MASS', band: 'J', target: 'M31' }, 'options.target', 'a position'],
    [{ survey: '2MASS', band: 'J', target: { ra: 1 } }, 'options.target.dec', 'given'],
    [{ survey: '2MASS', band: 'J', target: '1;2;NOWHERE' }, 'options.target', 'one of'],
    [{ survey: '2MASS', band: 'Z', target: '1;2' }, 'options.band', 'J, H, K'],
    [{ survey: 'none', band: 'Z', target: '1;2' }, 'options.survey', '2MASS'],
    [{ band: 'K' }, 'options.survey', 'given with band'],
    [{ survey: 'WISE', band: 1, target: '1;2', size: 'wide' }, 'options.size', 'degrees above 0'],
    [{ survey: 'WISE', band: 1, target: '1;2', size: 0 }, 'options.size', 'degrees above 0'],
  ])('%j is refused', (options, argument, expected) => {
    const error = argumentErrorOf(() => callWith(buildFitsImage, [{}, options]));
    expect(error.argument).toBe(argument);
    expect(error.expected).toContain(expected);
  });

  it('has either a survey or an input', () => {
    const call = () => buildFitsImage({ file: 'f' }, { survey: '2MASS', band: 'K', target: '1;2' });
    expect(argumentErrorOf(call).expected).toContain('because there is an input');
  });

  it.each([
    [
      { survey: '2MASS', band: 'K', target: { ra: 10.68, dec: 41.27 }, size: '30arcmin' },
      {
        Type: 'SERVICE',
        Service: 'TWOMASS',
        SurveyKey: 'asky',
        SurveyKeyBand: 'k',
        WorldPt: '10.68;41.27;EQ_J2000',
        SizeInDeg: 0.5,
        Title: '2MASS K',
      },
    ],
    [
      { survey: 'dss', band: 'red', target: '1;2;GALACTIC', title: 'mine' },
      { Service: 'DSS', SurveyKey: 'poss2ukstu_red', WorldPt: '1;2;GALACTIC', title: 'mine' },
    ],
    [
      { survey: 'WISE', band: 2, target: '1;2', size: 0.1, SurveyKey: '1b' },
      { SurveyKey: '1b', SurveyKeyBand: '2', WorldPt: '1;2;EQ_J2000', SizeInDeg: 0.1 },
    ],
    [
      { survey: 'SDSS', band: 'g', target: '1;2' },
      { Service: 'SDSS', SurveyKey: 'g' },
    ],
    [
      { survey: 'SEIP', band: 'IRAC1', target: '1;2' },
      { Service: 'ATLAS', SurveyKey: 'spitzer.seip_science', SurveyKeyBand: 'IRAC1' },
    ],
  ])('%j asks a service', (options, expected) => {
    const request = requestOf(deepFreeze(options));
    expect(request).toMatchObject(expected);
    for (const key of ['survey', 'band', 'target', 'size']) expect(request).not.toHaveProperty(key);
    if ('title' in options) expect(request).not.toHaveProperty('Title');
  });

  it('of bands are checked, and one may be left out', () => {
    const { action } = showFits3Color([{ file: 'r' }, null, { file: 'b', Title: 'own' }], { plotId: 'p' });
    expect(action.payload['wpRequest']).toMatchObject(
      [{ Title: '3 Color', plotId: 'p' }, {}, { Title: 'own' }].map((band, index) =>
        index === 1 ? null : band,
      ),
    );
    const wrong = () => callWith(showFits3Color, [[{ file: 'r', SizeInDeg: -1 }]]);
    expect(argumentErrorOf(wrong).argument).toBe('bands[0].SizeInDeg');
  });
});

describe('names that look like others', () => {
  it.each([
    ['Titel', 'Title'],
    ['TITLE', 'Title'],
    ['colortabel', 'ColorTable'],
    ['xyz', undefined],
    ['', undefined],
  ])('%j is %j', (given, meant) => {
    expect(nearest(given, ['Title', 'ColorTable', 'URL'])).toBe(meant);
  });
});

describe('planes of a mask', () => {
  it('are named by cards of the header', () => {
    const headers = [
      { NAXIS: '2' },
      { MP_BAD: '0', MP_CR: '3', 'HIERARCH MP_DETECTED_NEGATIVE': '6', MP_X: 'no', MP_Y: '40' },
    ];
    expect(maskPlanes(headers)).toEqual([
      { name: 'BAD', bitNumber: 0, imageNumber: 1 },
      { name: 'CR', bitNumber: 3, imageNumber: 1 },
      { name: 'DETECTED_NEGATIVE', bitNumber: 6, imageNumber: 1 },
    ]);
  });
});
