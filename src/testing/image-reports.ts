/** What a viewer says about an image that is on the screen, in the shapes of a real one. */
import type { ImageFrame, JsonObject, LoadedImage } from './engine.js';
import type { PlotCall } from './image-request.js';
import type { PlotState } from './viewer-state.js';

export const DEFAULT_STRETCH = '88,1,88,99,NaN,2,44,25,600,120,0,NaN,1';

/**
 * Numbers without trailing zeros, as the viewer prints them: `1.000000` becomes `1`. What keeps the hues of three bands is
 * an asinh with an upper limit by zscale.
 */
export function tidyRangeValues(rangeValues: string): string {
  const parts = rangeValues
    .split(',')
    .map((part) => (part.trim() === '' || Number.isNaN(Number(part)) ? part.trim() : String(Number(part))));
  if (parts[10] === '1') [parts[2], parts[6]] = ['91', '50'];
  return parts.join(',');
}

/** `pvNewPlotInfoAry` of the report of an image that was drawn. */
export function plotInfo(
  call: PlotCall,
  plot: PlotState,
  image: LoadedImage,
  bytes: number,
): readonly JsonObject[] {
  const { plotId } = call.request;
  return [
    {
      plotAry: image.frames.map((frame, number) => drawnPlot(call, plot, { ...frame, number, bytes })),
      requestKey: call.report['requestKey'],
      plotId,
      overlayPlotViews: null,
    },
  ];
}

/** `plot` of the report of a mask that was drawn. */
export function maskPlot(
  report: JsonObject,
  plot: PlotState,
  maskId: string,
  image: ImageFrame,
  bytes: number,
): JsonObject {
  const own = { ...plot, plotId: maskId, title: '', stretch: DEFAULT_STRETCH };
  return {
    ...drawnPlot({ report }, own, { ...image, number: 0, bytes }),
    plotImageId: `${maskId}---NEEDS___INIT`,
    asOverlay: true,
  };
}

/** The state of a plot as the reports of stretches and selections carry it. */
export function primaryState(plot: PlotState): JsonObject {
  const { params, image: frame, stretch, bands } = plot;
  const states = bands ?? [{ params, frame, stretch }];
  const names = states.map((band) => band && baseName(sourceOf(band)));
  const bandStateAry = states.map((band, i) => {
    if (band === undefined) return null;
    return {
      workingFitsFileStr: sourceOf(band),
      directFileAccessData: fileAccess(band.frame),
      plotRequestSerialize: serialized(band.params),
      rangeValuesSerialize: band.stretch,
      // One name is told, with the first band: that of the last.
      ...(i === 0 ? { uploadFileNameStr: names.filter(Boolean).at(-1) } : {}),
    };
  });
  const threeColor = bands === undefined ? {} : { threeColor: true };
  return { ctxStr: contextOf(plot), bandStateAry, colorTableId: plot.color.cbarId, ...threeColor };
}

/** One of the planes that a request shows. */
export interface DrawnFrame extends ImageFrame {
  /** Among those of the request. */
  readonly number: number;
  /** Size of the file. */
  readonly bytes: number;
}

/** One entry of `plotAry`. */
export function drawnPlot(call: Pick<PlotCall, 'report'>, plot: PlotState, image: DrawnFrame): JsonObject {
  const name = baseName(sourceOf(plot));
  const header = headerObject(image);
  const numbers = headerNumbers(image);
  const projection = projectionOf(numbers);
  const access = fileAccess(image);
  return {
    dataDesc: name,
    blank: false,
    plotDesc: '',
    fluxUnitAry: [image.unit || '---'],
    rawData: {
      useRed: true,
      useGreen: true,
      useBlue: true,
      bandData: [{ processHeader: numbers, bias: 0.5, contrast: 1 }],
    },
    cubeIdx: image.planes > 1 ? image.plane : -1,
    title: plot.title,
    zoomFactor: plot.zoomLevel,
    plotState: plotState(call, plot, image, access),
    screenSize: {
      width: Math.floor(image.width * plot.zoomLevel),
      height: Math.floor(image.height * plot.zoomLevel),
    },
    headerAry: [header, null, null],
    colorTableId: Number(plot.params['ColorTable'] ?? 1),
    plotId: plot.plotId,
    plotImageId: `${plot.plotId}--${image.number}--${requestNumber(call)}`,
    projection,
    allWlMap: {},
    dataWidth: image.width,
    directFileAccessDataAry: [access],
    plotType: 'image',
    webFitsData: [{ getFitsFileSize: image.bytes, dataMin: 0, dataMax: 0 }],
    imageCoordSys: {},
    dataRequested: false,
    zeroHeader: null,
    allWCSMap: { '': projection },
    conversionCache: {},
    dataHeight: image.height,
    header,
    relatedData: null,
    attributes: {
      responseCodeMsg: 'OK',
      RequestClass: 'WebPlotRequest',
      sizeInBytes: String(image.bytes),
      hasAccess: 'true',
      externalName: name,
      id: 'ID_NOT_DEFINED',
      responseCode: '200',
      desc: name,
    },
    asOverlay: false,
  };
}

