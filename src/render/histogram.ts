/** A histogram of an image as Firefly makes it: what its percentiles and its equalisation come from. */
import type { Strips } from './strips.js';

const BINS = 4096;
/** Bins that the values fill when the range is right. */
const ENOUGH = BINS / 2;

export interface Histogram {
  /** Count of values in each bin. */
  readonly bins: Uint32Array;
  /** Lower end of the first bin. */
  readonly start: number;
  readonly binSize: number;
  readonly min: number;
  readonly max: number;
}

interface Filled {
  readonly bins: Uint32Array;
  readonly below: number;
  readonly above: number;
}

/** Undefined where no pixel has a value. */
export async function histogramOf(strips: Strips): Promise<Histogram | undefined> {
  const range = await rangeOf(strips);
  if (range === undefined) return undefined;
  const { min, max } = range;
  let [start, end] = [min, max];
  let filled = await fill(strips, start, sizeOf(start, end));
  // A few extreme values would leave all others in a few bins: then the ends are cut off, once.
  const most = 0.01 * strips.width * strips.height;
  if (filled.below <= most && filled.above <= most) {
    const [low, high] = inner(filled.bins);
    if (low >= 0 && high >= 0 && high + 1 - low < ENOUGH) {
      const size = sizeOf(start, end);
      [start, end] = [low * size + start, (high + 1) * size + start];
      filled = await fill(strips, start, sizeOf(start, end));
    }
  }
  return { bins: filled.bins, start, binSize: sizeOf(start, end), min, max };
}

function sizeOf(start: number, end: number): number {
  const size = (end - start) / BINS;
  return size === 0 ? 1 : size;
}

async function rangeOf(strips: Strips): Promise<{ min: number; max: number } | undefined> {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  await strips.each((values) => {
    // Variables of this function are faster than those around it.
    let [min, max] = [least, most];
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    [least, most] = [min, max];
  });
  return least > most ? undefined : { min: least, max: most };
}

async function fill(strips: Strips, start: number, size: number): Promise<Filled> {
  const bins = new Uint32Array(BINS + 1);
  let [below, above] = [0, 0];
  await strips.each((values) => {
    for (let i = 0; i < values.length; i++) {
      const place = ((values[i] as number) - start) / size;
      if (place > -1 && place < BINS + 1) {
        const bin = place | 0;
        bins[bin] = (bins[bin] as number) + 1;
      } else if (place <= -1) below++;
      else if (place >= BINS + 1) above++;
    }
  });
  // What is just at the upper end is counted nowhere.
  return { bins: bins.subarray(0, BINS), below, above };
}

/** The bins between which all values are, but for a two-thousandth at each end; -1 where there is none. */
function inner(bins: Uint32Array): readonly [number, number] {
  const limit = Math.trunc(sum(bins) * 0.0005);
  return [passed(bins, limit, 0, 1), passed(bins, limit, BINS - 1, -1)];
}

function passed(bins: Uint32Array, limit: number, from: number, step: 1 | -1): number {
  let total = 0;
  for (let i = from; i >= 0 && i < BINS; i += step) {
    total += bins[i] ?? 0;
    if (total > limit) return i;
  }
  return -1;
}

const sum = (bins: Uint32Array): number => bins.reduce((all, count) => all + count, 0);

/** The value below which so many percent of the pixels are: an end of a bin. */
export function percentile(
  { bins, start, binSize, min, max }: Histogram,
  percent: number,
  upper: boolean,
): number {
  if (percent === 0) return min;
  if (percent === 100) return max;
  const goal = Math.trunc((sum(bins) * percent) / 100);
  let [total, bin] = [0, -1];
  do total += bins[++bin] ?? 0;
  while (total < goal && bin < BINS - 1);
  return (bin + (upper ? 1 : 0)) * binSize + start;
}

/** The median and so many sigmas, each half of what lies between the 16th and the 84th percentile. */
export function sigmas(histogram: Histogram, count: number, upper: boolean): number {
  const [low, middle, high] = [16, 50, 84].map((percent) => percentile(histogram, percent, upper));
  return (middle ?? 0) + (count * ((high ?? 0) - (low ?? 0))) / 2;
}

/** Lower ends of shades, so that all shades have the same count of pixels. */
export function equalised({ bins, start, binSize }: Histogram): Float64Array {
  const ends = new Float64Array(256);
  const each = sum(bins) / 255;
  ends[0] = start;
  let [shade, bin, total, goal] = [1, 0, 0, each];
  while (bin < BINS && shade < 255) {
    if (total >= goal) {
      ends[shade++] = bin * binSize + start;
      goal += each;
    } else total += bins[bin++] ?? 0;
  }
  ends.fill(bin * binSize + start, shade, 255);
  ends[255] = Number.MAX_VALUE;
  return ends;
}
