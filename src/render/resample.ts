/** From the pixels of an image to those of a picture: shades, row by row from the top. */
import { BLANK } from './color-tables.js';
import type { Shader } from './stretch.js';
import type { Strips } from './strips.js';
import type { Viewport } from './viewport.js';

/** Rounding must not move an edge that lies on that of a pixel. */
const TINY = 1e-9;
/** Pixels of a band. */
const BAND = 1 << 20;

/** Shades of some rows of the picture. */
export interface Band {
  readonly from: number;
  readonly rows: number;
  readonly shades: Uint8Array;
}

/** Pixels of the image along one side of the picture: for each pixel of the picture the first, and the one behind the last. */
interface Edges {
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Whether each pixel of the picture is one of the image, in order, and none is left out. */
  readonly plain: boolean;
}

/** Pixels that are larger in the picture stay squares; of those that are smaller the shades are averaged. */
export async function* resampled(strips: Strips, shade: Shader, view: Viewport): AsyncGenerator<Band> {
  const across = edges(view.width, (i) => view.left + i / view.zoom, view.zoom, strips.width);
  const down = rowEdges(view, strips.height);
  const step = Math.max(1, Math.floor(BAND / Math.max(view.width, strips.width / Math.min(1, view.zoom))));
  for (let from = 0; from < view.height; from += step) {
    const rows = Math.min(step, view.height - from);
    const shades = new Uint8Array(rows * view.width).fill(BLANK);
    await fillBand(strips, shade, across, down, from, rows, shades);
    yield { from, rows, shades };
  }
}

function edges(count: number, edgeOf: (i: number) => number, zoom: number, length: number): Edges {
  const [first, last] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    const [a, b] =
      zoom >= 1
        ? [Math.floor(edgeOf(i + 0.5)), Math.floor(edgeOf(i + 0.5)) + 1]
        : [Math.floor(edgeOf(i) + TINY), Math.floor(edgeOf(i + 1) + TINY)];
    first[i] = Math.max(0, Math.min(length, a));
    last[i] = Math.max(0, Math.min(length, Math.max(b, a + 1)));
  }
  const plain = count === length && first.every((a, i) => a === i && last[i] === i + 1);
  return { first, last, plain };
}

/** Rows go down in the picture and up in the image. */
function rowEdges({ height, top, zoom }: Viewport, length: number): Edges {
  const up = edges(height, (i) => top - height / zoom + i / zoom, zoom, length);
  return { first: up.first.reverse(), last: up.last.reverse(), plain: up.plain };
}

async function fillBand(
  strips: Strips,
  shade: Shader,
  across: Edges,
  down: Edges,
  from: number,
  rows: number,
  out: Uint8Array,
): Promise<void> {
  const width = across.first.length;
  // The lowest row of the band is the first of the image.
  const low = down.first[from + rows - 1] ?? 0;
  const high = down.last[from] ?? 0;
  if (high <= low) return;
  const values = await strips.read(low, high);
  if (across.plain && high - low === rows) {
    for (let row = 0; row < rows; row++) {
      const start = (rows - 1 - row) * width;
      shade(values.subarray(start, start + width), out, row * width);
    }
    return;
  }
  const shades = new Uint8Array(values.length);
  shade(values, shades);
  const source = { shades, width: strips.width, low };
  for (let row = 0; row < rows; row++) {
    const [a, b] = [down.first[from + row] ?? 0, down.last[from + row] ?? 0];
    const line = out.subarray(row * width, (row + 1) * width);
    if (b - a === 1) copyRow(source, a, across, line);
    if (b - a > 1) averageRows(source, a, b, across, line);
  }
}

interface Shades {
  readonly shades: Uint8Array;
  readonly width: number;
  /** Row of the image that comes first. */
  readonly low: number;
}

function copyRow(source: Shades, row: number, across: Edges, out: Uint8Array): void {
  const start = (row - source.low) * source.width;
  const { first, last } = across;
  for (let i = 0; i < out.length; i++) {
    const [a, b] = [first[i] as number, last[i] as number];
    if (b - a === 1) out[i] = source.shades[start + a] as number;
    else if (b > a) averageRow(source, row, row + 1, a, b, out, i);
  }
}

function averageRows(source: Shades, from: number, to: number, across: Edges, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) {
    const [a, b] = [across.first[i] as number, across.last[i] as number];
    if (b > a) averageRow(source, from, to, a, b, out, i);
  }
}

/** Pixels without a value do not count. */
function averageRow(
  { shades, width, low }: Shades,
  from: number,
  to: number,
  a: number,
  b: number,
  out: Uint8Array,
  at: number,
): void {
  let [sum, count] = [0, 0];
  for (let row = from; row < to; row++) {
    const start = (row - low) * width;
    for (let x = start + a; x < start + b; x++) {
      const shade = shades[x] as number;
      if (shade === BLANK) continue;
      sum += shade;
      count++;
    }
  }
  if (count > 0) out[at] = Math.round(sum / count);
}
