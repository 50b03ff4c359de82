/**
 * Tables as Parquet, the format in which a Firefly server keeps all of a table: nulls apart from NaN and from empty texts, integers of 64 bits,
 * texts of any script, dates, and (in a VOTable without rows that it carries) units, descriptions and UCDs. Values are stored plainly,
 * so that a column of numbers is no more than a copy.
 */
import { joined } from '../schema/bytes.js';
import type { Column, ColumnType, TableData, TableInput } from './columns.js';
import { type Page, pagesOf } from './parquet-pages.js';
import { checkForServer } from './server-limits.js';
import { toTableData } from './table-input.js';
import { bool, encodeThrift, type Fields, i8, i32, i64, list, struct, type Thrift, text } from './thrift.js';
import { votableHead } from './votable-head.js';

/** Readers work on groups of rows at the same time; this is near what DuckDB likes best. */
const GROUP_ROWS = 131_072;

const PHYSICAL = { boolean: 0, int32: 1, int64: 2, float: 4, double: 5, bytes: 6 } as const;

interface Stored {
  readonly physical: number;
  /** The old name of the type, and the new one. */
  readonly converted?: number;
  readonly logical?: Fields;
}

const integer = (bits: number): Fields => ({ 10: struct({ 1: i8(bits), 2: bool(true) }) });

/** Types that a server does not have are widened: it makes texts of small unsigned numbers. */
const SHORT: Stored = { physical: PHYSICAL.int32, converted: 16, logical: integer(16) };
const INT: Stored = { physical: PHYSICAL.int32 };
const LONG: Stored = { physical: PHYSICAL.int64 };
const STORED: Readonly<Record<ColumnType, Stored>> = {
  boolean: { physical: PHYSICAL.boolean },
  int8: SHORT,
  uint8: SHORT,
  int16: SHORT,
  uint16: INT,
  int32: INT,
  uint32: LONG,
  int64: LONG,
  uint64: LONG,
  float32: { physical: PHYSICAL.float },
  float64: { physical: PHYSICAL.double },
  string: { physical: PHYSICAL.bytes, converted: 0, logical: { 1: struct({}) } },
  // Microseconds without a zone: with one, a server makes a text of it.
  date: {
    physical: PHYSICAL.int64,
    logical: { 8: struct({ 1: bool(false), 2: struct({ 2: struct({}) }) }) },
  },
};

/** A table as a Parquet file. */
export function encodeParquet(table: TableInput): Uint8Array {
  return joined(parquetChunks(table));
}

/** The same in chunks of some megabytes, each made when it is asked for. */
export function parquetChunks(table: TableInput): Generator<Uint8Array, void, undefined> {
  return parquetOf(toTableData(table, 'encodeParquet'), 'encodeParquet');
}

const MAGIC = new TextEncoder().encode('PAR1');

/** The file of a table that is known to be right. */
export function* parquetOf(table: TableData, method: string): Generator<Uint8Array, void, undefined> {
  checkForServer(table, { method, argument: 'table' });
  let at = MAGIC.length;
  const groups: Thrift[] = [];
  yield MAGIC;
  for (let first = 0; first < table.rowCount; first += GROUP_ROWS) {
    const rows = Math.min(GROUP_ROWS, table.rowCount - first);
    const chunks: Thrift[] = [];
    const start = at;
    for (const column of table.columns) {
      const from = at;
      for (const page of pagesOf(column, first, rows, { method, argument: 'table' })) {
        const head = pageHeader(page);
        yield head;
        yield* page.parts;
        at += head.length + page.size;
      }
      chunks.push(columnChunk(column, from, at - from, rows));
    }
    groups.push(struct({ 1: list(chunks), 2: i64(at - start), 3: i64(rows) }));
  }
  const footer = encodeThrift({
    1: i32(1),
    2: list([struct({ 4: text('table'), 5: i32(table.columns.length) }), ...table.columns.map(schemaOf)]),
    3: i64(table.rowCount),
    4: list(groups),
    5: list(metadataOf(table).map(([key, value]) => struct({ 1: text(key), 2: text(value) }))),
    6: text('firefly-client'),
  });
  yield footer;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  yield length;
  yield MAGIC;
}

/** The convention by which servers, and others, find what Parquet itself has no place for. */
function metadataOf({ columns }: TableData): [string, string][] {
  return [
    ['IVOA.VOTable-Parquet.version', '1.0'],
    ['IVOA.VOTable-Parquet.encoding', 'utf-8'],
    ['IVOA.VOTable-Parquet.type', 'Parquet-local-XML'],
    ['IVOA.VOTable-Parquet.content', votableHead(columns)],
  ];
}

function schemaOf(column: Column): Thrift {
  const { physical, converted, logical } = STORED[column.type];
  return struct({
    1: i32(physical),
    3: i32(column.nulls === undefined ? 0 : 1),
    4: text(column.name),
    6: converted === undefined ? undefined : i32(converted),
    10: logical && struct(logical),
  });
}

const PLAIN = 0;
const RUN_LENGTHS = 3;

function pageHeader({ rows, size }: Page): Uint8Array {
  return encodeThrift({
    1: i32(0),
    2: i32(size),
    3: i32(size),
    5: struct({ 1: i32(rows), 2: i32(PLAIN), 3: i32(RUN_LENGTHS), 4: i32(RUN_LENGTHS) }),
  });
}

function columnChunk({ name, type }: Column, offset: number, size: number, rows: number): Thrift {
  const about = struct({
    1: i32(STORED[type].physical),
    2: list([i32(PLAIN), i32(RUN_LENGTHS)]),
    3: list([text(name)]),
    4: i32(0),
    5: i64(rows),
    6: i64(size),
    7: i64(size),
    9: i64(offset),
  });
  return struct({ 2: i64(offset), 3: about });
}
