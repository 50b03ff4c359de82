/** Fills a trace with what it wants of its table, in the way that its kind is filled. */
import { isRecord } from '../schema/json.js';
import { escaped, plotOf, scatterOf } from './chart-changes.js';
import { columnQuery, columnsOf, inclCols, unquoted, wholeColumns } from './chart-columns.js';
import { binsOfHeatmap, heatmapOf, loadGrid, MAX_SCATTER_ROWS } from './chart-heatmap.js';
import { barsOf, binOptions, binsOf } from './chart-histogram.js';
import { isScatter2d, referencesIn, resolved, tableOf, traceColor } from './chart-traces.js';
import type { JsonObject, TableModel, ViewerHost } from './engine.js';
import { ViewerFailure } from './engine.js';
import { ALL_ROWS } from './table-reports.js';
import { stringAt } from './viewer-context.js';
import type { ChartState, TableState } from './viewer-state.js';

/** How a trace is filled. */
export type TraceKind = 'plain' | 'given' | 'heatmap' | 'histogram';

/** A trace that is ready to draw. */
export interface Loaded {
  readonly trace: JsonObject;
  /** Titles of the axes, for a program that has set none. */
  readonly titles: { readonly x?: string; readonly y?: string };
  /** What is told of it, by path; made only for those who listen. Nothing of a trace that had its own data. */
  readonly changes: (() => JsonObject) | undefined;
}

export interface TraceLoad {
  readonly chart: ChartState;
  readonly index: number;
  readonly table: TableState | undefined;
  readonly host: ViewerHost;
  readonly signal: AbortSignal;
}

export function kindOf(trace: JsonObject, table: TableState | undefined): TraceKind {
  if (trace['type'] === 'fireflyHistogram') return 'histogram';
  if (referencesIn(trace).length === 0) return 'given';
  if (trace['type'] === 'fireflyHeatmap') return 'heatmap';
  const { firefly } = trace;
  const either = isRecord(firefly) && firefly['scatterOrHeatmap'] === true;
  return either && (table?.model?.totalRows ?? 0) > MAX_SCATTER_ROWS ? 'heatmap' : 'plain';
}

/** Whether a trace takes anything from a table. */
export function isBound(trace: JsonObject): boolean {
  return trace['type'] === 'fireflyHistogram' || referencesIn(trace).length > 0;
}

/** What a trace takes from its table, as it is reported (`tablesources`). */
export function sourceOf(trace: JsonObject, chart: ChartState, table: TableState | undefined): JsonObject {
  const tbl_id = tableOf(trace);
  const resultSetID = table?.model?.tableMeta?.['resultSetID'];
  const set = resultSetID === undefined ? {} : { resultSetID };
  if (trace['type'] === 'fireflyHistogram')
    return { tbl_id, options: { ...binOptions(trace, isLog(chart)) }, ...set };
  const mappings = mappingsOf(trace);
  return { mappings, tbl_id, options: mappings, ...set };
}

export function mappingsOf(trace: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(referencesIn(trace).map(({ path, expression }) => [path, expression]));
}

/** Rejects with `ViewerFailure`, whose detail says why. */
export async function loadTrace(load: TraceLoad): Promise<Loaded> {
  const trace = load.chart.data[load.index] ?? {};
  const kind = kindOf(trace, load.table);
  if (kind === 'given') return { trace: plainType(trace), titles: {}, changes: undefined };
  const { table } = load;
  if (table?.model === undefined || table.status === 'failed')
    throw new ViewerFailure(table?.error ?? 'There is no such table.');
  if (table.model.totalRows === 0) throw new ViewerFailure('No data');
  if (kind === 'histogram') return loadHistogram(load, trace, table);
  if (kind === 'heatmap') return loadHeatmap(load, trace, table, table.model);
  return loadColumns(load, trace, table, table.model);
}

