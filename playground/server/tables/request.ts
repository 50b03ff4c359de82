/** Reading a table request: which table, which part of it, in which order. */
import { createHash } from 'node:crypto';

/** A request as it arrived. */
export type TableRequest = Readonly<Record<string, unknown>>;

/** Parts of a request that choose among the rows of a table rather than a table. */
const VIEW_KEYS = new Set([
  'inclCols',
  'sortInfo',
  'filters',
  'sqlFilter',
  'pageSize',
  'startIdx',
  'fixedLength',
  'META_INFO',
  'META_OPTIONS',
  'tbl_id',
  'RequestClass',
]);

/** Which rows and columns, in SQL's words. */
export interface View {
  readonly columns: string;
  readonly where: string;
  readonly order: string;
}

export interface Page {
  readonly start: number;
  readonly size: number;
  readonly highlightedRow: number | undefined;
}

/** Parses the JSON of a request; undefined for what is no object. */
export function parseRequest(json: string): TableRequest | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return asRecord(value);
  } catch {
    return undefined;
  }
}

/** An object as a record; undefined for anything else. */
export function asRecord(value: unknown): TableRequest | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** A parameter as text; numbers and booleans count, everything else is given as JSON. */
export function textOf(request: TableRequest, key: string): string | undefined {
  const value = request[key];
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What tells one table from another: everything in a request that does not choose among its rows. */
export function identityOf(request: TableRequest): string {
  const kept = Object.entries(request).filter(([key]) => !VIEW_KEYS.has(key));
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('md5').update(JSON.stringify(kept)).digest('hex');
}

/** Filter, order and columns of a request; undefined when it wants the table as it is. */
export function viewOf(request: TableRequest): View | undefined {
  const where = whereOf(textOf(request, 'filters'), textOf(request, 'sqlFilter'));
  const order = orderOf(textOf(request, 'sortInfo'));
  const columns = textOf(request, 'inclCols')?.trim() ?? '';
  return where === '' && order === '' && columns === '' ? undefined : { columns, where, order };
}

/** A short name for a view, the same for the same view. */
export function viewName(view: View): string {
  const parts = JSON.stringify([view.columns, view.where, view.order]);
  return `DATA_${createHash('md5').update(parts).digest('hex').toUpperCase()}`;
}

/** Several filters are joined by ` _AND_ `; `sqlFilter` may say with `OR::` how it goes with them. */
function whereOf(filters: string | undefined, sqlFilter: string | undefined): string {
  const parts = filters?.split(' _AND_ ').map((part) => `(${part})`) ?? [];
  const match = /^(?:(AND|OR)::)?([\s\S]*)$/i.exec(sqlFilter ?? '');
  const extra = match?.[2]?.trim() ?? '';
  if (extra === '') return parts.join(' AND ');
  if (parts.length === 0) return extra;
  return `(${parts.join(' AND ')}) ${match?.[1]?.toUpperCase() ?? 'AND'} (${extra})`;
}

/** `ASC,col1,col2`: nulls come first when ascending, last when descending. Without a direction nothing is sorted. */
function orderOf(sortInfo: string | undefined): string {
  const [direction = '', ...columns] = (sortInfo ?? '').split(',').map((part) => part.trim());
  const ascending = direction.toUpperCase() === 'ASC';
  if (columns.length === 0 || (!ascending && direction.toUpperCase() !== 'DESC')) return '';
  const how = ascending ? 'ASC NULLS FIRST' : 'DESC NULLS LAST';
  return columns.map((name) => `${quoteOnce(name)} ${how}`).join(', ');
}

function quoteOnce(name: string): string {
  return /^".*"$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Rows up to this count are "all". */
const ALL_ROWS = 2147483647;

/** The page of a request. A row to highlight moves it to where that row is. */
export function pageOf(request: TableRequest): Page {
  const wanted = wholeNumber(request['pageSize'], ALL_ROWS);
  const size = wanted < 0 ? ALL_ROWS : wanted;
  const start = wholeNumber(request['startIdx'], 0);
  const row = wholeNumber(asRecord(request['META_OPTIONS'])?.['highlightedRow'], -1);
  if (row < 0 || size === 0) return { start, size, highlightedRow: undefined };
  return { start: Math.floor(row / size) * size, size, highlightedRow: row };
}

function wholeNumber(value: unknown, fallback: number): number {
  if (typeof value !== 'number' && typeof value !== 'string') return fallback;
  const number = value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? Math.trunc(number) : fallback;
}

/** The number of the table within its file. */
export function tableIndexOf(request: TableRequest): number {
  return Math.max(0, wholeNumber(request['tbl_index'], 0));
}
