/** The tables of a playground: which are there, for which session, and the commands that ask for them. */
import { FetchFailure, fetchIntoStore, isAddress } from '../fetch-url.js';
import { CACHE_DIR, type FileStore, type StoredFile, UPLOAD_DIR } from '../files.js';
import { failedModel, type Ingestion, tableModel, valuesModel } from './model.js';
import { identityOf, pageOf, type TableRequest, tableIndexOf, textOf, viewOf } from './request.js';
import { Table } from './table.js';
import { QueryFailure, TableFailure } from './types.js';

/** Tables kept at a time; the one that was used longest ago goes first. */
const MAX_TABLES = 48;

/** The processor that reads tables from files. */
export const FILE_PROCESSOR = 'IpacTableFromSource';

interface Entry {
  readonly table: Promise<Table>;
  readonly ingestion: Ingestion;
  /** Requests that are reading it now. */
  users: number;
  dropped: boolean;
}

export class TableService {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly files: FileStore,
    private readonly signal: AbortSignal,
  ) {}

  /** A page of a table as JSON: also when a filter, an order or a column is wrong. `TableFailure` without a table. */
  async search(request: TableRequest, session: string): Promise<string> {
    return this.withTable(request, session, async (table, ingestion) => {
      const page = pageOf(request);
      try {
        const rows = await table.page(viewOf(request), page);
        return tableModel(request, table, rows, page, ingestion);
      } catch (error) {
        if (error instanceof QueryFailure) return failedModel(request, table, error.message);
        throw error;
      }
    });
  }

  /** Some columns of some rows of a result as JSON. */
  async selectedValues(
    request: TableRequest,
    session: string,
    columns: readonly string[],
    rows: readonly number[],
  ): Promise<string> {
    return this.withTable(request, session, async (table) => {
      try {
        return valuesModel(request, await table.values(viewOf(request), columns, rows));
      } catch (error) {
        if (error instanceof QueryFailure) throw new TableFailure(error.message, 'Query failed');
        throw error;
      }
    });
  }

  /** Lets go of all tables. */
  async close(): Promise<void> {
    const entries = [...this.entries.values()];
    this.entries.clear();
    await Promise.all(entries.map(closeEntry));
  }

  private async withTable(
    request: TableRequest,
    session: string,
    work: (table: Table, ingestion: Ingestion | undefined) => Promise<string>,
  ): Promise<string> {
    const { entry, fresh } = this.entryOf(request, session);
    entry.users += 1;
    try {
      return await work(await entry.table, fresh ? entry.ingestion : undefined);
    } finally {
      entry.users -= 1;
      if (entry.dropped && entry.users === 0) await closeEntry(entry);
    }
  }

  /** The table of a request, read by the first who asks; tables that could not be read are tried again. */
  private entryOf(request: TableRequest, session: string): { entry: Entry; fresh: boolean } {
    const owner = textOf(request, 'ffSessionId') ?? session;
    const identity = identityOf(request);
    const key = `${owner} ${identity}`;
    const known = this.entries.get(key);
    if (known !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return { entry: known, fresh: false };
    }
    const entry: Entry = {
      table: this.read(request),
      ingestion: { tblFilePath: databasePath(owner, identity) },
      users: 0,
      dropped: false,
    };
    this.entries.set(key, entry);
    entry.table.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    this.dropOldest();
    return { entry, fresh: true };
  }

  private dropOldest(): void {
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= MAX_TABLES) return;
      this.entries.delete(key);
      entry.dropped = true;
      if (entry.users === 0) void closeEntry(entry);
    }
  }

  private async read(request: TableRequest): Promise<Table> {
    const file = await this.sourceOf(textOf(request, 'source'));
    return Table.open(file, tableIndexOf(request), this.files.scratch);
  }

  /** The file of a source; the texts of the failures are those of a real server. */
  private async sourceOf(source: string | undefined): Promise<StoredFile> {
    const known = this.files.find(source ?? '');
    if (known !== undefined) return known;
    if (source !== undefined && isAddress(source)) return this.fetch(source);
    const refused =
      source?.startsWith(UPLOAD_DIR) || source?.startsWith(CACHE_DIR) || source?.split('/').includes('..');
    throw new TableFailure(
      refused
        ? 'DataAccessException: Access is not permitted.'
        : `Unable to fetch file from path[alt_path]: ${source ?? 'null'}[null]`,
    );
  }

  private async fetch(address: string): Promise<StoredFile> {
    try {
      return await fetchIntoStore(address, this.files, this.signal);
    } catch (error) {
      throw error instanceof FetchFailure ? new TableFailure(error.message) : error;
    }
  }
}

async function closeEntry(entry: Entry): Promise<void> {
  const table = await entry.table.catch(() => undefined);
  await table?.close();
}

/** The directory of a session's databases is named by the beginning of its id. */
function databasePath(owner: string, identity: string): string {
  const directory = owner.replace(/[^A-Za-z0-9]/g, '').slice(0, 3) || '000';
  return `\${temp-files}/${directory}/${FILE_PROCESSOR}_${identity}.duckdb`;
}
