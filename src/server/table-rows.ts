/**
 * The rows of a query, as typed columns. Saved as CSV they come fast and whole, but for arrays, which a server writes there as objects
 * of Java's; a result with arrays is read page by page as JSON, and what JSON would lose is asked for as text.
 */

import { filter } from '../actions/filter.js';
import { sql } from '../actions/sql.js';
import { columnOfCells } from '../data/cells.js';
import { CsvReader } from '../data/csv.js';
import type { ReadColumn, ServerColumn } from '../data/read-columns.js';
import { ArgumentError, ProtocolError } from '../errors.js';
import type { CallOptions } from '../transport/types.js';
import {
  askedBy,
  type BaseRequest,
  isPlain,
  quoted,
  type RowWindow,
  type Selected,
  type TableQuery,
  windowOf,
} from './table-query.js';
import type { ServerTables } from './tables.js';

/** What is read, and how much of it at a time. */
export interface RowsAsked {
  readonly base: BaseRequest;
  /** With all its columns named. */
  readonly query: TableQuery;
  readonly columns: readonly ServerColumn[];
  readonly window: RowWindow;
  /** Rows of a batch; infinite for all at once. */
  readonly batchRows: number;
  /** How many rows there are to be, where that is known. */
  readonly expected: number | undefined;
}

/** Batches of rows, one after the other; at least one, which may be empty. */
export function readRows(
  tables: ServerTables,
  asked: RowsAsked,
  limits: CallOptions,
): AsyncGenerator<readonly ReadColumn[], void, undefined> {
  const hasArrays = asked.columns.some(({ type }) => type === 'array');
  return hasArrays && isPlain(asked.query)
    ? readPages(tables, asked, limits)
    : readSaved(tables, asked, limits);
}

/** Room for so many rows is made at first where their number is not known. */
const SOME_ROWS = 65_536;

async function* readSaved(
  tables: ServerTables,
  { base, query, columns, window, batchRows, expected }: RowsAsked,
  limits: CallOptions,
): AsyncGenerator<readonly ReadColumn[], void, undefined> {
  const room = Math.min(batchRows, expected ?? SOME_ROWS);
  const reader = new CsvReader(columns, room, batchRows);
  const { body } = await tables.save(base, query, window, { format: 'csv' }, limits);
  let rows = 0;
  let batches = 0;
  const next = (): readonly ReadColumn[] => {
    rows += reader.rows;
    batches++;
    return reader.batch(Math.min(batchRows, expected === undefined ? SOME_ROWS : expected - rows));
  };
  for await (const bytes of body) {
    reader.push(bytes);
    while (reader.isFull) yield next();
  }
  reader.end();
  while (reader.isFull) yield next();
  const missing = expected === undefined ? 0 : expected - rows - reader.rows;
  if (missing !== 0)
    throw new ProtocolError(`the server sent ${rows + reader.rows} rows in place of ${expected}`);
  if (reader.rows > 0 || batches === 0) yield next();
}

const DIVIDED =
  'free of commas: where there are arrays a server takes names apart at them. Leave out the columns of arrays';

/** A page costs as much as some thousand rows, whatever its size. */
const PAGE_ROWS = 20_000;

async function* readPages(
  tables: ServerTables,
  { base, query, columns, window, batchRows }: RowsAsked,
  limits: CallOptions,
): AsyncGenerator<readonly ReadColumn[], void, undefined> {
  const divided = query.columns?.find(({ name }) => name.includes(','));
  if (divided !== undefined) throw new ArgumentError('readTable', 'columns', divided.name, DIVIDED);
  const request = { ...base, ...askedBy({ ...query, columns: exactly(query, columns) }) };
  const limit = window.limit ?? Number.POSITIVE_INFINITY;
  let cells: unknown[][] = columns.map(() => []);
  let [rows, batches] = [0, 0];
  const next = (): readonly ReadColumn[] => {
    const batch = columns.map((about, index) => columnOfCells(about, cells[index] ?? []));
    cells = columns.map(() => []);
    batches++;
    return batch;
  };
  for (;;) {
    const held = cells[0]?.length ?? 0;
    const size = Math.min(PAGE_ROWS, limit - rows, batchRows - held);
    const page = windowOf({ offset: window.offset + rows, limit: size });
    const { rows: found, places } = await tables.search({ ...request, ...page }, limits);
    for (const row of found)
      for (const [index, column] of cells.entries()) column.push(row[places[index] ?? -1]);
    rows += found.length;
    if (found.length < size || rows >= limit) break;
    if ((cells[0]?.length ?? 0) >= batchRows) yield next();
  }
  if ((cells[0]?.length ?? 0) > 0 || batches === 0) yield next();
}

/**
 * What loses nothing as JSON: numbers and dates as texts, under names of their own, so that an order by a column is not one by its
 * text. Arrays under another name would be texts of Java's objects.
 */
export function exactly(
  { columns: selected = [] }: TableQuery,
  columns: readonly ServerColumn[],
): Selected[] {
  return selected.map(({ name, expression }, index) => {
    const type = columns[index]?.type;
    if (type === 'array') return { name, expression };
    const value = expression ?? sql.raw(quoted(name));
    return {
      name: `ffc:${index}`,
      expression: type === 'string' ? value : filter`cast(${value} as varchar)`,
    };
  });
}
