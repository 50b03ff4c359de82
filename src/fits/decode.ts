/** Values of pixels from the bytes of a file, which has the most significant byte first. */
import { cardNumber, type FitsCard } from './cards.js';
import type { Bitpix } from './image-hdus.js';

export type Values = Float32Array | Float64Array;

/** How stored numbers become values. */
export interface Scaling {
  readonly scale: number;
  readonly zero: number;
  /** The whole number that stands for no value. */
  readonly blank: number | undefined;
}

/** BSCALE, BZERO and BLANK, which holds for whole numbers only. */
export function scalingOf(cards: readonly FitsCard[], bitpix: Bitpix): Scaling {
  return {
    scale: cardNumber(cards, 'BSCALE') ?? 1,
    zero: cardNumber(cards, 'BZERO') ?? 0,
    blank: bitpix > 0 ? cardNumber(cards, 'BLANK') : undefined,
  };
}

/** The numbers of `bytes` into `out`, scaled; NaN where there is no value. */
export function decode(bytes: Uint8Array, bitpix: Bitpix, scaling: Scaling, out: Values): void {
  stored(bytes, bitpix, out);
  scaled(out, scaling);
}

/** Numbers as stored, without scaling. */
export function stored(bytes: Uint8Array, bitpix: Bitpix, out: Values): void {
  const { length } = out;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bitpix) {
    case 8:
      for (let i = 0; i < length; i++) out[i] = view.getUint8(i);
      break;
    case 16:
      for (let i = 0; i < length; i++) out[i] = view.getInt16(2 * i);
      break;
    case 32:
      for (let i = 0; i < length; i++) out[i] = view.getInt32(4 * i);
      break;
    case 64:
      for (let i = 0; i < length; i++) out[i] = Number(view.getBigInt64(8 * i));
      break;
    case -32:
      for (let i = 0; i < length; i++) out[i] = view.getFloat32(4 * i);
      break;
    case -64:
      for (let i = 0; i < length; i++) out[i] = view.getFloat64(8 * i);
      break;
  }
}

/** Scales in place. */
export function scaled(values: Values, { scale, zero, blank }: Scaling): void {
  if (blank !== undefined) {
    for (let i = 0; i < values.length; i++) if (values[i] === blank) values[i] = Number.NaN;
  }
  if (scale === 1 && zero === 0) return;
  for (let i = 0; i < values.length; i++) values[i] = zero + scale * (values[i] as number);
}
