/** Tables of all types for tests that try many. */
import * as fc from 'fast-check';
import type { Column, ColumnType, TableData } from 'firefly-client/data';

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', '"', "'", '日本 😀', 'a,b\nc', '\\', 'null', 'NaN', ' blank '),
);

/** From the year 1 on, without the days that the Gregorian calendar left out. */
const date = fc
  .integer({ min: -62135596800000, max: 253402300799999 })
  .map((ms) => (ms >= Date.UTC(1582, 9, 5) && ms < Date.UTC(1582, 9, 15) ? 0 : ms));

const number = fc.double();
const int = (min: number, max: number) => fc.integer({ min, max });

const VALUES: Readonly<Record<ColumnType, fc.Arbitrary<unknown>>> = {
  boolean: int(0, 1),
  int8: int(-128, 127),
  uint8: int(0, 255),
  int16: int(-32768, 32767),
  uint16: int(0, 65535),
  int32: int(-2147483648, 2147483647),
  uint32: int(0, 4294967295),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  float32: fc.float(),
  float64: number,
  string: text,
  date,
};

const ARRAYS: Readonly<Record<ColumnType, (values: readonly unknown[]) => Column['values']>> = {
  boolean: (values) => Uint8Array.from(values as number[]),
  int8: (values) => Int8Array.from(values as number[]),
  uint8: (values) => Uint8Array.from(values as number[]),
  int16: (values) => Int16Array.from(values as number[]),
  uint16: (values) => Uint16Array.from(values as number[]),
  int32: (values) => Int32Array.from(values as number[]),
  uint32: (values) => Uint32Array.from(values as number[]),
  int64: (values) => BigInt64Array.from(values as bigint[]),
  uint64: (values) => BigUint64Array.from(values as bigint[]),
  float32: (values) => Float32Array.from(values as number[]),
  float64: (values) => Float64Array.from(values as number[]),
  string: (values) => values as string[],
  date: (values) => Float64Array.from(values as number[]),
};

export const COLUMN_TYPES = Object.keys(VALUES) as readonly ColumnType[];

function columnOf(name: string, type: ColumnType, rowCount: number): fc.Arbitrary<Column> {
  const values = fc.array(VALUES[type], { minLength: rowCount, maxLength: rowCount });
  const nulls = fc.array(int(0, 1), { minLength: rowCount, maxLength: rowCount });
  const about = fc.record({ units: fc.constantFrom('deg', 'km/s'), description: fc.constant('é ☃ <"&>') });
  return fc.tuple(values, fc.option(nulls), fc.option(about)).map(
    ([cells, mask, told]) =>
      ({
        name,
        type,
        values: ARRAYS[type](cells),
        ...(mask && { nulls: Uint8Array.from(mask) }),
        ...told,
      }) as Column,
  );
}

/** Tables of up to 20 rows and six columns, of any types, with and without nulls. */
export const anyTable: fc.Arbitrary<TableData> = fc
  .record({
    rowCount: int(0, 20),
    types: fc.array(fc.constantFrom(...COLUMN_TYPES), { minLength: 1, maxLength: 6 }),
  })
  .chain(({ rowCount, types }) =>
    fc
      .tuple(...types.map((type, index) => columnOf(`${type} ${index} ☃`, type, rowCount)))
      .map((columns) => ({ rowCount, columns })),
  );

/** The values of a table by rows, as a reader would give them. */
export function rowsOf({ rowCount, columns }: TableData): unknown[][] {
  return Array.from({ length: rowCount }, (_, row) =>
    columns.map(({ type, values, nulls }) => {
      if (nulls?.[row] === 1) return null;
      const value = values[row];
      return type === 'boolean' ? value === 1 : value;
    }),
  );
}
