/** The columns of a FITS binary table: what they are called, and how their values are written into rows. */
import type { Column, ColumnOf } from './columns.js';
import { type Place, refuse, rowAt } from './place.js';

/** Some rows, and where a column is in them. */
export interface Rows {
  readonly chunk: Uint8Array;
  readonly view: DataView;
  readonly offset: number;
  readonly width: number;
  readonly first: number;
  readonly rows: number;
}

export interface FieldOfRow {
  /** TFORM. */
  readonly form: string;
  readonly width: number;
  /** TNULL: the number that stands for no value. */
  readonly blank?: bigint | undefined;
  write(rows: Rows): void;
}

export function fieldOf(column: Column, place: Place): FieldOfRow {
  switch (column.type) {
    case 'boolean':
      return { form: 'L', width: 1, write: (rows) => writeBooleans(column, rows) };
    case 'float32':
      return { form: 'E', width: 4, write: (rows) => writeFloats(column, rows, 4) };
    case 'float64':
      return { form: 'D', width: 8, write: (rows) => writeFloats(column, rows, 8) };
    case 'string':
      return textField(column.values, column.nulls, place);
    case 'date':
      return textField(dateTexts(column, place), column.nulls, place);
    default:
      return integerField(column, place);
  }
}

/** A byte of nothing is a truth value that is not known. */
function writeBooleans(
  { values, nulls }: ColumnOf<'boolean'>,
  { chunk, offset, width, first, rows }: Rows,
): void {
  for (let row = 0, at = offset; row < rows; row++, at += width) {
    if (nulls !== undefined && nulls[first + row] !== 0) continue;
    chunk[at] = values[first + row] === 0 ? 0x46 : 0x54;
  }
}

/** FITS has nothing but NaN for floats without a value. */
function writeFloats(
  { values, nulls }: ColumnOf<'float32'> | ColumnOf<'float64'>,
  { view, offset, width, first, rows }: Rows,
  size: 4 | 8,
): void {
  for (let row = 0, at = offset; row < rows; row++, at += width) {
    const isNull = nulls !== undefined && nulls[first + row] !== 0;
    const value = isNull ? Number.NaN : (values[first + row] as number);
    if (size === 4) view.setFloat32(at, value);
    else view.setFloat64(at, value);
  }
}

type Longs = ColumnOf<'int64'> | ColumnOf<'uint64'>;
type Shorts = Exclude<Column, Longs | ColumnOf<'boolean' | 'float32' | 'float64' | 'string' | 'date'>>;

/** The next wider type for what FITS has by TZERO only, which servers pass over, and for bytes, which they read as signed. */
function integerField(column: Longs | Shorts, place: Place): FieldOfRow {
  switch (column.type) {
    case 'int64':
    case 'uint64':
      return longField(column, place);
    case 'uint32':
      return shortField(column, 64, place);
    case 'uint16':
    case 'int32':
      return shortField(column, 32, place);
    default:
      return shortField(column, 16, place);
  }
}

function longField(column: Longs, place: Place): FieldOfRow {
  const { values, nulls } = column;
  if (column.type === 'uint64')
    for (let row = 0; row < values.length; row++)
      if (nulls?.[row] !== 1 && (values[row] as bigint) > LONGEST)
        refuse(rowAt(place, row), values[row], `at most ${LONGEST}, the largest that servers can hold`);
  const blank = nulls && freeNumber(column, -LONGEST - 1n, LONGEST, place);
  return { form: 'K', width: 8, blank, write: (rows) => writeLongs(column, rows, blank ?? 0n) };
}

function shortField(column: Shorts, bits: 16 | 32 | 64, place: Place): FieldOfRow {
  const half = 2n ** BigInt(bits - 1);
  const blank = column.nulls && freeNumber(column, -half, half - 1n, place);
  const write = (rows: Rows) => writeShorts(column, rows, bits, blank ?? 0n);
  return { form: { 16: 'I', 32: 'J', 64: 'K' }[bits], width: bits / 8, blank, write };
}

const LONGEST = 2n ** 63n - 1n;

function writeLongs(
  { values, nulls }: Longs,
  { view, offset, width, first, rows }: Rows,
  blank: bigint,
): void {
  // By halves: to make a BigInt of each value takes several times as long.
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  for (let row = 0, at = offset, i = 2 * first; row < rows; row++, at += width, i += 2) {
    if (nulls !== undefined && nulls[first + row] !== 0) view.setBigInt64(at, blank);
    else {
      view.setInt32(at, halves[i + 1] as number);
      view.setInt32(at + 4, halves[i] as number);
    }
  }
}

function writeShorts(
  { values, nulls }: Shorts,
  { view, offset, width, first, rows }: Rows,
  bits: 16 | 32 | 64,
  blank: bigint,
): void {
  for (let row = 0, at = offset; row < rows; row++, at += width) {
    const isNull = nulls !== undefined && nulls[first + row] !== 0;
    if (bits === 64) view.setBigInt64(at, isNull ? blank : BigInt(values[first + row] as number));
    else {
      const value = isNull ? Number(blank) : (values[first + row] as number);
      if (bits === 32) view.setInt32(at, value);
      else view.setInt16(at, value);
    }
  }
}

/** A number that no row has: the least or the largest, else the first that is free. */
function freeNumber({ values, nulls }: Longs | Shorts, least: bigint, most: bigint, place: Place): bigint {
  const used = new Set<number | bigint>();
  const isLong = typeof values[0] === 'bigint';
  for (let row = 0; row < values.length; row++)
    if (nulls?.[row] === 0) used.add(values[row] as number | bigint);
  const isFree = (candidate: bigint): boolean => !used.has(isLong ? candidate : Number(candidate));
  if (isFree(least)) return least;
  if (isFree(most)) return most;
  for (let candidate = least; candidate < most; candidate++) if (isFree(candidate)) return candidate;
  return refuse(
    place,
    values,
    'of a larger type: all numbers of this one are in use, and none is left for null',
  );
}

/** Texts of one width; an empty one and none are the same in FITS. */
function textField(texts: readonly string[], nulls: Uint8Array | undefined, place: Place): FieldOfRow {
  const given = nulls === undefined ? texts : texts.map((text, row) => (nulls[row] === 0 ? text : ''));
  let longest = 1;
  for (let row = 0; row < given.length; row++) {
    const text = given[row] as string;
    if (!isAscii(text)) refuse(rowAt(place, row), text, 'printable ASCII, as all texts in FITS tables');
    if (text.length > longest) longest = text.length;
  }
  return { form: `${longest}A`, width: longest, write: (rows) => writeTexts(given, rows) };
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

function writeTexts(texts: readonly string[], { chunk, offset, width, first, rows }: Rows): void {
  for (let row = 0, at = offset; row < rows; row++, at += width) {
    const text = texts[first + row] as string;
    for (let i = 0; i < text.length; i++) chunk[at + i] = text.charCodeAt(i);
  }
}

/** As the standard writes dates: without a zone, which is UTC. */
function dateTexts({ values, nulls }: ColumnOf<'date'>, place: Place): string[] {
  return Array.from(values, (date, row) => {
    if (nulls !== undefined && nulls[row] !== 0) return '';
    if (!(date >= FIRST && date <= LAST)) refuse(rowAt(place, row), date, 'a date of the years 0 to 9999');
    const whole = Math.floor(date);
    const micros = Math.round((date - whole) * 1000);
    const text = new Date(whole).toISOString().slice(0, -1);
    return micros === 0 ? text : `${text}${String(Math.min(micros, 999)).padStart(3, '0')}`;
  });
}

const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
