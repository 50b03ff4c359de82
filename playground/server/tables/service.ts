/** The tables of a playground: which are there, for which session, and what is asked of them. */
import { FetchFailure, fetchIntoStore, isAddress } from '../fetch-url.js';
import { type FileStore, type StoredFile, TEMP_DIR } from '../files.js';
import { CACHE_LIMITS, type CacheLimits, type Change, type Opener, TableCache } from './cache.js';
import { notIngested } from './failures.js';
import { type View, viewName, viewOf } from './filters.js';
import { readHistogram } from './histogram.js';
import { ingest, ingestRead } from './ingest.js';
import { failedModel, type Ingestion, tableModel, valuesModel } from './model.js';
import { type Answer, selectedSql } from './pages.js';
import {
  answererOf,
  baseRequest,
  FILE_PROCESSOR,
  HISTOGRAM,
  isBasedOn,
  unknownProcessor,
} from './processors.js';
import { identityOf, ownerDirectory, ownerOf, paramOf, type TableRequest, tableIndexOf } from './request.js';
import { Table } from './table.js';
import { QueryFailure, TableFailure } from './types.js';

/** A reply in pieces. */
type Pieces = readonly string[];

export class TableService {
  private readonly cache: TableCache;

  constructor(
    private readonly files: FileStore,
    private readonly signal: AbortSignal,
    limits: CacheLimits = CACHE_LIMITS,
  ) {
    this.cache = new TableCache(limits);
  }

  /** How many tables are open. */
  get openTables(): number {
    return this.cache.openTables;
  }

  /** A page of a table as JSON: also when a filter, an order or a column is wrong. `TableFailure` without a table. */
  search(request: TableRequest, session: string): Promise<Pieces> {
    return this.answer(request, session, async (table, answer, ingestion) => {
      if (answer instanceof QueryFailure) return failedModel(request, table, answer.message);
      return tableModel(table, answer, await table.read(answer.sql, answer.derived), ingestion);
    });
  }

  /**
   * Gives `work` the answer to a request, or the reason why the table has none, with the table for itself. When
   * `work` finds out that the query is wrong, it is called again with that.
   */
  answer<T>(
    request: TableRequest,
    session: string,
    work: (table: Table, answer: Answer | QueryFailure, ingestion: Ingestion | undefined) => Promise<T>,
  ): Promise<T> {
    const answerer = answererOf(request.id);
    const based = isBasedOn(request.id) ? baseRequest(request) : request;
    return this.withTable(based, session, async (table, ingestion) => {
      try {
        return await work(table, await answerer(table, request, based), ingestion);
      } catch (error) {
        if (!(error instanceof QueryFailure)) throw error;
        return work(table, error, ingestion);
      }
    });
  }

  /** Some columns of some rows of a result as JSON. */
  async selectedValues(
    request: TableRequest,
    session: string,
    columns: readonly string[],
    rows: readonly number[],
  ): Promise<Pieces> {
    answererOf(request.id);
    try {
      return await this.withTable(request, session, async (table) => {
        const view = viewOf(request);
        const set = await table.resultSet(view).catch((error: unknown) => refuseResult(error, view));
        return valuesModel(request, await table.read(selectedSql(set, columns, rows)));
      });
    } catch (error) {
      if (error instanceof QueryFailure) throw new TableFailure(error.message, 'Query failed');
      if (!(error instanceof TableFailure)) throw error;
      throw new TableFailure('MISSING_ENTRY:Table with name DATA does not exist!', 'Query failed');
    }
  }

  /** Changes the columns of a table that is there; the change is kept as long as the table is known. */
  async change(
    request: TableRequest,
    session: string,
    change: Change,
    missing = notIngested(),
  ): Promise<void> {
    answererOf(request.id);
    await this.withKnownTable(request, session, missing, change);
    this.cache.record(keyOf(request, session), change);
  }

  /** Gives `work` a table that was read before in the same session; throws `missing` when there is none. */
  async withKnownTable<T>(
    request: TableRequest,
    session: string,
    missing: Error,
    work: (table: Table) => Promise<T>,
  ): Promise<T> {
    const based = isBasedOn(request.id) ? baseRequest(request) : request;
    const key = keyOf(based, session);
    if (!this.cache.has(key)) throw missing;
    return this.cache.use(key, undefined, work);
  }

  /** Lets go of all tables. */
  close(): Promise<void> {
    return this.cache.close();
  }

  private withTable<T>(
    request: TableRequest,
    session: string,
    work: (table: Table, ingestion: Ingestion | undefined) => Promise<T>,
  ): Promise<T> {
    const key = keyOf(request, session);
    const ingestion = { tblFilePath: databasePath(request, session) };
    return this.cache.use(key, this.openerOf(request, session), (table, first) =>
      work(table, first ? ingestion : undefined),
    );
  }

  private openerOf(request: TableRequest, session: string): Opener {
    if (request.id === HISTOGRAM) return () => this.readHistogram(request, session);
    if (request.id !== FILE_PROCESSOR) throw unknownProcessor(request.id);
    let file: StoredFile | undefined;
    return async () => {
      file ??= await this.sourceOf(paramOf(request, 'source'));
      return Table.create(await ingest(file, tableIndexOf(request), this.files.scratch));
    };
  }

  private async readHistogram(request: TableRequest, session: string): Promise<Table> {
    const base = baseRequest(request);
    const read = await this.withTable(base, session, (table) => readHistogram(table, request, base)).catch(
      (error: unknown) => {
        throw error instanceof QueryFailure ? new TableFailure(error.message) : error;
      },
    );
    return Table.create(await ingestRead(read, this.files.scratch), false);
  }

  /** The file of a source; the texts of the failures are those of a real server. */
  private async sourceOf(source: string | undefined): Promise<StoredFile> {
    const known = this.files.find(source ?? '');
    if (known !== undefined) return known;
    if (source !== undefined && isAddress(source)) return this.fetch(source);
    if (source === undefined || (source.startsWith('/') && !source.split('/').includes('..'))) {
      throw new TableFailure(`Unable to fetch file from path[alt_path]: ${source ?? 'null'}[null]`);
    }
    if (source.startsWith(TEMP_DIR)) throw new TableFailure(`Unsupported format (null), file: ${source}`);
    throw new TableFailure('DataAccessException: Access is not permitted.');
  }

  private async fetch(address: string): Promise<StoredFile> {
    try {
      return await fetchIntoStore(address, this.files, this.signal);
    } catch (error) {
      throw error instanceof FetchFailure ? new TableFailure(error.message) : error;
    }
  }
}

/** A result that cannot be made is missing when its rows are asked for. */
function refuseResult(error: unknown, view: View | undefined): never {
  if (!(error instanceof QueryFailure) || view === undefined) throw error;
  throw new QueryFailure(`MISSING_ENTRY:Table with name ${viewName(view)} does not exist!`);
}

function keyOf(request: TableRequest, session: string): string {
  return `${ownerOf(request, session)} ${identityOf(request)}`;
}

/** Where a real server has the database of a table. */
function databasePath(request: TableRequest, session: string): string {
  return `${TEMP_DIR}/${ownerDirectory(request, session)}/${request.id}_${identityOf(request)}.duckdb`;
}
