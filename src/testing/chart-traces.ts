/** The traces of a chart: what of them comes from tables, and how a viewer completes them. */
import { isRecord } from '../schema/json.js';
import type { JsonObject } from './engine.js';
import { stringAt } from './viewer-context.js';

const REFERENCE = 'tables::';
/** Colours of traces in their order, as red, green, blue. */
const PALETTE = [
  '31,119,180',
  '44,160,44',
  '214,39,40',
  '148,103,189',
  '140,86,75',
  '227,119,194',
  '127,127,127',
  '23,190,207',
  '51,51,51',
  '255,51,51',
  '0,204,255',
  '51,102,0',
];

/** What of a trace takes on its colour, by type; of other types only the markers do. */
const COLORED: Readonly<Record<string, readonly string[]>> = {
  scatter: ['marker', 'line', 'textfont', 'error_x', 'error_y'],
  scattergl: ['marker', 'line', 'textfont', 'error_x', 'error_y'],
  scatter3d: ['marker', 'line', 'textfont', 'error_x', 'error_y'],
  scattergeo: ['marker', 'line', 'textfont'],
  bar: ['marker', 'error_x', 'error_y'],
  histogram: ['marker', 'error_x', 'error_y'],
  box: ['marker', 'line'],
  heatmap: [],
  fireflyHeatmap: [],
  histogram2d: [],
  histogram2dcontour: [],
  contour: [],
  surface: [],
  mesh3d: [],
};

/** Types that a viewer keeps data of its own for. */
const FIREFLY_TYPES: ReadonlySet<unknown> = new Set([
  undefined,
  '',
  'scatter',
  'scattergl',
  'fireflyHistogram',
  'fireflyHeatmap',
]);

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
export function resolved(trace: JsonObject, columns: ReadonlyMap<string, ArrayLike<unknown>>): JsonObject {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string' && value.startsWith(REFERENCE)) {
      return columns.get(value.slice(REFERENCE.length).trim()) ?? [];
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replace(member)]));
  };
  return Object.fromEntries(Object.entries(trace).map(([key, member]) => [key, replace(member)]));
}

/** A trace as it is reported: with colours and a name of its own. */
export function reportedTrace(trace: JsonObject, index: number): JsonObject {
  const rest = isFireflyType(trace) ? without(trace, 'firefly') : trace;
  const color = traceColor(index);
  const tinted = (key: string) => [key, { color, ...(isRecord(rest[key]) ? rest[key] : {}) }];
  const parts = COLORED[stringAt(trace, 'type') || 'scatter'] ?? ['marker'];
  return { ...rest, ...Object.fromEntries(parts.map(tinted)), name: rest['name'] ?? `trace ${index}` };
}

function without(trace: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(trace).filter(([name]) => name !== key));
}

/** The colour of a trace that has none of its own. */
export function traceColor(index: number): string {
  return `rgba(${PALETTE[index % PALETTE.length] ?? PALETTE[0]},0.5)`;
}

const isFireflyType = (trace: JsonObject): boolean => FIREFLY_TYPES.has(trace['type']);

/** What a viewer keeps of its own beside the traces; nothing for charts that are none of its business. */
export function reportedFireflyData(data: readonly JsonObject[]): JsonObject {
  if (!data.some(isFireflyType)) return {};
  return { fireflyData: data.map((trace) => (isFireflyType(trace) ? fireflyData(trace) : null)) };
}

/** What draws a point for each row in the plane. */
export function isScatter2d(trace: JsonObject): boolean {
  const { type = 'scatter' } = trace;
  return typeof type === 'string' && type.includes('scatter') && !type.endsWith('3d');
}

function fireflyData(trace: JsonObject): JsonObject {
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
