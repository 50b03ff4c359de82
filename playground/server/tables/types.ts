/** What the table readers give, and what the failures are called. */

/** How the cells of a column are kept. */
export type CellKind = 'byte' | 'integer' | 'long' | 'float' | 'double' | 'boolean' | 'char';

/** One value; array columns hold arrays. */
export type Cell = number | bigint | boolean | string | null | readonly Cell[];

/** What a column says about itself, by the names clients read. */
export interface ColumnInfo {
  /** The type as it is reported, where it differs from the kind of its cells. */
  readonly type?: string;
  readonly units?: string;
  readonly desc?: string;
  readonly nullString?: string;
  readonly arraySize?: string;
}

export interface ReadColumn {
  readonly name: string;
  readonly kind: CellKind;
  /** True where every cell is an array. */
  readonly list?: boolean;
  readonly info: ColumnInfo;
}

/** A keyword of a table's header; comments have no key. */
export interface Keyword {
  readonly key: string | null;
  readonly value: string;
}

/** Some rows, column by column: `batch[column][row]`. */
export type Batch = readonly (readonly Cell[])[];

/** A table as a reader found it: the head at once, the rows as they are asked for. */
export interface ReadTable {
  readonly columns: readonly ReadColumn[];
  readonly keywords: readonly Keyword[];
  batches(): AsyncIterable<Batch>;
}

/** Rows of a batch; DuckDB's own vector size. */
export const BATCH_ROWS = 2048;

/** There is no table at all: reported as error shape E1 with `detail` in `cause1`. */
export class TableFailure extends Error {
  override readonly name = 'TableFailure';
  constructor(
    readonly detail: string,
    readonly summary = '',
  ) {
    super(detail);
  }
}

/** A file without a table in it: a real server finds that out when it asks its database for the columns. */
export function noTableInFile(): TableFailure {
  const cause = JSON.stringify({
    exception_type: 'Catalog',
    exception_message: 'Table with name DATA_DD does not exist!',
    type: 'Table',
    name: 'DATA_DD',
    error_subtype: 'MISSING_ENTRY',
  });
  return new TableFailure(cause, `uncategorized SQLException; java.sql.SQLException: ${cause}`);
}

/** A query on a table that is there went wrong: reported as error shape E2, or as the cause of an E1. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure';
}
