/**
 * A stretch of three bands that keeps their hues, after Lupton et al. 2004 (PASP 116, 133): the mean of the bands is
 * stretched, and each band has its share of that.
 */
import type { Bands } from 'firefly-client/testing';
import { Picture } from './picture.js';
import type { Channel } from './reproject.js';
import { limitTypes, parseRangeValues } from './stretch.js';

/** What range values say of hues. */
export interface Hue {
  readonly keeps: boolean;
  /** Width of the range that is stretched; NaN: found by zscale. */
  readonly width: number;
  /** The weight of a band. */
  readonly weight: number;
}

type Three<T> = readonly [T, T, T];

export function hueOf(rangeValues: string): Hue {
  const [keeps = 0, width = Number.NaN, weight = 1] = rangeValues.split(',').slice(10, 13).map(Number);
  return { keeps: keeps > 0, width, weight: Number.isFinite(weight) ? weight : 1 };
}

/**
 * The brightness of the bands, 0 to 254. As on a real server the pixels of all bands are computed by the range values of
 * red, and only the range of their mean by those of each.
 */
export function huePreserving(bands: Three<Channel>, rangeValues: Bands<string>): Bands<Uint8Array> {
  const [red = ''] = rangeValues;
  const own = meanOf(fluxes(bands, (place) => rangeValues[place] ?? red));
  const { low, high, q } = rangeOf(own, bands[0].picture, red);
  const flux = fluxes(bands, () => red);
  const mean = meanOf(flux);
  const bytes = bands.map(({ values }) => new Uint8Array(values.length));
  for (let i = 0; i < mean.length; i++) {
    const intensity = mean[i] as number;
    const shade = asinhShade((intensity - low) / (high - low), q);
    const shares = flux.map((band) => {
      const share = ((band[i] as number) * shade) / intensity;
      return share > 0 ? share : 0;
    });
    const most = Math.max(255, ...shares);
    shares.forEach((share, place) => {
      (bytes[place] as Uint8Array)[i] = Math.trunc((share / most) * 255);
    });
  }
  return bytes;
}

/** Values above the pedestals, weighted. */
function fluxes(bands: Three<Channel>, rangeValues: (place: number) => string): Three<Float64Array> {
  const flux = ({ picture, values }: Channel, place: number): Float64Array => {
    const text = rangeValues(place);
    const [pedestal] = picture.limits(text);
    const { weight } = hueOf(text);
    return values.map((value) => weight * (value - pedestal));
  };
  return [flux(bands[0], 0), flux(bands[1], 1), flux(bands[2], 2)];
}

function meanOf([red, green, blue]: Three<Float64Array>): Float64Array {
  return red.map((value, i) => {
    const mean = (value + (green[i] as number) + (blue[i] as number)) / 3;
    return mean < 0 ? 0 : mean;
  });
}

/** From where to where the mean is stretched, and how softly. */
function rangeOf(mean: Float64Array, { width, height }: Picture, text: string) {
  const range = parseRangeValues(text);
  const known = mean.filter((value) => !Number.isNaN(value));
  const ends = known.reduce(
    ({ least, most }, value) => ({ least: Math.min(least, value), most: Math.max(most, value) }),
    { least: Number.POSITIVE_INFINITY, most: 0 },
  );
  const wished = hueOf(text).width;
  const byZscale = range.lowerType === limitTypes.zscale || !Number.isFinite(wished);
  const [low, high] = byZscale
    ? zscaleOf(mean, width, height, text)
    : [ends.least, ends.least + Math.max(1e-10, Math.min(wished, ends.most - ends.least || wished))];
  const q = Number.isFinite(range.asinhQ)
    ? Math.min(1e10, Math.max(range.asinhQ, 0) < 1e-10 ? 0.1 : range.asinhQ)
    : usualQ((ends.most - low) / (high - low));
  return { low, high, q };
}

function zscaleOf(
  values: Float64Array,
  width: number,
  height: number,
  text: string,
): readonly [number, number] {
  const { zscaleContrast, zscaleSamples, zscalePerLine } = parseRangeValues(text);
  const picture = Picture.ofValues(values, width, height);
  try {
    return picture.limits(`91,1,91,1,NaN,2,44,${zscaleContrast},${zscaleSamples},${zscalePerLine}`);
  } finally {
    picture.close();
  }
}

/** The softening at which the brightest pixel is just not too bright, from 0.1 to 12. */
function usualQ(most: number): number {
  const steps = Array.from({ length: 120 }, (_, i) => (i + 1) / 10);
  const miss = (q: number): number => Math.abs(Math.asinh(most * q) - 10 * Math.asinh(0.1 * q));
  return steps.reduce((best, q) => (miss(q) < miss(best) ? q : best));
}

/** 0 at the lower end of the range and below. */
function asinhShade(place: number, q: number): number {
  if (!(place > 0)) return 0;
  return Math.trunc(Math.min(254, (25.5 * Math.asinh(q * place)) / Math.asinh(0.1 * q)));
}
