/** `StatisticsProcessor`: smallest, largest and number of values of each column of numbers. */
import type { ColumnModel } from './columns.js';
import { quoteName, quoteText } from './database.js';
import { viewName, viewOf } from './filters.js';
import { type Answer, answerQuery } from './pages.js';
import { identityOf, type TableRequest } from './request.js';
import type { ResultSet, Table } from './table.js';

const NUMBERS = new Set(['int', 'integer', 'long', 'byte', 'short', 'float', 'double']);

/** NaN counts as larger than every number in SQL, and is left out here. */
const REAL_NUMBERS = new Set(['float', 'double']);

const HEAD = [
  'columnName VARCHAR',
  'description VARCHAR',
  'unit VARCHAR',
  'min DOUBLE',
  'max DOUBLE',
  'numPoints BIGINT',
];

/** Of a filtered result only where that is there already: a real server does not make it for this. */
export async function answerStatistics(
  table: Table,
  request: TableRequest,
  base: TableRequest,
): Promise<Answer> {
  const view = viewOf(base);
  const set = (view === undefined ? undefined : table.known(viewName(view))) ?? table.whole;
  const name = derivedName('STATS', request);
  await table.derive(name, () => statisticsOf(table, set));
  return { ...(await answerQuery(table, name, request)), derived: true, title: 'stats' };
}

/** The name of what is made of a table for a request. */
export function derivedName(prefix: string, request: TableRequest): string {
  return `${prefix}_DATA_${identityOf(request).toUpperCase()}`;
}

async function statisticsOf(table: Table, set: ResultSet): Promise<string> {
  const columns = await numericColumns(table, set);
  const values = await aggregates(table, set, columns);
  const rows = columns.map(({ name, desc, units }, i) => {
    const [min, max, count] = values.slice(3 * i, 3 * i + 3);
    const texts = [name, desc, units].map((text) => (text === undefined ? 'NULL' : quoteText(text)));
    return `(${[...texts, numberAsSql(min), numberAsSql(max), String(count), i, i].join(', ')})`;
  });
  const names = [...HEAD, 'ROW_IDX INTEGER', 'ROW_NUM INTEGER'].map((column) => column.split(' '));
  const selection = names.map(
    ([name = '', type]) => `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
  );
  const source =
    rows.length === 0
      ? `(SELECT ${names.map(() => 'NULL').join(', ')} LIMIT 0)`
      : `(VALUES ${rows.join(', ')})`;
  return `SELECT ${selection.join(', ')} FROM ${source} AS s(${names.map(([name = '']) => quoteName(name)).join(', ')})`;
}

async function numericColumns(table: Table, set: ResultSet): Promise<readonly ColumnModel[]> {
  return table.database.stream(`SELECT ${set.selection} FROM ${set.stored} LIMIT 0`, async (stream) =>
    table
      .describe(stream)
      .filter(
        ({ type, arraySize, visibility }) => NUMBERS.has(type) && !arraySize && visibility !== 'hidden',
      ),
  );
}

async function aggregates(
  table: Table,
  set: ResultSet,
  columns: readonly ColumnModel[],
): Promise<readonly unknown[]> {
  if (columns.length === 0) return [];
  const parts = columns.flatMap(({ name, type }) => {
    const column = quoteName(name);
    const max = REAL_NUMBERS.has(type) ? `if(isnan(${column}), NULL, ${column})` : column;
    return [`CAST(min(${column}) AS DOUBLE)`, `CAST(max(${max}) AS DOUBLE)`, `count(${column})`];
  });
  const result = await table.database.run(`SELECT ${parts.join(', ')} FROM ${set.stored}`);
  return (await result.getRows())[0] ?? [];
}

function numberAsSql(value: unknown): string {
  return typeof value === 'number' ? `'${value}'::DOUBLE` : 'NULL';
}
