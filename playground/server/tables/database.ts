/**
 * One ingested table: an in-memory DuckDB of its own, which cannot open files once the rows are in. Statements
 * run one after the other.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBMaterializedResult,
  type DuckDBType,
} from '@duckdb/node-api';
import { QueryFailure } from './types.js';

/** Memory that one database may use before it puts rows aside on disk. */
export const MEMORY_BYTES = Math.max(512 * 1024 * 1024, Math.floor(totalmem() * 0.4));

/**
 * Nothing is loaded or fetched on the side, and errors come as JSON. Looking up late what a page shows of a row
 * pays for few rows of many, but takes seconds to plan when a table has thousands of columns.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  threads: '2',
  memory_limit: `${Math.floor(MEMORY_BYTES / 1024 / 1024)}MiB`,
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  errors_as_json: 'true',
  disabled_optimizers: 'late_materialization',
};

const INTERRUPT_MS = 20;

/** Functions that a real server adds to SQL. */
const FUNCTIONS = [
  'CREATE MACRO lg(val) AS log10(val)',
  'CREATE MACRO nvl2(expr1, expr2, expr3) AS CASE WHEN expr1 IS NOT NULL THEN expr2 ELSE expr3 END',
];

export class Database {
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    /** The only file that the database may write. Nobody can guess its name. */
    private readonly exportPath: string,
  ) {}

  /** An empty database; what does not fit into memory goes to `scratch`. */
  static async create(scratch: string): Promise<Database> {
    mkdirSync(scratch, { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', { ...SETTINGS, temp_directory: scratch });
    return new Database(instance, await instance.connect(), join(scratch, `export-${randomUUID()}`));
  }

  /** Locks the doors: no files but the one for exports, no extensions, no way to change that. */
  async seal(): Promise<void> {
    for (const statement of FUNCTIONS) await this.run(statement);
    await this.run(`SET allowed_paths = [${quoteText(this.exportPath)}]`);
    await this.run('SET enable_external_access = false');
    await this.run('SET lock_configuration = true');
  }

  /** Runs one statement; texts that hold several are refused. Faults are `QueryFailure`s. */
  run(sql: string): Promise<DuckDBMaterializedResult> {
    return this.exclusive(async (connection) => {
      await checkSingle(connection, sql);
      return connection.run(sql);
    });
  }

  /** The rows of a query as they are made; nothing else runs on the database meanwhile. */
  stream<T>(sql: string, work: (rows: RowStream) => Promise<T>): Promise<T> {
    return this.exclusive(async (connection) => {
      await checkSingle(connection, sql);
      const result = await connection.stream(sql);
      return work({
        names: result.columnNames(),
        types: result.columnTypes(),
        chunks: async function* () {
          for (;;) {
            const chunk = await result.fetchChunk();
            if (chunk === null || chunk.rowCount === 0) return;
            yield chunk;
          }
        },
      });
    });
  }

  /** Writes the rows of a query to a file by DuckDB's own writer. `how` are the options of COPY. */
  async copyTo(path: string, sql: string, how: string): Promise<void> {
    await this.exclusive(async (connection) => {
      const copy = `COPY (${sql}) TO ${quoteText(this.exportPath)} (${how})`;
      await checkSingle(connection, copy);
      await connection.run(copy);
      await rename(this.exportPath, path);
    });
  }

  /** Bytes in memory. */
  async size(): Promise<number> {
    const result = await this.run('SELECT sum(memory_usage_bytes)::DOUBLE FROM duckdb_memory()');
    return Number((await result.getRows())[0]?.[0] ?? 0);
  }

  /** Gives the connection to `work` alone. */
  exclusive<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const turn = this.queue.then(async () => {
      if (this.closed) throw new QueryFailure('the playground is closing');
      try {
        return await work(this.connection);
      } catch (error) {
        throw error instanceof Error ? explain(error) : error;
      }
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  /** Interrupts what runs and lets go of the memory. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    // Again and again: a query forgets the interruption that comes while it is being prepared.
    const interrupt = () => this.connection.interrupt();
    const timer = setInterval(interrupt, INTERRUPT_MS);
    interrupt();
    await this.queue;
    clearInterval(timer);
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** A result while it is being read. */
export interface RowStream {
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
  chunks(): AsyncIterable<DuckDBDataChunk>;
}

async function checkSingle(connection: DuckDBConnection, sql: string): Promise<void> {
  const { count } = await connection.extractStatements(sql);
  if (count !== 1) throw new QueryFailure('Parser Error: syntax error at or near ";"');
}

/** DuckDB's error in the words that clients see: `CODE:first line`, and parser errors as they are. */
function explain(error: Error): Error {
  const at = error.message.indexOf('{"');
  if (at < 0) return error;
  const json = error.message.slice(at);
  const details = parseDetails(json);
  if (details === undefined) return error;
  const line = details.message.split('\n')[0] ?? '';
  if (details.type === 'Parser') return new QueryFailure(`Parser Error: ${line}`, json);
  return new QueryFailure(`${details.subtype ?? details.type}:${line}`, json);
}

interface Details {
  readonly type: string;
  readonly subtype: string | undefined;
  readonly message: string;
}

function parseDetails(json: string): Details | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { exception_type, exception_message, error_subtype }: Record<string, unknown> = { ...value };
  return {
    type: String(exception_type),
    subtype: typeof error_subtype === 'string' ? error_subtype : undefined,
    message: String(exception_message),
  };
}

/** A name as SQL: quoted, with inner quotes doubled. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
