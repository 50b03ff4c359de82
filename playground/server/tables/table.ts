/** An ingested table and the results asked of it: each view is made once and paged from then on. */
import { ColumnList, type ColumnModel, modelOf, ROW_COLUMNS } from './columns.js';
import { type Database, quoteName, type RowStream } from './database.js';
import { listValues } from './enum-values.js';
import { type View, viewName } from './filters.js';
import type { Ingested } from './ingest.js';
import { QueryFailure, type TableAbout } from './types.js';
import { rowsAsJson } from './values.js';

/** The name of the table itself among its results. */
export const DATA = 'DATA';

/** Cells of all views of one table that are kept; the views that were used longest ago go first. */
const MAX_VIEW_CELLS = 30_000_000;

/** A result that is there. */
export interface ResultSet {
  readonly name: string;
  readonly totalRows: number;
  /** Where its rows are; they are numbered by `rowid`. */
  readonly stored: string;
  /** Its columns in the order they are sent, the hidden ones last, to be selected from `stored`. */
  readonly selection: string;
  /** The result with all its columns, to be put behind FROM. */
  readonly relation: string;
}

/** Rows of a result as JSON, with their columns. */
export interface Rows {
  readonly columns: readonly ColumnModel[];
  readonly pieces: readonly string[];
  readonly count: number;
}

interface KeptView {
  readonly set: ResultSet;
  readonly cells: number;
}

const ROW_NUMBER = 'CAST(rowid AS INTEGER)';

export class Table {
  readonly columns = new ColumnList();
  private readonly views = new Map<string, KeptView>();
  private readonly derived = new Set<string>();
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly database: Database,
    readonly about: TableAbout,
    /** Why none of its rows can be asked for. */
    private readonly unreadable: string | undefined,
    private readonly totalRows: number,
    /** Does it come from a file, so that it may be a catalogue? */
    readonly fromFile: boolean,
  ) {}

  /** The table of rows that were read; closes their database when that fails. */
  static async create({ database, columns, about, unreadable }: Ingested, fromFile = true): Promise<Table> {
    try {
      const totalRows = await countRows(database, 'RAW');
      const table = new Table(database, about, unreadable, totalRows, fromFile);
      for (const { name, type, info } of columns) {
        table.columns.set(modelOf(name.replaceAll('"', ''), type, info), type);
      }
      if (unreadable !== undefined) return table;
      await table.defineData();
      table.columns.setEnumVals(await listValues(database, table.columns.visible, totalRows));
      return table;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** The columns of the table itself, the hidden ones last. */
  get allColumns(): readonly ColumnModel[] {
    const hidden = [...ROW_COLUMNS].map((name) => ({ name, type: 'integer', visibility: 'hidden' }));
    return [...this.columns.visible, ...hidden];
  }

  /** The table as a result. */
  get whole(): ResultSet {
    const names = this.columns.names.map(quoteName);
    return {
      name: DATA,
      totalRows: this.totalRows,
      stored: 'RAW',
      selection: [...names, `${ROW_NUMBER} AS "ROW_IDX"`, `${ROW_NUMBER} AS "ROW_NUM"`].join(', '),
      relation: DATA,
    };
  }

  /** Lets `work` have the table for itself: no view goes while it is being read. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** The rows of a query as JSON. `plain` tells nothing of the columns but what the query does. */
  read(sql: string, plain = false): Promise<Rows> {
    return this.database.stream(sql, async (stream) => {
      const columns = this.describe(stream, plain);
      const { pieces, rows } = await rowsAsJson(stream);
      return { columns, pieces, count: rows };
    });
  }

  describe({ names, types }: RowStream, plain = false): ColumnModel[] {
    return (plain ? new ColumnList() : this.columns).describe(names, types);
  }

  /** A result that is there already. */
  known(name: string): ResultSet | undefined {
    return name === DATA ? this.whole : this.views.get(name)?.set;
  }

  /** The result of a view, made when it is asked for first. `QueryFailure` when its SQL is wrong. */
  async resultSet(view: View | undefined): Promise<ResultSet> {
    if (this.unreadable !== undefined) throw new QueryFailure(this.unreadable);
    if (view === undefined) return this.whole;
    const name = viewName(view);
    const kept = this.views.get(name) ?? (await this.createView(name, view));
    this.views.delete(name);
    this.views.set(name, kept);
    await this.dropOldViews();
    return kept.set;
  }

  /** A table made of this one, by the SELECT that makes it. */
  async derive(name: string, select: () => Promise<string>): Promise<void> {
    if (this.derived.has(name)) return;
    await this.database.run(`CREATE TABLE ${name} AS (${await select()})`);
    this.derived.add(name);
  }

  hasDerived(name: string): boolean {
    return this.derived.has(name);
  }

  /** After a change of the columns: results are made anew from what there is now. */
  async columnsChanged(): Promise<void> {
    for (const name of [...this.views.keys(), ...this.derived]) await this.database.run(`DROP TABLE ${name}`);
    this.views.clear();
    this.derived.clear();
    await this.defineData();
  }

  close(): Promise<void> {
    return this.database.close();
  }

  /** `DATA` is what conditions and expressions are about. */
  private async defineData(): Promise<void> {
    const { selection, stored } = this.whole;
    await this.database.run(`CREATE OR REPLACE VIEW ${DATA} AS SELECT ${selection} FROM ${stored}`);
  }

  private async createView(name: string, view: View): Promise<KeptView> {
    const columns = view.columns === '' ? this.columns.names.map(quoteName).join(', ') : view.columns;
    const where = view.where === '' ? '' : ` WHERE ${view.where}`;
    const order = view.order === '' ? '' : ` ORDER BY ${view.order}`;
    const query = `SELECT ${columns}, ROW_IDX FROM ${DATA}${where}${order}`;
    await this.database.run(`CREATE TABLE ${name} AS (SELECT b.* FROM (${query}) AS b)`);
    const head = await this.database.run(`SELECT * FROM ${name} LIMIT 0`);
    const names = head.columnNames().filter((column) => !/^ROW_(IDX|NUM)(_\d+)?$/.test(column));
    const visible = names.map(quoteName).join(', ');
    const totalRows = await countRows(this.database, name);
    const set = {
      name,
      totalRows,
      stored: name,
      selection: `${visible}, "ROW_IDX", ${ROW_NUMBER} AS "ROW_NUM"`,
      relation: `(SELECT *, ${ROW_NUMBER} AS "ROW_NUM" FROM ${name}) AS ${name}`,
    };
    return { set, cells: totalRows * names.length };
  }

  /** The last two stay in any case: the one in use, and the one a selection comes from. */
  private async dropOldViews(): Promise<void> {
    let cells = 0;
    for (const kept of this.views.values()) cells += kept.cells;
    for (const [name, kept] of this.views) {
      if (cells <= MAX_VIEW_CELLS || this.views.size <= 2) return;
      this.views.delete(name);
      cells -= kept.cells;
      await this.database.run(`DROP TABLE ${name}`);
    }
  }
}

/** The one number that a query gives. */
export async function oneNumber(database: Database, sql: string): Promise<number> {
  const result = await database.run(sql);
  return Number((await result.getRows())[0]?.[0] ?? Number.NaN);
}

function countRows(database: Database, name: string): Promise<number> {
  return oneNumber(database, `SELECT count(*) FROM ${name}`);
}
