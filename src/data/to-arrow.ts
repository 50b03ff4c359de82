/** Tables that were read as tables of Apache Arrow. The library is the caller's, or found where it is installed. */
import { runtime } from '#runtime';
import { ArgumentError } from '../errors.js';
import type { ReadColumn } from './read-columns.js';

/** `apache-arrow`, of version 14 or later; only that it has tables is known of it here. */
export interface ArrowLibrary {
  readonly Table: abstract new (...args: never) => unknown;
}

/** The tables of a library. */
export type ArrowTableOf<L extends ArrowLibrary> = InstanceType<L['Table']>;

type Make<T = unknown> = new (...args: readonly unknown[]) => T;

/** What is used of the library. */
interface Arrow {
  readonly Table: Make;
  readonly RecordBatch: Make;
  readonly Schema: Make;
  readonly Field: Make;
  readonly Struct: Make;
  readonly TimestampMicrosecond: Make;
  readonly Utf8: Make;
  makeData(props: Readonly<Record<string, unknown>>): unknown;
  vectorFromArray(values: readonly unknown[], type?: unknown): { readonly data: readonly unknown[] };
}

const USED = ['Table', 'RecordBatch', 'Schema', 'Field', 'Struct', 'makeData', 'vectorFromArray'];

export async function toArrow(columns: readonly ReadColumn[], given?: ArrowLibrary): Promise<unknown> {
  const library: unknown = given ?? (await runtime.importArrow());
  if (!isArrow(library))
    throw new ArgumentError('toArrow', 'arrow', library, "the module 'apache-arrow', of version 14 or later");
  const children = columns.map((column) => dataOf(column, library));
  const fields = columns.map((column, index) => fieldOf(column, children[index], library));
  const length = columns[0]?.values.length ?? 0;
  const data = library.makeData({ type: new library.Struct(fields), length, nullCount: 0, children });
  const schema = new library.Schema(fields);
  return new library.Table(schema, [new library.RecordBatch(schema, data)]);
}

function isArrow(library: unknown): library is Arrow {
  return (
    typeof library === 'object' &&
    library !== null &&
    USED.every((name) => typeof Reflect.get(library, name) === 'function')
  );
}

function fieldOf(column: ReadColumn, data: unknown, { Field }: Arrow): unknown {
  const { units, description, ucd } = column;
  const about = Object.entries({ units, description, ucd }).filter(([, text]) => text !== undefined);
  return new Field(column.name, Reflect.get(Object(data), 'type'), true, new Map(about));
}

/** Classes of the library by our types. */
const CLASSES: Readonly<Record<string, string>> = {
  int8: 'Int8',
  uint8: 'Uint8',
  int16: 'Int16',
  uint16: 'Uint16',
  int32: 'Int32',
  uint32: 'Uint32',
  int64: 'Int64',
  uint64: 'Uint64',
  float32: 'Float32',
  float64: 'Float64',
  boolean: 'Bool',
};

function dataOf(column: ReadColumn, arrow: Arrow): unknown {
  const { type, values, nulls } = column;
  const length = values.length;
  const hasValue = (row: number) => nulls?.[row] !== 1;
  if (type === 'string' || type === 'array') {
    const given = Array.from({ length }, (_, row) => (hasValue(row) ? values[row] : null));
    return arrow.vectorFromArray(given, type === 'string' ? new arrow.Utf8() : undefined).data[0];
  }
  if (type === 'date') {
    // A timestamp of Arrow cannot be infinite.
    const valid = (row: number) => hasValue(row) && Number.isFinite(values[row]);
    const data = BigInt64Array.from(values, (ms, row) => (valid(row) ? BigInt(Math.round(ms * 1000)) : 0n));
    return arrow.makeData({
      type: new arrow.TimestampMicrosecond('UTC'),
      length,
      data,
      ...validity(length, valid),
    });
  }
  const TypeClass = Reflect.get(arrow, CLASSES[type] ?? '') as Make;
  const data = type === 'boolean' ? bitmap(length, (row) => values[row] === 1) : values;
  return arrow.makeData({ type: new TypeClass(), length, data, ...validity(length, hasValue) });
}

/** How Arrow says where there are values; nothing where there are everywhere. */
function validity(length: number, isValid: (row: number) => boolean) {
  let nullCount = 0;
  for (let row = 0; row < length; row++) if (!isValid(row)) nullCount++;
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap: bitmap(length, isValid) };
}

/** A bit for each row, the lowest first. */
function bitmap(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 64) * 8);
  for (let row = 0; row < length; row++)
    if (isSet(row)) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  return bits;
}
