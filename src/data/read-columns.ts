/** Columns of tables that come back from a server. */
import type { Column, ColumnType } from './columns.js';

/** What a server says of a column. */
export interface ServerColumn {
  readonly name: string;
  /** How it is kept here; `array` for a column whose values are arrays. */
  readonly type: ReadType;
  /** The server's name of the type, e.g. `long` or `char`. */
  readonly serverType: string;
  readonly units?: string | undefined;
  readonly description?: string | undefined;
  readonly ucd?: string | undefined;
}

export type ReadType = Exclude<ColumnType, 'uint8' | 'uint16' | 'uint32' | 'uint64'> | 'array';

/** A value within an array; int64 as bigint. NaN and infinities within arrays are null: a server's JSON has no word for them. */
export type ArrayItem = number | bigint | string | boolean | null | readonly ArrayItem[];

/** A column of arrays. Where there is none it holds null. */
export interface ArrayColumn extends ServerColumn {
  readonly type: 'array';
  readonly values: readonly (readonly ArrayItem[] | null)[];
  readonly nulls?: Uint8Array | undefined;
}

/** A column that was read, told apart by `type`. Where `nulls` is 1 there is no value; floats are NaN there. */
export type ReadColumn = (Column & { readonly serverType: string }) | ArrayColumn;

/** One value of a table that was read; dates to the millisecond. */
export type ReadCell = number | bigint | boolean | string | Date | null | readonly ArrayItem[];

/** Values by column. */
export type ReadRow = Readonly<Record<string, ReadCell>>;

const TYPES: Readonly<Record<string, ReadType>> = {
  byte: 'int8',
  short: 'int16',
  int: 'int32',
  integer: 'int32',
  long: 'int64',
  float: 'float32',
  double: 'float64',
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
};

/** How a column of a server's type is kept; what has no type here comes as text. */
export function readTypeOf(serverType: string, isArray: boolean): ReadType {
  const type = TYPES[serverType.toLowerCase()] ?? 'string';
  return isArray && type !== 'string' ? 'array' : type;
}

/** What a column holds in a row; null where there is no value. */
export function cellAt(column: ReadColumn, row: number): ReadCell {
  if (column.nulls?.[row] === 1) return null;
  const value = column.values[row] ?? null;
  if (column.type === 'boolean') return value === 1;
  return column.type === 'date' && typeof value === 'number' ? new Date(value) : value;
}

const DATE = /^(\d{4,})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(\.\d+)?)?(?:Z|[+-]00(?::?00)?)?( \(BC\))?$/;

/** Milliseconds since 1970 that a date of a server says, microseconds as fractions; undefined when it says none. */
export function parseDate(text: string): number | undefined {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  if (text === '-infinity') return Number.NEGATIVE_INFINITY;
  const [, year, month, day, hour, minute, second, fraction, bc] = DATE.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(bc === undefined ? Number(year) : 1 - Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  // From whole microseconds, so that no digit is rounded twice.
  const micros = Math.round(Number(fraction ?? 0) * 1e6);
  return micros % 1000 === 0 ? date.getTime() + micros / 1000 : (date.getTime() * 1000 + micros) / 1000;
}
