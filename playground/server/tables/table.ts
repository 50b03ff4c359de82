/** An ingested table and the results asked of it: each view is made once and paged from then on. */
import type { DuckDBMaterializedResult, DuckDBType } from '@duckdb/node-api';
import type { StoredFile } from '../files.js';
import { type Database, quoteName } from './database.js';
import { listValues } from './enum-values.js';
import { type Ingested, ingest } from './ingest.js';
import { type Page, type View, viewName } from './request.js';
import { type ColumnInfo, QueryFailure, type TableAbout } from './types.js';
import { isList, rowsAsJson, typeName } from './values.js';

/** A column as it is sent; only what is known is there. */
export interface ColumnModel extends ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly enumVals?: string;
  readonly sortable?: false;
  readonly filterable?: false;
}

/** Rows of a result as JSON texts, with what they belong to. */
export interface Rows {
  /** `DATA` for the table itself, else the name of the view. */
  readonly resultSet: string;
  readonly totalRows: number;
  readonly columns: readonly ColumnModel[];
  readonly data: readonly string[];
}

const DATA = 'DATA';
const ROW_COLUMNS = new Set(['ROW_IDX', 'ROW_NUM']);

/** Views kept for one table; the one that was used longest ago goes first. */
const MAX_VIEWS = 24;

/** A result that is there: its name in the database, its size, and how to select from it. */
interface ResultSet {
  readonly name: string;
  readonly totalRows: number;
  /** The columns in the order they are sent, the hidden ones last. */
  readonly selection: string;
  /** What numbers its rows. */
  readonly rowNumber: string;
}

/** A column with the type its database gives it. */
interface KnownColumn {
  readonly model: ColumnModel;
  readonly databaseType: string;
}

