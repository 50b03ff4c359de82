/** The methods of a client that save tables, change them, and have the server work in the background. */
import * as z from 'zod/mini';
import type { SqlFilter } from '../actions/filter.js';
import { ArgumentError, CommandError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import { check, nonEmpty } from '../schema/validate.js';
import { ServerJobs } from '../server/jobs.js';
import { readJson, readSuccess } from '../server/reply.js';
import { askedBy, WHOLE } from '../server/table-query.js';
import { optionsOf } from './caller.js';
import type { DataInput } from './inputs.js';
import { isJob, Job } from './job.js';
import { ReadCalls } from './read-calls.js';
import { type ReadInput, type ReadTableOptions, refuseGroups, type SourceOptions } from './table-access.js';
import { checkCondition, type TableSource } from './table-source.js';

/** Formats that servers really write; for any other name they write an IPAC table. */
export const SAVE_FORMATS = [
  'csv',
  'tsv',
  'ipac',
  'votable-tabledata',
  'votable-binary-inline',
  'votable-binary2-inline',
  'votable-fits-inline',
  'parquet',
  'reg',
] as const;

export type SaveFormat = (typeof SAVE_FORMATS)[number];

/** Where a table is saved: a path (not in pages), or a stream, which is closed at the end. */
export type SaveTarget = string | URL | WritableStream<Uint8Array>;

export interface SaveTableOptions extends ReadTableOptions {
  /** For `reg`: the columns with the coordinates, such as `['ra', 'dec']`. */
  readonly centerColumns?: readonly [string, string] | undefined;
}

export interface Saved {
  readonly format: SaveFormat;
  readonly bytes: number;
}

/** Types of columns that can be added. */
export const ADDED_TYPES = ['double', 'float', 'long', 'int', 'char', 'boolean'] as const;

export interface AddColumnOptions extends SourceOptions {
  /** What it holds: an expression of other columns, as sql`…` makes it. */
  readonly expression: SqlFilter;
  /** @default 'double' */
  readonly type?: (typeof ADDED_TYPES)[number] | undefined;
  readonly units?: string | undefined;
  readonly description?: string | undefined;
  readonly ucd?: string | undefined;
}

/** A place in the sky, in degrees. */
export interface ResolvedName {
  readonly ra: number;
  readonly dec: number;
  /** The system, such as `EQ_J2000`. */
  readonly system: string;
}

/** Who is asked about a name. */
export const RESOLVERS = ['nedthensimbad', 'simbadthenned', 'ned', 'simbad'] as const;

const ResolveOptions = z.strictObject({
  resolver: z.optional(z.enum(RESOLVERS)),
  signal: z.optional(z.instanceof(AbortSignal)),
});

const SaveOptions = z.looseObject({
  centerColumns: z.optional(z.tuple([nonEmpty('a column'), nonEmpty('a column')])),
});

export class SaveCalls extends ReadCalls {
  readonly #jobs = new ServerJobs(this.session.commands.transport);

  /**
   * Saves a table, or a query over one, in a format of the server's. A file is there whole or not at all. Resolves with its size.
   * @throws ArgumentError at once; OutputError where it cannot be written
   */
  async saveTable(
    source: ReadInput,
    format: SaveFormat,
    to: SaveTarget,
    options: SaveTableOptions = {},
  ): Promise<Saved> {
    const method = 'saveTable';
    check(method, 'format', z.enum(SAVE_FORMATS), format);
    const { centerColumns, ...rest } = check(method, 'options', SaveOptions, options);
    const asked = this.access.asked(method, source, rest);
    if ((format === 'reg') !== (centerColumns !== undefined))
      throw new ArgumentError(
        method,
        'options.centerColumns',
        centerColumns,
        format === 'reg'
          ? "given for 'reg': two columns with coordinates"
          : "left out: only 'reg' has centres",
      );
    checkTarget(method, to);
    const { offset = 0, limit } = options;
    return this.access.working(options, async (limits) => {
      const table = await this.access.plain(method, asked, limits);
      const { base, query } = table;
      // A wrong query gives an empty IPAC table or VOTable without a word, so it is tried before.
      const check = await this.access.server.search(
        { ...base, ...askedBy(query), startIdx: 0, pageSize: 0 },
        limits,
      );
      const columns = query.columns ?? check.info.columns.map(({ name }) => ({ name }));
      const how = {
        format,
        ...(centerColumns === undefined ? {} : { centerColumns: centerColumns.join(',') }),
      };
      const { server } = this.access;
      async function* pieces() {
        yield* (await server.save(base, { ...query, columns }, { offset, limit }, how, limits)).body;
      }
      // Nothing is asked for before there is a place for it.
      const bytes = await this.#write(to, pieces());
      return { format, bytes };
    });
  }

  /**
   * Adds a column to a table on the server, for this client: it is there when the table is read, filtered or saved from now on.
   */
  async addColumn(source: ReadInput, name: string, options: AddColumnOptions): Promise<void> {
    const method = 'addColumn';
    const { expression, type = 'double', units, description, ucd, ...rest } = optionsOf(method, options);
    check(method, 'name', nonEmpty('the name of a column'), name);
    if (/["\0,]/.test(name)) throw new ArgumentError(method, 'name', name, 'free of quotes and commas');
    checkCondition(method, 'options.expression', expression);
    check(method, 'options.type', z.enum(ADDED_TYPES), type);
    for (const [key, text] of Object.entries({ units, description, ucd }))
      check(method, `options.${key}`, z.optional(z.string()), text);
    const asked = this.access.asked(method, source, rest);
    if (asked.query !== WHOLE)
      throw new ArgumentError(
        method,
        'source',
        'one with a query',
        'a whole table: columns are added to that',
      );
    await this.access.working(rest, async (limits) => {
      const { base } = await this.access.find(method, asked, limits.signal);
      const { columns } = await this.access.server.info(base, limits);
      if (columns.some((column) => column.name.toLowerCase() === name.toLowerCase()))
        throw new ArgumentError(method, 'name', name, 'one that the table does not have yet');
      const about = { units, desc: description, ucd };
      const given = Object.entries(about).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const params = {
        request: JSON.stringify(base),
        cname: name,
        dtype: type,
        expression: expression.sql,
        ...Object.fromEntries(given),
      };
      const reply = await this.session.commands.transport.command('addOrUpdateColumn', params, limits);
      readSuccess('addOrUpdateColumn', reply);
    });
  }

  /**
   * Has the server make a table in the background; resolves with the job. The job is a source like any table, once it is done: whoever
   * reads it waits for that. A query over a table belongs to the job's reading, not to the job.
   */
  async submit(source: DataInput | TableSource, options: SourceOptions = {}): Promise<Job> {
    const method = 'submit';
    const asked = this.access.asked(method, source, options);
    if (isJob(asked.root.input))
      throw new ArgumentError(method, 'source', asked.root.input, 'no job already');
    refuseGroups(method, asked.query);
    return this.access.working(options, async (limits) => {
      const { base, query } = await this.access.find(method, asked, limits.signal);
      const request = { ...base, ...askedBy(query), startIdx: 0, pageSize: 1 };
      const state = await this.#jobs.submit(request, limits);
      return new Job(state, { jobs: this.#jobs, ended: this.ended, hold: () => this.session.hold() });
    });
  }

  /** The place of an object, which the server asks NED or SIMBAD about; undefined where they do not know the name. */
  async resolveName(
    name: string,
    options: {
      readonly resolver?: (typeof RESOLVERS)[number] | undefined;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<ResolvedName | undefined> {
    const method = 'resolveName';
    this.refuseWhenClosed(method);
    check(method, 'name', nonEmpty('the name of an object'), name);
    const { resolver = 'nedthensimbad', signal } = check(method, 'options', ResolveOptions, options);
    return this.access.working({ signal }, async (limits) => {
      const params = { objName: name, resolver };
      const reply = await this.session.commands.transport.command('CmdResolveName', params, limits);
      const value = readJson('CmdResolveName', reply);
      const record: unknown = Array.isArray(value) ? value[0] : value;
      if (isRecord(record) && record['error'] === 'Could not resolve') return undefined;
      return placeOf(readSuccess('CmdResolveName', reply), reply.status);
    });
  }

  async #write(to: SaveTarget, body: AsyncIterable<Uint8Array>): Promise<number> {
    if (to instanceof WritableStream) return writeToStream(to, body);
    return this.target.runtime.writeFile(String(to), body);
  }
}

function checkTarget(method: string, to: unknown): void {
  if (to instanceof WritableStream || to instanceof URL || (typeof to === 'string' && to !== '')) return;
  throw new ArgumentError(method, 'to', to, 'a path, a file: URL or a WritableStream of bytes');
}

async function writeToStream(
  to: WritableStream<Uint8Array>,
  body: AsyncIterable<Uint8Array>,
): Promise<number> {
  const writer = to.getWriter();
  let bytes = 0;
  try {
    for await (const piece of body) {
      await writer.write(piece);
      bytes += piece.length;
    }
    await writer.close();
    return bytes;
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}

/** `ra;dec;system`, as the server says it. */
function placeOf({ data }: Readonly<Record<string, unknown>>, status: number): ResolvedName {
  const [ra, dec, system = 'EQ_J2000'] = String(data).split(';');
  const place = { ra: Number(ra), dec: Number(dec), system };
  if (ra !== undefined && ra !== '' && Number.isFinite(place.ra) && Number.isFinite(place.dec)) return place;
  throw new CommandError('CmdResolveName', status, [
    `the answer is no place in the sky: ${String(data).slice(0, 80)}`,
  ]);
}
