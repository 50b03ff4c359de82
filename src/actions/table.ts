/** Tables: show, fetch, filter, sort. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import { ACTION, type Action, compact } from './types.js';

const count = z.int().check(z.minimum(0));
const Meta = z.record(z.string(), z.unknown());

/** A search around a position in a catalogue that the server knows. */
const TargetSearchInfo = z.looseObject({
  catalogProject: z.optional(z.string()),
  catalog: z.optional(z.string()),
  /** `catalog_overlay` (the default) or `data`. */
  use: z.optional(z.string()),
  /** `ra;dec;EQ_J2000` */
  position: z.optional(z.string()),
});

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
  /** SQL conditions; column names in double quotes. Run by the server as SQL: never pass on foreign text. */
  filters: z.optional(z.string()),
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
    tbl_index: input.tableIndex,
    META_INFO: metaInfo(context, input.title ?? defaultTitle(context, input), input.meta),
    options: input.options,
    inclCols: input.columnSpec,
    filters: input.filters,
  };
  const type = input.visible === false ? ACTION.FetchTable : ACTION.ShowTable;
  return { type, payload: { request: compact(request) } };
}

function sourceRequest(source: string, input: ShowTableOptions): Record<string, unknown> {
  return { source, tblType: input.isCatalog === false ? 'table' : 'catalog', id: 'IpacTableFromSource' };
}

function searchRequest({ targetSearchInfo }: ShowTableOptions): Record<string, unknown> {
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

/** `filters` is run by the server as SQL; an empty string takes all filters off. */
export function applyTableFilters(tblId: string, filters: string): Action {
  const request = {
    tbl_id: check('applyTableFilters', 'tblId', TblId, tblId),
    filters: check('applyTableFilters', 'filters', z.string(), filters),
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

const FILE_NAME = /([^/]+\.[^./]+)$/;

/** The file name in an address' path, where it has one with an extension: `https://h/a/b.tbl?x` gives `b.tbl`. */
export function titleFromUrl(url: string): string | undefined {
  return FILE_NAME.exec(new URL(url).pathname)?.[1];
}
