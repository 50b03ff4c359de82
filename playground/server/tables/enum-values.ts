/** `enumVals`: the distinct values of columns that have only a few, for menus. */
import { DuckDBTypeId } from '@duckdb/node-api';
import { type Database, quoteName } from './database.js';
import { CELLS_PER_TURN, nextTurn } from './values.js';

/** More distinct values than this are not listed. */
const MAX_VALUES = 32;

/** So many columns are asked for one by one. A query names all columns of its table, which is slow with thousands. */
const MAX_QUERIES = 64;

/** Tables of no more cells are looked through at once: an estimate would take longer. */
const FEW_CELLS = 1_000_000;

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
  rows: number,
): Promise<Map<string, string>> {
  const names = columns
    .filter(({ type, sortable }) => LISTED_TYPES.has(type) && sortable !== false)
    .map(({ name }) => name);
  const small = names.length * rows <= FEW_CELLS;
  const candidates = small ? names : await withFewValues(database, names);
  const values =
    small || candidates.length > MAX_QUERIES
      ? await readAll(database, candidates)
      : await askEach(database, candidates);
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

/** Types whose values are told apart here as DuckDB does it; the few columns of others are asked for. */
const PLAIN_TYPES = new Set([
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.VARCHAR,
]);

type Plain = string | number | bigint | boolean;

/** All in one pass, giving up on a column as soon as it has too many. */
async function readAll(database: Database, names: readonly string[]): Promise<Map<string, Found>> {
  if (names.length === 0) return new Map();
  const sets = new Map<number, Set<unknown>>();
  const others: string[] = [];
  await database.stream(`SELECT ${names.map(quoteName).join(', ')} FROM DATA`, async ({ types, chunks }) => {
    for (const [i, name] of names.entries()) {
      if (PLAIN_TYPES.has(types[i]?.typeId ?? DuckDBTypeId.INVALID)) sets.set(i, new Set());
      else others.push(name);
    }
    for await (const chunk of chunks()) {
      let cells = 0;
      for (const [i, found] of sets) {
        for (const value of chunk.getColumnValues(i)) found.add(value);
        if (found.size > MAX_VALUES + 1) sets.delete(i);
        cells += chunk.rowCount;
        if (cells < CELLS_PER_TURN) continue;
        await nextTurn();
        cells = 0;
      }
      await nextTurn();
    }
  });
  const read = [...sets].map(([i, found]) => [names[i] ?? '', sorted([...found])] as const);
  return new Map([...read, ...(await askEach(database, others))]);
}

function sorted(values: readonly unknown[]): Found {
  const found = values.filter(isPlain);
  found.sort((a, b) => (isLess(a, b) ? -1 : 1));
  return [...found.map(String), ...(found.length < values.length ? [null] : [])];
}

function isPlain(value: unknown): value is Plain {
  return value !== null;
}

/** Texts by their bytes, as DuckDB orders them. */
function isLess(a: Plain, b: Plain): boolean {
  if (typeof a === 'string' && typeof b === 'string')
    return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
  return a < b;
}

/** Comma-joined; values with commas stand in single quotes, null is `%NULL` and comes last. */
function printList(values: Found): string | undefined {
  const listed = values.filter((value) => value !== null);
  if (listed.length === 0 || listed.length > MAX_VALUES) return undefined;
  const texts = listed.map((value) => (value.includes(',') ? `'${value}'` : value));
  return [...texts, ...(listed.length < values.length ? ['%NULL'] : [])].join(',');
}
