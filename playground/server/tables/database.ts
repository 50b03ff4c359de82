/**
 * One ingested table: an in-memory DuckDB of its own, which cannot open files once the rows are in. Statements
 * run one after the other.
 */
import { type DuckDBConnection, DuckDBInstance, type DuckDBMaterializedResult } from '@duckdb/node-api';
import { QueryFailure } from './types.js';

/** Nothing is loaded or fetched on the side, and errors come as JSON. */
const SETTINGS: Readonly<Record<string, string>> = {
  threads: '2',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  errors_as_json: 'true',
};

export class Database {
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  /** An empty database; what does not fit into memory goes to `scratch`. */
  static async create(scratch: string): Promise<Database> {
    const instance = await DuckDBInstance.create(':memory:', { ...SETTINGS, temp_directory: scratch });
    return new Database(instance, await instance.connect());
  }

  /** Locks the doors: no files, no extensions, no way to change that. */
  async seal(): Promise<void> {
    await this.run('SET enable_external_access = false');
    await this.run('SET lock_configuration = true');
  }

  /** Runs one statement; texts that hold several are refused. Faults are `QueryFailure`s. */
  run(sql: string): Promise<DuckDBMaterializedResult> {
    return this.exclusive(async (connection) => {
      const statements = await connection.extractStatements(sql);
      if (statements.count !== 1) throw new QueryFailure('Parser Error: expected one statement');
      return connection.run(sql);
    });
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
    this.connection.interrupt();
    await this.queue;
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** DuckDB's error in the words that clients see: `CODE:first line`, and parser errors as they are. */
function explain(error: Error): Error {
  const at = error.message.indexOf('{"');
  if (at < 0) return error;
  const details = parseDetails(error.message.slice(at));
  if (details === undefined) return error;
  const line = details.message.split('\n')[0] ?? '';
  if (details.type === 'Parser') return new QueryFailure(`Parser Error: ${line}`);
  return new QueryFailure(`${details.subtype ?? details.type}:${line}`);
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
