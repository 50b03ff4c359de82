/** Tables: show, fetch, filter, sort. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import { isFilter, type SqlFilter } from './filter.js';
import { ACTION, type Action, compact, unlessEmpty } from './types.js';

const count = z.int().check(z.minimum(0));
const Meta = z.record(z.string(), z.unknown());

/** A number, or a text that is one: servers take both. */
const numeric = z.union([
  z.number().check(z.minimum(0)),
  z.string().check(z.regex(/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i, { error: 'a number' })),
]);

/** A search around a position in a catalogue that the server knows; further members are passed on. */
const TargetSearchInfo = z.looseObject({
  /** Project of the catalogue, e.g. `WISE`. */
  catalogProject: z.optional(z.string()),
  /** The catalogue, e.g. `allwise_p3as_psd`. */
  catalog: z.optional(z.string()),
  /** `catalog_overlay` (the default) or `data`. */
  use: z.optional(z.string()),
  /** `ra;dec;EQ_J2000` */
  position: z.optional(z.string()),
  /** Area of the search. */
  SearchMethod: z.optional(z.enum(['Cone', 'Eliptical', 'Elliptical', 'Box', 'Polygon', 'Table', 'AllSky'])),
  /** Arcseconds: radius of a cone, semi-major axis of an ellipse. */
  radius: z.optional(numeric),
  /** Position angle of an ellipse, in degrees. */
  posang: z.optional(z.union([z.number(), z.string()])),
  /** Axial ratio of an ellipse. */
  ratio: z.optional(numeric),
  /** Arcseconds: side of a box. */
  size: z.optional(numeric),
  /** Corners of a polygon: `ra1 dec1, ra2 dec2, …` in degrees. */
  polygon: z.optional(z.string()),
  /** A table of positions that the server has. */
  filename: z.optional(z.string()),
});

/** Conditions: SQL, or what `filter` makes. */
const Filters = z.union([z.string(), z.custom<SqlFilter>((value) => isFilter(value))]);

export const ShowTableOptions = z.strictObject({
  /** Id of the table; made up when not given. */
  tblId: z.optional(nonEmpty('a table id')),
  /** Title on the tab. @default the file's name, or the id */
  title: z.optional(z.string()),
  /** Rows of one page. @default 100 */
  pageSize: z.optional(count),
  /** Whether the rows are drawn on images by their coordinate columns. @default true */
  isCatalog: z.optional(z.boolean()),
  /** More `META_INFO` of the request, e.g. `CENTER_COLUMN`. */
  meta: z.optional(Meta),
  /** A search around a target, in place of an input. */
  targetSearchInfo: z.optional(TargetSearchInfo),
  /** Table options of the viewer. */
  options: z.optional(Meta),
  /** HDU number of a FITS file, or index of a VOTable's table. @default the first table */
  tableIndex: z.optional(count),
  /** Columns to show, comma-joined names or SQL expressions. */
  columnSpec: z.optional(z.string()),
  /** SQL conditions, best made by `filter`: the server runs them as SQL, so foreign text has to be quoted. */
  filters: z.optional(Filters),
  /** False fetches the table without showing it. @default true */
  visible: z.optional(z.boolean()),
});
export type ShowTableOptions = z.input<typeof ShowTableOptions>;

/** What a builder needs that the caller may have left to us. */
export interface TableContext {
  readonly tblId: string;
  /** `${…}` path on the server, or an address the server fetches. */
  readonly source?: string | undefined;
  /** Title taken from the input's name. */
  readonly defaultTitle?: string | undefined;
  /** Added to `META_INFO` (tracking). */
  readonly extraMeta?: Readonly<Record<string, string>> | undefined;
}

export function showTable(context: TableContext, options: ShowTableOptions = {}): Action {
  const input = check('showTable', 'options', ShowTableOptions, options);
  const request = {
    startIdx: 0,
    pageSize: input.pageSize ?? 100,
    tbl_id: context.tblId,
    ...(context.source === undefined ? searchRequest(input) : sourceRequest(context.source, input)),
    META_INFO: metaInfo(context, input.title ?? defaultTitle(context, input), input.meta),
    options: unlessEmpty(input.options),
    inclCols: unlessEmpty(input.columnSpec),
    filters: unlessEmpty(input.filters && String(input.filters)),
  };
  const type = input.visible === false ? ACTION.FetchTable : ACTION.ShowTable;
  return { type, payload: { request: compact(request) } };
}

