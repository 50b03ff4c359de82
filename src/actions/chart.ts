/** Charts: Plotly traces, whose arrays may come from a table, and the viewer's own XY plots and histograms. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import { check, nonEmpty } from '../schema/validate.js';
import { parameterHint } from './plot-parameters.js';
import type { ChartLayout, Trace } from './plotly.js';
import {
  ACTION,
  type Action,
  type Built,
  compact,
  ignoredIn,
  PINNED_CHART_VIEWER_ID,
  remarks,
  type ViewerMode,
} from './types.js';

export interface ChartContext {
  readonly chartId: string;
  readonly mode?: ViewerMode;
}

const TraceShape = z.looseObject({
  type: z.optional(z.string()),
  tbl_id: z.optional(nonEmpty('a table id')),
});

const Layout = z.record(z.string(), z.unknown());

const ShowChart = z.strictObject({
  chartId: z.optional(nonEmpty('a chart id')),
  groupId: z.optional(nonEmpty('a group id')),
  data: z.optional(z.array(TraceShape)),
  layout: z.optional(Layout),
});

export interface ShowChartOptions {
  /** Id of the chart; made up when not given. */
  readonly chartId?: string | undefined;
  /** Cell the chart goes to (slate viewers only). */
  readonly groupId?: string | undefined;
  /** Plotly traces; any array may be `tables::column` or an expression of columns, of the table `tbl_id` of the trace. */
  readonly data?: readonly Trace[] | undefined;
  /** Plotly layout. */
  readonly layout?: ChartLayout | undefined;
}

const TO_PINNED = 'the chart goes to the pinned charts, since there are no cells';

export function showChart(context: ChartContext, options: ShowChartOptions = {}): Built {
  const input = check('showChart', 'options', ShowChart, options);
  checkReferences('showChart', input.data ?? []);
  const inCell = context.mode === 'slate';
  const groupId = (inCell ? input.groupId : undefined) ?? PINNED_CHART_VIEWER_ID;
  const payload = compact({
    chartId: input.chartId ?? context.chartId,
    groupId,
    viewerId: groupId,
    chartType: 'plot.ly',
    closable: true,
    data: input.data,
    layout: input.layout,
  });
  const warning = inCell ? undefined : ignoredIn('triview', 'groupId', TO_PINNED);
  return { action: { type: ACTION.ShowPlot, payload }, ...remarks(warning, undefined) };
}

/** A trace that takes arrays from a table has to say from which. */
function checkReferences(method: string, data: readonly Readonly<Record<string, unknown>>[]): void {
  data.forEach((trace, index) => {
    const path = referenceIn(trace, `options.data[${index}]`);
    if (path === undefined || tablesOfChart([trace]).length > 0) return;
    const expected = `given, because ${path} takes its values from a table`;
    throw new ArgumentError(method, `options.data[${index}].tbl_id`, trace['tbl_id'], expected);
  });
}