async function loadColumns(
  load: TraceLoad,
  trace: JsonObject,
  table: TableState,
  model: TableModel,
): Promise<Loaded> {
  const expressions = referencesIn(trace).map(({ expression }) => expression);
  const query = columnQuery(expressions, namesOf(model));
  const request = { ...table.request, startIdx: 0, pageSize: ALL_ROWS, inclCols: inclCols(query) };
  const answer = await wholeColumns(load.host, request, load.signal);
  if (answer.error !== undefined) throw new ViewerFailure(answer.error);
  const found = columnsOf(answer, query);
  if (found === undefined) throw new ViewerFailure('A column is missing.');
  const filled = resolved(trace, found.values);
  const mappings = mappingsOf(trace);
  if (!isScatter2d(trace))
    return { trace: filled, titles: {}, changes: () => plotOf(load.index, filled, mappings) };
  const titles = { x: labelOf(mappings['x'], model), y: labelOf(mappings['y'], model) };
  const scatter = scatterOf(filled, found.rowCount, { mappings, model, index: load.index });
  return {
    trace: scatter.trace,
    titles: defined(titles),
    changes: () => ({ ...titleChanges(load.chart, titles), ...scatter.changes() }),
  };
}

async function loadHeatmap(
  load: TraceLoad,
  trace: JsonObject,
  table: TableState,
  model: TableModel,
): Promise<Loaded> {
  const { x = '', y = '' } = mappingsOf(trace);
  const bins = binsOfHeatmap(trace);
  const grid = await loadGrid(
    load.host,
    { request: table.request, columns: namesOf(model), x, y, bins },
    load.signal,
  );
  if (grid.cells.length === 0) throw new ViewerFailure('No data');
  const short = (text: string) => (text.length > 20 ? `${text.slice(0, 18)}...` : text);
  const map = heatmapOf(grid, { x: short(unquoted(x)), y: short(unquoted(y)) });
  const { firefly, mode: _mode, ...rest } = trace;
  const own = { ...(isRecord(firefly) ? firefly : {}), ...(isRecord(map['firefly']) ? map['firefly'] : {}) };
  const colorbar = { thickness: 10, outlinewidth: 0, title: { text: 'pts' } };
  const alone = load.chart.data.length === 1;
  const titles = alone ? { x: labelOf(x, model), y: labelOf(y, model) } : {};
  const drawn = { colorbar, ...rest, ...map, firefly: own };
  const told = ['type', 'x', 'y', 'z', 'text', 'hoverinfo'];
  return {
    trace: drawn,
    titles: defined(titles),
    changes: () => ({
      ...Object.fromEntries(told.map((key) => [`data.${load.index}.${key}`, map[key]])),
      [`fireflyData.${load.index}.scatterOrHeatmap`]: true,
      [`fireflyData.${load.index}.nbins.x`]: String(bins.x),
      [`fireflyData.${load.index}.nbins.y`]: String(bins.y),
      [`tablesources.${load.index}.options`]: {
        xColOrExpr: x,
        yColOrExpr: y,
        maxbins: bins.x * bins.y,
        xyratio: bins.x / bins.y,
      },
      ...titleChanges(load.chart, titles),
      ...barChanges(load.index),
      [`fireflyData.${load.index}.isLoading`]: false,
    }),
  };
}

/** Where the colour bar of a heat map stands. */
function barChanges(index: number): JsonObject {
  return {
    [`data.${index}.colorbar.thickness`]: 10,
    [`data.${index}.colorbar.outlinewidth`]: 0,
    [`data.${index}.colorbar.title.text`]: 'pts',
    [`data.${index}.colorbar.yanchor`]: 'bottom',
    [`data.${index}.colorbar.len`]: 1,
    [`data.${index}.colorbar.y`]: 0,
    [`data.${index}.colorbar.xanchor`]: 'left',
    [`data.${index}.colorbar.x`]: 1.02,
    'layout.legend.orientation': 'h',
    [`fireflyData.${index}.fireflyColorbar`]: true,
  };
}

