/** Charts: Plotly traces, whose arrays may come from a table. */
import * as z from 'zod/mini';
import { check, nonEmpty } from '../schema/validate.js';
import { ACTION, type Action, compact, PINNED_CHART_VIEWER_ID, type ViewerMode } from './types.js';

const Trace = z.looseObject({
  type: z.optional(z.string()),
  /** Table that `tables::column` references of this trace mean. */
  tbl_id: z.optional(nonEmpty('a table id')),
});

export const ShowChartOptions = z.strictObject({
  /** Id of the chart; made up when not given. */
  chartId: z.optional(nonEmpty('a chart id')),
  /** Cell the chart goes to (slate viewers only). */
  groupId: z.optional(nonEmpty('a group id')),
  /** Plotly traces; any array may be `tables::column` or an expression of columns. */
  data: z.optional(z.array(Trace)),
  /** Plotly layout. */
  layout: z.optional(z.record(z.string(), z.unknown())),
});
export type ShowChartOptions = z.input<typeof ShowChartOptions>;

const GROUPS_IGNORED = 'groups are ignored in triview mode: the chart goes to the pinned charts';

export function showChart(
  context: { readonly chartId: string; readonly mode?: ViewerMode },
  options: ShowChartOptions = {},
): { action: Action; warning?: string } {
  const input = check('showChart', 'options', ShowChartOptions, options);
  const inCell = context.mode === 'slate';
  const groupId = (inCell ? input.groupId : undefined) ?? PINNED_CHART_VIEWER_ID;
  const payload = compact({
    chartId: context.chartId,
    groupId,
    viewerId: groupId,
    chartType: 'plot.ly',
    closable: true,
    data: input.data,
    layout: input.layout,
  });
  return { action: { type: ACTION.ShowPlot, payload }, ...(inCell ? {} : { warning: GROUPS_IGNORED }) };
}

/** The tables that a chart's traces refer to, each once. */
export function tablesOfChart(data: readonly unknown[]): string[] {
  const found = new Set<string>();
  for (const trace of data) collectTables(trace, found);
  return [...found];
}

function collectTables(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === 'tbl_id' && typeof member === 'string') found.add(member);
    else if (key === 'firefly') collectTables(member, found);
  }
}
