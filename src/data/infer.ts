/** Values of any kind become a column of one type. */
import { describe } from '../errors.js';
import type { Cell, Column, ColumnAbout, ColumnArrays, ColumnType, TypedArray } from './columns.js';
import { type Place, refuse, rowAt } from './place.js';

/** The kinds of values that JavaScript tells apart. */
type Kind = 'number' | 'bigint' | 'boolean' | 'string' | 'date';

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  number: 'numbers',
  bigint: 'BigInts',
  boolean: 'true or false',
  string: 'texts',
  date: 'dates',
};

const INTEGERS: Readonly<Partial<Record<ColumnType, readonly [bigint, bigint]>>> = {
  int8: [-128n, 127n],
  uint8: [0n, 255n],
  int16: [-32768n, 32767n],
  uint16: [0n, 65535n],
  int32: [-2147483648n, 2147483647n],
  uint32: [0n, 4294967295n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

const ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export const COLUMN_TYPES: readonly string[] = [
  ...Object.keys(ARRAYS),
  'int64',
  'uint64',
  'boolean',
  'string',
  'date',
];

/** What a typed array's values are; undefined for what is none. */
export function typeOfArray(values: unknown): ColumnType | undefined {
  if (!ArrayBuffer.isView(values)) return undefined;
  const name = Object.prototype.toString.call(values).slice(8, -1);
  if (name === 'Uint8ClampedArray') return 'uint8';
  if (name === 'BigInt64Array') return 'int64';
  if (name === 'BigUint64Array') return 'uint64';
  const type = name.replace('Array', '').toLowerCase();
  return type in ARRAYS ? (type as ColumnType) : undefined;
}

export interface Named extends ColumnAbout {
  readonly name: string;
}

/** A column of values that need not be looked at one by one, unless another type is wanted. */
export function typedColumn(
  about: Named,
  values: TypedArray,
  nulls: Uint8Array | undefined,
  wanted: ColumnType | undefined,
  place: Place,
): Column {
  const own = typeOfArray(values) as ColumnType;
  if (wanted === undefined || wanted === own) {
    const kept =
      values instanceof Uint8ClampedArray
        ? new Uint8Array(values.buffer, values.byteOffset, values.length)
        : values;
    return columnOf(about, own, kept as ColumnArrays[ColumnType], nulls);
  }
  // Booleans are kept as bytes, and dates as doubles.
  if (wanted === 'date' && own === 'float64') return columnOf(about, 'date', values as Float64Array, nulls);
  if (wanted === 'boolean' && own === 'uint8') return columnOf(about, 'boolean', values as Uint8Array, nulls);
  return cellColumn(about, Array.from(values as ArrayLike<number | bigint>), nulls, wanted, place);
}

/** A column of values that are looked at one by one: they have to be of one kind. */
export function cellColumn(
  about: Named,
  cells: readonly Cell[],
  masked: Uint8Array | undefined,
  wanted: ColumnType | undefined,
  place: Place,
): Column {
  // Texts alone are kept as they are.
  if (masked === undefined && (wanted ?? 'string') === 'string' && cells.length > 0 && cells.every(isText))
    return columnOf(about, 'string', cells as readonly string[], undefined);
  const { kind, nulls } = survey(cells, masked, place);
  const type = wanted ?? (kind === undefined ? 'string' : typeFor(kind, cells, nulls, place));
  return columnOf(about, type, valuesAs(type, cells, nulls, place), nulls);
}

const isText = (cell: Cell): boolean => typeof cell === 'string';

function columnOf<T extends ColumnType>(
  { name, units, description, ucd }: Named,
  type: T,
  values: ColumnArrays[T],
  nulls: Uint8Array | undefined,
): Column {
  const column = {
    name,
    type,
    values,
    ...(nulls && { nulls }),
    ...(units && { units }),
    ...(description && { description }),
    ...(ucd && { ucd }),
  };
  // One of the members of the union, though TypeScript cannot tell which.
  return column as unknown as Column;
}

/** The kind of all values, and where there is none. BigInts may stand among whole numbers. */
function survey(
  cells: readonly Cell[],
  masked: Uint8Array | undefined,
  place: Place,
): { readonly kind: Kind | undefined; readonly nulls: Uint8Array | undefined } {
  let kind: Kind | undefined;
  let nulls = masked?.slice();
  for (let row = 0; row < cells.length; row++) {
    if (masked?.[row] === 1) continue;
    const cell = cells[row];
    if (cell === null || cell === undefined) {
      nulls ??= new Uint8Array(cells.length);
      nulls[row] = 1;
      continue;
    }
    const here = kindOf(cell);
    if (here === undefined)
      refuse(rowAt(place, row), cell, 'a number, a BigInt, true or false, a text, a date or null');
    if (kind === undefined || kind === here) kind = here;
    else if (isNumeric(kind) && isNumeric(here)) kind = 'bigint';
    else refuse(rowAt(place, row), cell, `of one kind with the rows before (${KIND_NAMES[kind]}), or null`);
  }
  return { kind, nulls };
}

const isNumeric = (kind: Kind): boolean => kind === 'number' || kind === 'bigint';

function kindOf(cell: unknown): Kind | undefined {
  switch (typeof cell) {
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'string':
      return typeof cell as Kind;
    default:
      return cell instanceof Date ? 'date' : undefined;
  }
}

function typeFor(
  kind: Kind,
  cells: readonly Cell[],
  nulls: Uint8Array | undefined,
  place: Place,
): ColumnType {
  if (kind === 'bigint') {
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row];
      if (typeof cell === 'number' && nulls?.[row] !== 1 && !Number.isSafeInteger(cell))
        refuse(rowAt(place, row), cell, 'a whole number, since there are BigInts in this column');
    }
    return 'int64';
  }
  return kind === 'number' ? typeOfNumbers(cells, nulls) : kind;
}

