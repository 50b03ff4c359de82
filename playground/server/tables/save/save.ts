/** Saving tables: what a request asks for, in one of the formats. */
import { quoteName, quoteText } from '../database.js';
import { causes, notIngested, statementCauses, wrapped } from '../failures.js';
import { addedMeta, applyColumnMeta, attributesOf, type Ingestion } from '../model.js';
import { type Answer, querySql } from '../pages.js';
import { unknownProcessor } from '../processors.js';
import { ALL_ROWS, paramOf, type TableRequest } from '../request.js';
import type { TableService } from '../service.js';
import type { Table } from '../table.js';
import { QueryFailure, RequestFailure, TableFailure } from '../types.js';
import { SaveFailure } from './failure.js';
import type { Writer } from './formats.js';
import { writeIpac } from './ipac-writer.js';
import { writeRegions } from './region-writer.js';
import { emptyTable, queriedTable, type SavedTable } from './rows.js';
import { type Sink, TextSink, writeFileBy } from './sink.js';
import { writeVoTable } from './votable-writer.js';

/** What is to be saved. */
export interface SaveJob {
  readonly request: TableRequest;
  readonly session: string;
  readonly writer: Writer;
  /** All rows and columns of the file, whatever the request chooses. */
  readonly original: boolean;
  /** The columns with coordinates, for regions. */
  readonly centerCols: string | undefined;
}

/** Saves a table to a file; `SaveFailure` says why not. */
export async function saveTable(tables: TableService, job: SaveJob, path: string): Promise<void> {
  try {
    const asked = job.original ? await originalRequest(tables, job) : job.request;
    const how = COPY_OPTIONS[job.writer];
    if (how !== undefined) await copyTable(tables, { ...job, request: asked }, how, path);
    else await writeFileBy(path, (sink) => writeTable(tables, { ...job, request: asked }, sink));
  } catch (error) {
    throw saveFailure(error);
  }
}

/** A table as the text of a VOTable. */
export async function saveAsText(
  tables: TableService,
  request: TableRequest,
  session: string,
): Promise<string> {
  const sink = new TextSink();
  await writeTable(
    tables,
    { request, session, writer: 'tabledata', original: false, centerCols: undefined },
    sink,
  );
  return sink.text;
}

function saveFailure(error: unknown): unknown {
  if (error instanceof RequestFailure) {
    return new SaveFailure(causes(`java.lang.IllegalArgumentException: ${error.message}`));
  }
  if (!(error instanceof TableFailure)) return error;
  const detail = error.detail.replace(/^DataAccessException: /, '');
  return new SaveFailure(wrapped(`${ACCESS}${error.summary}`, error.summary, detail));
}

const ACCESS = 'edu.caltech.ipac.firefly.server.query.DataAccessException: ';

/** The request for all rows and all columns that were not added. The table has to be there. */
async function originalRequest(tables: TableService, { request, session }: SaveJob): Promise<TableRequest> {
  const missing = new SaveFailure({
    ...wrapped(`${ACCESS}Query failed`, 'Query failed'),
    cause3: 'java.sql.SQLDataException: MISSING_ENTRY:Table with name DATA does not exist!',
  });
  if (request.id === undefined) throw unknownProcessor(request.id);
  const names = await tables.withKnownTable(request, session, missing, async ({ columns }) =>
    columns.visible
      .filter(({ DERIVED_FROM }) => DERIVED_FROM === undefined)
      .map(({ name }) => quoteName(name)),
  );
  const params = new Map(request.params).set('inclCols', names.join(','));
  params.delete('sortInfo');
  return {
    ...request,
    params,
    filters: [],
    sqlFilter: undefined,
    startIdx: 0,
    pageSize: ALL_ROWS,
    selectInfo: undefined,
  };
}

/** What DuckDB writes itself. */
const COPY_OPTIONS: Partial<Record<Writer, string>> = {
  csv: "HEADER, DELIMITER ','",
  tsv: "HEADER, DELIMITER '\t'",
  parquet: 'FORMAT PARQUET',
};

/** Straight from the table, which has to be there: neither its views nor pages of other processors count. */
async function copyTable(tables: TableService, job: SaveJob, how: string, path: string): Promise<void> {
  const { request, session, writer } = job;
  const missing = missingFor(writer, request);
  await tables.withKnownTable(request, session, missing, async (table) => {
    const sql = querySql('DATA', request, allColumns(table));
    try {
      const options = writer === 'parquet' ? `${how}, ${await parquetMetadata(table, request)}` : how;
      await table.database.copyTo(path, sql, options);
    } catch (error) {
      throw error instanceof QueryFailure ? copyFailure(writer, sql, error, how) : error;
    }
  });
}

