/** `enumVals`: the distinct values of columns that have only a few, for menus. */
import { type Database, quoteName } from './database.js';
import { rowsAsJson } from './values.js';

/** More distinct values than this are not listed. */
const MAX_VALUES = 32;

const LISTED_TYPES = new Set(['int', 'integer', 'long', 'byte', 'boolean', 'char']);

/** The lists by column name; columns with many values, with numbers that are not whole, and arrays have none. */
export async function listValues(
  database: Database,
  columns: readonly { readonly name: string; readonly type: string; readonly arraySize?: string }[],
): Promise<Map<string, string>> {
  const candidates = columns.filter(
    ({ type, arraySize }) => LISTED_TYPES.has(type) && arraySize === undefined,
  );
  const lists = new Map<string, string>();
  for (const name of await withFewValues(
    database,
    candidates.map((column) => column.name),
  )) {
    const values = await distinct(database, name);
    if (values !== undefined) lists.set(name, values);
  }
  return lists;
}

/** A quick estimate in one pass over the table, with room for its error. */
async function withFewValues(database: Database, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const counts = names.map((name) => `approx_count_distinct(${quoteName(name)})`);
  const [row = '[]'] = await rowsAsJson(await database.run(`SELECT ${counts.join(', ')} FROM DATA`));
  const estimates: unknown = JSON.parse(row);
  if (!Array.isArray(estimates)) return [];
  return names.filter((_, i) => Number(estimates[i]) <= MAX_VALUES * 2);
}

/** Comma-joined; values with commas stand in single quotes, null is `%NULL` and comes last. */
async function distinct(database: Database, name: string): Promise<string | undefined> {
  const column = quoteName(name);
  const result = await database.run(
    `SELECT DISTINCT CAST(${column} AS VARCHAR) AS v, ${column} AS o FROM DATA ORDER BY o NULLS LAST LIMIT ${MAX_VALUES + 2}`,
  );
  const values = (await result.getColumns())[0];
  const listed = values?.filter((value) => value !== null).map(String) ?? [];
  if (listed.length === 0 || listed.length > MAX_VALUES) return undefined;
  const texts = listed.map((value) => (value.includes(',') ? `'${value}'` : value));
  return [...texts, ...(listed.length < (values?.length ?? 0) ? ['%NULL'] : [])].join(',');
}
