/** Columns, and expressions of columns, that charts take from tables. */
import type { ColumnValues, JsonObject, TableModel, ViewerHost } from './engine.js';

/** The values of expressions, and what is known of them. */
export interface FoundColumns {
  readonly values: ReadonlyMap<string, ArrayLike<unknown>>;
  readonly rowCount: number;
}

/** The columns to ask a table for, and under which name each expression's values come back. */
export function columnQuery(
  expressions: readonly string[],
  columns: readonly string[],
): ReadonlyMap<string, string> {
  const known = new Set(columns);
  return new Map(
    [...new Set(expressions)].map((expression, index) => {
      const name = unquoted(expression);
      const plain = known.has(name) || /^[A-Za-z_]\w*$/.test(name);
      return [expression, plain ? name : `expr_${index}`];
    }),
  );
}

/** `inclCols` of such a query. */
export function inclCols(query: ReadonlyMap<string, string>): string {
  const parts = [...query].map(([expression, name]) =>
    /^expr_\d+$/.test(name) ? `${expression} as "${name}"` : quoted(name),
  );
  return [...new Set(parts)].join(',');
}

/** A name of a column as SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A name that may stand in quotes, without them. */
export function unquoted(text: string): string {
  return /^"(?:[^"]|"")*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Lists by expression out of an answer; undefined when a column is missing. */
export function columnsOf(
  answer: ColumnValues,
  query: ReadonlyMap<string, string>,
): FoundColumns | undefined {
  const names = answer.columns.map(({ name }) => name);
  const values = new Map<string, ArrayLike<unknown>>();
  for (const [expression, name] of query) {
    const list = answer.values[names.indexOf(name)];
    if (list === undefined) return undefined;
    values.set(expression, list);
  }
  const [first] = values.values();
  return { values, rowCount: first?.length ?? 0 };
}

/** Asks for whole columns; a host that knows only rows has them turned here. */
export async function wholeColumns(
  host: ViewerHost,
  request: JsonObject,
  signal: AbortSignal,
): Promise<ColumnValues> {
  if (host.tableColumns) return host.tableColumns(request, signal);
  return turned(await host.tableSearch(request, signal));
}

function turned(answer: TableModel): ColumnValues {
  const columns = answer.tableData?.columns ?? [];
  const rows = answer.tableData?.data ?? [];
  return {
    columns,
    values: columns.map((_, index) => rows.map((row) => row[index])),
    ...(answer.error === undefined ? {} : { error: answer.error }),
  };
}

/** A value as the number it is, else NaN. */
export function numberAt(values: ArrayLike<unknown> | undefined, index: number): number {
  const value = values?.[index];
  return typeof value === 'number'
    ? value
    : typeof value === 'string' && value !== ''
      ? Number(value)
      : Number.NaN;
}

/** A list as JSON has it: no typed array, no NaN. */
export function plainList(values: ArrayLike<unknown>): readonly unknown[] {
  return Array.from(values, (value) => (typeof value === 'number' && Number.isNaN(value) ? null : value));
}
