/** From a file to a database: finds out what the file is and reads it, once. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  listValue,
  TINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import type { StoredFile } from '../files.js';
import {
  type DuckFormat,
  duckColumns,
  duckSelection,
  duckSource,
  parquetHead,
  refuseTimes,
  sniffText,
} from '../readers/duck.js';
import { readFitsTable } from '../readers/fits-table.js';
import { detectFormat, type Format } from '../readers/format.js';
import { readIpac } from '../readers/ipac.js';
import { readVotable } from '../readers/votable.js';
import { Database, quoteName } from './database.js';
import {
  type Batch,
  type Cell,
  type CellKind,
  type ColumnInfo,
  noTableInFile,
  type ReadColumn,
  type ReadTable,
  type TableAbout,
  TableFailure,
} from './types.js';

/** A table that is in its database, under the name `RAW`. */
export interface Ingested {
  readonly database: Database;
  /** The columns of `RAW` that belong to the table, with what their file says of them. */
  readonly columns: readonly IngestedColumn[];
  readonly about: TableAbout;
  /** Why none of the table's rows can be asked for, although it is there. */
  readonly unreadable: string | undefined;
}

/** A column of `RAW`. To ask DuckDB for the types once more takes a while when there are thousands. */
interface IngestedColumn {
  readonly name: string;
  readonly type: DuckDBType | undefined;
  readonly info: ColumnInfo;
}

/** Columns that a saved result brings along and every result gets anew. */
const ROW_COLUMNS = new Set(['ROW_IDX', 'ROW_NUM']);

/** Reads a file into a new database that is closed to the outside; `TableFailure` when it is no table. */
export async function ingest(file: StoredFile, tableIndex: number, scratch: string): Promise<Ingested> {
  const database = await Database.create(scratch);
  try {
    const loaded = await load(database, file, tableIndex, scratch);
    await database.seal();
    return { database, ...loaded };
  } catch (error) {
    await database.close();
    if (error instanceof TableFailure) throw error;
    // Where a file really is concerns nobody.
    const message = error instanceof Error ? error.message : String(error);
    throw new TableFailure(message.replaceAll(file.path, file.key));
  }
}

/** Puts a table that was made here into a database that is closed to the outside. */
export async function ingestRead(table: ReadTable, scratch: string): Promise<Ingested> {
  const database = await Database.create(scratch);
  try {
    const loaded = await loadRead(database, table);
    await database.seal();
    return { database, ...loaded };
  } catch (error) {
    await database.close();
    throw error;
  }
}

type Loaded = Omit<Ingested, 'database'>;

/** A real server calls a FITS table by its file, and of all formats takes only this one for no catalogue. */
function named(table: ReadTable, title: string): ReadTable {
  return { ...table, about: () => ({ title, ...table.about(), catalog: false }) };
}

async function load(database: Database, file: StoredFile, index: number, scratch: string): Promise<Loaded> {
  const format = await detectFormat(file, (path) => sniffText(database, path));
  switch (format) {
    case 'FITS':
      return loadRead(database, named(await readFitsTable(file.path, index), file.key));
    case 'IPACTABLE':
      return loadRead(database, await readIpac(file.path));
    case 'VO_TABLE':
      return loadRead(database, await readVotable(file.path, index, scratch));
    case 'CSV':
    case 'TSV':
      // The name alone makes a real server's DuckDB unpack the file once more.
      if (/\.gz$/i.test(file.name)) throw new TableFailure('Input is not a GZIP stream');
      return loadByDuck(database, file, format);
    case 'PARQUET':
      return loadByDuck(database, file, format);
    case 'JSON':
      throw noTableInFile();
    default:
      throw new TableFailure(`Unsupported format (${typeName(format)}), file: ${file.key}`);
  }
}

/** How a real server calls what it has no reader for. */
function typeName(format: Format): string {
  if (format === 'UNKNOWN') return 'null';
  return format === 'REGION' ? 'reg' : format.toLowerCase();
}

async function loadByDuck(database: Database, file: StoredFile, format: DuckFormat): Promise<Loaded> {
  const source = await duckSource(format, file.path);
  // Of the types of a text nothing is known before it has been read, and there are no arrays in it.
  const found = format === 'PARQUET' ? await duckColumns(database, source) : undefined;
  await database.run(`CREATE TABLE RAW AS SELECT ${duckSelection(found ?? [])} FROM ${source}`);
  const stored = await duckColumns(database, 'RAW');
  const loaded = found ?? stored;
  await refuseTimes(database, 'RAW', loaded);
  const head =
    format === 'PARQUET'
      ? await parquetHead(database, file.path)
      : { about: { keywords: [] }, infos: new Map<string, ColumnInfo>() };
  const types = new Map(stored.map(({ name, type }) => [name, type]));
  const columns = loaded
    .filter(({ name }) => !ROW_COLUMNS.has(name.toUpperCase()))
    .map(({ name, info }) => ({ name, type: types.get(name), info: { ...head.infos.get(name), ...info } }));
  return { columns, about: head.about, unreadable: unreadable(columns.map(({ name }) => name)) };
}

/** A real server strips quotes from names and then does not find the columns. */
function unreadable(names: readonly string[]): string | undefined {
  const quoted = names.find((name) => name.includes('"'));
  if (quoted === undefined) return undefined;
  return `COLUMN_NOT_FOUND:Referenced column "${quoted.replaceAll('"', '')}" not found in FROM clause!`;
}

async function loadRead(database: Database, table: ReadTable): Promise<Loaded> {
  const { columns } = table;
  if (columns.some(({ name }) => name === '')) {
    throw new TableFailure('Parser Error: zero-length delimited identifier at or near """"');
  }
  const types = columns.map(typeOf);
  const declared = columns.map(({ name }, i) => `${quoteName(name)} ${types[i]}`);
  // A table without columns is still a table.
  await database.run(`CREATE TABLE RAW (${declared.join(', ') || 'ROW_IDX INTEGER'})`);
  if (columns.length > 0) await database.exclusive((connection) => append(connection, table, types));
  return {
    columns: columns.map(({ name, info }, i) => ({ name, type: types[i], info })),
    about: table.about(),
    unreadable: undefined,
  };
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