/** Whole numbers are integers, as in most languages; anything else makes all of them doubles. */
function typeOfNumbers(cells: readonly Cell[], nulls: Uint8Array | undefined): ColumnType {
  let small = true;
  for (let row = 0; row < cells.length; row++) {
    if (nulls?.[row] === 1) continue;
    const cell = cells[row] as number;
    if (!Number.isSafeInteger(cell) || Object.is(cell, -0)) return 'float64';
    small &&= (cell | 0) === cell;
  }
  return small ? 'int32' : 'int64';
}

function valuesAs(
  type: ColumnType,
  cells: readonly Cell[],
  nulls: Uint8Array | undefined,
  place: Place,
): ColumnArrays[ColumnType] {
  const isNull = (row: number): boolean => nulls?.[row] === 1;
  const fill = <A extends { [index: number]: V }, V>(array: A, value: (cell: Cell, row: number) => V): A => {
    for (let row = 0; row < cells.length; row++) if (!isNull(row)) array[row] = value(cells[row], row);
    return array;
  };
  const wrong = (cell: Cell, row: number, expected: string): never =>
    refuse(rowAt(place, row), cell, expected);
  switch (type) {
    case 'boolean':
      return fill(new Uint8Array(cells.length), (cell, row) =>
        typeof cell === 'boolean'
          ? Number(cell)
          : cell === 0 || cell === 1
            ? cell
            : wrong(cell, row, 'true or false'),
      );
    case 'string':
      return fill(new Array<string>(cells.length).fill(''), (cell, row) =>
        typeof cell === 'string' ? cell : wrong(cell, row, 'a text'),
      );
    case 'date':
      return fill(new Float64Array(cells.length), (cell, row) => {
        const time = cell instanceof Date ? cell.getTime() : cell;
        return typeof time === 'number' && Math.abs(time) <= LAST_DATE
          ? time
          : wrong(cell, row, 'a valid Date, or milliseconds since 1970');
      });
    case 'float32':
    case 'float64':
      return fill(new ARRAYS[type](cells.length), (cell, row) => {
        if (typeof cell === 'number') return cell;
        return typeof cell === 'bigint' && BigInt(Number(cell)) === cell
          ? Number(cell)
          : wrong(cell, row, 'a number that a double can hold');
      });
    case 'int64':
    case 'uint64': {
      const array = type === 'int64' ? new BigInt64Array(cells.length) : new BigUint64Array(cells.length);
      return fill(array, (cell, row) => BigInt(wholeOf(type, cell, row, wrong)));
    }
    default:
      return fill(new ARRAYS[type](cells.length), (cell, row) => Number(wholeOf(type, cell, row, wrong)));
  }
}

/** What a `Date` can hold at most. */
const LAST_DATE = 8.64e15;

function wholeOf(
  type: ColumnType,
  cell: Cell,
  row: number,
  wrong: (cell: Cell, row: number, expected: string) => never,
): number | bigint {
  const [least, most] = INTEGERS[type] ?? [0n, 0n];
  const whole = typeof cell === 'bigint' || (typeof cell === 'number' && Number.isSafeInteger(cell));
  if (whole && cell >= least && cell <= most) return cell;
  return wrong(cell, row, `a whole number from ${describe(least)} to ${describe(most)} (${type})`);
}
