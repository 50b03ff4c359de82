/** How JS9 is made to paint images as Firefly does. */
import { biasContrast, type ColorTable, colorBetween, colorTable } from './colors.js';
import { type Js9Image, js9 } from './js9-types.js';
import type { Look } from './look.js';

/** Colour of pixels without a value: opaque, as 0xAABBGGRR. */
const blankColor = 0xff8a6a4a;

/** Fills the pixels of a canvas. */
export type Painter = (target: Uint32Array) => void;

/** Which of the shades each pixel has (0 is the lower limit), and how bright they are. */
export interface Shading {
  readonly index: Int32Array;
  readonly bend: (t: number) => number;
}

const painters = new WeakMap<Js9Image, Painter>();

/** Makes JS9 colour images our way, which follows Firefly's algorithms. */
export function installPainter(): void {
  js9().Image.prototype.MakeRGBImage ??= function paintHook(this: Js9Image): boolean {
    const { width, height } = this.raw;
    if (this.rgb.img?.width !== width || this.rgb.img.height !== height) {
      this.rgb.img = new ImageData(width, height);
    }
    painters.get(this)?.(new Uint32Array(this.rgb.img.data.buffer));
    return true;
  };
}

/** Has an image painted by this function now, and whenever JS9 paints it anew. */
export function paintWith(image: Js9Image, painter: Painter): void {
  painters.set(image, painter);
  image.displayImage('rgb');
}

/** Rows that come from below into those of a canvas, which come from above. */
export function turnOver(colors: Uint32Array, target: Uint32Array, width: number): void {
  const height = colors.length / width;
  for (let row = 0; row < height; row++) {
    target.set(colors.subarray(row * width, (row + 1) * width), (height - 1 - row) * width);
  }
}

/** Each pixel in the colour of its shade. */
export function fill(target: Uint32Array, image: Js9Image, table: Uint32Array): void {
  const { width, height, data } = image.raw;
  const { colorData } = image;
  const blank = image.raw.bitpix > 0 ? Number(image.raw.header['BLANK'] ?? Number.NaN) : Number.NaN;
  for (let row = 0; row < height; row++) {
    let from = row * width;
    let to = (height - 1 - row) * width;
    for (let column = 0; column < width; column++, from++, to++) {
      const value = data[from] as number;
      target[to] =
        Number.isNaN(value) || value === blank ? blankColor : (table[colorData[from] as number] as number);
    }
  }
}

/** The colours of a table, from dark to bright. */
export function cellsOf({ map }: ColorTable): readonly (readonly [number, number, number])[] {
  const engine = js9();
  const known = typeof map === 'string' && engine.colormaps.find((entry) => entry.name === map);
  return Array.from({ length: engine.COLORSIZE }, (_, i) => {
    if (known) return known.mkColorCell(i);
    return colorBetween(typeof map === 'string' ? [] : map, i / (engine.COLORSIZE - 1));
  });
}

/** The colour of each shade index, as 0xAABBGGRR. */
export function shades(look: Look, bend: (t: number) => number): Uint32Array {
  const engine = js9();
  const table = colorTable(look.cbarId);
  const cells = cellsOf(table);
  return Uint32Array.from({ length: engine.SCALESIZE }, (_, i) => {
    const place = biasContrast(bend(i / (engine.SCALESIZE - 1)), look.bias, look.contrast, table.invert);
    const [red, green, blue] = cells[
      Math.min(engine.COLORSIZE - 1, Math.floor(place * engine.COLORSIZE))
    ] ?? [0, 0, 0];
    return (0xff000000 | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
  });
}

/** Histogram equalization: a shade is as bright as the share of pixels that are darker. */
export function equalized(colorData: Int32Array): (t: number) => number {
  const size = js9().SCALESIZE;
  const sums = new Float64Array(size);
  for (const index of colorData) sums[index] = (sums[index] ?? 0) + 1;
  for (let i = 1; i < size; i++) sums[i] = (sums[i] ?? 0) + (sums[i - 1] ?? 0);
  const first = sums[0] ?? 0;
  const rest = (sums[size - 1] ?? 1) - first || 1;
  return (t) => ((sums[Math.round(t * (size - 1))] ?? 0) - first) / rest;
}
