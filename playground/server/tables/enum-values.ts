/** `enumVals`: the distinct values of columns that have only a few, for menus. */
import { type Database, quoteName } from './database.js';
import { columnValues, nextTurn } from './values.js';

/** More distinct values than this are not listed. */
const MAX_VALUES = 32;

/** So many columns are asked for one by one. A query names all columns of its table, which is slow with thousands. */
const MAX_QUERIES = 64;

const LISTED_TYPES = new Set(['int', 'integer', 'long', 'byte', 'short', 'boolean', 'char']);

interface Column {
  readonly name: string;
  readonly type: string;
  /** `false` for columns of arrays. */
  readonly sortable?: boolean;
}

/** The lists by column name; columns with many values, with numbers that are not whole, and arrays have none. */
export async function listValues(
  database: Database,
  columns: readonly Column[],
): Promise<Map<string, string>> {
  const names = columns
    .filter(({ type, sortable }) => LISTED_TYPES.has(type) && sortable !== false)
    .map(({ name }) => name);
  const candidates = await withFewValues(database, names);
  const values =
    candidates.length <= MAX_QUERIES
      ? await askEach(database, candidates)
      : await readAll(database, candidates);
  const lists = new Map<string, string>();
  for (const [name, found] of values) {
    const list = printList(found);
    if (list !== undefined) lists.set(name, list);
  }
  return lists;
}

/** A quick estimate in one pass over the table, with room for its error. */
async function withFewValues(database: Database, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const counts = names.map((name) => `approx_count_distinct(${quoteName(name)})`);
  const result = await database.run(`SELECT ${counts.join(', ')} FROM DATA`);
  const estimates = (await result.getRows())[0] ?? [];
  return names.filter((_, i) => Number(estimates[i]) <= MAX_VALUES * 2);
}

type Found = readonly (string | null)[];

async function askEach(database: Database, names: readonly string[]): Promise<Map<string, Found>> {
  const lists = new Map<string, Found>();
  for (const name of names) {
    const column = quoteName(name);
    const result = await database.run(
      `SELECT DISTINCT CAST(${column} AS VARCHAR) AS v, ${column} AS o FROM DATA ORDER BY o NULLS LAST LIMIT ${MAX_VALUES + 2}`,
    );
    const values = (await result.getColumns())[0] ?? [];
    lists.set(
      name,
      values.map((value) => (value === null ? null : String(value))),
    );
  }
  return lists;
}

/** All in one pass, giving up on a column as soon as it has too many. */
async function readAll(database: Database, names: readonly string[]): Promise<Map<string, Found>> {
  const sets = new Map(names.map((name) => [name, new Set<unknown>()]));
  await database.stream(`SELECT ${names.map(quoteName).join(', ')} FROM DATA`, async ({ chunks }) => {
    for await (const chunk of chunks()) {
      for await (const [i, values] of columnValues(chunk)) {
        const found = sets.get(names[i] ?? '');
        if (found === undefined) continue;
        for (const value of values) found.add(value);
        if (found.size > MAX_VALUES + 1) sets.delete(names[i] ?? '');
      }
      await nextTurn();
    }
  });
  return new Map([...sets].map(([name, found]) => [name, sorted([...found])]));
}

function sorted(values: unknown[]): Found {
  const texts = values.filter((value) => value !== null);
  texts.sort((a, b) => (isLess(a, b) ? -1 : 1));
  return [...texts.map(String), ...(texts.length < values.length ? [null] : [])];
}

function isLess(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  return Number(a) < Number(b);
}

/** Comma-joined; values with commas stand in single quotes, null is `%NULL` and comes last. */
function printList(values: Found): string | undefined {
  const listed = values.filter((value) => value !== null);
  if (listed.length === 0 || listed.length > MAX_VALUES) return undefined;
  const texts = listed.map((value) => (value.includes(',') ? `'${value}'` : value));
  return [...texts, ...(listed.length < values.length ? ['%NULL'] : [])].join(',');
}
