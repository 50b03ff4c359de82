/** How pixel values become shades: Firefly's `RangeValues` text, read and applied. */

export const limitTypes = { percent: 88, minmax: 89, absolute: 90, zscale: 91, sigma: 92 } as const;

export const algorithms = [
  { id: 44, name: 'Linear' },
  { id: 45, name: 'Log' },
  { id: 46, name: 'Log-Log' },
  { id: 47, name: 'Histogram Equalization' },
  { id: 48, name: 'Squared' },
  { id: 49, name: 'Square Root' },
  { id: 50, name: 'Asinh' },
  { id: 51, name: 'Power Law Gamma' },
] as const;

export interface RangeValues {
  readonly lowerType: number;
  readonly lower: number;
  readonly upperType: number;
  readonly upper: number;
  /** `NaN`: chosen by the viewer. */
  readonly asinhQ: number;
  readonly gamma: number;
  readonly algorithm: number;
  /** In percent. */
  readonly zscaleContrast: number;
  readonly zscaleSamples: number;
  readonly zscalePerLine: number;
}

/** What an image shows when nobody asked for anything else: 1 % to 99 %, linear. */
export const defaultRangeValues = '88,1,88,99,NaN,2,44,25,600,120,0,NaN,1';

/** Reads the comma-joined text; what is missing or unreadable takes its default. */
export function parseRangeValues(text: string): RangeValues {
  const given = text.split(',').map((part) => Number.parseFloat(part));
  const at = (index: number, otherwise: number): number => {
    const value = given[index];
    return value === undefined || Number.isNaN(value) ? otherwise : value;
  };
  return {
    lowerType: at(0, limitTypes.percent),
    lower: at(1, 1),
    upperType: at(2, limitTypes.percent),
    upper: at(3, 99),
    asinhQ: at(4, Number.NaN),
    gamma: at(5, 2),
    algorithm: at(6, 44),
    zscaleContrast: at(7, 25),
    zscaleSamples: at(8, 600),
    zscalePerLine: at(9, 120),
  };
}

/** The same text with another algorithm or other limits; the hues of bands are not kept any more. */
export function changeRangeValues(
  text: string,
  change: { readonly algorithm?: number; readonly limits?: readonly [number, number, number, number] },
): string {
  const parts = text.split(',');
  const fallback = defaultRangeValues.split(',');
  const full = fallback.map((part, index) => parts[index] ?? part);
  if (change.limits) full.splice(0, 4, ...change.limits.map(String));
  if (change.algorithm !== undefined) full[6] = String(change.algorithm);
  full[10] = '0';
  return full.join(',');
}

/** The text of range values; what is no number takes its default, but for Q, which may be left to the viewer. */
export function rangeValuesText(range: RangeValues): string {
  const text = [
    range.lowerType,
    range.lower,
    range.upperType,
    range.upper,
    range.asinhQ,
    range.gamma,
    range.algorithm,
    range.zscaleContrast,
    range.zscaleSamples,
    range.zscalePerLine,
    0,
    Number.NaN,
    1,
  ].join(',');
  const { lowerType, lower, upperType, upper, asinhQ, gamma, algorithm, ...z } = parseRangeValues(text);
  const known = [lowerType, lower, upperType, upper, asinhQ, gamma, algorithm];
  return [...known, z.zscaleContrast, z.zscaleSamples, z.zscalePerLine, 0, Number.NaN, 1].join(',');
}

/** What the limits are computed from. */
export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sigma: number;
  /** Finite values in rising order (all of them, or an even sample of a large image). */
  readonly sorted: Float64Array;
}

const sampleSize = 1 << 20;

/** Statistics of the values that are finite and not `blank`. */
export function statistics(values: ArrayLike<number>, blank?: number): Statistics {
  const step = Math.max(1, Math.ceil(values.length / sampleSize));
  const sample = new Float64Array(Math.ceil(values.length / step));
  let [min, max, sum, squares, count, kept] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    0,
    0,
    0,
  ];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value) || value === blank) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    squares += value * value;
    count++;
    if (i % step === 0) sample[kept++] = value;
  }
  if (count === 0) return { min: 0, max: 1, mean: 0, sigma: 0, sorted: new Float64Array(0) };
  const mean = sum / count;
  const sigma = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { min, max, mean, sigma, sorted: sample.slice(0, kept).sort() };
}

/** Value below which `percent` of the pixels are, between neighbours by proportion. */
export function percentile(sorted: Float64Array, percent: number): number {
  const place = (Math.min(100, Math.max(0, percent)) / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

/** The values shown as darkest and brightest. */
export function clipLimits(
  range: RangeValues,
  stats: Statistics,
  zscale: () => readonly [number, number],
): readonly [number, number] {
  let cached: readonly [number, number] | undefined;
  const z = (end: 0 | 1): number => {
    cached ??= zscale();
    return cached[end];
  };
  const limit = (type: number, value: number, end: 0 | 1): number => {
    switch (type) {
      case limitTypes.percent:
        return percentile(stats.sorted, value);
      case limitTypes.absolute:
        return value;
      case limitTypes.zscale:
        return z(end);
      case limitTypes.sigma:
        return stats.mean + value * stats.sigma;
      default:
        return end === 0 ? stats.min : stats.max;
    }
  };
  const low = limit(range.lowerType, range.lower, 0);
  const high = limit(range.upperType, range.upper, 1);
  return high > low ? [low, high] : [low, low + (Math.abs(low) || 1) * 1e-6];
}

/** How a value between the limits (0…1) is bent, by algorithm; histogram equalization is made elsewhere. */
export function transfer(range: RangeValues): (t: number) => number {
  switch (range.algorithm) {
    case 45:
      return logarithm;
    case 46:
      return (t) => logarithm(logarithm(t));
    case 48:
      return (t) => t * t;
    case 49:
      return Math.sqrt;
    case 50:
      return arcsinh(range.asinhQ);
    case 51:
      return (t) => t ** (1 / (range.gamma > 0 ? range.gamma : 1));
    default:
      return (t) => t;
  }
}

function logarithm(t: number): number {
  return Math.log10(1 + 999 * t) / 3;
}

function arcsinh(q: number): (t: number) => number {
  const strength = Number.isFinite(q) && q > 0 ? q : 10;
  const whole = Math.asinh(strength);
  return (t) => Math.asinh(strength * t) / whole;
}
