/** What is done to images that are shown: zoom, pan, stretch, colour, alignment, removal. */
import {
  alignImages,
  deletePlot,
  RangeValues,
  type Rgb,
  type SetStretchOptions,
  setColor,
  setPan,
  setRgbColors,
  setStretch,
  setStretchHueRgb,
  setZoom,
} from 'firefly-client/actions';
import { fieldsOf } from '../subject.js';
import { type Call, given, type PlotIds, type Reader, withOptions } from './types.js';

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

/** A list of biases is one of a three-colour image. */
export const colorImage: Reader = ({ plotId, cbarId, bias, contrast, useRed, useGreen, useBlue }) => {
  if (cbarId === undefined) {
    const unused = (used: unknown): unknown => (used === true ? undefined : used);
    const options = given({
      useRed: unused(useRed),
      useGreen: unused(useGreen),
      useBlue: unused(useBlue),
      bias: bias as Rgb<number>,
      contrast: contrast as Rgb<number>,
    });
    return {
      method: 'setRgbColors',
      args: [plotId, options],
      rebuild: () => setRgbColors(plotId as PlotIds, options),
    };
  }
  const options = given({ colormapId: cbarId, bias, contrast });
  return { method: 'setColor', args: [plotId, options], rebuild: () => setColor(plotId as PlotIds, options) };
};

export const align: Reader = ({ matchType, lockMatch }) => {
  const options = given({ matchType, lockMatch: lockMatch === false ? undefined : lockMatch });
  return { method: 'alignImages', args: [options], rebuild: () => alignImages(options) };
};

export const removeImage: Reader = ({ plotId }) => ({
  method: 'deletePlot',
  args: [plotId],
  rebuild: () => deletePlot(plotId as string),
});

export const stretchImage: Reader = ({ plotId, stretchData }): Call | undefined => {
  const bands = (Array.isArray(stretchData) ? stretchData : []).map(fieldsOf);
  const values = bands.map(({ rv }) => RangeValues.parse(String(rv)));
  const [first] = values;
  if (first === undefined) return undefined;
  if (values.length === 3 && values.every(({ rgbPreserveHue }) => rgbPreserveHue === 1))
    return hues(plotId, values);
  const name = bands[0]?.['band'];
  const band = bands.length === 3 ? 'ALL' : name === 'NO_BAND' ? undefined : name;
  const options = given({ ...stretchOf(first), band }) as SetStretchOptions;
  return {
    method: 'setStretch',
    args: [plotId, options],
    rebuild: () => setStretch(plotId as PlotIds, options).action,
  };
};

/** The options that make these range values; what is as it is by default is left out. */
function stretchOf(values: RangeValues): SetStretchOptions {
  const {
    lowerType: type,
    algorithm,
    lowerValue,
    upperValue,
    asinhQValue,
    gammaValue,
    asinhStretch,
  } = values;
  const unless = <T>(value: T, usual: T): T | undefined => (Object.is(value, usual) ? undefined : value);
  return {
    type,
    algorithm,
    ...(type === 'zscale' ? {} : { lowerValue, upperValue }),
    ...given({
      asinhQValue: unless(asinhQValue, Number.NaN),
      gammaValue: unless(gammaValue, 2),
      zscaleContrast: unless(values.zscaleContrast, 25),
      zscaleSamples: unless(values.zscaleSamples, 600),
      zscaleSamplesPerline: unless(values.zscaleSamplesPerline, 120),
      rgbPreserveHue: unless(values.rgbPreserveHue, 0),
      asinhStretch: unless(asinhStretch, Number.NaN),
      scalingK: unless(values.scalingK, 1),
    }),
  };
}

/** Stretches of red, green and blue that keep the hues. */
function hues(plotId: unknown, values: readonly RangeValues[]): Call {
  const each = <T>(pick: (value: RangeValues) => T): T | readonly T[] => {
    const [first, ...others] = values.map(pick);
    return others.every((other) => other === first) ? (first as T) : values.map(pick);
  };
  const asinhQValue = values[0]?.asinhQValue;
  const options = given({
    asinhQValue: Number.isNaN(asinhQValue) ? undefined : asinhQValue,
    scalingK: each(({ scalingK }) => scalingK),
    pedestalValue: each(({ lowerValue }) => lowerValue),
    pedestalType: each(({ lowerType }) => lowerType),
  });
  return {
    method: 'setStretchHueRgb',
    args: [plotId, options],
    rebuild: () => setStretchHueRgb(plotId as PlotIds, options).action,
  };
}
