/** Lines and letters over a picture, with soft edges. */
import type { ImagePoint } from '../actions/points.js';
import type { Rgb8 } from './colors.js';
import { dotsOf, LETTER_HEIGHT } from './font.js';

/** Some rows of a picture: three bytes a pixel. */
export interface Canvas {
  readonly pixels: Uint8Array;
  readonly width: number;
  /** The first row, and how many there are. */
  readonly from: number;
  readonly rows: number;
}

/** Something to be drawn, in pixels of the picture from its upper left corner. */
export type Mark =
  | {
      readonly kind: 'line';
      readonly points: readonly ImagePoint[];
      readonly color: Rgb8;
      readonly width: number;
      /** Lengths of stroke and gap. */
      readonly dash?: readonly [number, number] | undefined;
    }
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Left end of the upper edge. */
      readonly at: ImagePoint;
      readonly color: Rgb8;
      /** Pixels of a dot. */
      readonly size: number;
    };

export function drawMark(canvas: Canvas, mark: Mark): void {
  if (mark.kind === 'text') drawText(canvas, mark);
  else drawLine(canvas, mark);
}

function drawText(canvas: Canvas, { text, at, color, size }: Extract<Mark, { kind: 'text' }>): void {
  const [left, top] = [Math.round(at.x), Math.round(at.y)];
  if (top >= canvas.from + canvas.rows || top + LETTER_HEIGHT * size < canvas.from) return;
  for (const dot of dotsOf(text)) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) blend(canvas, left + dot.x * size + x, top + dot.y * size + y, color, 1);
    }
  }
}

function drawLine(canvas: Canvas, { points, color, width, dash }: Extract<Mark, { kind: 'line' }>): void {
  let along = 0;
  points.slice(1).forEach((to, index) => {
    const from = points[index] as ImagePoint;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (dash === undefined) drawSegment(canvas, from, to, color, width);
    else
      for (const [a, b] of strokes(along, length, dash)) {
        drawSegment(canvas, between(from, to, a / length), between(from, to, b / length), color, width);
      }
    along += length;
  });
}

/** Parts of a segment that are drawn; `along` is what came before it. */
function strokes(
  along: number,
  length: number,
  [stroke, gap]: readonly [number, number],
): [number, number][] {
  const period = stroke + gap;
  const found: [number, number][] = [];
  for (let start = -(along % period); start < length; start += period) {
    const [a, b] = [Math.max(0, start), Math.min(length, start + stroke)];
    if (b > a) found.push([a, b]);
  }
  return found;
}

const between = (a: ImagePoint, b: ImagePoint, share: number): ImagePoint => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** A pixel is covered as far as its centre lies within half the width of the line. */
function drawSegment(canvas: Canvas, a: ImagePoint, b: ImagePoint, color: Rgb8, width: number): void {
  const reach = width / 2 + 1;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  const top = Math.max(canvas.from, Math.floor(Math.min(a.y, b.y) - reach));
  const bottom = Math.min(canvas.from + canvas.rows, Math.ceil(Math.max(a.y, b.y) + reach));
  for (let y = top; y < bottom; y++) {
    const [left, right] = reachOfRow(a, b, y + 0.5, reach);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(canvas.width, Math.ceil(right)); x++) {
      const [px, py] = [x + 0.5 - a.x, y + 0.5 - a.y];
      const share = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
      const distance = Math.hypot(px - share * dx, py - share * dy);
      blend(canvas, x, y, color, width / 2 + 0.5 - distance);
    }
  }
}

/** Where a row can be touched by a segment: a long slanted one crosses only a little of each. */
function reachOfRow(a: ImagePoint, b: ImagePoint, y: number, reach: number): readonly [number, number] {
  const [left, right] = [Math.min(a.x, b.x) - reach, Math.max(a.x, b.x) + reach];
  if (Math.abs(b.y - a.y) < 1e-6) return [left, right];
  const at = (edge: number): number => a.x + ((edge - a.y) / (b.y - a.y)) * (b.x - a.x);
  const crossing = [at(y - reach), at(y + reach)];
  return [Math.max(left, Math.min(...crossing) - reach), Math.min(right, Math.max(...crossing) + reach)];
}

function blend(
  { pixels, width, from, rows }: Canvas,
  x: number,
  y: number,
  color: Rgb8,
  cover: number,
): void {
  if (cover <= 0 || x < 0 || x >= width || y < from || y >= from + rows) return;
  const at = 3 * ((y - from) * width + x);
  const share = Math.min(1, cover);
  for (let c = 0; c < 3; c++) {
    const under = pixels[at + c] as number;
    pixels[at + c] = Math.round(under + ((color[c] ?? 0) - under) * share);
  }
}
