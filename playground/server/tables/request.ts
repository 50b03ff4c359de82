/** Reading a table request as a real server does: which table, and which part of it. */
import { createHash } from 'node:crypto';
import { parseSelection, type RowSelection } from './selection.js';
import { RequestFailure } from './types.js';

/** A request in its parts. Values are text, as everything is that a real server keeps of a request. */
export interface TableRequest {
  /** Who makes the table; undefined where none was named. */
  readonly id: string | undefined;
  /** What else was asked for, the columns and the order among it. */
  readonly params: ReadonlyMap<string, string | null>;
  /** `META_INFO`: what goes along with the table. */
  readonly meta: ReadonlyMap<string, string | null>;
  /** `META_OPTIONS`: good for this request only. */
  readonly options: ReadonlyMap<string, string>;
  readonly filters: readonly string[];
  readonly sqlFilter: string | undefined;
  readonly startIdx: number;
  readonly pageSize: number;
  readonly selectInfo: RowSelection | undefined;
}

/** What joins several filters. */
export const FILTER_SEPARATOR = ' _AND_ ';

/** Parameters that choose among the rows of a table, or go along with it, rather than name it. */
const VIEW_PARAMS = new Set([
  'RequestClass',
  'inclCols',
  'sortInfo',
  'fixedLength',
  'META_OPTIONS',
  'tbl_id',
  'ffSessionId',
]);

/** A page size from which on a page is everything. */
export const ALL_ROWS = 2147483647;

/** What a real server makes of a number that it cannot read. */
const UNREADABLE = -2147483648;

/** Reads the JSON of a request. What is no object is a request for nothing. */
export function parseRequest(json: string): TableRequest {
  const parts = asRecord(parseJson(json)) ?? {};
  const params = new Map<string, string | null>();
  for (const [name, value] of Object.entries(parts)) {
    if (!TAKEN_APART.has(name)) params.set(name, textOf(value));
  }
  const { selectInfo, ...meta } = metaOf(parts['META_INFO']);
  const told = new Map<string, string | null>(
    Object.entries(meta).map(([name, value]) => [name, textOf(value)]),
  );
  if (!told.has('tbl_id')) told.set('tbl_id', params.get('tbl_id') ?? null);
  return {
    id: parts['id'] === undefined ? undefined : textOf(parts['id']),
    params,
    meta: told,
    options: new Map(
      Object.entries(asRecord(parts['META_OPTIONS']) ?? {}).map(([name, value]) => [name, textOf(value)]),
    ),
    filters: splitFilters(parts['filters']),
    sqlFilter: filledText(parts['sqlFilter']),
    startIdx: integerOf(parts['startIdx'], 0),
    pageSize: integerOf(parts['pageSize'], -1),
    selectInfo: selectInfo === undefined ? undefined : parseSelection(textOf(selectInfo)),
  };
}

const TAKEN_APART = new Set([
  'id',
  'META_INFO',
  'META_OPTIONS',
  'filters',
  'sqlFilter',
  'startIdx',
  'pageSize',
]);

/** A parameter that says something. */
export function paramOf(request: TableRequest, name: string): string | undefined {
  return request.params.get(name) || undefined;
}

/** Whose databases the request is about: the session it names, else the one of its cookies. */
export function ownerOf(request: TableRequest, session: string): string {
  return paramOf(request, 'ffSessionId') ?? session;
}

/** The directory of a session's files is named by the beginning of its id. */
export function ownerDirectory(request: TableRequest, session: string): string {
  const letters = ownerOf(request, session).replace(/[^A-Za-z0-9]/g, '');
  return letters.slice(0, 3) || '000';
}

/** What tells one table from another: every parameter that does not choose among its rows. */
export function identityOf(request: TableRequest): string {
  const kept = [...request.params].filter(([name]) => !VIEW_PARAMS.has(name));
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('md5')
    .update(JSON.stringify([request.id, kept, paramOf(request, 'ffSessionId')]))
    .digest('hex');
}

/** The number of the table within its file. */
export function tableIndexOf(request: TableRequest): number {
  return Math.max(0, integerOf(paramOf(request, 'tbl_index'), 0));
}

/** Is it a page of a table, or all of it? Then the start does not count. */
export function isPaged({ pageSize }: TableRequest): boolean {
  return pageSize >= 0 && pageSize !== ALL_ROWS;
}

/** The request as it is told back, with what the server adds to its META_INFO. */
export function echo(request: TableRequest, added: Readonly<Record<string, unknown>> = {}) {
  const { params, id, startIdx, pageSize, sqlFilter, filters } = request;
  return {
    RequestClass: 'ServerRequest',
    ...Object.fromEntries(params),
    id,
    startIdx,
    pageSize,
    ...(sqlFilter === undefined ? {} : { sqlFilter }),
    ...(filters.length === 0 ? {} : { filters: filters.join(FILTER_SEPARATOR) }),
    META_INFO: { ...Object.fromEntries(request.meta), ...added },
  };
}

/** The texts are those of a real server. */
function metaOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (value === null) {
    const call = 'java.util.Map.forEach(java.util.function.BiConsumer)';
    throw new RequestFailure(`Cannot invoke "${call}" because "meta" is null`);
  }
  const meta = asRecord(value);
  if (meta !== undefined) return meta;
  throw new RequestFailure('class java.lang.String cannot be cast to class java.util.Map');
}

/** An object as a record; undefined for anything else. */
function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function filledText(value: unknown): string | undefined {
  const text = value === undefined || value === null ? '' : textOf(value);
  return text.trim() === '' ? undefined : text;
}

function splitFilters(value: unknown): readonly string[] {
  return filledText(value)?.split(FILTER_SEPARATOR).filter(Boolean) ?? [];
}

/** Whole numbers of 32 bits, also as text. */
function integerOf(value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  const text = String(value);
  const number = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : UNREADABLE;
  return Math.abs(number) > ALL_ROWS ? UNREADABLE : number;
}
