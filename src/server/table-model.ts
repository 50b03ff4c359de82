/** What a server answers about a table, and what it says when it has none. */
import { readTypeOf, type ServerColumn } from '../data/read-columns.js';
import { CommandError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import type { CommandReply } from '../transport/types.js';
import { readJson, reasonsOf } from './reply.js';

/** What is known of a table without its rows. */
export interface TableInfo {
  /** Rows of the whole table, whatever is asked of it. */
  readonly rowCount: number;
  readonly columns: readonly ServerColumn[];
  readonly title: string | undefined;
  /** Keywords of an IPAC table, in order; comments have no key. */
  readonly keywords: readonly { readonly key: string | undefined; readonly value: string }[];
  /** What else the server says of it, such as `CatalogOverlayType`. */
  readonly meta: Readonly<Record<string, string>>;
}

/** A table's model: what a server answers that has one. */
export interface ServerTable {
  readonly info: TableInfo;
  /** Rows of this answer, with all columns that the server sent. */
  readonly rows: readonly (readonly unknown[])[];
  /** Places of the columns of `info` in a row. */
  readonly places: readonly number[];
}

/** Columns that a server appends for itself. */
const OWN: ReadonlySet<string> = new Set(['ROW_IDX', 'ROW_NUM']);

/**
 * The table of an answer. A failure has six shapes, and its status does not tell: `[{success: "false"}]`, a table with an `error`,
 * data that say they failed, an `error` with status 500, nothing at all, and a bare `{success: false}`.
 */
export function readTableModel(command: string, reply: CommandReply, json = readJson): ServerTable {
  const value = json(command, reply);
  const record: unknown = Array.isArray(value) ? value[0] : value;
  const failed = () => new CommandError(command, reply.status, reasonsOf(record));
  if (!isRecord(record) || !isRecord(record['tableData']) || record['error'] !== undefined) throw failed();
  const { columns, data } = record['tableData'];
  if (!Array.isArray(columns)) throw failed();
  const shown = columns.flatMap((column: unknown, place) => {
    if (!isRecord(column) || (OWN.has(String(column['name'])) && column['visibility'] === 'hidden'))
      return [];
    return [{ place, column: columnOf(column) }];
  });
  return {
    info: {
      rowCount: Number(record['totalRows'] ?? 0),
      columns: shown.map(({ column }) => column),
      title: textOf(record['title']),
      keywords: keywordsOf(record['keywords']),
      meta: metaOf(record['tableMeta']),
    },
    rows: Array.isArray(data) ? data.filter((row): row is unknown[] => Array.isArray(row)) : [],
    places: shown.map(({ place }) => place),
  };
}

function columnOf(column: Readonly<Record<string, unknown>>): ServerColumn {
  const serverType = textOf(column['type']) ?? 'char';
  const [units, description, ucd] = ['units', 'desc', 'UCD'].map((key) => textOf(column[key]));
  return {
    name: String(column['name']),
    type: readTypeOf(serverType, column['arraySize'] !== undefined),
    serverType,
    ...(units === undefined ? {} : { units }),
    ...(description === undefined ? {} : { description }),
    ...(ucd === undefined ? {} : { ucd }),
  };
}

function keywordsOf(value: unknown): TableInfo['keywords'] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((keyword) => ({
    key: textOf(keyword['key']),
    value: String(keyword['value'] ?? ''),
  }));
}

/** Names that are secrets, or of the server's own housekeeping. */
const HOUSEKEEPING = /^(?:resultSet|tblFilePath|Loading-Status|tbl_id)/;

function metaOf(value: unknown): TableInfo['meta'] {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value).filter(([key]) => !HOUSEKEEPING.test(key));
  return Object.fromEntries(entries.map(([key, text]) => [key, String(text)]));
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
