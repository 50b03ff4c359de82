import { cardOf, type FitsFrame } from 'firefly-client/testing';

export type Pixels = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** The pixels of an image as JS9 takes them. */
export interface PlainImage {
  readonly data: Pixels;
  /** Of `data`, which may be another than in the file. */
  readonly bitpix: 8 | 16 | 32 | -32 | -64;
}

/**
 * The values of an image that is not compressed: scaled by BSCALE and BZERO, BLANK as NaN. Whole numbers stay whole where
 * they fit, as those of unsigned cameras (BZERO 32768) do.
 */
export function readPixels(bytes: Uint8Array, { part, plane }: FitsFrame): PlainImage {
  const [width = 0, height = 0] = part.axes;
  const count = width * height;
  const number = (key: string, otherwise: number): number => {
    const text = cardOf(part.cards, key);
    const value = text === undefined || text === '' ? Number.NaN : Number(text.replace(/d/i, 'e'));
    return Number.isFinite(value) ? value : otherwise;
  };
  const bitpix = number('BITPIX', 0);
  const size = Math.abs(bitpix) / 8;
  const start = bytes.byteOffset + part.dataOffset + plane * count * size;
  // The padding behind the last pixel may be missing, the last pixel may not: then a shorter view would throw.
  const view = new DataView(bytes.buffer, start, count * size);
  const [scale, zero] = [number('BSCALE', 1), number('BZERO', 0)];
  const blank = bitpix > 0 ? number('BLANK', Number.NaN) : Number.NaN;
  if (scale === 1 && zero === 0 && Number.isNaN(blank)) return plain(view, bitpix, count);
  return scaled(view, bitpix, count, { scale, zero, blank });
}

function plain(view: DataView, bitpix: number, count: number): PlainImage {
  if (bitpix === 8) {
    return { data: new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, count), bitpix: 8 };
  }
  const read = reader(view, bitpix);
  if (bitpix === 16) return filled(new Int16Array(count), 16, read);
  if (bitpix === 32) return filled(new Int32Array(count), 32, read);
  if (bitpix === -32) return filled(new Float32Array(count), -32, read);
  return filled(new Float64Array(count), -64, read);
}

function scaled(
  view: DataView,
  bitpix: number,
  count: number,
  { scale, zero, blank }: { readonly scale: number; readonly zero: number; readonly blank: number },
): PlainImage {
  const read = reader(view, bitpix);
  const value = (index: number): number => {
    const stored = read(index);
    return stored === blank ? Number.NaN : zero + scale * stored;
  };
  const whole = Number.isNaN(blank) && scale === 1 && Number.isInteger(zero) && Math.abs(zero) <= 32_768;
  if (whole && bitpix === 8) return filled(new Int16Array(count), 16, value);
  if (whole && bitpix === 16) return filled(new Int32Array(count), 32, value);
  const exact = bitpix === 8 || bitpix === 16 || bitpix === -32;
  return exact ? filled(new Float32Array(count), -32, value) : filled(new Float64Array(count), -64, value);
}

function filled(
  data: Exclude<Pixels, Uint8Array>,
  bitpix: PlainImage['bitpix'],
  value: (index: number) => number,
): PlainImage {
  for (let index = 0; index < data.length; index++) data[index] = value(index);
  return { data, bitpix };
}

/** FITS keeps numbers with the most significant byte first. */
function reader(view: DataView, bitpix: number): (index: number) => number {
  switch (bitpix) {
    case 8:
      return (index) => view.getUint8(index);
    case 16:
      return (index) => view.getInt16(2 * index);
    case 32:
      return (index) => view.getInt32(4 * index);
    case 64:
      return (index) => Number(view.getBigInt64(8 * index));
    case -32:
      return (index) => view.getFloat32(4 * index);
    default:
      return (index) => view.getFloat64(8 * index);
  }
}
