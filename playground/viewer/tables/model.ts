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
  readonly selected: ReadonlySet<number>;
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
    selected: readSelection(text(table['selectInfo']) ?? text(meta['selectInfo']) ?? '', table.totalRows),
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
  const match = /^(ASC|DESC)\s*,\s*(.+)$/i.exec(sortInfo.trim());
  if (!match) return { direction: '', column: '' };
  const direction = (match[1] ?? '').toUpperCase() === 'DESC' ? 'DESC' : 'ASC';
  return { direction, column: (match[2] ?? '').replace(/^"(.*)"$/, '$1') };
}

/** `false-3,5-2412`: all or not, the rows that differ from that, the number of rows. */
export function readSelection(selectInfo: string, totalRows: number): ReadonlySet<number> {
  const match = /^(true|false)-([\d,]*)-(\d+)$/.exec(selectInfo.trim());
  if (!match) return new Set();
  const listed = new Set((match[2] ?? '').split(',').filter(Boolean).map(Number));
  if (match[1] === 'false') return listed;
  return new Set(Array.from({ length: totalRows }, (_, row) => row).filter((row) => !listed.has(row)));
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
