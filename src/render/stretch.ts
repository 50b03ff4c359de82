/** From values to shades: the limits and the curves of Firefly's stretches. Shades are 0 to 254; 255 is for no value. */
import { RangeValues } from '../actions/range-values.js';
import { BLANK } from './color-tables.js';
import { equalised, type Histogram, histogramOf, percentile, sigmas } from './histogram.js';
import type { Strips } from './strips.js';
import { zscale } from './zscale.js';

/** Puts shades of values into an array. */
export type Shader = (values: Float32Array, shades: Uint8Array, at?: number) => void;

const BRIGHTEST = 254;

/** What a stretch makes of an image: its limits, and shades for values. */
export interface Stretched {
  readonly low: number;
  readonly high: number;
  readonly shade: Shader;
}

/** An image without any value is all blank. */
export async function stretched(strips: Strips, range: RangeValues): Promise<Stretched> {
  const types = [range.lowerType, range.upperType];
  const absolute = types.every((type) => type === 'absolute' || type === 'zscale');
  const plain = !['equal', 'asinh'].includes(range.algorithm);
  // The costly part, which limits given in numbers do not need.
  const histogram = absolute && plain ? EMPTY : await histogramOf(strips);
  const z = types.includes('zscale') ? await zscale(strips, zscaleOf(range)) : undefined;
  if (histogram === undefined) return { low: Number.NaN, high: Number.NaN, shade: blank };
  const low = limit(range.lowerType, range.lowerValue, false, histogram, z);
  const high = limit(range.upperType, range.upperValue, true, histogram, z);
  return { low, high, shade: shaderOf(range, low, high, histogram) };
}

const EMPTY: Histogram = { bins: new Uint32Array(0), start: 0, binSize: 1, min: 0, max: 1 };

const blank: Shader = (values, shades, at = 0) => shades.fill(BLANK, at, at + values.length);

const zscaleOf = ({ zscaleContrast, zscaleSamples, zscaleSamplesPerline }: RangeValues) => ({
  contrast: zscaleContrast / 100,
  samples: zscaleSamples,
  samplesPerLine: zscaleSamplesPerline,
});

function limit(
  type: RangeValues['lowerType'],
  value: number,
  upper: boolean,
  histogram: Histogram,
  z: readonly [number, number] | undefined,
): number {
  const { min, max } = histogram;
  switch (type) {
    case 'absolute':
      return value;
    case 'percent':
      return percentile(histogram, value, upper);
    case 'sigma':
      return sigmas(histogram, value, upper);
    case 'zscale':
      return z?.[upper ? 1 : 0] ?? (upper ? max : min);
    case 'minmax':
      return upper ? max : min;
  }
}

function shaderOf(range: RangeValues, low: number, high: number, histogram: Histogram): Shader {
  const width = low === high ? 1 : high - low;
  switch (range.algorithm) {
    case 'linear':
      return each((value) => clipped(((value - low) * BRIGHTEST) / width));
    case 'powerlaw_gamma':
      return each(gamma(low, high, range.gammaValue));
    case 'asinh':
      return each(asinh(low, high, range.asinhQValue, histogram.max));
    case 'equal':
      return byTable(equalised(histogram), width);
    default:
      return byTable(endsOf(range.algorithm, low, width), width);
  }
}

const clipped = (shade: number): number => (shade < 0 ? 0 : shade > BRIGHTEST ? BRIGHTEST : shade | 0);

function each(shadeOf: (value: number) => number): Shader {
  return (values, shades, at = 0) => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      shades[at + i] = Number.isNaN(value) ? BLANK : shadeOf(value);
    }
  };
}

function gamma(low: number, high: number, exponent: number): (value: number) => number {
  const whole = (high - low) ** (1 / exponent);
  return (value) => {
    if (value <= low) return 0;
    if (value >= high) return BRIGHTEST;
    return clipped((255 * (value - low) ** (1 / exponent)) / whole);
  };
}

/** Lupton, Blanton et al. 2004: linear at the dark end, logarithmic at the bright one; more so with a larger Q. */
function asinh(low: number, high: number, given: number, max: number): (value: number) => number {
  const bounded = given < 1e-10 ? 0.1 : Math.min(given, 1e10);
  const q = Number.isFinite(bounded) ? bounded : chosenQ(low, high, max);
  const whole = Math.asinh(0.1 * q);
  return (value) =>
    value <= low ? 0 : clipped((25.5 * Math.asinh((q * (value - low)) / (high - low))) / whole);
}

/** The Q with which the brightest value just gets the brightest shade, as Firefly chooses it: in steps of 0.1, up to 12. */
function chosenQ(low: number, high: number, max: number): number {
  const times = (max - low) / (high - low);
  let [best, least] = [0.1, Number.POSITIVE_INFINITY];
  for (let q = 0.1; q <= 12; q += 0.1) {
    const off = Math.abs(Math.asinh(times * q) - 10 * Math.asinh(0.1 * q));
    if (off < least) [best, least] = [q, off];
  }
  return Math.round(10 * best) / 10;
}

/** Lower ends of the shades. */
function endsOf(algorithm: RangeValues['algorithm'], low: number, width: number): Float64Array {
  const bend = (part: number): number => (10 ** part - 1) / 9;
  const ends = Float64Array.from({ length: 256 }, (_, shade) => {
    const part = shade / BRIGHTEST;
    switch (algorithm) {
      case 'log':
        return bend(part) * width + low;
      case 'loglog':
        return bend(bend(part)) * width + low;
      case 'squared':
        return Math.sqrt(width * width * part) + low;
      default:
        return width * part * part + low;
    }
  });
  ends[255] = Number.MAX_VALUE;
  return ends;
}

/** The shade whose end is the last one below a value. */
function byTable(ends: Float64Array, width: number): Shader {
  const direction = width > 0 ? 1 : -1;
  return each((value) => {
    let shade = 128;
    for (let step = 64; step >= 1; step >>= 1) {
      shade += (ends[shade] as number) < value ? direction * step : -direction * step;
    }
    return (ends[shade] as number) >= value ? shade - 1 : shade;
  });
}

/** Stretches may be written as text, as values, or not at all. */
export const DEFAULT_STRETCH = RangeValues.create({
  lowerType: 'percent',
  lowerValue: 1,
  upperValue: 99,
  algorithm: 'linear',
});