function sourceRequest(source: string, input: ShowTableOptions): Record<string, unknown> {
  const { targetSearchInfo } = input;
  if (targetSearchInfo !== undefined) {
    throw new ArgumentError(
      'showTable',
      'options.targetSearchInfo',
      targetSearchInfo,
      'left out, because there is an input',
    );
  }
  const tblType = input.isCatalog === false ? 'table' : 'catalog';
  return { source, tblType, id: 'IpacTableFromSource', tbl_index: input.tableIndex };
}

function searchRequest({ targetSearchInfo, tableIndex }: ShowTableOptions): Record<string, unknown> {
  if (tableIndex !== undefined && targetSearchInfo !== undefined) {
    throw new ArgumentError(
      'showTable',
      'options.tableIndex',
      tableIndex,
      'left out: a search gives one table',
    );
  }
  if (targetSearchInfo === undefined || Object.keys(targetSearchInfo).length === 0) {
    throw new ArgumentError(
      'showTable',
      'input',
      undefined,
      'given (a path, URL, server file or bytes), or options.targetSearchInfo',
    );
  }
  const { position, ...search } = targetSearchInfo;
  return compact({ id: 'GatorQuery', UserTargetWorldPt: position, use: 'catalog_overlay', ...search });
}

function defaultTitle(context: TableContext, { targetSearchInfo }: ShowTableOptions): string {
  if (context.source !== undefined) return context.defaultTitle ?? context.tblId;
  return targetSearchInfo?.catalog ?? context.tblId;
}

function metaInfo(
  context: TableContext,
  title: string,
  meta: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    title: title === '' ? context.tblId : title,
    tbl_id: context.tblId,
    ...meta,
    ...context.extraMeta,
  };
}

export const FetchTableOptions = z.strictObject({
  tblId: z.optional(nonEmpty('a table id')),
  title: z.optional(z.string()),
  /** Rows to fetch. @default 1 */
  pageSize: z.optional(count),
  tableIndex: z.optional(count),
  meta: z.optional(Meta),
});
export type FetchTableOptions = z.input<typeof FetchTableOptions>;

export function fetchTable(context: TableContext, options: FetchTableOptions = {}): Action {
  const input = check('fetchTable', 'options', FetchTableOptions, options);
  const request = compact({
    startIdx: 0,
    pageSize: input.pageSize ?? 1,
    source: check('fetchTable', 'input', nonEmpty('a file or address'), context.source),
    id: 'IpacTableFromSource',
    tbl_id: context.tblId,
    tbl_index: input.tableIndex,
    META_INFO: metaInfo(context, input.title ?? context.tblId, input.meta),
  });
  return { type: ACTION.FetchTable, payload: { request, hlRowIdx: 0 } };
}

const TblId = nonEmpty('a table id');
const FiltersOnly = z.custom<string | SqlFilter>((value) => typeof value === 'string' || isFilter(value), {
  error: (issue) => (issue.input === undefined ? 'given (a string)' : 'a string, or made by filter`…`'),
});

/** `filters` is run by the server as SQL (see `filter`); an empty string takes all filters off. */
export function applyTableFilters(tblId: string, filters: string | SqlFilter): Action {
  const request = {
    tbl_id: check('applyTableFilters', 'tblId', TblId, tblId),
    filters: String(check('applyTableFilters', 'filters', FiltersOnly, filters)),
  };
  return { type: ACTION.TableFilter, payload: { request } };
}

/** `ASC`, `DESC`, or an empty string for the order of the file. */
export type SortDirection = 'ASC' | 'DESC' | '';

export function sortTableColumn(tblId: string, columnName: string, direction: SortDirection = ''): Action {
  const column = check('sortTableColumn', 'columnName', nonEmpty('a column name'), columnName);
  const way = check('sortTableColumn', 'direction', z.enum(['ASC', 'DESC', '']), direction);
  const request = { tbl_id: check('sortTableColumn', 'tblId', TblId, tblId), sortInfo: `${way},${column}` };
  return { type: ACTION.TableSort, payload: { request } };
}

export function removeTable(tblId: string): Action {
  return { type: ACTION.RemoveTable, payload: { tbl_id: check('removeTable', 'tblId', TblId, tblId) } };
}

/** The last part of an address before its query, where it has an extension: `https://h/a/b.tbl?x` gives `b.tbl`. */
export function titleFromUrl(url: string): string | undefined {
  const last = url.split('?', 1)[0]?.split('/').at(-1) ?? '';
  return /[^.].*\./.test(last) ? last : undefined;
}
