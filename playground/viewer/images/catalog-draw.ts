import { toSpot, type Viewport } from './viewport.js';

/** One catalogue as it is to be drawn. */
export interface Marks {
  /** x and y by row, in image pixels. */
  readonly xy: Float64Array;
  readonly done: number;
  /** 0xAABBGGRR */
  readonly color: number;
}

/** Half of the side of a mark, in CSS pixels. */
export const markRadius = 3;

/**
 * Draws squares straight into pixels: a hundred thousand of them in a few milliseconds. Of squares that would fall on
 * the same pixel only the first is drawn.
 */
export function drawMarksInto(
  pixels: Uint32Array,
  size: { readonly width: number; readonly height: number; readonly ratio: number },
  view: Viewport,
  catalogs: readonly Marks[],
): number {
  let drawn = 0;
  const radius = Math.max(2, Math.round(markRadius * size.ratio));
  const taken = new Uint8Array(size.width * size.height);
  for (const { xy, done, color } of catalogs) {
    taken.fill(0);
    for (let row = 0; row < done; row++) {
      const at = placeOf(xy, row, view);
      const [x, y] = [Math.round(at.x * size.ratio), Math.round(at.y * size.ratio)];
      if (!(x >= 0 && y >= 0 && x < size.width && y < size.height)) continue;
      const index = y * size.width + x;
      if (taken[index]) continue;
      taken[index] = 1;
      square(pixels, size, x, y, radius, color);
      drawn++;
    }
  }
  return drawn;
}

function placeOf(xy: Float64Array, row: number, view: Viewport): { readonly x: number; readonly y: number } {
  return {
    x: view.width / 2 + ((xy[2 * row] as number) - view.center.x) * view.zoom,
    y: view.height / 2 - ((xy[2 * row + 1] as number) - view.center.y) * view.zoom,
  };
}

function square(
  pixels: Uint32Array,
  { width, height }: { readonly width: number; readonly height: number },
  x: number,
  y: number,
  radius: number,
  color: number,
): void {
  const [left, right] = [Math.max(0, x - radius), Math.min(width - 1, x + radius)];
  const [top, bottom] = [Math.max(0, y - radius), Math.min(height - 1, y + radius)];
  if (y - radius >= 0) pixels.fill(color, top * width + left, top * width + right + 1);
  if (y + radius < height) pixels.fill(color, bottom * width + left, bottom * width + right + 1);
  for (let line = top; line <= bottom; line++) {
    if (x - radius >= 0) pixels[line * width + left] = color;
    if (x + radius < width) pixels[line * width + right] = color;
  }
}

/** The row whose mark is nearest to a place, not further than `reach` CSS pixels. */
export function nearestRow(
  xy: Float64Array,
  done: number,
  view: Viewport,
  place: { readonly x: number; readonly y: number },
  reach: number,
): { readonly row: number; readonly distance: number } | undefined {
  const spot = toSpot(view, place);
  let best: { row: number; distance: number } | undefined;
  let limit = reach / view.zoom;
  for (let row = 0; row < done; row++) {
    const dx = (xy[2 * row] as number) - spot.x;
    const dy = (xy[2 * row + 1] as number) - spot.y;
    // Rows without a place are NaN, which is never less.
    const distance = Math.hypot(dx, dy);
    if (distance < limit) {
      limit = distance;
      best = { row, distance: distance * view.zoom };
    }
  }
  return best;
}

/** A CSS colour as 0xAABBGGRR. */
export function packedColor(css: string): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return 0xff0000ff;
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [red = 255, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
