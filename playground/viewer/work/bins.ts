/** Bins for histograms of many values, where a plotting library would keep the page waiting. */

export interface Bins {
  readonly start: number;
  readonly size: number;
  readonly counts: Float64Array;
}

/** At most so many bins, or of this size from there to there; neither: as the data suggest. */
export interface BinWish {
  readonly count?: number;
  readonly size?: number;
  readonly start?: number;
  readonly end?: number;
}

export function binned(values: Float64Array, wish: BinWish): Bins {
  const { min, max } = rangeOf(values);
  const [low, high] = [wish.start ?? min, wish.end ?? max];
  const size = wish.size ?? niceAbove(wish.count ? (high - low) / wish.count : suggested(values, high - low));
  const start = wish.start ?? Math.floor(low / size) * size;
  const counts = new Float64Array(Math.min(100_000, Math.max(1, Math.floor((high - start) / size) + 1)));
  for (const value of values) {
    const index = Math.floor((value - start) / size);
    if (value >= low && value <= high && index >= 0 && index < counts.length)
      counts[index] = (counts[index] ?? 0) + 1;
  }
  return { start, size, counts };
}

/** Counts of pairs: a row for each bin of y. */
export function binned2d(
  x: Float64Array,
  y: Float64Array,
  wish: { readonly x: BinWish; readonly y: BinWish },
): { readonly x: Bins; readonly y: Bins; readonly counts: readonly Float64Array[] } {
  const [bx, by] = [binned(x, wish.x), binned(y, wish.y)];
  const counts = Array.from(by.counts, () => new Float64Array(bx.counts.length));
  for (let row = 0; row < x.length; row++) {
    const i = Math.floor(((x[row] ?? Number.NaN) - bx.start) / bx.size);
    const line = counts[Math.floor(((y[row] ?? Number.NaN) - by.start) / by.size)];
    if (line && i >= 0 && i < line.length) line[i] = (line[i] ?? 0) + 1;
  }
  return { x: bx, y: by, counts };
}

function rangeOf(values: Float64Array): { min: number; max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 1 };
}

/** Twice the range of the middle half, less for more values. */
function suggested(values: Float64Array, range: number): number {
  const sample = values.filter(
    (value, index) => Number.isFinite(value) && index % Math.ceil(values.length / 20_000) === 0,
  );
  sample.sort();
  const quartile = (share: number) => sample[Math.floor(sample.length * share)] ?? 0;
  const size = (2 * (quartile(0.75) - quartile(0.25))) / Math.max(1, values.length) ** 0.4;
  return Math.max(size, range / 400) || 1;
}

/** The next of 1, 2, 5, 10, … */
function niceAbove(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size || 1));
  const step = [1, 2, 5, 10].find((candidate) => candidate * power >= size * (1 - 1e-9)) ?? 10;
  return step * power;
}
