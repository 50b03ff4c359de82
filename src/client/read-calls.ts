/** The methods of a client that bring tables back from the server, without a viewer. */
import * as z from 'zod/mini';
import { sql } from '../actions/sql.js';
import { columnOfCells } from '../data/cells.js';
import { DataTable } from '../data/data-table.js';
import type { ReadColumn } from '../data/read-columns.js';
import { check } from '../schema/validate.js';
import type { TableInfo } from '../server/table-model.js';
import { askedBy, isPlain, listOf } from '../server/table-query.js';
import { exactly, readRows } from '../server/table-rows.js';
import { Caller } from './caller.js';
import { TableReading } from './reading.js';
import {
  Count,
  type ReadInput,
  type ReadTableOptions,
  refuseGroups,
  type SourceOptions,
  TableAccess,
} from './table-access.js';
import type { TableSource } from './table-source.js';

const BATCH_ROWS = 65_536;

export class ReadCalls extends Caller {
  protected readonly access = new TableAccess({
    transport: this.session.commands.transport,
    ended: this.ended,
    prepare: (method, input, options) => this.required(method, input, 'table', options),
    refuseWhenClosed: (method) => this.refuseWhenClosed(method),
    hold: () => this.session.hold(),
  });

  /**
   * Reads a table into typed columns. What is here is uploaded first; URLs and server files are read by the server. `await` gives all
   * rows, `for await` batches of them.
   * @throws ArgumentError at once; when awaited CommandError (the server's reason), InputError, ConnectionError, ProtocolError
   */
  readTable(source: ReadInput, options: ReadTableOptions = {}): TableReading {
    const asked = this.access.asked('readTable', source, options);
    const { offset = 0, limit, batchSize = BATCH_ROWS } = options;
    const read = (batchRows: number) => this.#rows('readTable', asked, { offset, limit }, batchRows, options);
    return new TableReading(read, batchSize);
  }

  /** Rows, columns, keywords of a table, without its rows. `rowCount` is that of the whole table. */
  async tableInfo(source: ReadInput, options: SourceOptions = {}): Promise<TableInfo> {
    const asked = this.access.asked('tableInfo', source, options);
    return this.access.working(options, async (limits) => {
      const { base, query } = await this.access.find('tableInfo', asked, limits.signal);
      const info = await this.access.server.info(base, limits);
      if (query.columns === undefined) return info;
      const columns = await this.access.resultColumns('tableInfo', { base, query }, info, limits);
      return { ...info, columns };
    });
  }

  /** Rows of a result by their numbers, counted from 0 in the order of the source; numbers beyond its end are left out. */
  async selectedRows(
    source: ReadInput,
    rows: readonly number[],
    options: SourceOptions & Pick<ReadTableOptions, 'columns'> = {},
  ): Promise<DataTable> {
    const asked = this.access.asked('selectedRows', source, options);
    const numbers = check('selectedRows', 'rows', z.array(Count), rows);
    return this.access.working(options, async (limits) => {
      const { base, query } = await this.access.find('selectedRows', asked, limits.signal);
      refuseGroups('selectedRows', query);
      const info = await this.access.server.info(base, limits);
      const columns = await this.access.resultColumns('selectedRows', { base, query }, info, limits);
      if (numbers.length === 0) return new DataTable(columns.map((about) => columnOfCells(about, [])));
      const request = { ...base, ...askedBy({ ...query, columns: undefined }) };
      const chosen = exactly({ ...query, columns: query.columns ?? columns }, columns);
      // Servers differ in the order of what they find, so each row tells its number.
      const all = listOf([...chosen, { name: 'ffc:row', expression: sql.raw('cast("ROW_NUM" as varchar)') }]);
      const found = await this.access.server.selectedValues(request, all, numbers, limits);
      const byNumber = new Map(found.rows.map((row) => [Number(row[columns.length]), row]));
      const kept = numbers.flatMap((number) => [byNumber.get(number) ?? []]).filter((row) => row.length > 0);
      return new DataTable(
        columns.map((about, index) =>
          columnOfCells(
            about,
            kept.map((row) => row[index]),
          ),
        ),
      );
    });
  }

  async *#rows(
    method: string,
    source: TableSource,
    window: { readonly offset: number; readonly limit: number | undefined },
    batchRows: number,
    options: SourceOptions,
  ): AsyncGenerator<readonly ReadColumn[], void, undefined> {
    const limits = this.access.limits(options);
    const release = this.session.hold();
    try {
      const found = await this.access.find(method, source, limits.signal);
      const { base, query } = found;
      const info = await this.access.server.info(base, limits);
      const columns = await this.access.resultColumns(method, found, info, limits);
      const { where } = query;
      const all = Math.max(0, info.rowCount - window.offset);
      const expected = isPlain(query) && where.length === 0 ? Math.min(all, window.limit ?? all) : undefined;
      const named = query.columns ?? columns.map(({ name }) => ({ name }));
      const asked = { base, query: { ...query, columns: named }, columns, window, batchRows, expected };
      yield* readRows(this.access.server, asked, limits);
    } finally {
      release();
    }
  }
}
