/** A crowd of points that is too large to draw one by one: what is seen of it, and which rows are where. */

export interface Crowd {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** A value of each point that its colour stands for. */
  readonly color?: Float64Array;
}

/** How an axis turns values into positions: `from` is at 0, `to` at `length`; on a logarithmic one both are logarithms. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  readonly log: boolean;
}

export interface Extent {
  readonly min: number;
  readonly max: number;
  /** Of what a logarithmic axis can show. */
  readonly minPositive: number;
}

export interface Extents {
  readonly x: Extent;
  readonly y: Extent;
  readonly color: Extent;
}

/** The range of each coordinate, of the points that have both. */
export function extentsOf({ x, y, color }: Crowd): Extents {
  return {
    x: extent(x, y),
    y: extent(y, x),
    color: extent(color ?? new Float64Array(), color ?? new Float64Array()),
  };
}

function extent(values: Float64Array, partners: Float64Array): Extent {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let minPositive = Number.POSITIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isFinite(value) || !Number.isFinite(partners[row] ?? Number.NaN)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value > 0 && value < minPositive) minPositive = value;
  }
  if (min > max) return { min: 0, max: 0, minPositive: 1 };
  return { min, max, minPositive: Number.isFinite(minPositive) ? minPositive : 1 };
}

/** Where values are on the screen. */
export function placer({ from, to, length, log }: Scale): (value: number) => number {
  const factor = length / (to - from);
  return log ? (value) => (Math.log10(value) - from) * factor : (value) => (value - from) * factor;
}

/** Calls `visit` for each point in view, with its place; `rows` picks some of the points. */
export function eachInView(
  crowd: Crowd,
  x: Scale,
  y: Scale,
  margin: number,
  visit: (row: number, px: number, py: number) => void,
  rows?: Uint32Array,
): void {
  const [placeX, placeY] = [placer(x), placer(y)];
  const count = rows ? rows.length : crowd.x.length;
  for (let index = 0; index < count; index++) {
    const row = rows ? (rows[index] ?? 0) : index;
    const px = placeX(crowd.x[row] ?? Number.NaN);
    if (!(px >= -margin && px <= x.length + margin)) continue;
    const py = placeY(crowd.y[row] ?? Number.NaN);
    if (py >= -margin && py <= y.length + margin) visit(row, px, py);
  }
}

/** The row whose point is nearest to a place, if one is within `reach` pixels. */
export function nearest(
  crowd: Crowd,
  x: Scale,
  y: Scale,
  at: { readonly x: number; readonly y: number },
  reach: number,
): number | undefined {
  let found: number | undefined;
  let least = reach * reach;
  eachInView(crowd, x, y, reach, (row, px, py) => {
    const distance = (px - at.x) ** 2 + (py - at.y) ** 2;
    if (distance > least) return;
    least = distance;
    found = row;
  });
  return found;
}

/** Corners of an area, in values. Two are the opposite ones of a box. */
export interface Area {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The rows whose points are inside an area. */
export function rowsInside(
  crowd: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  area: Area,
): Uint32Array {
  const rows = new Uint32Array(crowd.x.length);
  const inside = area.x.length === 2 ? inBox(area) : inPolygon(area);
  let count = 0;
  for (let row = 0; row < crowd.x.length; row++) {
    if (inside(crowd.x[row] ?? Number.NaN, crowd.y[row] ?? Number.NaN)) rows[count++] = row;
  }
  return rows.slice(0, count);
}

function inBox({ x, y }: Area): (a: number, b: number) => boolean {
  const [left, right] = [Math.min(...x), Math.max(...x)];
  const [bottom, top] = [Math.min(...y), Math.max(...y)];
  return (a, b) => a >= left && a <= right && b >= bottom && b <= top;
}

/** A ray to the right crosses the border an odd number of times from inside. */
function inPolygon({ x, y }: Area): (a: number, b: number) => boolean {
  return (a, b) => {
    let inside = false;
    for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
      const [xi = 0, yi = 0, xj = 0, yj = 0] = [x[i], y[i], x[j], y[j]];
      if (yi > b !== yj > b && a < ((xj - xi) * (b - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  };
}