function plotState(
  call: Pick<PlotCall, 'report'>,
  plot: PlotState,
  image: DrawnFrame,
  access: JsonObject,
): JsonObject {
  const band = {
    workingFitsFileStr: sourceOf(plot),
    imageIdx: image.image,
    directFileAccessData: access,
    rangeValues: plot.stretch,
    originalImageIdx: image.image,
    cubeCnt: image.planes > 1 ? 1 : 0,
    uploadFileNameStr: baseName(sourceOf(plot)),
    multiImageFile: image.hdu > 0,
    tileCompress: image.compressed,
    originalFitsFileStr: sourceOf(plot),
    plotRequest: {
      attributeCache: { RequestClass: 'WebPlotRequest', id: 'ID_NOT_DEFINED' },
      params: inWords(plot.params),
    },
    cubePlaneNumber: image.plane,
  };
  return {
    ctxStr: `viewer-${requestNumber(call)}`,
    bandStateAry: [band],
    ops: [],
    usedBands: ['NO_BAND'],
    threeColor: false,
  };
}

/** The values of parameters as texts. */
export const inWords = (params: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]));

/** Cards by keyword; a keyword that stands in the header more than once has a list of them. */
export function headerObject(image: ImageFrame): JsonObject {
  const cards: Record<string, unknown> = {};
  image.header.forEach(({ key, value, comment }, index) => {
    const card = { comment, idx: index + 1, value };
    const before = cards[key];
    if (before === undefined) cards[key] = card;
    else cards[key] = Array.isArray(before) ? [...before, card] : [before, card];
  });
  return cards;
}

const NUMBERS = [
  'cd1_1',
  'cd1_2',
  'cd2_1',
  'cd2_2',
  'pc1_1',
  'pc1_2',
  'pc2_1',
  'pc2_2',
  'naxis1',
  'naxis2',
  'crpix1',
  'crpix2',
  'crval1',
  'crval2',
  'cdelt1',
  'cdelt2',
  'crota2',
  'bitpix',
  'datamin',
  'datamax',
] as const;

export function headerNumbers(image: ImageFrame): JsonObject {
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, numberIn(image, key)]));
  return {
    ...numbers,
    bscale: numberIn(image, 'BSCALE') ?? 1,
    bzero: numberIn(image, 'BZERO') ?? 0,
    blank_value: numberIn(image, 'BLANK'),
    file_equinox: numberIn(image, 'EQUINOX') ?? 2000,
    ctype1: textIn(image, 'CTYPE1'),
    ctype2: textIn(image, 'CTYPE2'),
    cunit1: textIn(image, 'CUNIT1') || 'degree',
    cunit2: textIn(image, 'CUNIT2') || 'degree',
    radecsys: textIn(image, 'RADECSYS'),
    origin: textIn(image, 'ORIGIN'),
    axes_reversed: false,
    imageCoordSys: {},
    fluxUnits: image.unit,
    bunit: image.unit,
    maptype: 1002,
    headerType: 'spacial',
  };
}

function projectionOf(header: JsonObject): JsonObject {
  const scale = Math.abs(Number(header['cdelt2'] ?? header['cd2_2'] ?? 0));
  return { header, pixelScaleArcSec: scale * 3600, coordSys: {}, pixelScaleDeg: scale };
}

export function fileAccess(image: ImageFrame | undefined): JsonObject {
  const number = (key: string) => (image ? numberIn(image, key) : null);
  return {
    dataOffset: image?.dataOffset ?? 0,
    bscale: number('BSCALE') ?? 1,
    naxis1: image?.width ?? 0,
    cdelt2: number('CDELT2'),
    naxis2: image?.height ?? 0,
    bzero: number('BZERO') ?? 0,
    planeNumber: image?.plane ?? 0,
    bitpix: String(number('BITPIX') ?? ''),
    blank_value: number('BLANK'),
  };
}

function cardIn(image: ImageFrame, key: string): string | undefined {
  const wanted = key.toUpperCase();
  return image.header.find((card) => card.key === wanted)?.value;
}

function numberIn(image: ImageFrame, key: string): number | null {
  const value = cardIn(image, key)?.trim();
  if (value === undefined || value === '') return null;
  const number = Number(value.replace(/d/i, 'e'));
  return Number.isFinite(number) ? number : null;
}

const textIn = (image: ImageFrame, key: string): string => cardIn(image, key)?.trim() ?? '';

/** Where an image comes from. */
export const sourceOf = ({ params }: Pick<PlotState, 'params'>): string =>
  String(params['File'] ?? params['URL'] ?? '');

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const requestNumber = (call: Pick<PlotCall, 'report'>): string =>
  String(call.report['requestKey']).split('-')[1] ?? '0';

const plotNumber = (plot: PlotState): string => String(plot.params['ProgressKey']).split('-')[1] ?? '0';

const contextOf = (plot: PlotState): string => `viewer-${plotNumber(plot)}`;

/** What viewers call the plane of a plot that is seen first. */
export const imageIdOf = (plot: PlotState | undefined): string =>
  plot === undefined ? '' : `${plot.plotId}--0--${plotNumber(plot)}`;

function serialized(params: JsonObject): string {
  return Object.entries(params)
    .filter(([key]) => key !== 'plotId' && key !== 'plotGroupId' && key !== 'GroupLocked')
    .map(([key, value]) => `${key}=${String(value)}`)
    .join('&');
}
