/** What a viewer says about tables, in the shapes of a real one. */
import { isRecord } from '../schema/json.js';
import type { JsonObject, TableModel } from './engine.js';

export const ALL_ROWS = 2_147_483_647;

/** Values of one row by column, as reports about a table carry them. */
export function rowValues(model: TableModel | undefined, row: number): JsonObject {
  const values = model?.tableData?.data?.[row - firstRow(model.request)];
  const columns = model?.tableData?.columns;
  if (values === undefined || columns === undefined) return {};
  return Object.fromEntries(columns.map(({ name }, index) => [name, values[index]]));
}

/** Whether a row of the result is on the page at hand. */
export function holdsRow(model: TableModel, row: number): boolean {
  const offset = row - firstRow(model.request);
  return offset >= 0 && offset < (model.tableData?.data?.length ?? 0);
}

const WHOLE: ReadonlySet<string> = new Set(['int', 'integer', 'long']);

/**
 * Whether a real page gets its reports of these rows away: it holds whole numbers beyond 2^53 as BigInt, which cannot be
 * printed as JSON, so that nothing is heard of a table with one of them on its page (observed).
 */
export function canBeReported(
  { tableData }: TableModel,
  rows: readonly (readonly unknown[])[] = tableData?.data ?? [],
): boolean {
  const whole = (tableData?.columns ?? []).flatMap(({ type }, index) => (WHOLE.has(type) ? [index] : []));
  return !rows.some((row) => whole.some((index) => isBeyondNumbers(row[index])));
}

const isBeyondNumbers = (value: unknown): boolean =>
  typeof value === 'bigint' ||
  (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value));

export const firstRow = (request: JsonObject): number => Math.max(0, numberOf(request['startIdx'], 0));

export function pageSize(request: JsonObject): number {
  const size = numberOf(request['pageSize'], ALL_ROWS);
  return size > 0 ? size : ALL_ROWS;
}

/** Which rows are selected does not survive the way into a report, but for all of them. */
export const selectInfo = (rowCount: number, selectAll = false): JsonObject => ({
  selectAll,
  rowCount,
  exceptions: {},
});

/** The title of a table, from its request. */
export function titleOf(request: JsonObject, tblId: string): string {
  const meta = request['META_INFO'];
  const title = isRecord(meta) ? meta['title'] : undefined;
  return typeof title === 'string' && title !== '' ? title : tblId;
}

/** `table.update` of a table that is there. Its `type` overwrites that of the report (T19). */
export function updateOf(model: TableModel, highlightedRow: number): JsonObject {
  const { request, tbl_id, tableData, totalRows, title } = model;
  return {
    request,
    ...(model['keywords'] === undefined ? {} : { keywords: model['keywords'] }),
    tbl_id,
    tableMeta: completed(model),
    tableData,
    totalRows,
    type: 'table',
    title,
    selectInfo: selectInfo(totalRows),
    highlightedRow: Math.max(0, highlightedRow),
  };
}

/** `table.loaded` of a table that is there: the page stands two levels down. */
export function loadedOf(model: TableModel, invokedBy: string, highlightedRow: number): JsonObject {
  const status =
    model.totalRows > 0 ? { code: 200, message: '' } : { code: 204, message: 'No data match these criteria' };
  const inner = { ...updateOf(model, highlightedRow), isFetching: false, status };
  const outer = {
    ...progress(model),
    tableModel: inner,
    highlightedRow: model.totalRows > 0 ? highlightedRow : -1,
  };
  return { ...outer, tableModel: outer, highlightedRow: Math.max(0, highlightedRow), invokedBy };
}

function progress(model: TableModel): JsonObject {
  const { request, tbl_id, totalRows, title } = model;
  const [startIdx, size] = [firstRow(request), pageSize(request)];
  return {
    request,
    tableMeta: completed(model),
    startIdx,
    pageSize: size,
    totalRows,
    title,
    selectInfo: selectInfo(totalRows),
    backgroundable: false,
    endIdx: Math.min(startIdx + size, totalRows),
    tbl_id,
    totalPages: Math.ceil(totalRows / size),
    hlRowIdx: 0,
    currentPage: Math.floor(startIdx / size) + 1,
  };
}

const completed = (model: TableModel): JsonObject => ({ ...model.tableMeta, 'Loading-Status': 'COMPLETED' });

/** `table.update` of a table that failed, with what was there before and its rows gone. The reason does not survive. */
export function failedUpdateOf(tblId: string, before?: TableModel): JsonObject {
  const { columns } = before?.tableData ?? {};
  const emptied = before && updateOf({ ...before, totalRows: 0, tableData: { columns: columns ?? [] } }, 0);
  return { ...emptied, tbl_id: tblId, tableMeta: { 'Loading-Status': 'COMPLETED' }, error: {} };
}

/** `table.loaded` of a table that failed; no request, no key, no reason. */
export function failedLoadedOf(tblId: string, invokedBy: string): JsonObject {
  const { tableMeta, error } = failedUpdateOf(tblId);
  return {
    tableMeta,
    startIdx: 0,
    tableModel: failedUpdateOf(tblId),
    pageSize: ALL_ROWS,
    totalRows: 0,
    title: 'untitled',
    error,
    invokedBy,
    backgroundable: false,
    endIdx: 0,
    tbl_id: tblId,
    totalPages: 0,
    hlRowIdx: 0,
    currentPage: 1,
    highlightedRow: -1,
  };
}

function numberOf(value: unknown, otherwise: number): number {
  const number = value === undefined || value === null || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : otherwise;
}
