/**
 * Filters of tables. A server runs them as SQL, so names and values from elsewhere have to be quoted:
 *
 * ```ts
 * filter`${col('j_m')} < ${12} AND ${col('name')} = ${userText}`
 * ```
 */
import { ArgumentError } from '../errors.js';

/** Told by this and not by the class, of which each entry of the package may have its own. */
const BRAND = Symbol.for('firefly-client.sql');

/** A piece of SQL that is safe to put into another filter. */
export class SqlFilter {
  readonly [BRAND] = true;

  constructor(
    /** The condition as SQL. */
    readonly sql: string,
  ) {}

  toString(): string {
    return this.sql;
  }

  toJSON(): string {
    return this.sql;
  }
}

/** A column's name, quoted. */
export class SqlColumn extends SqlFilter {}

/** What may stand in a filter: a value, a column, another filter, or a list of values for `IN`. */
export type FilterValue = string | number | bigint | boolean | null | SqlFilter | readonly FilterValue[];

/** A column, by its name as the table has it. */
export function col(name: string): SqlColumn {
  if (typeof name !== 'string' || name === '') throw new ArgumentError('col', 'name', name, 'a column name');
  refuseControls('col', 'name', name);
  if (name.includes(SEPARATOR)) throw new ArgumentError('col', 'name', name, `free of "${SEPARATOR}"`);
  return new SqlColumn(`"${name.replaceAll('"', '""')}"`);
}

/** A condition: what is written stays SQL, what is filled in is quoted. */
export function filter(parts: TemplateStringsArray, ...values: readonly FilterValue[]): SqlFilter {
  if (!Array.isArray(parts) || !('raw' in parts)) {
    throw new ArgumentError('filter', 'template', parts, 'written before the backtick, as in filter`…`');
  }
  const sql = parts.map((part, index) =>
    index < values.length ? `${part}${literal(values[index], `value ${index + 1}`)}` : part,
  );
  return new SqlFilter(sql.join(''));
}

/** Whether a value was made by `filter` or `col`. */
export function isFilter(value: unknown): value is SqlFilter {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** At this a server takes filters apart, also within quotes (read in its source). */
const SEPARATOR = ' _AND_ ';
/** Separators may share a space. */
const BEFORE_SEPARATOR = / (?=_AND_ )/g;

function literal(value: unknown, place: string): string {
  if (isFilter(value)) return value.sql;
  switch (typeof value) {
    case 'string':
      return text(value, place);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'bigint':
      return String(value);
    case 'number':
      if (Number.isFinite(value)) return String(value);
      throw new ArgumentError('filter', place, value, 'a finite number (test for NaN by other means)');
    default:
      return value === null ? 'NULL' : list(value, place);
  }
}

function text(value: string, place: string): string {
  refuseControls('filter', place, value);
  return `'${value.replaceAll("'", "''").replace(BEFORE_SEPARATOR, " ' || '")}'`;
}

function list(value: unknown, place: string): string {
  if (!Array.isArray(value) || value.length === 0) {
    const expected =
      'a string, a number, true, false, null, col(…), filter`…`, or a list of these that is not empty';
    throw new ArgumentError('filter', place, value, expected);
  }
  return `(${value.map((item, index) => literal(item, `${place}[${index}]`)).join(', ')})`;
}

/** A database may end a statement at NUL. */
function refuseControls(method: string, place: string, value: string): void {
  if (value.includes('\0')) throw new ArgumentError(method, place, value, 'free of NUL characters');
}