function allColumns(table: Table): string {
  return table.allColumns.map(({ name }) => quoteName(name)).join(', ');
}

function missingFor(writer: Writer, request: TableRequest): SaveFailure {
  if (writer === 'parquet')
    return paramOf(request, 'inclCols') === undefined ? needsColumns() : parquetFailure(NO_DATA);
  const { detail, summary } = notIngested();
  const raw = `java.sql.SQLException: ${detail}`;
  const inner = `org.springframework.jdbc.UncategorizedSQLException: ${summary}`;
  return new SaveFailure(causes(`${ACCESS}${inner}`, inner, `java.sql.SQLException: ${raw}`, raw));
}

const NO_DATA = 'MISSING_ENTRY:Table with name DATA does not exist!';

function copyFailure(writer: Writer, sql: string, error: QueryFailure, how: string): SaveFailure {
  if (writer === 'parquet') return parquetFailure(error.message);
  return new SaveFailure(statementCauses(`COPY (${sql}) TO '' (${how})`, error.raw));
}

function parquetFailure(message: string): SaveFailure {
  return new SaveFailure({
    ...wrapped(`${ACCESS}${ACCESS}Query failed`, `${ACCESS}Query failed`, 'Query failed'),
    cause4: `java.sql.SQLDataException: ${message}`,
  });
}

/** A real server saves Parquet only when the request names the columns; it trips over their absence. */
function needsColumns(): SaveFailure {
  const reason = 'java.lang.NullPointerException: Cannot read the array length because "inclCols" is null';
  return new SaveFailure(causes(`${ACCESS}${ACCESS}${reason}`, `${ACCESS}${reason}`, reason));
}

/** The columns are described by a VOTable without rows, as a convention has it. */
async function parquetMetadata(table: Table, request: TableRequest): Promise<string> {
  const columns = paramOf(request, 'inclCols');
  if (columns === undefined) throw needsColumns();
  const about = { keywords: table.about.keywords, attributes: {}, derived: false };
  const described = await queriedTable(table, `SELECT ${columns} FROM DATA LIMIT 0`, about);
  const sink = new TextSink();
  await writeVoTable(described, 'tabledata', sink);
  const entries = {
    'IVOA.VOTable-Parquet.type': 'Parquet-local-XML',
    'IVOA.VOTable-Parquet.encoding': 'utf-8',
    'IVOA.VOTable-Parquet.content': sink.text,
    'IVOA.VOTable-Parquet.version': '1.0',
  };
  const printed = Object.entries(entries).map(([key, value]) => `${quoteText(key)}: ${quoteText(value)}`);
  return `KV_METADATA {${printed.join(', ')}}`;
}

/** What we write: a page of a result. A query that is wrong gives a table without rows, and no word about it. */
async function writeTable(tables: TableService, job: SaveJob, sink: Sink): Promise<void> {
  await tables.answer(job.request, job.session, async (table, answer, ingestion) => {
    const saved =
      answer instanceof QueryFailure
        ? emptyTable(
            applyColumnMeta(table.allColumns, job.request.meta),
            about(table, { request: job.request, sql: '' }),
          )
        : await answeredTable(table, answer, ingestion);
    await writeAs(job, saved, sink);
  });
}

async function answeredTable(
  table: Table,
  answer: Answer,
  ingestion: Ingestion | undefined,
): Promise<SavedTable> {
  const derived = answer.derived === true;
  const saved = await queriedTable(table, answer.sql, { ...about(table, answer, ingestion), derived });
  const models = applyColumnMeta(
    saved.columns.map(({ model }) => model),
    answer.request.meta,
  );
  return {
    ...saved,
    columns: saved.columns.map((column, i) => ({ ...column, model: models[i] ?? column.model })),
  };
}

function about(table: Table, answer: Answer, ingestion?: Ingestion) {
  const attributes = attributesOf(table, answer, addedMeta(answer, ingestion));
  return { keywords: answer.derived ? [] : table.about.keywords, attributes };
}

function writeAs({ writer, centerCols }: SaveJob, table: SavedTable, sink: Sink): Promise<void> {
  switch (writer) {
    case 'region':
      return writeRegions(table, centerCols, sink);
    case 'tabledata':
    case 'binary':
    case 'binary2':
    case 'fits':
      return writeVoTable(table, writer, sink);
    default:
      return writeIpac(table, sink);
  }
}
