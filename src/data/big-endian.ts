/** Numbers as FITS keeps them: the highest byte first, and never unsigned beyond a byte. */
import type { ColumnType, TypedArray } from './columns.js';
import { typeOfArray } from './infer.js';

/** How a kind of number is stored: its BITPIX, and what has to be added to what is stored. */
export interface Stored {
  readonly bitpix: number;
  readonly zero: bigint;
}

/** Numbers that FITS lacks are moved by half of their range, as the standard has it. */
const STORED: Readonly<Partial<Record<ColumnType, Stored>>> = {
  int8: { bitpix: 8, zero: -128n },
  uint8: { bitpix: 8, zero: 0n },
  int16: { bitpix: 16, zero: 0n },
  uint16: { bitpix: 16, zero: 2n ** 15n },
  int32: { bitpix: 32, zero: 0n },
  uint32: { bitpix: 32, zero: 2n ** 31n },
  int64: { bitpix: 64, zero: 0n },
  uint64: { bitpix: 64, zero: 2n ** 63n },
  float32: { bitpix: -32, zero: 0n },
  float64: { bitpix: -64, zero: 0n },
};

/** Undefined for what is no array of numbers. */
export function storedAs(values: unknown): Stored | undefined {
  const type = typeOfArray(values);
  return type && STORED[type];
}

const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Writes numbers to a place that a block of FITS may begin at. Moving by half of a range is turning the highest bit over. */
export function storeNumbers(values: TypedArray, into: Uint8Array, { zero }: Stored): void {
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: size } = values;
  const [to, at] = [into.buffer, into.byteOffset];
  const moved = zero !== 0n;
  if (size === 1) {
    into.set(new Uint8Array(buffer, byteOffset, byteLength));
    if (moved) for (let i = 0; i < byteLength; i++) into[i] = (into[i] as number) ^ 0x80;
  } else if (size === 2) {
    const count = byteLength / 2;
    swap16(new Uint16Array(buffer, byteOffset, count), new Uint16Array(to, at, count), moved ? 0x8000 : 0);
  } else {
    const count = byteLength / 4;
    const words = new Uint32Array(buffer, byteOffset, count);
    const target = new Uint32Array(to, at, count);
    if (size === 4) swap32(words, target, moved ? 0x80000000 : 0);
    else swap64(words, target, moved ? 0x80000000 : 0);
  }
}

function swap16(from: Uint16Array, to: Uint16Array, turned: number): void {
  for (let i = 0; i < from.length; i++) {
    const word = (from[i] as number) ^ turned;
    to[i] = isLittle ? (word << 8) | (word >>> 8) : word;
  }
}

const swapped = (word: number): number =>
  (word << 24) | ((word << 8) & 0xff0000) | ((word >>> 8) & 0xff00) | (word >>> 24);

function swap32(from: Uint32Array, to: Uint32Array, turned: number): void {
  for (let i = 0; i < from.length; i++) {
    const word = (from[i] as number) ^ turned;
    to[i] = isLittle ? swapped(word) : word;
  }
}

function swap64(from: Uint32Array, to: Uint32Array, turned: number): void {
  const [high, low] = isLittle ? [1, 0] : [0, 1];
  for (let i = 0; i < from.length; i += 2) {
    const first = (from[i + high] as number) ^ turned;
    const second = from[i + low] as number;
    to[i] = isLittle ? swapped(first) : first;
    to[i + 1] = isLittle ? swapped(second) : second;
  }
}
