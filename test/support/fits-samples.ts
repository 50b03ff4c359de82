/** FITS files of every kind a viewer may be given: sound ones, strange ones, damaged ones. */

export type Pixel = (x: number, y: number, plane: number) => number;

export interface Sample {
  readonly bitpix?: 8 | 16 | 32 | 64 | -32 | -64;
  readonly axes?: readonly number[];
  readonly pixel?: Pixel;
  /** More lines of the header, as `KEY = value`. */
  readonly cards?: Readonly<Record<string, string | number | boolean>>;
}

const BLOCK = 2880;

/** 41.27 north, 10.68 east: a picture of 3.6″ pixels. */
export const WORLD = {
  CTYPE1: 'RA---TAN',
  CTYPE2: 'DEC--TAN',
  CRVAL1: 10.68,
  CRVAL2: 41.27,
  CRPIX1: 10.5,
  CRPIX2: 10.5,
  CDELT1: -0.001,
  CDELT2: 0.001,
} as const;

const ramp: Pixel = (x, y, plane) => x + 2 * y + 100 * plane;

/** A file of one image. */
export const fitsFile = (sample: Sample = {}): Uint8Array => part('primary', sample);

/** An empty first part, and images behind it. */
export function fitsOf(...samples: readonly Sample[]): Uint8Array {
  return joined(header('primary', 8, [], {}), ...samples.map((sample) => part('extension', sample)));
}

/** A table, and no image. */
export function tableOnly(): Uint8Array {
  const cards = {
    XTENSION: 'BINTABLE',
    BITPIX: 8,
    NAXIS: 2,
    NAXIS1: 4,
    NAXIS2: 2,
    PCOUNT: 0,
    GCOUNT: 1,
    TFIELDS: 1,
    TTYPE1: 'a',
    TFORM1: 'J',
  };
  return joined(header('primary', 8, [], {}), headerOf(cards), new Uint8Array(BLOCK));
}

/** A header and nothing behind it. */
export const headerOnly = (): Uint8Array => header('primary', 16, [], {});

/** Its first bytes: the rest was lost on the way. */
export const cut = (bytes: Uint8Array, share = 0.6): Uint8Array =>
  bytes.slice(0, Math.floor(bytes.length * share));

/** The same with another text in its header. */
export function patched(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = new TextDecoder('latin1').decode(bytes);
  const at = text.indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error(`"${from}" cannot become "${to}"`);
  const copy = bytes.slice();
  copy.set(new TextEncoder().encode(to), at);
  return copy;
}

function part(kind: 'primary' | 'extension', sample: Sample): Uint8Array {
  const { bitpix = -32, axes = [20, 20], pixel = ramp, cards = WORLD } = sample;
  return joined(header(kind, bitpix, axes, cards), data(bitpix, axes, pixel));
}

function header(
  kind: 'primary' | 'extension',
  bitpix: number,
  axes: readonly number[],
  cards: Readonly<Record<string, string | number | boolean>>,
): Uint8Array {
  const lengths = Object.fromEntries(axes.map((length, i) => [`NAXIS${i + 1}`, length]));
  const begin = kind === 'primary' ? { SIMPLE: true } : { XTENSION: 'IMAGE' };
  const end = kind === 'primary' ? { EXTEND: true } : { PCOUNT: 0, GCOUNT: 1 };
  return headerOf({ ...begin, BITPIX: bitpix, NAXIS: axes.length, ...lengths, ...end, ...cards });
}

function headerOf(cards: Readonly<Record<string, string | number | boolean>>): Uint8Array {
  const lines = Object.entries(cards).map(([key, value]) => `${key.padEnd(8)}= ${printed(value)}`);
  const text = [...lines, 'END'].map((line) => line.padEnd(80)).join('');
  return new TextEncoder().encode(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK));
}

function printed(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.padEnd(8)}'`;
  return (typeof value === 'boolean' ? (value ? 'T' : 'F') : String(value)).padStart(20);
}

function data(bitpix: number, axes: readonly number[], pixel: Pixel): Uint8Array {
  const [width = 0, height = 1, ...more] = axes;
  const planes = more.reduce((product, length) => product * length, 1);
  const size = Math.abs(bitpix) / 8;
  const bytes = new Uint8Array(Math.ceil((width * height * planes * size) / BLOCK) * BLOCK);
  const view = new DataView(bytes.buffer);
  const write = writer(view, bitpix);
  for (let plane = 0, at = 0; plane < planes; plane++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at += size) write(at, pixel(x, y, plane));
  return bytes;
}

function writer(view: DataView, bitpix: number): (at: number, value: number) => void {
  switch (bitpix) {
    case 8:
      return (at, value) => view.setUint8(at, value);
    case 16:
      return (at, value) => view.setInt16(at, value);
    case 32:
      return (at, value) => view.setInt32(at, value);
    case 64:
      return (at, value) => view.setBigInt64(at, BigInt(Math.round(value)));
    case -64:
      return (at, value) => view.setFloat64(at, value);
    default:
      return (at, value) => view.setFloat32(at, value);
  }
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
