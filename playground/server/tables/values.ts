/** DuckDB's types and values as Firefly's column types and JSON. */
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  type DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { RowStream } from './database.js';

/** Numbers without a sign and those of 128 bits have no type of their own, and are text. */
const TYPE_NAMES = new Map<DuckDBTypeId, string>([
  [DuckDBTypeId.BOOLEAN, 'boolean'],
  [DuckDBTypeId.TINYINT, 'byte'],
  [DuckDBTypeId.SMALLINT, 'short'],
  [DuckDBTypeId.INTEGER, 'integer'],
  [DuckDBTypeId.BIGINT, 'long'],
  [DuckDBTypeId.FLOAT, 'float'],
  [DuckDBTypeId.DOUBLE, 'double'],
  [DuckDBTypeId.DECIMAL, 'double'],
  [DuckDBTypeId.DATE, 'date'],
  [DuckDBTypeId.TIMESTAMP, 'date'],
  [DuckDBTypeId.TIMESTAMP_S, 'date'],
  [DuckDBTypeId.TIMESTAMP_MS, 'date'],
  [DuckDBTypeId.TIMESTAMP_NS, 'date'],
]);

/** The type a column is reported with. Everything without one of its own is text. */
export function typeName(type: DuckDBType): string {
  if ('valueType' in type && isList(type)) return typeName(type.valueType);
  return TYPE_NAMES.get(type.typeId) ?? 'char';
}

/** Does the column hold arrays? */
export function isList(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY;
}

/** Cells that are read or printed at a stretch; then other things get their turn. */
export const CELLS_PER_TURN = 20_000;

/** Lets timers, sockets and other requests have their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The values of a chunk column by column, with a pause now and then. */
export async function* columnValues(
  chunk: DuckDBDataChunk,
): AsyncGenerator<readonly [number, readonly DuckDBValue[]]> {
  let cells = 0;
  for (let i = 0; i < chunk.columnCount; i++) {
    yield [i, chunk.getColumnValues(i)];
    cells += chunk.rowCount;
    if (cells < CELLS_PER_TURN) continue;
    await nextTurn();
    cells = 0;
  }
}

/** Rows as JSON: pieces of many comma-joined arrays. */
export async function rowsAsJson({ types, chunks }: RowStream): Promise<{ pieces: string[]; rows: number }> {
  const printers = types.map(printerOf);
  const pieces: string[] = [];
  let rows = 0;
  for await (const chunk of chunks()) {
    const columns: string[][] = [];
    for await (const [i, values] of columnValues(chunk)) columns.push(values.map(printers[i] ?? String));
    const step = Math.max(1, Math.floor(CELLS_PER_TURN / chunk.columnCount));
    for (let start = 0; start < chunk.rowCount; start += step) {
      pieces.push(joinRows(columns, start, Math.min(chunk.rowCount, start + step)));
      await nextTurn();
    }
    rows += chunk.rowCount;
  }
  return { pieces, rows };
}

function joinRows(columns: readonly (readonly string[])[], start: number, end: number): string {
  const rows: string[] = [];
  for (let row = start; row < end; row++) rows.push(`[${columns.map((column) => column[row]).join(',')}]`);
  return rows.join(',');
}

type Printer = (value: DuckDBValue) => string;

function printerOf(type: DuckDBType): Printer {
  switch (type.typeId) {
    case DuckDBTypeId.FLOAT:
      return (value) => (typeof value === 'number' ? printReal(shortestFloat(value)) : 'null');
    case DuckDBTypeId.DOUBLE:
      return printReal;
    case DuckDBTypeId.VARCHAR:
      return (value) => (typeof value === 'string' ? JSON.stringify(value) : 'null');
    default:
      return 'valueType' in type && isList(type) ? listPrinter(type.valueType) : otherPrinter(type);
  }
}

/** Lists of numbers, booleans and texts are arrays; all other lists are one text. */
function listPrinter(valueType: DuckDBType): Printer {
  const plain = TYPE_NAMES.has(valueType.typeId) || valueType.typeId === DuckDBTypeId.VARCHAR;
  if (!plain && !isList(valueType)) {
    return (value) => (value === null ? 'null' : JSON.stringify(textOf(value)));
  }
  const print = printerOf(valueType);
  return (value) => {
    const items = itemsOf(value);
    return items === undefined ? 'null' : `[${items.map(print).join(',')}]`;
  };
}

/** The elements of an array; undefined for anything else. */
export function itemsOf(value: DuckDBValue): readonly DuckDBValue[] | undefined {
  return value instanceof DuckDBListValue || value instanceof DuckDBArrayValue ? value.items : undefined;
}

const IN_QUOTES = new Set(['char', 'date']);

function otherPrinter(type: DuckDBType): Printer {
  const quoted = IN_QUOTES.has(typeName(type));
  return (value) => {
    if (value === null || value === undefined) return 'null';
    if (value instanceof DuckDBDecimalValue) return printReal(value.toDouble());
    return quoted ? JSON.stringify(textOf(value)) : String(value);
  };
}

/** 32-bit numbers with as few digits as tell them apart: 1.1, not 1.100000023841858. */
export function shortestFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** Numbers of a real column always show that they are: `2.0`. What JSON cannot say is null. */
function printReal(value: DuckDBValue): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'null';
  const text = Object.is(value, -0) ? '-0' : String(value);
  if (text.includes('e')) return text.replace('e+', 'E').replace('e', 'E');
  return Number.isInteger(value) ? `${text}.0` : text;
}

/** A value that is neither a number nor null, as a real server puts it into words. */
export function textOf(value: DuckDBValue): string {
  if (value instanceof DuckDBTimestampTZValue) return momentWithZone(value);
  const millis = millisOf(value);
  if (millis !== undefined) return printMoment(millis) ?? String(value);
  const items = itemsOf(value);
  if (items !== undefined) return `[${items.map(textOf).join(', ')}]`;
  if (value instanceof DuckDBStructValue) return braces(Object.entries(value.entries));
  if (value instanceof DuckDBMapValue) {
    return braces(value.entries.map(({ key, value }) => [textOf(key), value] as const));
  }
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('utf8');
  return String(value);
}

function braces(entries: readonly (readonly [string, DuckDBValue])[]): string {
  return `{${entries.map(([key, value]) => `${key}=${textOf(value)}`).join(', ')}}`;
}

/** Milliseconds since 1970 of a date with a time of day; undefined for anything else. */
export function millisOf(value: DuckDBValue): number | undefined {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n);
  if (value instanceof DuckDBTimestampSecondsValue) return Number(value.seconds) * 1000;
  if (value instanceof DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof DuckDBTimestampNanosecondsValue) return Number(value.nanos / 1_000_000n);
  return undefined;
}

/** Days since 1970 of a date; undefined for anything else. */
export function daysOf(value: DuckDBValue): number | undefined {
  return value instanceof DuckDBDateValue ? value.days : undefined;
}

/** Milliseconds and an offset without a colon: `2024-02-29T01:02:03.456+0000`. */
function printMoment(millis: number): string | undefined {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('Z', '+0000');
}

/** With a `Z`, and as many digits of the second as it has. */
function momentWithZone({ micros }: DuckDBTimestampTZValue): string {
  const date = new Date(Number(micros / 1000n));
  if (Number.isNaN(date.getTime())) return String(micros);
  const fraction = String(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n).padStart(6, '0');
  const digits = fraction.endsWith('000') ? fraction.slice(0, 3) : fraction;
  return `${date.toISOString().slice(0, 19)}${digits === '000' ? '' : `.${digits}`}Z`;
}
