/** Tables of a server without a viewer: what they are, and their rows. */
import type { ServerColumn } from '../data/read-columns.js';
import { CommandError } from '../errors.js';
import { parseExact } from '../schema/exact-json.js';
import { textOfStream } from '../transport/download.js';
import type { CallOptions, CommandReply, CommandStream, CommandTransport } from '../transport/types.js';
import { readJson, reasonsOf } from './reply.js';
import { readTableModel, type ServerTable, type TableInfo } from './table-model.js';
import {
  askedBy,
  type BaseRequest,
  emptySubQuery,
  type RowWindow,
  type TableQuery,
  windowOf,
} from './table-query.js';

type Members = Readonly<Record<string, unknown>>;

/** How a table is saved. */
export interface SaveOptions {
  readonly format: string;
  readonly centerColumns?: string | undefined;
}

export class ServerTables {
  constructor(
    private readonly transport: CommandTransport,
    /**
     * Tables are kept by this on the server, so that a client needs no cookies for that. Whoever knows it sees the columns that were
     * added; it goes nowhere but into requests.
     */
    private readonly session: string,
  ) {}

  /** The request of a file or an address, the same every time: a server reads a table anew for any other. */
  requestOf(source: string, tableIndex: number | undefined): BaseRequest {
    return {
      id: 'IpacTableFromSource',
      source,
      ...(tableIndex === undefined ? {} : { tbl_index: tableIndex }),
      ffSessionId: this.session,
    };
  }

  /** What a table is; has the server read it where it has not yet. */
  async info(base: BaseRequest, limits: CallOptions): Promise<TableInfo> {
    return (await this.search({ ...base, startIdx: 0, pageSize: 0 }, limits)).info;
  }

  /** The columns that a query gives. The table has to have been read. */
  async columns(base: BaseRequest, query: TableQuery, limits: CallOptions): Promise<readonly ServerColumn[]> {
    return (await this.search(emptySubQuery(base, query), limits)).info.columns;
  }

  /** Rows as JSON; integers keep their digits. */
  async search(request: Members, limits: CallOptions): Promise<ServerTable> {
    const reply = await this.#send('tableSearch', { request: JSON.stringify(request) }, limits);
    return readTableModel('tableSearch', reply, readExactly);
  }

  /** Columns, or expressions, of rows of a result that are known by their numbers. */
  async selectedValues(
    request: Members,
    columnNames: string,
    rows: readonly number[],
    limits: CallOptions,
  ): Promise<ServerTable> {
    const params = { request: JSON.stringify(request), columnNames, selectedRows: rows.join(',') };
    return readTableModel('selectedValues', await this.#send('selectedValues', params, limits), readExactly);
  }

  /** The rows of a query as a file. The table has to have been read. */
  async save(
    base: BaseRequest,
    query: TableQuery,
    window: RowWindow,
    how: SaveOptions,
    limits: CallOptions,
  ): Promise<CommandStream> {
    const stream = await this.transport.download('tableSave', saveParams(base, query, window, how), limits);
    if (stream.status === 200) return stream;
    const reply: CommandReply = { ...stream, text: await textOfStream(stream) };
    const value = readJson('tableSave', reply);
    throw new CommandError('tableSave', reply.status, reasonsOf(value));
  }

  /** Keeps the rows of a query as a file of the server, which is a table of its own. */
  async keep(base: BaseRequest, query: TableQuery, limits: CallOptions): Promise<string> {
    const window = { offset: 0, limit: undefined };
    const params = { ...saveParams(base, query, window, { format: 'csv' }), save_to_temp: 'true' };
    const reply = await this.#send('tableSave', params, limits);
    const value = readJson('tableSave', reply);
    const file = Reflect.get(Object(value), 'serverFile');
    if (typeof file === 'string') return file;
    throw new CommandError('tableSave', reply.status, reasonsOf(value));
  }

  #send(cmd: string, params: Readonly<Record<string, string>>, limits: CallOptions): Promise<CommandReply> {
    return this.transport.command(cmd, params, limits);
  }
}

const readExactly = (what: string, reply: CommandReply): unknown => readJson(what, reply, parseExact);

function saveParams(base: BaseRequest, query: TableQuery, window: RowWindow, how: SaveOptions) {
  const request = { ...base, ...askedBy(query), ...windowOf(window) };
  return {
    request: JSON.stringify(request),
    file_format: how.format,
    file_name: 'table',
    mode: 'displayed',
    ...(how.centerColumns === undefined ? {} : { center_cols: how.centerColumns }),
  };
}
