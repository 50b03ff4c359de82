/** The traces of a chart: what of them comes from tables, and how a viewer completes them. */
import { isRecord } from '../schema/json.js';
import type { JsonObject, TableModel } from './engine.js';
import { stringAt } from './viewer-context.js';

const REFERENCE = 'tables::';
const PALETTE = [
  '31,119,180',
  '255,127,14',
  '44,160,44',
  '214,39,40',
  '148,103,189',
  '140,86,75',
  '227,119,194',
];

/** A place in a trace that holds a column, or an expression of columns, instead of an array. */
export interface Reference {
  /** As `x` or `error_y.array`. */
  readonly path: string;
  readonly expression: string;
}

/** The table a trace takes its arrays from. */
export function tableOf(trace: JsonObject): string | undefined {
  const { firefly } = trace;
  return stringAt(trace, 'tbl_id') ?? (isRecord(firefly) ? stringAt(firefly, 'tbl_id') : undefined);
}

export function referencesIn(value: unknown, path: readonly string[] = []): readonly Reference[] {
  if (typeof value === 'string') {
    if (!value.startsWith(REFERENCE)) return [];
    return [{ path: path.join('.'), expression: value.slice(REFERENCE.length).trim() }];
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => referencesIn(member, [...path, key]));
}

/** The trace with all references replaced. */
export function resolved(trace: JsonObject, columns: ReadonlyMap<string, readonly unknown[]>): JsonObject {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string' && value.startsWith(REFERENCE)) {
      return columns.get(value.slice(REFERENCE.length).trim()) ?? [];
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replace(member)]));
  };
  return Object.fromEntries(Object.entries(trace).map(([key, member]) => [key, replace(member)]));
}

/** The histograms and heat maps of Firefly as traces that a plotting library knows. */
export function drawable(trace: JsonObject): JsonObject {
  const { firefly, ...rest } = trace;
  if (trace['type'] === 'fireflyHeatmap') return { ...rest, type: 'histogram2d' };
  if (trace['type'] !== 'fireflyHistogram' || !isRecord(firefly)) return trace;
  const options = isRecord(firefly['options']) ? firefly['options'] : {};
  const column = stringAt(options, 'columnOrExpr') ?? stringAt(options, 'columnExpression');
  const bins = Number(options['numBins'] ?? options['binSize']);
  return {
    ...rest,
    type: 'histogram',
    tbl_id: tableOf(trace),
    ...(column === undefined ? {} : { x: `${REFERENCE}${column}` }),
    ...(Number.isFinite(bins) ? { nbinsx: bins } : {}),
  };
}

/** The columns to ask a table for, and under which name each expression's values come back. */
export function columnQuery(
  expressions: readonly string[],
  columns: readonly string[],
): ReadonlyMap<string, string> {
  const known = new Set(columns);
  const unquoted = (text: string) => /^"([^"]*)"$/.exec(text)?.[1] ?? text;
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
  return [...query]
    .map(([expression, name]) => (/^expr_\d+$/.test(name) ? `${expression} as "${name}"` : `"${name}"`))
    .join(',');
}

/** Arrays by expression out of a table's answer; undefined when a column is missing. */
export function columnsOf(
  answer: TableModel,
  query: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly unknown[]> | undefined {
  const names = answer.tableData?.columns.map(({ name }) => name) ?? [];
  const rows = answer.tableData?.data ?? [];
  const found = new Map<string, readonly unknown[]>();
  for (const [expression, name] of query) {
    const index = names.indexOf(name);
    if (index < 0) return undefined;
    found.set(
      expression,
      rows.map((row) => row[index]),
    );
  }
  return found;
}

/** A trace as it is reported: with colours and a name of its own. */
export function reportedTrace(trace: JsonObject, index: number): JsonObject {
  const { firefly: _, ...rest } = trace;
  const color = `rgba(${PALETTE[index % PALETTE.length] ?? PALETTE[0]},0.5)`;
  const tinted = (key: string) => ({ color, ...(isRecord(rest[key]) ? rest[key] : {}) });
  return {
    ...rest,
    marker: tinted('marker'),
    line: tinted('line'),
    textfont: tinted('textfont'),
    error_x: tinted('error_x'),
    error_y: tinted('error_y'),
    name: rest['name'] ?? `trace ${index}`,
  };
}

export function fireflyData(trace: JsonObject): JsonObject {
  const { firefly, type } = trace;
  return { ...(isRecord(firefly) ? firefly : {}), ...(typeof type === 'string' ? { dataType: type } : {}) };
}

/** Titles that are strings become objects. */
export function reportedLayout(layout: unknown): JsonObject {
  if (!isRecord(layout)) return {};
  return Object.fromEntries(
    Object.entries(layout).map(([key, value]) => {
      if (key === 'title') return [key, typeof value === 'string' ? { text: value } : value];
      return [key, /^[xyz]axis\d*$/.test(key) ? reportedLayout(value) : value];
    }),
  );
}
