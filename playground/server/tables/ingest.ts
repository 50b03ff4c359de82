/** From a file to a database: finds out what the file is and reads it, once. */
import { open } from 'node:fs/promises';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  listValue,
  TINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import type { StoredFile } from '../files.js';
import { Database, quoteName, quoteText } from './database.js';
import { looksLikeFits } from './fits-header.js';
import { readFitsTable } from './fits-table.js';
import { looksLikeIpac, readIpac } from './ipac.js';
import { uniqueNames } from './names.js';
import {
  type Batch,
  type Cell,
  type CellKind,
  type ColumnInfo,
  type Keyword,
  noTableInFile,
  type ReadColumn,
  type ReadTable,
  TableFailure,
} from './types.js';

/** A table that is in its database, under the name `RAW`. */
export interface Ingested {
  readonly database: Database;
  /** The columns of `RAW` that belong to the table, with what their file says of them. */
  readonly columns: readonly { readonly name: string; readonly info: ColumnInfo; readonly time: boolean }[];
  readonly keywords: readonly Keyword[];
}

/** Columns that a saved result brings along and every result gets anew. */
const ROW_COLUMNS = new Set(['ROW_IDX', 'ROW_NUM']);

/** Reads a file into a new database that is closed to the outside; `TableFailure` when it is no table. */
export async function ingest(file: StoredFile, tableIndex: number, scratch: string): Promise<Ingested> {
  try {
    return await ingestUnguarded(file, tableIndex, scratch);
  } catch (error) {
    if (error instanceof TableFailure) throw error;
    // Where a file really is concerns nobody.
    const message = error instanceof Error ? error.message : String(error);
    throw new TableFailure(message.replaceAll(file.path, file.key));
  }
}

async function ingestUnguarded(file: StoredFile, tableIndex: number, scratch: string): Promise<Ingested> {
  const start = await readStart(file.path);
  const reader = readerOf(start, file.path, tableIndex);
  if (reader === undefined) refuseOthers(start, file);
  const table = await reader?.();
  const database = await Database.create(scratch);
  try {
    const loaded = await (table === undefined ? loadCsv(database, file) : loadRead(database, table));
    await database.seal();
    return { database, ...loaded };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function readStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What is no table here; the texts are those of a real server, without its paths. */
function refuseOthers(start: string, file: StoredFile): void {
  const text = start.trimStart();
  if (/\.gz$/i.test(file.name)) throw new TableFailure('Input is not a GZIP stream');
  if (/\.reg$/i.test(file.name)) throw new TableFailure(`Unsupported format (reg), file: ${file.key}`);
  if (text === '' || start.includes('\0\0\0\0')) {
    throw new TableFailure(`Unsupported format (null), file: ${file.key}`);
  }
  if (/^<(\?xml|VOTABLE)/i.test(text)) {
    throw new TableFailure(
      `Unsupported format (VO_TABLE), file: ${file.key}: this playground does not read it`,
    );
  }
  if (start.startsWith('PAR1')) {
    throw new TableFailure(
      `Unsupported format (PARQUET), file: ${file.key}: this playground does not read it`,
    );
  }
  if (isJson(text)) throw noTableInFile();
}

function isJson(text: string): boolean {
  return /^(\{\s*("|\})|\[\s*(["{[\]\d]))/.test(text);
}

type Reader = () => Promise<ReadTable>;

/** The reader of ours for a file; undefined for what DuckDB reads. */
function readerOf(start: string, path: string, tableIndex: number): Reader | undefined {
  if (looksLikeFits(start)) return () => readFitsTable(path, tableIndex);
  if (looksLikeIpac(start)) return () => readIpac(path);
  return undefined;
}

type Loaded = Omit<Ingested, 'database'>;

/** DuckDB's own reader: it finds separator, quotes and types, looking at the whole file. */
async function loadCsv(database: Database, file: StoredFile): Promise<Loaded> {
  await database.run(`CREATE TABLE RAW AS SELECT * FROM read_csv(${quoteText(file.path)}, sample_size = -1)`);
  const head = await database.run('SELECT * FROM RAW LIMIT 0');
  const types = head.columnTypes();
  const columns = head.columnNames().map((name, i) => ({
    name,
    info: {},
    time: types[i]?.typeId === DuckDBTypeId.TIME,
  }));
  return { columns: columns.filter(({ name }) => !ROW_COLUMNS.has(name.toUpperCase())), keywords: [] };
}

async function loadRead(database: Database, table: ReadTable): Promise<Loaded> {
  const names = uniqueNames(table.columns.map((column) => column.name));
  const types = table.columns.map(typeOf);
  const declared = names.map((name, i) => `${quoteName(name)} ${types[i]}`);
  await database.run(`CREATE TABLE RAW (${declared.join(', ')})`);
  await database.exclusive((connection) => append(connection, table, types));
  const columns = table.columns.map(({ info }, i) => ({ name: names[i] ?? '', info, time: false }));
  return { columns: columns.filter(({ name }) => !ROW_COLUMNS.has(name)), keywords: table.keywords };
}

const KIND_TYPES: Readonly<Record<CellKind, DuckDBType>> = {
  byte: TINYINT,
  integer: INTEGER,
  long: BIGINT,
  float: FLOAT,
  double: DOUBLE,
  boolean: BOOLEAN,
  char: VARCHAR,
};

function typeOf(column: ReadColumn): DuckDBType {
  const type = KIND_TYPES[column.kind];
  return column.list ? LIST(type) : type;
}

async function append(
  connection: DuckDBConnection,
  table: ReadTable,
  types: readonly DuckDBType[],
): Promise<void> {
  const appender = await connection.createAppender('RAW');
  try {
    for await (const batch of table.batches()) appender.appendDataChunk(chunkOf(batch, types));
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function chunkOf(batch: Batch, types: readonly DuckDBType[]): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(types, batch[0]?.length ?? 0);
  chunk.setColumns(batch.map((column) => column.map(toDatabase)));
  return chunk;
}

function toDatabase(cell: Cell): DuckDBValue {
  return isCells(cell) ? listValue(cell.map(toDatabase)) : cell;
}

function isCells(cell: Cell): cell is readonly Cell[] {
  return Array.isArray(cell);
}
