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
