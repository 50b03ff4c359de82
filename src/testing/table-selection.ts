/** Filtering a table to rows that are selected. */
import type { JsonObject, ViewerHost } from './engine.js';
import { ALL_ROWS } from './table-reports.js';

/** The numbers of rows of a result in the table as it was read: no filter and no order changes them. */
export async function originalRows(
  host: ViewerHost,
  request: JsonObject,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const values = host.selectedValues
    ? await host.selectedValues(request, 'ROW_IDX', rows, signal)
    : await column(host, request, rows, signal);
  return values.map(Number).filter(Number.isInteger);
}

async function column(
  host: ViewerHost,
  request: JsonObject,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const answer = await host.tableSearch({ ...request, startIdx: 0, pageSize: ALL_ROWS }, signal);
  const index = answer.tableData?.columns.findIndex(({ name }) => name === 'ROW_IDX') ?? -1;
  return rows.map((row) => answer.tableData?.data?.[row]?.[index]);
}

/** The filters with another choice of rows; one that was there before is replaced. */
export function withRows(filters: string, numbers: readonly number[]): string {
  const kept = filters
    .split(' _AND_ ')
    .filter((part) => part !== '' && !/^\s*"?ROW_IDX"?\s+in\b/i.test(part));
  return [...kept, `"ROW_IDX" IN (${numbers.join(',')})`].join(' _AND_ ');
}
