import { packedColor } from './catalog-draw.js';
import { toPlace, type Viewport } from './viewport.js';

/** A mask as it is drawn over one image. */
export interface MaskOverlay {
  readonly bits: MaskBits;
  readonly color: string;
  readonly opacity: number;
}

/** The pixels of a plane that have one of some bits. */
export class MaskBits {
  readonly #set: Uint8Array;
  /** How many they are. */
  readonly count: number;
  #painted: { readonly color: string; readonly canvas: OffscreenCanvas } | undefined;

  constructor(
    values: ArrayLike<number>,
    readonly size: { readonly width: number; readonly height: number },
    bits: number,
  ) {
    this.#set = new Uint8Array(size.width * size.height);
    let count = 0;
    for (let index = 0; index < this.#set.length; index++) {
      // Pixels without a value have no bits; of larger numbers the lower 32 count.
      if (((values[index] ?? 0) & bits) === 0) continue;
      this.#set[index] = 1;
      count++;
    }
    this.count = count;
  }

  /** One pixel for each of the image, row 0 at the top; painted anew only in another colour. */
  canvas(color: string): OffscreenCanvas {
    if (this.#painted?.color === color) return this.#painted.canvas;
    const { width, height } = this.size;
    const image = new ImageData(width, height);
    paintBits(new Uint32Array(image.data.buffer), this.#set, this.size, packedColor(color));
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    this.#painted = { color, canvas };
    return canvas;
  }
}

/** FITS counts rows from below, a canvas from above. */
export function paintBits(
  target: Uint32Array,
  set: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  color: number,
): void {
  for (let row = 0; row < height; row++) {
    let to = (height - 1 - row) * width;
    for (let from = row * width; from < (row + 1) * width; from++, to++) if (set[from]) target[to] = color;
  }
}

/** Draws masks below what is on the canvas already; of two that meet, the one that came last is on top. */
export function drawMasks(
  context: CanvasRenderingContext2D,
  view: Viewport,
  masks: readonly MaskOverlay[],
): void {
  context.save();
  context.globalCompositeOperation = 'destination-over';
  for (const { bits, color, opacity } of [...masks].reverse()) {
    const { width, height } = bits.size;
    const corner = toPlace(view, { x: 0, y: height });
    context.imageSmoothingEnabled = false;
    context.globalAlpha = opacity;
    context.drawImage(bits.canvas(color), corner.x, corner.y, width * view.zoom, height * view.zoom);
  }
  context.restore();
}
