/** IRAF's zscale: the limits of display from a straight line through a sorted sample of pixels, as Firefly computes them. */
import type { Strips } from './strips.js';

export interface ZscaleParameters {
  /** A fraction: 0.25. */
  readonly contrast: number;
  readonly samples: number;
  readonly samplesPerLine: number;
}

const LEAST_PIXELS = 5;
const MOST_REJECTED = 0.5;
const REJECT_AT = 2.5;
const MOST_FITS = 5;
/** Numbers are kept in 32 bits where Firefly keeps them so. */
const f = Math.fround;

/** Dark and bright; undefined where the sample has no value. */
export async function zscale(
  strips: Strips,
  parameters: ZscaleParameters,
): Promise<readonly [number, number] | undefined> {
  const sample = (await sampled(strips, parameters)).sort();
  // NaN is sorted to the end.
  const holes = sample.findIndex(Number.isNaN);
  const count = holes < 0 ? sample.length : holes;
  if (count === 0) return undefined;
  const [min, max] = [sample[0] as number, sample[count - 1] as number];
  const middle = Math.max(1, (count + 1) >> 1);
  const left = sample[middle - 1] as number;
  const median = count % 2 === 1 || middle >= count ? left : f(f(left + (sample[middle] as number)) / 2);
  const { slope, good } = fitted(sample, count);
  if (good < Math.max(LEAST_PIXELS, Math.trunc(count * MOST_REJECTED))) return [min, max];
  const steep = parameters.contrast > 0 ? f(slope / parameters.contrast) : slope;
  return [
    Math.max(min, f(median - f((middle - 1) * steep))),
    Math.min(max, f(median + f((count - middle) * steep))),
  ];
}

/** Pixels of evenly spaced rows; rows are counted from the top, as the viewer's are. */
async function sampled(strips: Strips, { samples, samplesPerLine }: ZscaleParameters): Promise<Float32Array> {
  const { width, height } = strips;
  const wanted = Math.max(1, Math.min(width, samplesPerLine));
  const columnStep = Math.max(2, Math.floor((width + wanted - 1) / wanted));
  const perRow = Math.max(1, Math.floor((width + columnStep - 1) / columnStep));
  const leastRows = Math.max(1, Math.floor(samples / samplesPerLine));
  const rows = Math.max(leastRows, Math.min(height, Math.floor((samples + perRow - 1) / perRow)));
  const rowStep = Math.max(2, Math.floor(height / rows));
  const picked: number[] = [];
  for (let row = (rowStep + 1) >> 1; row < height; row += rowStep) {
    const values = await strips.read(height - row, height - row + 1);
    for (let i = 0; i < perRow; i++) picked.push(values[i * columnStep] as number);
  }
  // An image of one row has no row to pick.
  return picked.length > 0 ? Float32Array.from(picked) : (await strips.read(0, 1)).slice();
}

/** A line through the sample that leaves out what is far from it, and the neighbours of that. */
function fitted(sample: Float32Array, count: number): { readonly slope: number; readonly good: number } {
  if (count < 2) return { slope: 0, good: count };
  const scale = 2 / (count - 1);
  const x = Float32Array.from({ length: count }, (_, i) => i * scale - 1);
  const grow = Math.max(1, Math.round(count * 0.01));
  const least = Math.max(LEAST_PIXELS, Math.trunc(count * MOST_REJECTED));
  const state = sumsOf(sample, x, count);
  let [middle, rise] = [state.z / count, state.xz / state.xx];
  const first = rise;
  let good = count;
  for (let fit = 0; fit < MOST_FITS; fit++) {
    const before = good;
    const flat = Float32Array.from(
      { length: count },
      (_, i) => (sample[i] as number) - ((x[i] as number) * rise + middle),
    );
    good = reject(sample, x, flat, state, deviation(flat, state.out) * REJECT_AT, grow);
    if (good > 0) {
      const ratio = state.x / state.xx;
      middle = (state.z - ratio * state.xz) / (good - ratio * state.x);
      rise = (state.xz - middle * state.x) / state.xx;
    }
    if (good >= before || good < least) break;
  }
  const slope = f(rise * scale);
  return { slope: Math.abs(slope) < 1e-10 ? f(first * scale) : slope, good };
}

/** 0: used; 1: left out; 2: to be left out unless it proves good itself. */
interface Sums {
  xx: number;
  xz: number;
  x: number;
  z: number;
  readonly out: Uint8Array;
}

function sumsOf(sample: Float32Array, x: Float32Array, count: number): Sums {
  const sums: Sums = { xx: 0, xz: 0, x: 0, z: 0, out: new Uint8Array(count) };
  for (let i = 0; i < count; i++) {
    const [at, value] = [x[i] as number, sample[i] as number];
    sums.xx += at * at;
    sums.xz += value * at;
    sums.z += value;
  }
  return sums;
}

function deviation(flat: Float32Array, out: Uint8Array): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < flat.length; i++) {
    if (out[i] !== 0) continue;
    const value = flat[i] as number;
    count++;
    sum += value;
    squares += f(value * value);
  }
  if (count < 2) return -999;
  const variance = squares / (count - 1) - (sum * sum) / (count * (count - 1));
  return variance < 0 ? 0 : f(Math.sqrt(variance));
}

function reject(
  sample: Float32Array,
  x: Float32Array,
  flat: Float32Array,
  sums: Sums,
  threshold: number,
  grow: number,
): number {
  const count = flat.length;
  const { out } = sums;
  const cut = f(threshold);
  let good = count;
  for (let i = 0; i < count; i++) {
    if (out[i] === 1) good--;
    else if (Math.abs(flat[i] as number) > cut) {
      for (let j = Math.max(0, i - grow); j < Math.min(count, i + grow); j++) {
        if (out[j] === 1) continue;
        if (j > i) {
          out[j] = 2;
          continue;
        }
        const [at, value] = [x[j] as number, sample[j] as number];
        sums.xx -= at * at;
        sums.xz -= value * at;
        sums.x -= at;
        sums.z -= value;
        out[j] = 1;
        good--;
      }
    }
  }
  return good;
}
