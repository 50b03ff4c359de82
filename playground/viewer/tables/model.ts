import type { TableColumn, TableModel } from 'firefly-client/testing';

/** What the table pane needs of a table search's answer, in plain terms. */
export interface Page {
  readonly tblId: string;
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly unknown[])[];
  readonly totalRows: number;
  readonly startIdx: number;
  readonly pageSize: number;
  readonly filters: string;
  readonly sort: { readonly direction: 'ASC' | 'DESC' | ''; readonly column: string };
  /** Names the result that the page is of: the same as long as neither filter nor order changes. */
  readonly resultSet: string;
}

export function readPage(table: TableModel): Page {
  const { request } = table;
  const meta = asObject(request['META_INFO']);
  const title = table.title ?? text(meta['title']) ?? table.tbl_id;
  const pageSize = Math.max(1, number(request['pageSize'], 100));
  return {
    tblId: table.tbl_id,
    title: title || table.tbl_id,
    columns: table.tableData?.columns ?? [],
    rows: table.tableData?.data ?? [],
    totalRows: table.totalRows,
    startIdx: Math.max(0, number(request['startIdx'], 0)),
    pageSize,
    filters: text(request['filters']) ?? '',
    sort: readSort(text(request['sortInfo']) ?? ''),
    resultSet: text(asObject(table.tableMeta)['resultSetID']) ?? '',
  };
}

/** Whether a column is shown; the row numbers that a search adds are not. */
export function isVisible(column: TableColumn): boolean {
  return (
    column.visibility !== 'hidden' && column.visibility !== 'hide' && !/^ROW_(IDX|NUM)$/.test(column.name)
  );
}

export function isNumeric(column: TableColumn): boolean {
  return /^(d|double|f|float|real|i|int|integer|l|long|s|short|byte)$/i.test(column.type);
}

/** `ASC,ra` or `DESC,"a b"`. */
export function readSort(sortInfo: string): Page['sort'] {
  const match = /^(ASC|DESC)\s*,\s*(.+)$/is.exec(sortInfo.trim());
  if (!match) return { direction: '', column: '' };
  const direction = (match[1] ?? '').toUpperCase() === 'DESC' ? 'DESC' : 'ASC';
  const column = match[2] ?? '';
  return { direction, column: /^".*"$/s.test(column) ? column.slice(1, -1).replaceAll('""', '"') : column };
}

/** `(1 - 100 of 2,412)`. */
export function rangeText(page: Page): string {
  if (page.totalRows === 0) return '(0 rows)';
  const last = Math.min(page.totalRows, page.startIdx + page.pageSize);
  const [first, end, all] = [page.startIdx + 1, last, page.totalRows].map((n) => n.toLocaleString('en-US'));
  return `(${first} - ${end} of ${all})`;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown, otherwise: number): number {
  const read = typeof value === 'string' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : otherwise;
}
