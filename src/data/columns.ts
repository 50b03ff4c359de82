/** Tables in memory: what columns are, in both directions. */

/** The arrays that columns of each type are kept in. */
export interface ColumnArrays {
  /** 1 is true, 0 is false. */
  readonly boolean: Uint8Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int16: Int16Array;
  readonly uint16: Uint16Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly int64: BigInt64Array;
  readonly uint64: BigUint64Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly string: readonly string[];
  /** Milliseconds since 1970 in UTC, as `Date` counts them; microseconds are fractions. */
  readonly date: Float64Array;
}

export type ColumnType = keyof ColumnArrays;

/** What a column says about its values. */
export interface ColumnAbout {
  readonly units?: string | undefined;
  readonly description?: string | undefined;
  readonly ucd?: string | undefined;
}

/** A column whose type is known. Where `nulls` is 1 there is no value, whatever `values` holds there. */
export interface ColumnOf<T extends ColumnType> extends ColumnAbout {
  readonly name: string;
  readonly type: T;
  readonly values: ColumnArrays[T];
  /** A byte for each row. Without it every row has a value. */
  readonly nulls?: Uint8Array | undefined;
}

/** Any column; its `type` tells what its `values` are. */
export type Column = { [T in ColumnType]: ColumnOf<T> }[ColumnType];

/** A table in memory: columns in order, all of `rowCount` values. */
export interface TableData {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

/** Numbers of all kinds, as JavaScript keeps them closely. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** What one place of a table can hold; `undefined` is no value either. */
export type Cell = number | bigint | boolean | string | Date | null | undefined;

/** A column as callers give it: values, and what there is to say about them. */
export interface ColumnInput extends ColumnAbout {
  readonly values: TypedArray | readonly Cell[];
  /** @default what the values are; whole numbers in a plain array are integers */
  readonly type?: ColumnType | undefined;
  /** Rows without a value: true, or anything but 0. Nulls among the values count as well. */
  readonly nulls?: ArrayLike<number | boolean> | undefined;
}

/** A table of Apache Arrow, of any version: only what is read of it. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly ArrowField[] };
  getChildAt(index: number): ArrowVector | null;
}

export interface ArrowField {
  readonly name: string;
  readonly type: { readonly typeId: number };
  readonly metadata?: { get(key: string): string | undefined } | undefined;
}

export interface ArrowVector {
  readonly length: number;
  readonly nullCount: number;
  get(index: number): unknown;
  toArray(): unknown;
}

/** A table as callers give it: rows, columns by name, columns in a list, or a table of Arrow. */
export type TableInput =
  | readonly Readonly<Record<string, unknown>>[]
  | Readonly<Record<string, TypedArray | readonly Cell[] | ColumnInput>>
  | { readonly columns: readonly (ColumnInput & { readonly name: string })[] }
  | ArrowTable;