export class Table {
  private readonly views = new Map<string, ResultSet>();
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly database: Database,
    readonly about: TableAbout,
    private readonly unreadable: string | undefined,
    private readonly known: ReadonlyMap<string, KnownColumn>,
    private readonly whole: ResultSet,
  ) {}

  /** Reads a file; `TableFailure` when it is no table. */
  static async open(file: StoredFile, index: number, scratch: string): Promise<Table> {
    const ingested = await ingest(file, index, scratch);
    const { database, about, unreadable } = ingested;
    try {
      await database.run(`CREATE VIEW ${DATA} AS SELECT ${selectionOf(ingested)} FROM RAW`);
      const whole = {
        name: DATA,
        totalRows: await countRows(database, DATA),
        selection: '*',
        rowNumber: '"ROW_NUM"',
      };
      return new Table(database, about, unreadable, await describe(ingested), whole);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** The columns of the table itself, the hidden ones last. */
  get columns(): readonly ColumnModel[] {
    return [...[...this.known.values()].map(({ model }) => model), hidden('ROW_IDX'), hidden('ROW_NUM')];
  }

  /** One page of the table or of a view of it. `QueryFailure` when the view's SQL is wrong. */
  page(view: View | undefined, page: Page): Promise<Rows> {
    return this.exclusive(async () => {
      const set = await this.resultSet(view);
      const sql = `SELECT ${set.selection} FROM ${set.name} LIMIT ${page.size} OFFSET ${page.start}`;
      return this.rowsOf(sql, set, set.totalRows);
    });
  }

  /** Some columns of the rows with these numbers (`ROW_NUM`) of a result, in the result's order. */
  values(view: View | undefined, columns: readonly string[], rows: readonly number[]): Promise<Rows> {
    return this.exclusive(async () => {
      const set = await this.resultSet(view);
      const names = columns.map(quoteName).join(', ');
      const wanted = rows.length === 0 ? 'FALSE' : `${set.rowNumber} IN (${rows.join(', ')})`;
      return this.rowsOf(`SELECT ${names} FROM ${set.name} WHERE ${wanted} ORDER BY ${set.rowNumber}`, set);
    });
  }

  close(): Promise<void> {
    return this.database.close();
  }

  /** Requests take turns, so that no view goes while one is reading it. */
  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async rowsOf(sql: string, set: ResultSet, totalRows?: number): Promise<Rows> {
    const result = await this.database.run(sql);
    const data = await rowsAsJson(result);
    const columns = this.describeResult(result);
    return { resultSet: set.name, totalRows: totalRows ?? data.length, columns, data };
  }

  private async resultSet(view: View | undefined): Promise<ResultSet> {
    if (this.unreadable !== undefined) throw new QueryFailure(this.unreadable);
    if (view === undefined) return this.whole;
    const name = viewName(view);
    const set = this.views.get(name) ?? (await this.create(name, view));
    this.views.delete(name);
    this.views.set(name, set);
    return set;
  }

  private async create(name: string, view: View): Promise<ResultSet> {
    const columns = view.columns === '' ? '*' : `${view.columns}, "ROW_IDX"`;
    const where = view.where === '' ? '' : ` WHERE ${view.where}`;
    const order = view.order === '' ? '' : ` ORDER BY ${view.order}, "ROW_IDX"`;
    await this.dropOldestView();
    await this.database.run(`CREATE TABLE ${name} AS SELECT ${columns} FROM ${DATA}${where}${order}`);
    const head = await this.database.run(`SELECT * FROM ${name} LIMIT 0`);
    const names = head.columnNames().filter((column) => !/^ROW_(IDX|NUM)(_\d+)?$/.test(column));
    const selection = [...names.map(quoteName), '"ROW_IDX"', 'CAST(rowid AS INTEGER) AS "ROW_NUM"'].join(
      ', ',
    );
    return { name, totalRows: await countRows(this.database, name), selection, rowNumber: 'rowid' };
  }

  private async dropOldestView(): Promise<void> {
    const [oldest] = this.views.keys();
    if (oldest === undefined || this.views.size < MAX_VIEWS) return;
    this.views.delete(oldest);
    await this.database.run(`DROP TABLE ${oldest}`);
  }

  /** A column of the table keeps what is known of it, unless an expression took its name. */
  private describeResult(result: DuckDBMaterializedResult): ColumnModel[] {
    const types = result.columnTypes();
    return result.columnNames().map((name, i) => {
      if (ROW_COLUMNS.has(name)) return hidden(name);
      const known = this.known.get(name);
      return known?.databaseType === String(types[i]) ? known.model : modelOf(name, types[i], {});
    });
  }
}

async function countRows(database: Database, name: string): Promise<number> {
  const [row = '[0]'] = await rowsAsJson(await database.run(`SELECT count(*) FROM ${name}`));
  return Number(row.slice(1, -1));
}

/** The columns of `RAW` that belong to the table as SQL. */
function selectionOf({ columns }: Ingested): string {
  const visible = columns.map(({ name }) => quoteName(name));
  const row = 'CAST(rowid AS INTEGER)';
  return [...visible, `${row} AS "ROW_IDX"`, `${row} AS "ROW_NUM"`].join(', ');
}

async function describe({ database, columns, unreadable }: Ingested): Promise<Map<string, KnownColumn>> {
  const head = await database.run(`SELECT * FROM ${DATA} LIMIT 0`);
  const types = head.columnTypes();
  const models = columns.map(({ name, info }, i) => modelOf(name.replaceAll('"', ''), types[i], info));
  const values = unreadable === undefined ? await listValues(database, models) : new Map<string, string>();
  const known = new Map<string, KnownColumn>();
  for (const [i, model] of models.entries()) {
    const enumVals = values.get(model.name);
    const complete = enumVals === undefined ? model : { ...model, enumVals };
    known.set(model.name, { model: complete, databaseType: String(types[i]) });
  }
  return known;
}

function modelOf(name: string, type: DuckDBType | undefined, info: ColumnInfo): ColumnModel {
  const model = { name, type: type === undefined ? 'char' : typeName(type), ...info };
  if (type === undefined || !isList(type)) return model;
  return { ...model, arraySize: info.arraySize ?? '*', sortable: false, filterable: false };
}

function hidden(name: string): ColumnModel {
  return { name, type: 'integer', visibility: 'hidden' };
}
