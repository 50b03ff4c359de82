/** The rows of BINARY and BINARY2 tables. */
import { type Cell, readFailure } from '../tables/types.js';
import type { Field } from './votable-head.js';
import { cutStrings, refuseComplex } from './votable-values.js';

/** Reads from the front of bytes; thrown out of by a `RangeError` where they end. */
class Bytes {
  private at = 0;

  constructor(private readonly buffer: Buffer) {}

  get done(): boolean {
    return this.at >= this.buffer.length;
  }

  take(length: number): Buffer {
    if (length < 0 || this.at + length > this.buffer.length) throw new RangeError('the bytes end');
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  count(): number {
    return this.take(4).readInt32BE();
  }
}

type Reader = (bytes: Bytes) => Cell;

/** The rows, one array of cells each. A row that is cut, and everything behind it, is lost, as on a real server. */
export function* binaryRows(base64: string, fields: readonly Field[], masked: boolean): Generator<Cell[]> {
  const bytes = new Bytes(decode(base64));
  const readers = fields.map(readerOf);
  const maskLength = masked ? Math.ceil(fields.length / 8) : 0;
  while (!bytes.done && readers.length > 0) {
    const row = readRow(bytes, readers, maskLength);
    if (row === undefined) return;
    yield row;
  }
}

function readRow(bytes: Bytes, readers: readonly Reader[], maskLength: number): Cell[] | undefined {
  try {
    const mask = bytes.take(maskLength);
    return readers.map((read, i) => {
      const cell = read(bytes);
      return ((mask[i >> 3] ?? 0) & (0x80 >> (i & 7))) === 0 ? cell : null;
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What is no base64 ends the bytes. */
export function decode(base64: string): Buffer {
  const text = base64.replace(/\s+/g, '');
  const end = text.search(/[^A-Za-z0-9+/]/);
  return Buffer.from(end < 0 ? text : text.slice(0, end), 'base64');
}

const SIZES: Readonly<Record<string, number>> = {
  boolean: 1,
  unsignedbyte: 1,
  short: 2,
  int: 4,
  long: 8,
  float: 4,
  double: 8,
  floatcomplex: 8,
  doublecomplex: 16,
};

function readerOf(field: Field): Reader {
  const { datatype, arraysize, column } = field;
  if (column.kind === 'char') return textReader(field);
  if (datatype === 'bit') return bitReader(field);
  const size = SIZES[datatype] ?? 1;
  const scalar = scalarReader(field);
  if (datatype.endsWith('complex') && arraysize === '') {
    const refuse = refuseComplex(datatype);
    return (bytes) => refuse(bytes.take(size).toString('hex'));
  }
  if (!column.list) return (bytes) => scalar(bytes.take(size), 0);
  const count = countOf(arraysize);
  const parts = datatype.endsWith('complex') ? 2 : 1;
  // In an array there is no null of booleans.
  const element: typeof scalar = (taken, at) =>
    datatype === 'boolean' ? scalar(taken, at) === true : scalar(taken, at);
  return (bytes) => {
    const length = count ?? bytes.count();
    const taken = bytes.take(length * size);
    const cells = Array.from({ length: length * parts }, (_, i) => element(taken, (i * size) / parts));
    return count === undefined && length === 0 ? null : cells;
  };
}

/** How many elements a column has in every row; undefined where each row says it. */
function countOf(arraysize: string): number | undefined {
  if (arraysize.includes('*')) return undefined;
  return arraysize === ''
    ? 1
    : arraysize.split('x').reduce((product, size) => product * (Number(size) || 0), 1);
}

function textReader({ datatype, arraysize, column }: Field): Reader {
  const wide = datatype === 'unicodechar';
  const count = countOf(arraysize);
  const first = Math.max(1, Number.parseInt(arraysize, 10) || 1);
  return (bytes) => {
    const taken = bytes.take((count ?? bytes.count()) * (wide ? 2 : 1));
    const whole = wide ? Buffer.from(taken).swap16().toString('utf16le') : taken.toString('utf8');
    const end = whole.indexOf('\0');
    const text = end < 0 ? whole : whole.slice(0, end);
    if (text === '') return null;
    return column.list ? cutStrings(text, first) : text.trim();
  };
}

/** A single bit makes a real server drop the whole table. */
function bitReader({ arraysize, column }: Field): Reader {
  if (!column.list) {
    return () => {
      throw readFailure(
        "class [Z cannot be cast to class java.lang.Boolean ([Z and java.lang.Boolean are in module java.base of loader 'bootstrap')",
      );
    };
  }
  const count = countOf(arraysize);
  return (bytes) => {
    const length = count ?? bytes.count();
    const taken = bytes.take(Math.ceil(length / 8));
    return Array.from({ length }, (_, i) => ((taken[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0);
  };
}

function scalarReader({ datatype, blank }: Field): (bytes: Buffer, at: number) => Cell {
  const nothing = blank === undefined || blank.trim() === '' ? Number.NaN : Number(blank);
  const checked = (value: number) => (value === nothing ? null : value);
  switch (datatype) {
    case 'boolean':
      return (bytes, at) => logical(bytes[at] ?? 0);
    case 'unsignedbyte':
      return (bytes, at) => checked(bytes[at] ?? 0);
    case 'short':
      return (bytes, at) => checked(bytes.readInt16BE(at));
    case 'int':
      return (bytes, at) => checked(bytes.readInt32BE(at));
    case 'long':
      return (bytes, at) => {
        const value = bytes.readBigInt64BE(at);
        return blank !== undefined && String(value) === blank.trim() ? null : value;
      };
    case 'float':
    case 'floatcomplex':
      return (bytes, at) => real(bytes.readFloatBE(at));
    default:
      return (bytes, at) => real(bytes.readDoubleBE(at));
  }
}

function real(value: number): Cell {
  return Number.isNaN(value) ? null : value;
}

function logical(code: number): Cell {
  const letter = String.fromCharCode(code).toLowerCase();
  if (letter === 't' || letter === '1') return true;
  return letter === 'f' || letter === '0' ? false : null;
}
