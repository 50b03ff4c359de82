/** Tables of the server as the methods of a client know them: from a source and options to a request. */
import { nanoid } from 'nanoid';
import * as z from 'zod/mini';
import type { SqlFilter } from '../actions/filter.js';
import type { ServerColumn } from '../data/read-columns.js';
import { ArgumentError } from '../errors.js';
import { nearest } from '../schema/spelling.js';
import { check } from '../schema/validate.js';
import type { TableInfo } from '../server/table-model.js';
import { type BaseRequest, isPlain, type TableQuery, WHOLE } from '../server/table-query.js';
import { ServerTables } from '../server/tables.js';
import { followSignals } from '../session/timers.js';
import type { CommandTransport } from '../transport/types.js';
import { optionsOf } from './caller.js';
import type { DataInput, InputOptions, PreparedInput } from './inputs.js';
import { isJob, type Job } from './job.js';
import {
  type ColumnChoice,
  type ColumnNames,
  checkCondition,
  isTableSource,
  names,
  selectedColumns,
  sourceFrom,
  type TableRoot,
  TableSource,
} from './table-source.js';
import { referenceOf } from './tables.js';

/** What can be read: a file or an address as for `showTable`, a query over one, or a job. */
export type ReadInput = DataInput | TableSource | Job;

/** How a command about a table is carried out. */
export interface SourceOptions extends InputOptions {
  /** HDU number of a FITS file, or index of a VOTable's table. @default the first table */
  readonly table?: number | undefined;
  /** Ends it; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface ReadTableOptions extends SourceOptions {
  /** Columns by their names, or expressions under names. @default all */
  readonly columns?: readonly ColumnChoice[] | undefined;
  /** Rows for which this holds, made by `filter`. */
  readonly filter?: SqlFilter | undefined;
  /** Columns to order by: what has no value comes first, or last when descending. */
  readonly sort?: ColumnNames | undefined;
  /** @default 'ASC' */
  readonly direction?: 'ASC' | 'DESC' | undefined;
  /** Rows to leave out at the beginning. @default 0 */
  readonly offset?: number | undefined;
  /** At most so many rows. @default all */
  readonly limit?: number | undefined;
  /** Rows of a batch, when it is iterated over. @default 65536 */
  readonly batchSize?: number | undefined;
}

/** What a source is on the server. */
export interface Found {
  readonly base: BaseRequest;
  readonly query: TableQuery;
}

export const Count = z.int().check(z.minimum(0), z.maximum(2_147_483_646));
const ReadOptions = z.looseObject({
  table: z.optional(z.int().check(z.minimum(0))),
  offset: z.optional(Count),
  limit: z.optional(Count),
  batchSize: z.optional(z.int().check(z.minimum(1))),
  direction: z.optional(z.enum(['ASC', 'DESC'])),
});
const KNOWN = new Set(
  'columns filter sort direction offset limit batchSize table signal fetchBy filename fileOnServer'.split(
    ' ',
  ),
);

/** For answers about tables: a server may have to read the file first. After that a download goes on for as long as it gets on. */
const ANSWER_TIMEOUT = 300_000;

/** What is needed of a client. */
export interface AccessContext {
  readonly transport: CommandTransport;
  readonly ended: AbortSignal;
  readonly prepare: (method: string, input: unknown, options: InputOptions) => PreparedInput;
  readonly refuseWhenClosed: (method: string) => void;
  /** Keeps the process alive until the returned function is called. */
  readonly hold: () => () => void;
}

/** Limits of a command. */
export interface Limits {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
}

export class TableAccess {
  /** Of this client alone; see `ServerTables`. */
  readonly server: ServerTables;
  readonly #context: AccessContext;
  readonly #uploaded = new WeakMap<TableRoot, Promise<BaseRequest>>();

  constructor(context: AccessContext) {
    this.#context = context;
    this.server = new ServerTables(context.transport, nanoid(24));
  }

  /** A source with what options ask besides. */
  asked(method: string, source: ReadInput, options: ReadTableOptions): TableSource {
    this.#context.refuseWhenClosed(method);
    optionsOf(method, options);
    check(method, 'options', ReadOptions, options);
    const unknown = Object.keys(options).find((key) => !KNOWN.has(key));
    if (unknown !== undefined)
      throw new ArgumentError(method, 'options', options, `without '${unknown}'${hint(unknown)}`);
    return this.#sourceOf(method, source, options);
  }

