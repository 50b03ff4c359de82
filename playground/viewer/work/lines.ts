import { placer, type Scale } from './points.js';

/** Whether a line never turns back. */
export function isAscending(values: Float64Array): boolean {
  for (let index = 1; index < values.length; index++) {
    if (!((values[index] ?? 0) >= (values[index - 1] ?? 0))) return false;
  }
  return true;
}

/**
 * The points of a line that make the same picture as all of it: of each column of pixels the first, the lowest, the
 * highest and the last; and one on either side of what is in view.
 */
export function thinned(x: Float64Array, y: Float64Array, scale: Scale): Uint32Array {
  const place = placer(scale);
  const column = (row: number) =>
    Math.min(Math.ceil(scale.length), Math.max(-1, Math.floor(place(x[row] ?? 0))));
  const kept: number[] = [];
  for (let start = 0; start < x.length; ) {
    const here = column(start);
    let [end, low, high] = [start, start, start];
    for (; end < x.length && column(end) === here; end++) {
      if ((y[end] ?? 0) < (y[low] ?? 0)) low = end;
      if ((y[end] ?? 0) > (y[high] ?? 0)) high = end;
    }
    kept.push(...[...new Set([start, low, high, end - 1])].sort((a, b) => a - b));
    start = end;
  }
  return Uint32Array.from(kept);
}
