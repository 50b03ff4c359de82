/** What is saved: columns, what is known of the table, and its rows as often as a writer needs them. */
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { type ColumnModel, ROW_COLUMNS } from '../columns.js';
import type { Attributes } from '../model.js';
import { oneNumber, type Table } from '../table.js';
import type { Keyword } from '../types.js';
import { CELLS_PER_TURN, columnValues, nextTurn } from '../values.js';

export interface SavedColumn {
  readonly model: ColumnModel;
  readonly type: DuckDBType | undefined;
}

/** Some rows, column by column. */
export type SavedBatch = readonly (readonly DuckDBValue[])[];

export interface SavedTable {
  readonly columns: readonly SavedColumn[];
  readonly keywords: readonly Keyword[];
  readonly attributes: Attributes;
  readonly totalRows: number;
  /** Goes through all rows. */
  eachBatch(work: (batch: SavedBatch, rows: number) => Promise<void> | void): Promise<void>;
}

/** The rows of a query on a table. */
export async function queriedTable(
  table: Table,
  sql: string,
  about: Pick<SavedTable, 'keywords' | 'attributes'> & { readonly derived: boolean },
): Promise<SavedTable> {
  const columns = await table.database.stream(`SELECT * FROM (${sql}) LIMIT 0`, async (stream) =>
    table.describe(stream, about.derived).map((model, i) => ({ model, type: stream.types[i] })),
  );
  return {
    columns,
    keywords: about.keywords,
    attributes: about.attributes,
    totalRows: await oneNumber(table.database, `SELECT count(*) FROM (${sql})`),
    eachBatch: (work) =>
      table.database.stream(sql, async ({ chunks }) => {
        for await (const chunk of chunks()) {
          const batch: (readonly DuckDBValue[])[] = [];
          for await (const [, values] of columnValues(chunk)) batch.push(values);
          const step = Math.max(1, Math.floor(CELLS_PER_TURN / Math.max(1, batch.length)));
          for (let start = 0; start < chunk.rowCount; start += step) {
            const end = Math.min(chunk.rowCount, start + step);
            const whole = start === 0 && end === chunk.rowCount;
            await work(whole ? batch : batch.map((values) => values.slice(start, end)), end - start);
            await nextTurn();
          }
        }
      }),
  };
}

/** The columns of a table without a row, as a real server saves a query that is wrong. */
export function emptyTable(
  columns: readonly ColumnModel[],
  about: Pick<SavedTable, 'keywords' | 'attributes'>,
): SavedTable {
  return {
    columns: columns.map((model) => ({ model, type: undefined })),
    keywords: about.keywords,
    attributes: about.attributes,
    totalRows: 0,
    eachBatch: async () => undefined,
  };
}

/** The columns that a person sees, with their places. `hidden` ones are for the server itself. */
export function shownColumns(
  table: SavedTable,
  withRowColumns: boolean,
): readonly (SavedColumn & { readonly index: number })[] {
  return table.columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ model }) => {
      if (ROW_COLUMNS.has(model.name)) return withRowColumns;
      return model.visibility === undefined || model.visibility === 'show';
    });
}
