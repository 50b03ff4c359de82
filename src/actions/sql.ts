/** SQL besides conditions: expressions for columns, what groups are summed up by, and the way around all quoting. */
import { ArgumentError } from '../errors.js';
import { col, type FilterValue, filter, isFilter, SqlFilter } from './filter.js';

/** An expression: what is written stays SQL, what is filled in is quoted. The same as `filter`, and `raw`. */
interface Sql {
  (parts: TemplateStringsArray, ...values: readonly FilterValue[]): SqlFilter;
  /**
   * SQL as it is. A server runs it, and its database reads files and addresses if told to: nothing that comes from elsewhere may be
   * in it.
   */
  raw(text: string): SqlFilter;
}

export const sql: Sql = Object.assign(
  (parts: TemplateStringsArray, ...values: readonly FilterValue[]) => filter(parts, ...values),
  {
    raw: (text: string): SqlFilter => {
      if (typeof text !== 'string' || text.trim() === '')
        throw new ArgumentError('sql.raw', 'text', text, 'SQL (not an empty string)');
      return new SqlFilter(text);
    },
  },
);

/** A column by its name, or an expression. */
export type SqlOperand = string | SqlFilter;

const operand = (method: string, of: unknown): string => {
  if (isFilter(of)) return of.sql;
  if (typeof of === 'string' && of !== '') return col(of).sql;
  throw new ArgumentError(method, 'column', of, 'the name of a column, or sql`…`');
};

const over = (name: string) => (of: SqlOperand) => new SqlFilter(`${name}(${operand(`agg.${name}`, of)})`);

/**
 * What a group of rows is summed up by, for `groupBy`. Without a column `count` counts rows, else values. A sum is a double: that of
 * integers is wider than a server has a type for.
 */
export const agg = {
  count: (of?: SqlOperand): SqlFilter => (of === undefined ? new SqlFilter('count(*)') : over('count')(of)),
  countDistinct: (of: SqlOperand): SqlFilter =>
    new SqlFilter(`count(DISTINCT ${operand('agg.countDistinct', of)})`),
  sum: (of: SqlOperand): SqlFilter => new SqlFilter(`cast(sum(${operand('agg.sum', of)}) as double)`),
  avg: over('avg'),
  min: over('min'),
  max: over('max'),
  median: over('median'),
  stddev: over('stddev_samp'),
} as const;
