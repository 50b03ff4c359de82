/** The formats that DuckDB reads itself: CSV, TSV and Parquet. */
import { open } from 'node:fs/promises';
import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { type Database, quoteName, quoteText } from '../tables/database.js';
import { type ColumnInfo, type TableAbout, TableFailure } from '../tables/types.js';
import { aboutOf, fieldsOf } from './votable-head.js';
import { childrenOf, VotableParser } from './votable-xml.js';

export type DuckFormat = 'CSV' | 'TSV' | 'PARQUET';

/** A column as DuckDB found it. */
export interface DuckColumn {
  /** Its name in DuckDB. */
  readonly name: string;
  readonly type: DuckDBType;
  readonly info: ColumnInfo;
}

/** SQL that reads a file. */
export async function duckSource(format: DuckFormat, path: string): Promise<string> {
  const file = quoteText(path);
  if (format === 'PARQUET') return `read_parquet(${file})`;
  const delimiter = format === 'CSV' ? ',' : '\t';
  // Trying all kinds of quotes takes DuckDB seconds where there are thousands of columns.
  const quotes = (await isWide(path, delimiter)) ? `, quote = '"', escape = '"'` : '';
  return `read_csv(${file}, delim = '${delimiter}'${quotes})`;
}

const WIDE = 1000;
const SAMPLE = 64 * 1024;

async function isWide(path: string, delimiter: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    const [line = ''] = buffer.toString('latin1', 0, bytesRead).split('\n', 1);
    return line.split(delimiter).length > WIDE;
  } finally {
    await file.close();
  }
}

/** Is a text a table with a line of names, and what separates its columns? */
export async function sniffText(database: Database, path: string): Promise<'CSV' | 'TSV' | undefined> {
  let rows: readonly (readonly unknown[])[];
  try {
    const sql = `SELECT HasHeader, Delimiter, SkipRows FROM sniff_csv(${quoteText(path)})`;
    rows = await (await database.run(sql)).getRows();
  } catch {
    return undefined;
  }
  const [hasHeader, delimiter, skipped] = rows[0] ?? [];
  if (hasHeader !== true || Number(skipped) !== 0) return undefined;
  return delimiter === ',' ? 'CSV' : delimiter === '\t' ? 'TSV' : undefined;
}

/** The columns of a source: a file or a table that was read from it. */
export async function duckColumns(database: Database, source: string): Promise<DuckColumn[]> {
  const head = await database.run(`SELECT * FROM ${source} LIMIT 0`);
  const types = head.columnTypes();
  return head.columnNames().flatMap((name, i) => {
    const type = types[i];
    return type === undefined ? [] : [{ name, type, info: infoOf(type) }];
  });
}

/** All columns as SQL: lists of texts are one text each, `[a, b]`. */
export function duckSelection(columns: readonly DuckColumn[]): string {
  const texts = columns.filter(({ type }) => isTextList(type)).map(({ name }) => quoteName(name));
  return texts.length === 0
    ? '*'
    : `* REPLACE (${texts.map((name) => `CAST(${name} AS VARCHAR) AS ${name}`).join(', ')})`;
}

function isTextList(type: DuckDBType): boolean {
  return 'valueType' in type && type.valueType.typeId === DuckDBTypeId.VARCHAR;
}

/** Names that differ from what the type alone is called. */
function infoOf(type: DuckDBType): ColumnInfo {
  if (isTextList(type)) return { arraySize: '*' };
  switch (type.typeId) {
    case DuckDBTypeId.SMALLINT:
      return { type: 'short' };
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
      return { type: 'char' };
    // Whatever a VOTable within the file says.
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIME:
      return { type: 'date' };
    default:
      return {};
  }
}

/** A time of day makes a real server drop the whole table. */
export async function refuseTimes(
  database: Database,
  table: string,
  columns: readonly DuckColumn[],
): Promise<void> {
  for (const { name, type } of columns) {
    if (type.typeId !== DuckDBTypeId.TIME) continue;
    const column = quoteName(name);
    const result = await database.run(
      `SELECT CAST(${column} AS VARCHAR) FROM ${table} WHERE ${column} IS NOT NULL LIMIT 1`,
    );
    const [row] = await result.getRows();
    if (row !== undefined) throw new TableFailure(`Can't convert ${String(row[0])} to class java.util.Date`);
  }
}

/** What a Parquet file says about its columns in the VOTable that it may carry. */
export async function parquetHead(
  database: Database,
  path: string,
): Promise<{ about: TableAbout; infos: ReadonlyMap<string, ColumnInfo> }> {
  const infos = new Map<string, ColumnInfo>();
  const sql = `SELECT decode(value) FROM parquet_kv_metadata(${quoteText(path)}) WHERE decode(key) = 'IVOA.VOTable-Parquet.content'`;
  const [row] = await (await database.run(sql)).getRows();
  const table = typeof row?.[0] === 'string' ? tableOf(row[0]) : undefined;
  if (table === undefined) return { about: { keywords: [] }, infos };
  for (const { column } of fieldsOf(table)) infos.set(column.name, column.info);
  return { about: aboutOf(table), infos };
}

/** The first table of a VOTable; undefined for what is none. */
function tableOf(text: string) {
  const parser = new VotableParser({ onData: () => undefined });
  try {
    parser.write(text);
    parser.end();
  } catch {
    return undefined;
  }
  return childrenOf(childrenOf(parser.root, 'RESOURCE')[0], 'TABLE')[0];
}
