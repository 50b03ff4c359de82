/** Images in memory as FITS. */
import { isRecord } from '../schema/json.js';
import { type Stored, storedAs, storeNumbers } from './big-endian.js';
import type { TypedArray } from './columns.js';
import { BLOCK, cardsOf, type FitsHeader, headerCards, headerOf } from './fits-cards.js';
import { type Place, refuse } from './place.js';
import { type ImageWcs, WCS_KEYS, wcsCards } from './wcs.js';

/** An image or a cube in memory. */
export interface ImageInput {
  /**
   * The pixels, from the left to the right, rows from the bottom up, planes one after the other. The kind of array is the kind of
   * pixel; where a float is NaN there is none.
   */
  readonly data: TypedArray;
  readonly width: number;
  readonly height: number;
  /** Planes of a cube. @default no third axis */
  readonly depth?: number | undefined;
  /** Where it lies in the sky. */
  readonly wcs?: ImageWcs | undefined;
  /** More keywords. */
  readonly header?: FitsHeader | undefined;
  /** The number in `data` that means no pixel; for integers. */
  readonly blank?: number | bigint | undefined;
  /** What pixels mean is `bscale` × number + `bzero`. */
  readonly bscale?: number | undefined;
  readonly bzero?: number | undefined;
}

/** An image as a FITS file. */
export function encodeFitsImage(image: ImageInput): Uint8Array {
  const { header, data, stored } = planOf(image, { method: 'encodeFitsImage', argument: 'image' });
  const whole = new Uint8Array(header.length + Math.ceil(data.byteLength / BLOCK) * BLOCK);
  whole.set(header);
  storeNumbers(data, whole.subarray(header.length), stored);
  return whole;
}

/** The same in chunks of some megabytes, each made when it is asked for. */
export function fitsImageChunks(image: ImageInput): Generator<Uint8Array, void, undefined> {
  return imageChunks(image, 'encodeFitsImage');
}

const CHUNK_BYTES = 720 * BLOCK;

/** Checks at once, encodes when asked. */
export function imageChunks(image: ImageInput, method: string): Generator<Uint8Array, void, undefined> {
  const { header, data, stored } = planOf(image, { method, argument: 'image' });
  return chunks(header, data, stored);
}

/** Whole blocks, so that numbers of any size begin where they can be written as such. */
function* chunks(
  header: Uint8Array,
  data: TypedArray,
  stored: Stored,
): Generator<Uint8Array, void, undefined> {
  yield header;
  const step = CHUNK_BYTES / data.BYTES_PER_ELEMENT;
  for (let first = 0; first < data.length; first += step) {
    const part = data.subarray(first, first + step) as TypedArray;
    const chunk = new Uint8Array(Math.ceil(part.byteLength / BLOCK) * BLOCK);
    storeNumbers(part, chunk, stored);
    yield chunk;
  }
}

interface Plan {
  readonly header: Uint8Array;
  readonly data: TypedArray;
  readonly stored: Stored;
}

function planOf(image: unknown, place: Place): Plan {
  if (!isRecord(image)) return refuse(place, image, 'an object with data, width and height');
  const { data } = image;
  const stored = storedAs(data);
  if (stored === undefined) return refuse(inside(place, 'data'), data, 'a typed array of numbers');
  const numbers = data as TypedArray;
  const axes = axesOf(image, place);
  const { width, height, depth } = axes;
  const count = width * height * (depth ?? 1);
  if (numbers.length !== count) {
    const sides = [width, height, ...(depth === undefined ? [] : [depth])].join(' × ');
    refuse(inside(place, 'data'), numbers, `of ${count} pixels (${sides})`);
  }
  const wcs = wcsCards(image['wcs'], axes, inside(place, 'wcs'));
  const header = headerOf([
    ...structureCards(axes, stored, place),
    ...scaleCards(image, stored, place),
    ...wcs,
    ...headerCards(image['header'], wcs.length > 0 ? WCS_KEYS : undefined, inside(place, 'header')),
  ]);
  return { header, data: numbers, stored };
}

interface Axes {
  readonly width: number;
  readonly height: number;
  readonly depth: number | undefined;
}

function axesOf(image: Readonly<Record<string, unknown>>, place: Place): Axes {
  const length = (key: string): number => {
    const value = image[key];
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    return refuse(inside(place, key), value, 'a whole number of pixels, 1 or more');
  };
  const depth = image['depth'] === undefined ? undefined : length('depth');
  return { width: length('width'), height: length('height'), depth };
}

function structureCards({ width, height, depth }: Axes, { bitpix }: Stored, place: Place): string[] {
  const card = (key: string, value: number | boolean) => cardsOf(key, value, '', place);
  return [
    ...card('SIMPLE', true),
    ...card('BITPIX', bitpix),
    ...card('NAXIS', depth === undefined ? 2 : 3),
    ...card('NAXIS1', width),
    ...card('NAXIS2', height),
    ...(depth === undefined ? [] : card('NAXIS3', depth)),
  ];
}

/** BSCALE, BZERO and BLANK. What unsigned numbers are moved by comes on top of the caller's own BZERO. */
function scaleCards(image: Readonly<Record<string, unknown>>, stored: Stored, place: Place): string[] {
  const real = (key: string, none: number): number => {
    const value = image[key] ?? none;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return refuse(inside(place, key), value, 'a finite number');
  };
  const [bscale, bzero] = [real('bscale', 1), real('bzero', 0)];
  if (bscale === 0) refuse(inside(place, 'bscale'), bscale, 'other than 0');
  const cards: string[] = [];
  const isPlain = bscale === 1 && bzero === 0;
  const zero = isPlain ? stored.zero : { real: bzero + bscale * Number(stored.zero) };
  if (zero !== 0n) {
    cards.push(...cardsOf('BSCALE', isPlain ? 1 : { real: bscale }, '', place));
    cards.push(...cardsOf('BZERO', zero, '', place));
  }
  const blank = image['blank'];
  if (blank === undefined || blank === null) return cards;
  const at = inside(place, 'blank');
  if (stored.bitpix < 0) refuse(at, blank, 'left out: where a float is NaN there is no pixel');
  return [...cards, ...cardsOf('BLANK', blankOf(blank, stored, at), '', place)];
}

/** BLANK is the number as it is stored, so that it moves with unsigned ones. */
function blankOf(blank: unknown, { bitpix, zero }: Stored, at: Place): bigint {
  const isWhole = typeof blank === 'bigint' || (typeof blank === 'number' && Number.isSafeInteger(blank));
  if (!isWhole) return refuse(at, blank, 'a whole number');
  const moved = BigInt(blank) - zero;
  const half = 2n ** BigInt(bitpix - 1);
  const [least, most] = bitpix === 8 ? [0n, 255n] : [-half, half - 1n];
  if (moved < least || moved > most)
    refuse(at, blank, `from ${least + zero} to ${most + zero}, as the pixels`);
  return moved;
}

const inside = (outer: Place, key: string): Place => ({ ...outer, argument: `${outer.argument}.${key}` });