  #sourceOf(method: string, source: ReadInput, options: ReadTableOptions = {}): TableSource {
    const { table, fetchBy, filename, fileOnServer, columns, filter, sort, direction } = options;
    const how = Object.fromEntries(
      Object.entries({ table, fetchBy, filename, fileOnServer }).filter(([, value]) => value !== undefined),
    );
    const given = isTableSource(source) ? source : sourceFrom(method, source, how);
    if (isTableSource(source) && Object.keys(how).length > 0)
      throw new ArgumentError(
        method,
        'options',
        options,
        'without those of the input: they belong to tableSource(…)',
      );
    if (!isJob(given.root.input)) this.#context.prepare(method, given.root.input, inputOptions(given.root));
    let asked = given;
    if (filter !== undefined) {
      checkCondition(method, 'options.filter', filter);
      asked = asked.filter(filter);
    }
    if (columns !== undefined) asked = new TableSource(asked.root, chosenOf(method, asked.query, columns));
    if (sort !== undefined) asked = asked.sort(names(method, 'options.sort', sort), direction);
    return asked;
  }

  /** Where a source is on the server; uploads it where it has to be, once. */
  async find(method: string, { root, query }: TableSource, signal?: AbortSignal): Promise<Found> {
    let base = this.#uploaded.get(root);
    if (base === undefined) {
      base = this.#locate(method, root, signal);
      this.#uploaded.set(root, base);
      base.catch(() => this.#uploaded.delete(root));
    }
    return { base: await base, query };
  }

  async #locate(method: string, root: TableRoot, signal?: AbortSignal): Promise<BaseRequest> {
    const { input, options } = root;
    if (isJob(input)) return input.request({ signal });
    const prepared = this.#context.prepare(method, input, inputOptions(root));
    return this.server.requestOf(referenceOf(await prepared.resolve(signal)) ?? '', options.table);
  }

  /** The columns of a result. Plain ones are known; the server is asked about expressions. */
  async resultColumns(
    method: string,
    { base, query }: Found,
    info: TableInfo,
    limits: Limits,
  ): Promise<readonly ServerColumn[]> {
    const known = new Map(info.columns.map((column) => [column.name, column]));
    const places = [
      ...(query.columns ?? []).filter(({ expression }) => expression === undefined),
      ...(query.groupBy ?? []).map((name) => ({ name })),
    ];
    for (const { name } of places) if (!known.has(name)) throw unknownColumn(method, name, [...known.keys()]);
    if (query.columns === undefined) return info.columns;
    const isComputed = query.columns.some(({ expression }) => expression !== undefined);
    if (isComputed) return named(query, await this.server.columns(base, query, limits));
    return query.columns.flatMap(({ name }) => known.get(name) ?? []);
  }

  /** A table whose rows are its own: groups are made one on the server. */
  async plain(method: string, asked: TableSource, limits: Limits): Promise<Found> {
    const found = await this.find(method, asked, limits.signal);
    if (isPlain(found.query)) return found;
    await this.server.info(found.base, limits);
    const file = await this.server.keep(found.base, found.query, limits);
    return { base: this.server.requestOf(file, undefined), query: WHOLE };
  }

  /** Does something about a table: the process stays alive for it, and the client's end ends it. */
  async working<T>(options: SourceOptions, work: (limits: Limits) => Promise<T>): Promise<T> {
    const release = this.#context.hold();
    try {
      return await work(this.limits(options));
    } finally {
      release();
    }
  }

  limits({ signal }: SourceOptions) {
    return { signal: followSignals(signal, this.#context.ended), timeout: ANSWER_TIMEOUT };
  }
}

const inputOptions = ({ options }: TableRoot): InputOptions => {
  const { table: _, ...how } = options;
  return how;
};

function chosenOf(method: string, query: TableQuery, choices: readonly ColumnChoice[]): TableQuery {
  if (query.groupBy !== undefined)
    throw new ArgumentError(
      method,
      'options.columns',
      choices,
      'left out: groupBy chooses the columns itself',
    );
  const columns = selectedColumns(method, 'options.columns', choices);
  if (columns.length === 0)
    throw new ArgumentError(method, 'options.columns', choices, 'at least one column');
  return { ...query, columns };
}

/** What a server tells of an expression, under the name it was asked for. */
function named(query: TableQuery, columns: readonly ServerColumn[]): ServerColumn[] {
  return (query.columns ?? []).flatMap(({ name }, index) => {
    const column = columns[index];
    return column === undefined ? [] : [{ ...column, name }];
  });
}

export function refuseGroups(method: string, query: TableQuery): void {
  if (!isPlain(query))
    throw new ArgumentError(method, 'source', 'one with groupBy or distinct', 'a table, or some of its rows');
}

function unknownColumn(method: string, name: string, known: readonly string[]): ArgumentError {
  const near = nearest(name, known);
  const list = known
    .slice(0, 8)
    .map((one) => JSON.stringify(one))
    .join(', ');
  const rest = known.length > 8 ? ` … (${known.length} in all)` : '';
  const meant = near === undefined ? '' : `${JSON.stringify(near)}? `;
  return new ArgumentError(method, 'column', name, `one of the table: ${meant}${list}${rest}`);
}

const hint = (key: string): string =>
  key === 'tableIndex' ? ": it is 'table' here" : ', which is not known here';
