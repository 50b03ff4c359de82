/** The pages of a Parquet column: which rows have values, then the values, one after the other. */
import { isWellFormed } from '../schema/json.js';
import type { Column, ColumnOf } from './columns.js';
import { columnAt, type Place, refuse, rowAt } from './place.js';

export interface Page {
  readonly rows: number;
  readonly size: number;
  readonly parts: readonly Uint8Array[];
}

/** The pages of some rows of a column: one, but for texts, which may be of any length. */
export function* pagesOf(column: Column, first: number, rows: number, place: Place): Generator<Page> {
  if (column.type === 'string') yield* textPages(column, first, first + rows, columnAt(place, column.name));
  else {
    const levels = levelsOf(column.nulls, first, rows);
    yield page(rows, levels, plain(present(column, first, rows), columnAt(place, column.name)));
  }
}

function page(rows: number, levels: Uint8Array | undefined, values: Uint8Array): Page {
  const parts = levels === undefined ? [values] : [levels, values];
  return { rows, parts, size: parts.reduce((sum, { length }) => sum + length, 0) };
}

/** One bit a row, 1 where there is a value, as a single run of bits behind its length. */
function levelsOf(nulls: Uint8Array | undefined, first: number, rows: number): Uint8Array | undefined {
  if (nulls === undefined) return undefined;
  const groups = Math.ceil(rows / 8);
  const head = varint((groups << 1) | 1);
  const bytes = new Uint8Array(4 + head.length + groups);
  new DataView(bytes.buffer).setUint32(0, head.length + groups, true);
  bytes.set(head, 4);
  const start = 4 + head.length;
  for (let row = 0; row < rows; row++)
    if (nulls[first + row] === 0)
      bytes[start + (row >> 3)] = (bytes[start + (row >> 3)] ?? 0) | (1 << (row & 7));
  return bytes;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

type Numbers = Exclude<Column, ColumnOf<'string'>>;

/** The values of some rows without those that are null. */
function present(column: Numbers, first: number, rows: number): Numbers {
  const { nulls } = column;
  const part = column.values.subarray(first, first + rows);
  const values = nulls === undefined ? part : filled(part, nulls.subarray(first, first + rows));
  return { ...column, values } as Numbers;
}

function filled<A extends Numbers['values']>(values: A, nulls: Uint8Array): A {
  const kept = values.slice() as A;
  let count = 0;
  for (let row = 0; row < nulls.length; row++) {
    if (nulls[row] !== 0) continue;
    kept[count++] = kept[row] as number & bigint;
  }
  return kept.subarray(0, count) as A;
}

/** Values as they lie in the file: in the order of bytes that all machines have on which JavaScript runs. */
function plain(column: Numbers, place: Place): Uint8Array {
  switch (column.type) {
    case 'boolean':
      return bits(column.values);
    case 'int8':
    case 'uint8':
    case 'int16':
    case 'uint16':
      return bytesOf(Int32Array.from(column.values));
    case 'uint32':
      return bytesOf(BigInt64Array.from(column.values, BigInt));
    case 'uint64':
      for (const value of column.values)
        if (value > LONGEST) refuse(place, value, `at most ${LONGEST}, the largest that servers can hold`);
      return bytesOf(column.values);
    case 'date':
      return microseconds(column.values, place);
    default:
      return bytesOf(column.values);
  }
}

const LONGEST = 2n ** 63n - 1n;

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function bits(values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (let row = 0; row < values.length; row++)
    if (values[row] !== 0) bytes[row >> 3] = (bytes[row >> 3] ?? 0) | (1 << (row & 7));
  return bytes;
}

/** Milliseconds are multiplied as whole numbers: doubles do not hold microseconds far from 1970. */
function microseconds(dates: Float64Array, place: Place): Uint8Array {
  return bytesOf(
    BigInt64Array.from(dates, (date) => {
      if (!isKept(date)) refuse(place, dateName(date), KEPT_DATES);
      const whole = Math.floor(date);
      return BigInt(whole) * 1000n + BigInt(Math.round((date - whole) * 1000));
    }),
  );
}

/** A server tells dates by the calendars of their time: without the days that one of them lacks, and without "before Christ". */
const KEPT_DATES =
  'a valid date from the year 1 on, and none of 5 to 14 October 1582: servers tell others wrong';
const YEAR_ONE = Date.parse('0001-01-01T00:00:00Z');
const LAST_DATE = 8.64e15;
const GAP = [Date.UTC(1582, 9, 5), Date.UTC(1582, 9, 15)] as const;

const isKept = (date: number): boolean =>
  date >= YEAR_ONE && date <= LAST_DATE && !(date >= GAP[0] && date < GAP[1]);

const dateName = (date: number): string | number =>
  Math.abs(date) <= LAST_DATE ? new Date(date).toISOString() : date;

/** A page of texts has at most so many of them, and ends when it has so many bytes. */
const PAGE_TEXTS = 16_384;
const PAGE_BYTES = 4 * 1024 * 1024;
const encoder = new TextEncoder();

function* textPages(column: ColumnOf<'string'>, first: number, end: number, place: Place): Generator<Page> {
  const { values, nulls } = column;
  for (let from = first; from < end; ) {
    let [to, size] = [from, 0];
    const texts: string[] = [];
    for (; to < end && to - from < PAGE_TEXTS && size < PAGE_BYTES; to++) {
      if (nulls !== undefined && nulls[to] !== 0) continue;
      const text = values[to] as string;
      texts.push(text);
      size += text.length;
    }
    const bytes = asciiTexts(texts, size) ?? anyTexts(texts);
    if (bytes === undefined) {
      const row = values.findIndex((text, at) => at >= from && nulls?.[at] !== 1 && !isWellFormed(text));
      refuse(rowAt(place, row), values[row], 'well-formed Unicode (it holds half of a surrogate pair)');
    }
    yield page(to - from, levelsOf(nulls, from, to - from), bytes);
    from = to;
  }
}

/** Undefined where a character is more than a byte. Character by character is the fastest way for the short texts of tables. */
function asciiTexts(texts: readonly string[], size: number): Uint8Array | undefined {
  const bytes = new Uint8Array(size + 4 * texts.length);
  let at = 0;
  for (const text of texts) {
    const { length } = text;
    setLength(bytes, at, length);
    at += 4;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return undefined;
      bytes[at++] = code;
    }
  }
  return bytes;
}

/** Undefined where a text cannot be written as UTF-8. */
function anyTexts(texts: readonly string[]): Uint8Array | undefined {
  const parts = texts.map((text) => (isWellFormed(text) ? encoder.encode(text) : undefined));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    setLength(bytes, at, part.length);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

function setLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length >>> 16;
  bytes[at + 3] = length >>> 24;
}
