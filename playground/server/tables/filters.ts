/** From the words of a request to those of SQL: conditions, order, columns. */
import { createHash } from 'node:crypto';
import { quoteName } from './database.js';
import { paramOf, type TableRequest } from './request.js';

/** Which rows and columns, in SQL's words; empty texts where nothing was asked for. */
export interface View {
  readonly columns: string;
  readonly where: string;
  readonly order: string;
}

/** Filter, order and columns of a request; undefined when it wants the table as it is. */
export function viewOf(request: TableRequest): View | undefined {
  const view = {
    columns: columnsOf(paramOf(request, 'inclCols')),
    where: whereOf(request.filters, request.sqlFilter),
    order: orderOf(paramOf(request, 'sortInfo')),
  };
  return view.columns + view.where + view.order === '' ? undefined : view;
}

/** A short name for a view, the same for the same view. */
export function viewName(view: View): string {
  const parts = JSON.stringify([view.columns, view.where, view.order]);
  return `DATA_${createHash('md5').update(parts).digest('hex').toUpperCase()}`;
}

/** `sqlFilter` may say with `OR::` how it goes with the filters. */
export function whereOf(filters: readonly string[], sqlFilter: string | undefined): string {
  const conditions = filters.map((filter) => `(${rewriteFilter(filter)})`).join(' and ');
  const [first = '', ...rest] = (sqlFilter ?? '').split('::');
  const [operator, extra] = rest.length === 0 ? ['AND', first] : [first, rest.join('::')];
  if (extra.trim() === '') return ignoreCaseOfLike(conditions);
  return ignoreCaseOfLike(conditions === '' ? extra : `${conditions} ${operator} (${extra})`);
}

const LIKE_WITH_ESCAPE = / LIKE .*\\[_%\\]/is;
const IN_LIST = /^(\s*(?:and|or)\s)?(.+) IN (.+)$/is;

/** `\%` in a LIKE stands for the character, and `%NULL` in a list for no value at all. */
function rewriteFilter(filter: string): string {
  return filter
    .split(/(?= and | or )/i)
    .map((condition) => {
      const escaped = LIKE_WITH_ESCAPE.test(condition) ? `${condition} ESCAPE '\\'` : condition;
      const [, joint = '', name, list] = IN_LIST.exec(escaped) ?? [];
      if (list === undefined || !list.includes('%NULL')) return escaped;
      return `${joint}(${name} IN ${list.replaceAll('%NULL', 'NULL')} OR ${name} IS NULL)`;
    })
    .join('');
}

/** LIKE does not mind the case on a real server. What stands in quotes stays as it is. */
function ignoreCaseOfLike(condition: string): string {
  return condition.replace(/(['"]).*?\1|\slike\s/gis, (found) => (/^['"]/.test(found) ? found : ' ILIKE '));
}

/** `ASC,col1,col2`: nulls come first when ascending, last when descending. Without a direction nothing is sorted. */
export function orderOf(sortInfo: string | undefined): string {
  const [direction = '', ...columns] = splitNames(sortInfo ?? '');
  if (columns.length === 0) return '';
  const how = direction === 'ASC' ? 'NULLS FIRST' : 'desc NULLS LAST';
  const order = columns.map((name) => `${name.includes('"') ? name : quoteName(name)} ${how}`).join(', ');
  return order.includes('ROW_IDX') ? order : `${order}, ROW_IDX`;
}

/** The columns without those that every result gets anyway. */
function columnsOf(inclCols: string | undefined): string {
  const items = inclCols?.split(',').map((item) => item.trim()) ?? [];
  return items.filter((item) => !/^"?ROW_(?:IDX|NUM)"?$/.test(item)).join(', ');
}

/** Splits at commas outside of quotes. */
function splitNames(text: string): string[] {
  return text.match(/(?:"[^"]*"|[^,"]|")+/g)?.map((name) => name.trim()) ?? [];
}
