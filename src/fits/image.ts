/** One image of a FITS file, read a few rows at a time. */
import { ArgumentError, InputError } from '../errors.js';
import type { FitsCard } from './cards.js';
import { decode, scalingOf, type Values } from './decode.js';
import { type Hdu, readHdus } from './image-hdus.js';
import { type ByteSource, type FitsInput, openSource } from './source.js';
import { tiledRows } from './tiles.js';

/** An array of floats, of a length or over bytes. */
type Maker<T> = new (of: number | ArrayBufferLike) => T;

/** Which image of a file, and which plane of it. */
export interface ImageChoice {
  /** Number of the HDU, counted from 0, or its `EXTNAME`. @default the first with an image */
  readonly hdu?: number | string | undefined;
  /** Plane of a cube, counted from 0 along all axes behind the second. @default 0 */
  readonly plane?: number | undefined;
}

export interface FitsImage {
  /** Name of the file, where it has one. */
  readonly name: string;
  readonly hdu: Hdu;
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly plane: number;
  readonly cards: readonly FitsCard[];
  /** Values of the rows from `from` up to, without, `to`, row 0 being the lowest; NaN where there is none. */
  rows<T extends Values>(from: number, to: number, make: Maker<T>): Promise<T>;
  /** Another plane of the same image. */
  at(plane: number): FitsImage;
  close(): Promise<void>;
}

/** Opens an image; it has to be closed. @throws InputError, ArgumentError in words */
export async function openImage(method: string, input: FitsInput, choice: ImageChoice): Promise<FitsImage> {
  const source = await openSource(method, input);
  try {
    const hdus = await readHdus(method, source);
    return imageOf(method, source, chosen(method, source, hdus, choice.hdu), choice.plane);
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Whether an HDU has an image of two axes or more with any pixels. */
export const hasImage = ({ axes }: Hdu): boolean => axes.length >= 2 && axes.every((length) => length > 0);

/** The image of an HDU, and a plane of it. */
export function imageOf(method: string, source: ByteSource, hdu: Hdu, plane = 0): FitsImage {
  const [width = 0, height = 0, ...others] = hdu.axes;
  const planes = others.reduce((all, length) => all * length, 1);
  if (!Number.isInteger(plane) || plane < 0 || plane >= planes) {
    const expected = planes === 1 ? '0: the image has one plane' : `a whole number from 0 to ${planes - 1}`;
    throw new ArgumentError(method, 'options.plane', plane, expected);
  }
  const rows = hdu.compressed ? tiledRows(method, source, hdu, plane) : plainRows(source, hdu, plane);
  return {
    name: source.name,
    hdu,
    width,
    height,
    planes,
    plane,
    cards: hdu.cards,
    rows: async (from, to, make) => {
      const same = await straight(source, hdu, plane, from, to, make);
      if (same !== undefined) return same;
      const values = new make((to - from) * width);
      await rows(from, to, values);
      return values;
    },
    at: (other) => imageOf(method, source, hdu, other),
    close: () => source.close(),
  };
}

/** Values that are kept in the file as they are wanted need no array of their own: only their bytes are turned around. */
async function straight<T extends Values>(
  source: ByteSource,
  hdu: Hdu,
  plane: number,
  from: number,
  to: number,
  make: Maker<T>,
): Promise<T | undefined> {
  const { scale, zero } = scalingOf(hdu.cards, hdu.bitpix);
  const same = hdu.bitpix === -32 && scale === 1 && zero === 0 && !hdu.compressed;
  if (!same || Object.is(make, Float64Array)) return undefined;
  const [width = 0, height = 0] = hdu.axes;
  const start = hdu.dataOffset + 4 * plane * height * width;
  const bytes = await source.read(start + 4 * from * width, start + 4 * to * width);
  if (bytes.byteOffset !== 0 || bytes.buffer.byteLength !== bytes.length || LITTLE === false)
    return undefined;
  turnAround(new Uint32Array(bytes.buffer));
  return new make(bytes.buffer);
}

const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function turnAround(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    words[i] = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  }
}

/** Puts rows into an array. */
export type ReadRows = (from: number, to: number, out: Values) => Promise<void>;

function plainRows(source: ByteSource, hdu: Hdu, plane: number): ReadRows {
  const [width = 0, height = 0] = hdu.axes;
  const row = (width * Math.abs(hdu.bitpix)) / 8;
  const start = hdu.dataOffset + plane * height * row;
  const scaling = scalingOf(hdu.cards, hdu.bitpix);
  return async (from, to, out) =>
    decode(await source.read(start + from * row, start + to * row), hdu.bitpix, scaling, out);
}

function chosen(method: string, source: ByteSource, hdus: readonly Hdu[], wanted: ImageChoice['hdu']): Hdu {
  const images = hdus.filter(hasImage);
  const list = images
    .map(({ index, name }) => (name === '' ? String(index) : `${index} (${name})`))
    .join(', ');
  if (images[0] === undefined)
    throw new InputError(`${method}: ${source.name} has no image: ${whatElse(hdus)}`);
  if (wanted === undefined) return images[0];
  const named = String(wanted).trim().toUpperCase();
  const found = images.find(({ index, name }) =>
    typeof wanted === 'number' ? index === wanted : name.toUpperCase() === named,
  );
  if (found !== undefined) return found;
  throw new ArgumentError(method, 'options.hdu', wanted, `an HDU of ${source.name} with an image: ${list}`);
}

function whatElse(hdus: readonly Hdu[]): string {
  const tables = hdus.filter(({ cards }) =>
    cards.some(({ key, value }) => key === 'XTENSION' && /TABLE/.test(value)),
  );
  if (tables.length > 0) return `its HDUs have ${tables.length === 1 ? 'a table' : 'tables'} only`;
  const line = hdus.some(({ axes }) => axes.length === 1);
  return line ? 'its data have one axis' : `none of its ${hdus.length} HDUs has pixels`;
}
