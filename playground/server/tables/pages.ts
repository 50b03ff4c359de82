/** The pages of a result, and what a reply says beside its rows. */
import { quoteName } from './database.js';
import { orderOf, viewOf, whereOf } from './filters.js';
import { ALL_ROWS, isPaged, paramOf, parseRequest, type TableRequest } from './request.js';
import { NO_ROWS, printSelection, type RowSelection } from './selection.js';
import { DATA, oneNumber, type ResultSet, type Table } from './table.js';
import { QueryFailure } from './types.js';

/** What answers a request: the query for its rows, and what else is told. */
export interface Answer {
  /** The request as it was carried out. */
  readonly request: TableRequest;
  readonly sql: string;
  /** Undefined where the rows themselves are all there are. */
  readonly totalRows?: number;
  readonly resultSet?: string;
  readonly selectInfo?: string;
  readonly highlightedRow?: number;
  readonly title?: string;
  /** What `tableMeta` gets beside the usual. */
  readonly meta?: Readonly<Record<string, string>>;
  /** True for what has neither the columns nor the keywords of the table that it is made from. */
  readonly derived?: boolean;
}

/** The answer to a request for the table, or for a view of it. */
export async function answerPage(table: Table, request: TableRequest): Promise<Answer> {
  const set = await table.resultSet(viewOf(request));
  const { startIdx, highlightedRow } = await placeOf(table, set, request);
  const placed = { ...request, startIdx };
  const sql = `SELECT ${set.selection} FROM ${set.stored}${rangeOf(placed)}`;
  const selection = await carryOver(table, set, request);
  return {
    request: placed,
    sql,
    totalRows: set.totalRows,
    resultSet: set.name,
    selectInfo: printSelection(selection, set.totalRows),
    ...(highlightedRow === undefined ? {} : { highlightedRow }),
  };
}

/** The answer to a query on a result of the table: nothing of it is kept, and no row is numbered. */
export async function answerQuery(
  table: Table,
  relation: string,
  request: TableRequest,
  columns = '*',
): Promise<Answer> {
  const sql = querySql(relation, request, columns);
  if (!isPaged(request)) return { request, sql };
  return { request, sql, totalRows: await countQuery(table, relation, request) };
}

/** The conditions, the order and the page of a request applied to a relation. */
export function querySql(relation: string, request: TableRequest, columns: string): string {
  const order = orderOf(paramOf(request, 'sortInfo'));
  return [
    `SELECT ${paramOf(request, 'inclCols') ?? columns} FROM ${relation}`,
    conditionOf(request),
    order === '' ? '' : `ORDER BY ${order}`,
    isPaged(request) ? `LIMIT ${request.pageSize} OFFSET ${request.startIdx}` : '',
  ].join(' ');
}

function conditionOf({ filters, sqlFilter }: TableRequest): string {
  const where = whereOf(filters, sqlFilter);
  return where === '' ? '' : `WHERE ${where}`;
}

/** A real server counts without a look at the columns: wrong for aggregates, and impossible with groups. */
async function countQuery(table: Table, relation: string, request: TableRequest): Promise<number> {
  const result = await table.database.run(`SELECT count(*) FROM ${relation} ${conditionOf(request)}`);
  const rows = await result.getRows();
  if (rows.length === 1) return Number(rows[0]?.[0]);
  throw new QueryFailure(`Incorrect result size: expected 1, actual ${rows.length}`);
}

/** Rows by number are found faster than by counting from the start. */
function rangeOf(request: TableRequest): string {
  const { startIdx, pageSize } = request;
  if (!isPaged(request)) return '';
  if (startIdx < 0) throw new QueryFailure('Binder:LIMIT/OFFSET cannot be negative');
  return ` WHERE rowid >= ${startIdx} AND rowid < ${Math.min(startIdx + pageSize, ALL_ROWS)}`;
}

interface Place {
  readonly startIdx: number;
  readonly highlightedRow?: number;
}

/** A row to highlight moves the page to where that row is. It may be named by its place in the table. */
async function placeOf(table: Table, set: ResultSet, request: TableRequest): Promise<Place> {
  const { startIdx, pageSize } = request;
  const original = Number(request.options.get('highlightedRowByRowIdx') ?? -1);
  const named = Number(request.options.get('highlightedRow') ?? -1);
  const highlightedRow = original >= 0 ? await rowNumberOf(table, set, original) : named;
  if (!(highlightedRow >= 0)) return { startIdx };
  if (pageSize === 0) throw new QueryFailure('/ by zero');
  return { startIdx: Math.trunc(highlightedRow / pageSize) * pageSize, highlightedRow };
}

/** The number of a row in a result; 0 when it is not in there. */
async function rowNumberOf(table: Table, set: ResultSet, original: number): Promise<number> {
  const sql = `SELECT "ROW_NUM" FROM ${set.relation} WHERE "ROW_IDX" = ${Math.trunc(original)}`;
  return (await oneNumber(table.database, sql)) || 0;
}

/** Selected rows stay selected in another result of the table, under the numbers they have there. */
async function carryOver(table: Table, set: ResultSet, request: TableRequest): Promise<RowSelection> {
  const selection = request.selectInfo ?? NO_ROWS;
  const previous = request.meta.get('resultSetID') || DATA;
  if (previous === set.name || (!selection.all && selection.rows.length === 0)) return selection;
  const from = table.known(previous) ?? (await recreate(table, request));
  const result = await table.database.run(
    `SELECT "ROW_NUM" FROM ${set.relation} WHERE "ROW_IDX" IN (${originalRows(from, selection)}) ORDER BY "ROW_NUM"`,
  );
  const rows = (await result.getRows()).map(([row]) => Number(row));
  return rows.length === set.totalRows ? { all: true, rows: [] } : { all: false, rows };
}

/** The places in the table of the rows that are selected in a result, as a query. */
export function originalRows(set: ResultSet, { all, rows }: RowSelection): string {
  const numbers = rows.length === 0 ? '-1' : rows.join(', ');
  return `SELECT "ROW_IDX" FROM ${set.relation} WHERE "ROW_NUM" ${all ? 'NOT ' : ''}IN (${numbers})`;
}

/** The result that a request came from, by the request that it keeps of it; else the table itself. */
async function recreate(table: Table, request: TableRequest): Promise<ResultSet> {
  const former = request.meta.get('resultSetRequest');
  if (!former) return table.whole;
  try {
    return await table.resultSet(viewOf(parseRequest(former)));
  } catch (error) {
    if (error instanceof QueryFailure) return table.whole;
    throw error;
  }
}

/** Some columns of the rows with these numbers of a result, in the result's order. */
export function selectedSql(set: ResultSet, columns: readonly string[], rows: readonly number[]): string {
  const names = columns.map((name) => (name.includes('"') ? name : quoteName(name)));
  const numbers = rows.length === 0 ? '-1' : rows.join(', ');
  const selection = names.length === 0 ? '*' : names.join(', ');
  return `SELECT ${selection} FROM ${set.relation} WHERE "ROW_NUM" IN (${numbers}) ORDER BY "ROW_NUM"`;
}
