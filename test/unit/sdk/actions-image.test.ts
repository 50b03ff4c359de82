import { describe, expect, it } from 'vitest';
import { setColor, setPan, setStretch, setZoom, showFitsImage } from '../../../src/actions/index.js';
import { deepFreeze } from './helpers.js';

const FILE = '${upload-dir}/upload_123_wise.fits';

describe('showFitsImage', () => {
  it('asks for a file of the server', () => {
    expect(showFitsImage({ file: FILE }, { plotId: 'wise-w1' })).toEqual({
      type: 'ImagePlotCntlr.PlotImage',
      payload: {
        wpRequest: {
          plotGroupId: 'groupFromPython',
          GroupLocked: false,
          plotId: 'wise-w1',
          file: FILE,
        },
        useContextModifications: true,
        viewerId: 'DEFAULT_FITS_VIEWER_ID',
      },
    });
  });

  it('asks for an address; keys that have no value are left out', () => {
    const action = showFitsImage({ url: 'https://h/a.fits' });
    expect(action.payload).toEqual({
      wpRequest: { plotGroupId: 'groupFromPython', GroupLocked: false, url: 'https://h/a.fits' },
      useContextModifications: true,
      viewerId: 'DEFAULT_FITS_VIEWER_ID',
    });
    expect(Object.keys(action.payload)).toEqual(['wpRequest', 'useContextModifications', 'viewerId']);
  });

  it('sends the parameters of a service as they are spelled', () => {
    const options = deepFreeze({
      plotId: 'iss',
      Type: 'SERVICE' as const,
      Title: 'WISE m31',
      title: 'both spellings',
      SizeInDeg: '.12',
      InitialZoomLevel: 2,
      RangeValues: '88,1,88,99,NaN,2,44,25,600,120',
    });
    expect(showFitsImage({}, options).payload['wpRequest']).toEqual({
      plotGroupId: 'groupFromPython',
      GroupLocked: false,
      ...options,
    });
  });

  it('lets the caller choose group and lock', () => {
    const { wpRequest } = showFitsImage({}, { plotGroupId: 'mine', GroupLocked: true }).payload;
    expect(wpRequest).toEqual({ plotGroupId: 'mine', GroupLocked: true });
  });

  it.each([
    ['triview', undefined, 'DEFAULT_FITS_VIEWER_ID'],
    ['triview', 'cell-a', 'DEFAULT_FITS_VIEWER_ID'],
    ['slate', undefined, 'DEFAULT_FITS_VIEWER_ID'],
    ['slate', 'cell-a', 'cell-a'],
  ] as const)('in %s mode a viewer id of %s goes to %s', (mode, viewerId, expected) => {
    const { payload } = showFitsImage({ file: FILE }, viewerId === undefined ? {} : { viewerId }, { mode });
    expect(payload['viewerId']).toBe(expected);
    expect(payload['wpRequest']).not.toHaveProperty('viewerId');
  });

  it('carries attributes beside the request', () => {
    const attributes = deepFreeze({ key: 'k1' });
    expect(showFitsImage({}, {}, { attributes }).payload['attributes']).toEqual({ key: 'k1' });
  });
});

describe('setZoom', () => {
  it('sets a level', () => {
    expect(setZoom('a', 0.5)).toEqual({
      type: 'ImagePlotCntlr.ZoomImage',
      payload: { plotId: 'a', userZoomType: 'LEVEL', level: 0.5, actionScope: 'SINGLE' },
    });
  });

  it('is 1 when nothing is said, and takes several plots', () => {
    const plots = deepFreeze(['a', 'b']);
    expect(setZoom(plots).payload).toMatchObject({ plotId: ['a', 'b'], level: 1 });
  });
});

describe('setPan', () => {
  it('goes to the middle when no position is given', () => {
    expect(setPan('a')).toEqual({
      type: 'ImagePlotCntlr.recenter',
      payload: { plotId: 'a', centerOnImage: 'true' },
    });
    expect(setPan('a', { coord: 'J2000' }).payload).toEqual({ plotId: 'a', centerOnImage: 'true' });
  });

  it.each([
    [{ x: 200, y: 300 }, '200;300;PIXEL'],
    [{ x: 200, y: 300, coord: 'image' }, '200;300;PIXEL'],
    [{ x: 0, y: 41.3, coord: 'J2000' }, '0;41.3;J2000'],
    [{ x: 0, y: 0 }, '0;0;PIXEL'],
    [{ x: 121.1, y: -21.5, coord: 'GAL' }, '121.1;-21.5;GAL'],
    [{ x: 1.5, y: 2, coord: 'ZERO_BASED' }, '1.5;2;ZERO_BASED'],
    [{ x: 1, y: 1, coord: 'FITSPIXEL' }, '1;1;FITSPIXEL'],
  ])('%j goes to %s', (options, centerPt) => {
    expect(setPan('a', deepFreeze(options)).payload).toEqual({ plotId: 'a', centerPt });
  });

  it('checks the system also where it is not needed', () => {
    expect(() => setPan('a', { coord: 'galaxy' })).toThrow(/options\.coord must be one of/);
  });
});

describe('setStretch', () => {
  const rv = '88,1.000000,88,99.000000,NaN,2.000000,49,25,600,120,0,NaN,1.000000';
  const band = (name: string) => ({ band: name, rv, bandVisible: true });

  it('stretches the only band', () => {
    expect(setStretch('a', deepFreeze({ type: 'percent', algorithm: 'sqrt' }))).toEqual({
      action: {
        type: 'ImagePlotCntlr.StretchChange',
        payload: { stretchData: [band('NO_BAND')], plotId: 'a' },
      },
      rvString: rv,
    });
  });

  it.each([
    ['RED', ['RED']],
    ['BLUE', ['BLUE']],
    ['ALL', ['RED', 'GREEN', 'BLUE']],
  ] as const)('band %s means %j', (name, bands) => {
    const { action } = setStretch(['rgb', 'rgb2'], { algorithm: 'sqrt', band: name });
    expect(action.payload).toEqual({ stretchData: bands.map(band), plotId: ['rgb', 'rgb2'] });
  });

  it('says what it made of an algorithm it does not know', () => {
    const options: Record<string, string> = { algorithm: 'nonsense' };
    const { note, rvString } = setStretch('a', options);
    expect(note).toContain("'nonsense' is not one of linear");
    expect(rvString.split(',')[6]).toBe('44');
  });
});

describe('setColor', () => {
  it('has middle values when nothing is said', () => {
    expect(setColor('h')).toEqual({
      type: 'ImagePlotCntlr.ColorChange',
      payload: { plotId: 'h', cbarId: 0, bias: 0.5, contrast: 1 },
    });
  });

  it('sets map, bias and contrast, up to their limits', () => {
    const options = deepFreeze({ colormapId: -1, bias: 0, contrast: 10 });
    expect(setColor(deepFreeze(['a', 'b']), options).payload).toEqual({
      plotId: ['a', 'b'],
      cbarId: -1,
      bias: 0,
      contrast: 10,
    });
    expect(setColor('a', { bias: 1, contrast: 0 }).payload).toMatchObject({ bias: 1, contrast: 0 });
  });
});
