/** What a viewer says about a three-colour image that is on the screen, in the shape of a real one. */
import type { JsonObject, LoadedImage } from './engine.js';
import {
  baseName,
  drawnPlot,
  fileAccess,
  headerNumbers,
  headerObject,
  inWords,
  sourceOf,
} from './image-reports.js';
import type { PlotCall } from './image-request.js';
import { BAND_NAMES } from './viewer-bands.js';
import type { BandState, PlotState } from './viewer-state.js';

/** `pvNewPlotInfoAry` of the report of a three-colour image that was drawn. */
export function colorPlotInfo(call: PlotCall, plot: PlotState, image: LoadedImage): readonly JsonObject[] {
  const { plotId } = call.request;
  const plotAry = [colorPlot(call, plot, image)];
  return [{ plotAry, requestKey: call.report['requestKey'], plotId, overlayPlotViews: null }];
}

/** As that of one band, with a list of three wherever it says something of its only one. */
function colorPlot(call: PlotCall, plot: PlotState, image: LoadedImage): JsonObject {
  const bands = BAND_NAMES.map((_name, i) => plot.bands?.[i]);
  const names = bands.flatMap((band) => (band ? [baseName(sourceOf(band))] : []));
  const [first] = bands;
  const base = drawnPlot(call, plot, { ...image, number: 0, bytes: first?.bytes ?? 0 });
  return {
    ...base,
    dataDesc: `3 Color: ${names.join('')}`,
    fluxUnitAry: bands.map((band) => (band ? band.frame.unit || '---' : null)),
    rawData: {
      useRed: true,
      useGreen: true,
      useBlue: true,
      bandData: bands.map((band) => ({
        processHeader: band ? headerNumbers(band.frame) : {},
        bias: 0.5,
        contrast: 1,
      })),
    },
    plotState: {
      ctxStr: `viewer-${String(call.report['requestKey']).split('-')[1]}`,
      bandStateAry: bands.map((band, i) => bandState(band, i === 0 ? names.at(-1) : undefined)),
      ops: [],
      usedBands: BAND_NAMES.filter((_name, i) => bands[i] !== undefined),
      threeColor: true,
    },
    headerAry: bands.map((band) => (band ? headerObject(band.frame) : null)),
    directFileAccessDataAry: bands.map((band) => (band ? fileAccess(band.frame) : null)),
    webFitsData: bands.map((band) => ({
      ...(band ? { getFitsFileSize: band.bytes } : {}),
      dataMin: 0,
      dataMax: 0,
    })),
    attributes: { RequestClass: 'WebPlotRequest', id: 'ID_NOT_DEFINED' },
  };
}

/** One name is told, with the first band: that of the last. */
function bandState(band: BandState | undefined, uploadFileNameStr: string | undefined): JsonObject {
  const place = {
    imageIdx: 0,
    originalImageIdx: 0,
    cubeCnt: 0,
    multiImageFile: false,
    tileCompress: band?.frame.compressed ?? false,
    cubePlaneNumber: 0,
  };
  if (band === undefined) return place;
  return {
    workingFitsFileStr: sourceOf(band),
    directFileAccessData: fileAccess(band.frame),
    rangeValues: band.stretch,
    ...(uploadFileNameStr === undefined ? {} : { uploadFileNameStr }),
    plotRequest: { params: inWords(band.params) },
    ...place,
  };
}
