/** Images: show, zoom, pan, stretch, colour. */
import {
  type SetStretchOptions,
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  setColor,
  setPan,
  setStretch,
  setZoom,
  showFitsImage,
} from 'firefly-client/actions';
import { fieldsOf } from '../subject.js';
import { type Call, given, inputOf, type PlotIds, type Reader, withOptions } from './types.js';

/** Where images go unless a cell is named. */
const anywhere = 'DEFAULT_FITS_VIEWER_ID';

export const showImage: Reader = ({ wpRequest, viewerId, threeColor }) => {
  if (threeColor !== undefined || Array.isArray(wpRequest)) return undefined;
  const { plotGroupId, GroupLocked, plotId, file, url, ...params } = fieldsOf(wpRequest);
  const cells = viewerId !== anywhere;
  const options = given({
    plotId,
    viewerId: cells ? viewerId : undefined,
    plotGroupId: plotGroupId === 'groupFromPython' ? undefined : plotGroupId,
    GroupLocked: GroupLocked === false ? undefined : GroupLocked,
    ...params,
  });
  const data = inputOf(file, url);
  if (data === undefined && (file !== undefined || url !== undefined)) return undefined;
  return {
    method: 'showFitsImage',
    args: data === undefined ? [options] : withOptions([data.input], options),
    cells,
    rebuild: () => showFitsImage(data?.source ?? {}, options, { mode: cells ? 'slate' : 'triview' }),
  };
};

export const zoomImage: Reader = ({ plotId, level }) => ({
  method: 'setZoom',
  args: [plotId, level],
  rebuild: () => setZoom(plotId as PlotIds, level as number),
});

export const panImage: Reader = ({ plotId, centerPt }) => {
  const options = centerPt === undefined ? {} : centerOf(centerPt);
  return {
    method: 'setPan',
    args: withOptions([plotId], options),
    rebuild: () => setPan(plotId as PlotIds, options),
  };
};

/** `x;y;system`; a position in pixels needs no system. */
function centerOf(text: unknown): { x: number; y: number; coord?: string } {
  const [x, y, system] = String(text).split(';');
  const point = { x: Number(x), y: Number(y) };
  const pixels = setPan('', point).payload['centerPt'] === text;
  return pixels || system === undefined ? point : { ...point, coord: system };
}

export const colorImage: Reader = ({ plotId, cbarId, bias, contrast }) => {
  const options = given({ colormapId: cbarId, bias, contrast });
  return { method: 'setColor', args: [plotId, options], rebuild: () => setColor(plotId as PlotIds, options) };
};

export const stretchImage: Reader = ({ plotId, stretchData }): Call | undefined => {
  const bands = (Array.isArray(stretchData) ? stretchData : []).map(fieldsOf);
  const [first] = bands;
  const values = first && stretchOf(String(first['rv']));
  if (values === undefined) return undefined;
  const band = bands.length === 3 ? 'ALL' : first?.['band'] === 'NO_BAND' ? undefined : first?.['band'];
  const options = given({ ...values, band }) as SetStretchOptions;
  return {
    method: 'setStretch',
    args: [plotId, options],
    rebuild: () => setStretch(plotId as PlotIds, options).action,
  };
};

/** The options that make these range values; what is as it is by default is left out. */
function stretchOf(rangeValues: string): SetStretchOptions | undefined {
  const [lowerType, lower, , upper, asinh, gamma, curve, contrast, samples, perLine] = rangeValues
    .split(',')
    .map(Number);
  const type = nameOf(STRETCH_TYPE, lowerType);
  const algorithm = nameOf(STRETCH_ALGORITHM, curve);
  if (type === undefined || algorithm === undefined) return undefined;
  const unless = (value: number | undefined, usual: number): number | undefined =>
    value === usual ? undefined : value;
  return {
    type,
    algorithm,
    ...(type === 'zscale' ? {} : given({ lowerValue: lower, upperValue: upper })),
    ...given({
      asinhQValue: Number.isNaN(asinh) ? undefined : asinh,
      gammaValue: unless(gamma, 2),
      zscaleContrast: unless(contrast, 25),
      zscaleSamples: unless(samples, 600),
      zscaleSamplesPerline: unless(perLine, 120),
    }),
  };
}

function nameOf<T extends string>(
  names: Readonly<Record<T, number>>,
  value: number | undefined,
): T | undefined {
  return (Object.keys(names) as T[]).find((name) => names[name] === value);
}