/** Where a trace refers to a column. */
function referenceIn(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.startsWith('tables::') ? path : undefined;
  if (!isRecord(value)) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = referenceIn(member, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const XY_NAMES = [
  ...['xCol', 'yCol', 'xError', 'yError', 'xyRatio', 'stretch', 'xLabel', 'yLabel', 'xUnit', 'yUnit'],
  ...['xOptions', 'yOptions', 'plotStyle', 'chartTitle'],
] as const;

const text = z.optional(z.string());
const column = nonEmpty('a column, or an expression of columns');
const listOf = (...names: readonly string[]) =>
  z.optional(
    z.string().check(
      z.refine((value) => value.split(',').every((name) => names.includes(name.trim())), {
        error: `a comma-joined list of ${names.join(', ')}`,
      }),
    ),
  );

const XYPlot = z.looseObject({
  standalone: z.optional(z.boolean()),
  groupId: z.optional(nonEmpty('a group id')),
  /** Column, or an expression of columns, for x. */
  xCol: column,
  /** Column, or an expression of columns, for y. */
  yCol: column,
  xError: z.optional(column),
  yError: z.optional(column),
  xyRatio: z.optional(z.number().check(z.minimum(1), z.maximum(10))),
  stretch: z.optional(z.enum(['fit', 'fill'])),
  xLabel: text,
  yLabel: text,
  xUnit: text,
  yUnit: text,
  xOptions: listOf('grid', 'flip', 'log'),
  yOptions: listOf('grid', 'flip', 'log'),
  plotStyle: z.optional(z.enum(['points', 'linepoints', 'line'])),
  chartTitle: text,
});

/** An XY plot; further parameters of the viewer are sent as they are. */
export interface XYPlotOptions {
  /** True: the chart stays when its table goes. @default false */
  readonly standalone?: boolean | undefined;
  /** Cell the chart goes to (slate viewers only). */
  readonly groupId?: string | undefined;
  /** Column, or an expression of columns, e.g. `log("j_m")`. */
  readonly xCol: string;
  readonly yCol: string;
  /** Column, or an expression, of the errors of x. */
  readonly xError?: string | undefined;
  readonly yError?: string | undefined;
  /** Width by height, 1 to 10. */
  readonly xyRatio?: number | undefined;
  readonly stretch?: 'fit' | 'fill' | undefined;
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  readonly xUnit?: string | undefined;
  readonly yUnit?: string | undefined;
  /** Comma-joined: `grid`, `flip`, `log`. */
  readonly xOptions?: string | undefined;
  readonly yOptions?: string | undefined;
  readonly plotStyle?: 'points' | 'linepoints' | 'line' | undefined;
  readonly chartTitle?: string | undefined;
  readonly [parameter: string]: unknown;
}

export function showXYPlot(context: ChartContext, tblId: string, options: XYPlotOptions): Built {
  const table = check('showXYPlot', 'tblId', nonEmpty('a table id'), tblId);
  const { standalone, groupId, ...params } = check('showXYPlot', 'options', XYPlot, options);
  const slate = context.mode === 'slate';
  const group = slate ? (groupId ?? (standalone ? 'default' : table)) : PINNED_CHART_VIEWER_ID;
  const warning = slate || groupId === undefined ? undefined : ignoredIn('triview', 'groupId', TO_PINNED);
  return {
    action: plotOf(context.chartId, 'scatter', group, { tbl_id: table, ...params }),
    ...remarks(warning, parameterHint(params, XY_NAMES)),
  };
}

const Histogram = z.looseObject({
  groupId: z.optional(nonEmpty('a group id')),
  col: column,
  xOptions: listOf('flip', 'log', 'grid'),
  yOptions: listOf('flip', 'log', 'grid'),
  falsePositiveRate: z.optional(z.number().check(z.positive(), z.lt(1))),
  numBins: z.optional(z.int().check(z.minimum(1))),
  binWidth: z.optional(z.number().check(z.positive())),
  fixedBinSizeSelection: z.optional(z.enum(['numBins', 'binWidth'])),
  chartTitle: text,
});
const HISTOGRAM_NAMES = [
  ...['col', 'xOptions', 'yOptions', 'falsePositiveRate', 'numBins', 'binWidth', 'fixedBinSizeSelection'],
  ...['chartTitle'],
] as const;

/** A histogram; further parameters of the viewer are sent as they are. */
export interface HistogramOptions {
  /** Cell the chart goes to (slate viewers only). */
  readonly groupId?: string | undefined;
  /** Column, or an expression of columns. */
  readonly col: string;
  /** Comma-joined: `flip`, `log`. */
  readonly xOptions?: string | undefined;
  readonly yOptions?: string | undefined;
  /** False positives of the Bayesian blocks, above 0 and below 1; without it bins are of one width. */
  readonly falsePositiveRate?: number | undefined;
  /** @default 50 */
  readonly numBins?: number | undefined;
  readonly binWidth?: number | undefined;
  readonly fixedBinSizeSelection?: 'numBins' | 'binWidth' | undefined;
  readonly chartTitle?: string | undefined;
  readonly [parameter: string]: unknown;
}

export function showHistogram(context: ChartContext, tblId: string, options: HistogramOptions): Built {
  const table = check('showHistogram', 'tblId', nonEmpty('a table id'), tblId);
  const { groupId, ...params } = check('showHistogram', 'options', Histogram, options);
  const slate = context.mode === 'slate';
  const group = (slate ? groupId : undefined) ?? PINNED_CHART_VIEWER_ID;
  return {
    action: plotOf(context.chartId, 'histogram', group, { tbl_id: table, ...params }),
    ...remarks(
      slate ? undefined : ignoredIn('triview', 'groupId', TO_PINNED),
      parameterHint(params, HISTOGRAM_NAMES),
    ),
  };
}

function plotOf(
  chartId: string,
  chartType: string,
  group: string,
  params: Readonly<Record<string, unknown>>,
): Action {
  const payload = { chartId, chartType, groupId: group, viewerId: group, params: compact(params) };
  return { type: ACTION.ShowXYPlot, payload };
}

/**
 * Changes a chart. `changes` has the viewer's paths: `data.0.marker.color`, `layout.title.text`, `activeTrace`, …; a whole
 * `layout` or `data` replaces the old one.
 */
export function updateChart(chartId: string, changes: Readonly<Record<string, unknown>>): Action {
  const id = check('updateChart', 'chartId', nonEmpty('a chart id'), chartId);
  const given = check('updateChart', 'changes', Layout, changes);
  if (Object.keys(given).length === 0) {
    throw new ArgumentError('updateChart', 'changes', changes, 'an object with at least one change');
  }
  return { type: ACTION.UpdateChart, payload: { chartId: id, changes: given } };
}

export function removeChart(chartId: string): Action {
  const id = check('removeChart', 'chartId', nonEmpty('a chart id'), chartId);
  return { type: ACTION.RemoveChart, payload: { chartId: id } };
}

/** The tables that a chart's traces refer to, each once. */
export function tablesOfChart(data: readonly unknown[]): string[] {
  const found = new Set<string>();
  for (const trace of data) collectTables(trace, found);
  return [...found];
}

function collectTables(value: unknown, found: Set<string>): void {
  if (!isRecord(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === 'tbl_id' && typeof member === 'string') found.add(member);
    else if (key === 'firefly') collectTables(member, found);
  }
}