async function loadHistogram(load: TraceLoad, trace: JsonObject, table: TableState): Promise<Loaded> {
  const options = binOptions(trace, isLog(load.chart));
  if (options === undefined) throw new ViewerFailure('The histogram names no column.');
  const model = table.model;
  const { columnExpression } = options;
  const query = columnQuery([columnExpression], model ? namesOf(model) : []);
  const request = { ...table.request, startIdx: 0, pageSize: ALL_ROWS, inclCols: inclCols(query) };
  const answer = await wholeColumns(load.host, request, load.signal);
  if (answer.error !== undefined) throw new ViewerFailure(answer.error);
  const values = columnsOf(answer, query)?.values.get(columnExpression);
  if (values === undefined) throw new ViewerFailure(`Invalid column: ${columnExpression}`);
  const bins = binsOf(values, options);
  if (bins.length === 0) throw new ViewerFailure('No data');
  const { firefly, ...rest } = trace;
  const marker = isRecord(rest['marker']) ? rest['marker'] : {};
  const bars = barsOf(bins, marker['color'] ?? traceColor(load.index));
  const alone = load.chart.data.length === 1;
  const titles = alone ? { x: labelOf(columnExpression, model), y: 'Number' } : {};
  const { marker: barMarker, ...plain } = bars;
  const drawn = {
    ...rest,
    ...plain,
    marker: { ...marker, ...(isRecord(barMarker) ? barMarker : {}) },
    firefly,
  };
  return {
    trace: drawn,
    titles: defined(titles),
    changes: () => ({
      ...Object.fromEntries(
        Object.entries(plain).map(([key, value]) => [`data.${load.index}.${key}`, value]),
      ),
      ...Object.fromEntries(
        Object.entries(isRecord(barMarker) ? barMarker : {}).map(([key, value]) => [
          `data.${load.index}.marker.${key}`,
          value,
        ]),
      ),
      ...titleChanges(load.chart, titles),
      'layout.barmode': 'overlay',
      [`fireflyData.${load.index}.isLoading`]: false,
    }),
  };
}

/** Firefly's own types without a table: the next that a plotting library knows. */
function plainType(trace: JsonObject): JsonObject {
  return trace['type'] === 'fireflyHeatmap' ? { ...trace, type: 'histogram2d' } : trace;
}

const namesOf = (model: TableModel): readonly string[] =>
  model.tableData?.columns.map(({ name }) => name) ?? [];

const isLog = (chart: ChartState): boolean =>
  isRecord(chart.layout['xaxis']) && chart.layout['xaxis']['type'] === 'log';

/** A column with its unit: `ra (deg)`. */
export function labelOf(expression: string | undefined, model: TableModel | undefined): string | undefined {
  if (expression === undefined) return undefined;
  const name = unquoted(expression);
  const units = model?.tableData?.columns.find((column) => column.name === name)?.units;
  return units ? `${name} (${units})` : name;
}

type Titles = { readonly x?: string | undefined; readonly y?: string | undefined };

function defined({ x, y }: Titles): Loaded['titles'] {
  return { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) };
}

/** Titles of the axes are told where the program has set none. */
function titleChanges(chart: ChartState, titles: Titles): JsonObject {
  const told = (['x', 'y'] as const).flatMap((axis) => {
    const title = titles[axis];
    return title === undefined || titleAt(chart.layout, axis)
      ? []
      : [[`layout.${axis}axis.title.text`, title]];
  });
  return Object.fromEntries(told);
}

export function titleAt(layout: JsonObject, axis: 'x' | 'y'): string | undefined {
  const own = layout[`${axis}axis`];
  const title = isRecord(own) ? own['title'] : undefined;
  return isRecord(title) ? stringAt(title, 'text') : typeof title === 'string' ? title : undefined;
}

/** The layout with the titles that come from columns, where the program has set none. */
export function titled({ layout }: ChartState, loaded: readonly Loaded[]): JsonObject {
  const own = (['x', 'y'] as const).flatMap((axis) => {
    const title = loaded.map(({ titles }) => titles[axis]).find((text) => text !== undefined);
    if (title === undefined || titleAt(layout, axis)) return [];
    const before = layout[`${axis}axis`];
    return [[`${axis}axis`, { ...(isRecord(before) ? before : {}), title: { text: escaped(title) } }]];
  });
  return { ...layout, ...Object.fromEntries(own) };
}
