/** What the table readers give, and what the failures are called. */

/** How the cells of a column are kept. */
export type CellKind = 'byte' | 'integer' | 'long' | 'float' | 'double' | 'boolean' | 'char';

/** One value; array columns hold arrays. */
export type Cell = number | bigint | boolean | string | null | readonly Cell[];

/** A link of a column or a table, as VOTables have them. */
export type Link = Readonly<Record<string, string>>;

/** What a column says about itself, by the names clients read. */
export interface ColumnInfo {
  /** The type as it is reported, where it differs from the kind of its cells. */
  readonly type?: string;
  readonly units?: string;
  readonly desc?: string;
  readonly label?: string;
  readonly nullString?: string;
  readonly arraySize?: string;
  readonly width?: number;
  readonly prefWidth?: number;
  readonly precision?: string;
  readonly format?: string;
  readonly fmtDisp?: string;
  readonly ID?: string;
  readonly UCD?: string;
  readonly utype?: string;
  readonly ref?: string;
  readonly minValue?: string;
  readonly maxValue?: string;
  readonly options?: string;
  readonly enumVals?: string;
  readonly sortByCols?: string;
  readonly cellRenderer?: string;
  readonly visibility?: string;
  readonly fixed?: true;
  readonly sortable?: false;
  readonly filterable?: false;
  readonly links?: readonly Link[];
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
  readonly value: string | null;
}

/** What a table says about itself beside its columns, as it goes into replies; what is not known is not there. */
export interface TableAbout {
  readonly title?: string;
  readonly keywords: readonly Keyword[];
  /** Entries of `tableMeta` that are no keywords. */
  readonly meta?: Readonly<Record<string, string>>;
  readonly groups?: readonly object[];
  readonly params?: readonly object[];
  readonly links?: readonly object[];
  readonly resources?: readonly object[];
  /** `false` for what is no catalogue to be drawn on images, unless the request says so. */
  readonly catalog?: false;
}

/** Some rows, column by column: `batch[column][row]`. */
export type Batch = readonly (readonly Cell[])[];

/** A table as a reader found it: the head at once, the rows as they are asked for. */
export interface ReadTable {
  readonly columns: readonly ReadColumn[];
  batches(): AsyncIterable<Batch>;
  /** Complete when the rows have been read: some of it may stand behind them. */
  about(): TableAbout;
}

/** Rows of a batch; DuckDB's own vector size. */
export const BATCH_ROWS = 2048;

/** Rows of a batch of a table with so many columns, so that no batch is too large. */
export function batchRows(columns: number): number {
  return Math.max(1, Math.min(BATCH_ROWS, Math.floor(1_000_000 / Math.max(1, columns))));
}

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

/** A request that cannot be carried out at all: reported as error shape E1 with its text in `error`. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
}

/** What a real server's readers for files complain about comes with this word before it. */
export function readFailure(message: string): TableFailure {
  return new TableFailure(`SQLDataException: ${message}`);
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
  constructor(
    message: string,
    /** The database's own words, as JSON. */
    readonly raw: string = JSON.stringify({ exception_message: message }),
  ) {
    super(message);
  }
}
