/** What is asked of a table, and how a server wants to hear it. */
import { col, type SqlFilter } from '../actions/filter.js';
import type { SortDirection } from '../actions/table.js';

/** A column by its name, or an expression under a name. */
export interface Selected {
  readonly name: string;
  /** Undefined for a column of the table itself. */
  readonly expression?: SqlFilter | undefined;
}

export interface TableQuery {
  /** Conditions that all have to hold. */
  readonly where: readonly SqlFilter[];
  /** Undefined for all columns of the table. */
  readonly columns?: readonly Selected[] | undefined;
  /** Columns that make a group; its other columns are aggregates. */
  readonly groupBy?: readonly string[] | undefined;
  /** Conditions on groups. */
  readonly having: readonly SqlFilter[];
  readonly distinct: boolean;
  readonly sort?: { readonly columns: readonly string[]; readonly direction: 'ASC' | 'DESC' } | undefined;
}

export const WHOLE: TableQuery = { where: [], having: [], distinct: false };

/** The request of a table without any question. */
export type BaseRequest = Readonly<Record<string, unknown>>;

/** As many rows as there are. */
export const ALL_ROWS = 2_147_483_647;
/** The same where rows are left out at the beginning: with the largest number a server does not look at the beginning (observed). */
const ALL_THE_REST = ALL_ROWS - 1;

/** Rows from `offset` on, at most `limit`. */
export interface RowWindow {
  readonly offset: number;
  readonly limit: number | undefined;
}

export const windowOf = ({ offset, limit }: RowWindow) => ({
  startIdx: offset,
  pageSize: Math.min(limit ?? ALL_ROWS, offset === 0 ? ALL_ROWS : ALL_THE_REST),
});

/** Whether rows of the result are rows of the table. */
export const isPlain = ({ groupBy, distinct }: TableQuery): boolean => groupBy === undefined && !distinct;

/** The members of a request that ask this; of a result that has no rows of the table in it only a save knows them. */
export function askedBy(query: TableQuery): Record<string, unknown> {
  return isPlain(query) ? plainly(query) : { inclCols: chosen(query), sqlFilter: wholeTail(query) };
}

function plainly({ where, columns, sort }: TableQuery): Record<string, unknown> {
  return {
    ...(where.length === 0 ? {} : { filters: allOf(where) }),
    ...(columns === undefined ? {} : { inclCols: listOf(columns) }),
    ...(sort === undefined ? {} : { sortInfo: `${sort.direction},${sort.columns.map(quoted).join(',')}` }),
  };
}

const chosen = ({ distinct, columns = [] }: TableQuery): string =>
  `${distinct ? 'DISTINCT ' : ''}${listOf(columns)}`;

/**
 * Condition, groups and order in one text: the order by itself would be by rows as well. `AND::` stands before it, since a server
 * takes it apart at the first `::` (observed).
 */
function wholeTail(query: TableQuery, condition = allOf(query.where)): string {
  const { groupBy, having, sort } = query;
  const parts = [condition === '' ? '1=1' : condition];
  if (groupBy !== undefined && groupBy.length > 0) parts.push(`GROUP BY ${groupBy.map(quoted).join(', ')}`);
  if (having.length > 0) parts.push(`HAVING ${allOf(having)}`);
  if (sort !== undefined)
    parts.push(`ORDER BY ${sort.columns.map((name) => orderOf(name, sort.direction)).join(', ')}`);
  return `AND::${parts.join(' ')}`;
}

/** As a server sorts: what has no value comes first, or last when descending. */
const orderOf = (name: string, direction: SortDirection): string =>
  direction === 'DESC' ? `${quoted(name)} DESC NULLS LAST` : `${quoted(name)} ASC NULLS FIRST`;

/**
 * The request around a base request that tells the columns of a result, without a row of it. Around it, since a server takes the
 * columns of a request itself apart at every comma (observed).
 */
export function emptySubQuery(base: BaseRequest, query: TableQuery): Record<string, unknown> {
  return {
    id: 'SubQueryProcessor',
    searchRequest: JSON.stringify({ ...base, ...windowOf({ offset: 0, limit: undefined }) }),
    ...('ffSessionId' in base ? { ffSessionId: base['ffSessionId'] } : {}),
    inclCols: chosen(query),
    sqlFilter: wholeTail({ ...query, having: [], sort: undefined }, '1=0'),
    pageSize: ALL_ROWS,
  };
}

export const allOf = (conditions: readonly SqlFilter[]): string =>
  conditions.length < 2 ? (conditions[0]?.sql ?? '') : conditions.map(({ sql }) => `(${sql})`).join(' AND ');

export const listOf = (columns: readonly Selected[]): string =>
  columns
    .map(({ name, expression }) =>
      expression === undefined ? quoted(name) : `${expression.sql} as ${quoted(name)}`,
    )
    .join(',');

export const quoted = (name: string): string => col(name).sql;
