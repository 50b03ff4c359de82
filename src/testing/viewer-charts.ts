/** The charts of a viewer: traces that hold their data, or take them from the tables that are there. */
import { isRecord } from '../schema/json.js';
import {
  columnQuery,
  columnsOf,
  drawable,
  fireflyData,
  inclCols,
  type Reference,
  referencesIn,
  reportedLayout,
  reportedTrace,
  resolved,
  tableOf,
} from './chart-traces.js';
import { defaultChart } from './default-chart.js';
import type { JsonObject } from './engine.js';
import { ALL_ROWS } from './table-reports.js';
import { asFailure, Flights, stringAt, type ViewerAction, type ViewerContext } from './viewer-context.js';
import type { ChartState, TableState } from './viewer-state.js';

const ADD = 'charts.data/chartAdd';
const UPDATE = 'charts.data/chartUpdate';
/** The tab of the standard page that programs put charts on. */
const PINNED = 'PINNED_CHART_VIEWER_ID';
const CANNOT_DISPLAY = 'Cannot display requested data';

/** A trace on its way: ready to draw, or the reason why it is not. */
type Outcome = { readonly trace: JsonObject } | { readonly reason: string };

export class ViewerCharts {
  readonly charts = new Map<string, ChartState>();
  readonly #flights = new Flights();
  /** Whether a person has brought the tab of the pinned charts to the front. */
  #pinnedInFront = false;

  constructor(
    private readonly context: ViewerContext,
    private readonly tables: ReadonlyMap<string, TableState>,
  ) {}

  /** False when it is no chart this viewer can draw. */
  add(action: ViewerAction, payload: JsonObject): boolean {
    const chartId = stringAt(payload, 'chartId');
    if (chartId === undefined || !Array.isArray(payload['data'])) return false;
    const data = payload['data'].filter(isRecord);
    const layout = reportedLayout(payload['layout']);
    const viewerId = stringAt(payload, 'viewerId') ?? '';
    // A standard page opens with other tabs in front (observed, with and without tables and images).
    const behind = viewerId === PINNED && !this.#pinnedInFront;
    this.#flights.stop(chartId);
    this.charts.set(chartId, {
      chartId,
      viewerId,
      groupId: stringAt(payload, 'groupId') ?? '',
      status: behind ? 'behind' : 'waiting',
      data,
      drawn: [],
      layout,
    });
    this.context.happened(ADD, () => ({
      fireflyData: data.map(fireflyData),
      ...payload,
      data: data.map(reportedTrace),
      ...(payload['layout'] === undefined ? {} : { layout }),
    }));
    this.context.engine.chartAdded?.(chartId, behind);
    if (!behind) this.#mount(action, chartId);
    return true;
  }

  /** The pinned charts come to the front: what waits there is mounted and drawn, and what comes later at once. */
  showPinned(): void {
    this.#pinnedInFront = true;
    for (const { chartId, status } of [...this.charts.values()]) {
      if (status === 'behind') this.#mount({ type: ADD, payload: { chartId } }, chartId);
    }
  }

  #mount(action: ViewerAction, chartId: string): void {
    this.context.happened('charts.ui/mounted', () => ({ chartId }));
    this.#draw(action, chartId);
  }

  remove(payload: JsonObject): void {
    const chartId = stringAt(payload, 'chartId') ?? '';
    if (!this.charts.delete(chartId)) return;
    this.#flights.stop(chartId);
    this.context.engine.removeChart(chartId);
    this.context.happened('charts.data/chartRemove', () => ({ ...payload, chartId }));
  }

  /** A table is there, or is another now: what is drawn from it is drawn anew. */
  tableLoaded(tblId: string, first: boolean): void {
    for (const { chartId, data, status } of [...this.charts.values()]) {
      if (status !== 'behind' && data.some((trace) => tableOf(trace) === tblId))
        this.#draw({ type: UPDATE, payload: { chartId } }, chartId);
    }
    const table = this.tables.get(tblId);
    if (!first || !this.context.defaultCharts || !table?.shown || this.charts.has(`default-${tblId}`)) return;
    const chart = defaultChart(table);
    if (chart) this.add({ type: ADD, payload: chart }, chart);
  }

  /** The chart that came with a table goes with it. */
  tableRemoved(tblId: string): void {
    this.remove({ chartId: `default-${tblId}` });
  }

  clear(): void {
    this.#flights.stopAll();
    this.charts.clear();
  }

  #draw(action: ViewerAction, chartId: string): void {
    const chart = this.charts.get(chartId);
    if (chart === undefined) return;
    const traces = chart.data.map(drawable);
    const signal = this.#flights.start(chartId);
    const waits = this.#isWaiting(traces);
    this.#change(chartId, { status: waits ? 'waiting' : 'drawing' });
    if (!waits) this.context.track(this.#load(action, chart, traces, signal));
  }

  /** Whether some table is not there yet; the chart is drawn when it is. */
  #isWaiting(traces: readonly JsonObject[]): boolean {
    return traces.some((trace) => referencesIn(trace).length > 0 && !this.#isDecided(tableOf(trace)));
  }

  /** Whether a table is there, or will not come. */
  #isDecided(tblId: string | undefined): boolean {
    const status = tblId === undefined ? 'failed' : this.tables.get(tblId)?.status;
    return status === 'loaded' || status === 'failed';
  }

  async #load(
    action: ViewerAction,
    chart: ChartState,
    traces: readonly JsonObject[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      this.#announce(chart.chartId, traces);
      await this.context.pace(action, signal);
      if (!signal.aborted && this.#isWaiting(traces)) {
        this.#change(chart.chartId, { status: 'waiting' });
        return;
      }
      const outcomes = await Promise.all(traces.map((trace) => this.#resolve(trace, signal)));
      if (!signal.aborted) await this.#show(chart, outcomes, signal);
    } catch (error) {
      if (!signal.aborted) this.#failed(chart.chartId, [[0, asFailure(error).detail]]);
    }
  }

  /** Says from which tables the data come, and that they are being loaded. */
  #announce(chartId: string, traces: readonly JsonObject[]): void {
    const bound = traces.flatMap((trace, index) => {
      const references = referencesIn(trace);
      return references.length > 0 ? [{ trace, index, references }] : [];
    });
    if (bound.length === 0) return;
    const tablesources = bound.map(({ trace, references }) => this.#source(trace, references));
    this.context.happened(UPDATE, () => ({ chartId, changes: { tablesources } }));
    for (const { index, references } of bound) {
      const names = references.map(({ path, expression }) => [`data.${index}.${path}`, expression]);
      const changes = { ...Object.fromEntries(names), [`fireflyData.${index}.isLoading`]: true };
      this.context.happened(UPDATE, () => ({ chartId, changes }));
    }
  }

  #source(trace: JsonObject, references: readonly Reference[]): JsonObject {
    const tblId = tableOf(trace);
    const mappings = Object.fromEntries(references.map(({ path, expression }) => [path, expression]));
    const resultSetID = this.tables.get(tblId ?? '')?.model?.tableMeta?.['resultSetID'];
    return {
      mappings,
      tbl_id: tblId,
      options: mappings,
      ...(resultSetID === undefined ? {} : { resultSetID }),
    };
  }

  async #resolve(trace: JsonObject, signal: AbortSignal): Promise<Outcome> {
    const references = referencesIn(trace);
    if (references.length === 0) return { trace };
    const table = this.tables.get(tableOf(trace) ?? '');
    if (table?.model === undefined || table.status === 'failed')
      return { reason: table?.error ?? 'There is no such table.' };
    const names = table.model.tableData?.columns.map(({ name }) => name) ?? [];
    const query = columnQuery(
      references.map(({ expression }) => expression),
      names,
    );
    const request = { ...table.request, startIdx: 0, pageSize: ALL_ROWS, inclCols: inclCols(query) };
    try {
      const answer = await this.context.host.tableSearch(request, signal);
      if (answer.error !== undefined) return { reason: answer.error };
      const columns = columnsOf(answer, query);
      return columns ? { trace: resolved(trace, columns) } : { reason: 'A column is missing.' };
    } catch (error) {
      return { reason: asFailure(error).detail };
    }
  }

  async #show(chart: ChartState, outcomes: readonly Outcome[], signal: AbortSignal): Promise<void> {
    const { chartId, layout } = chart;
    const reasons = outcomes.flatMap((outcome, index): [number, string][] =>
      'reason' in outcome ? [[index, outcome.reason]] : [],
    );
    if (reasons.length > 0) {
      this.#failed(chartId, reasons);
      return;
    }
    const data = outcomes.flatMap((outcome) => ('trace' in outcome ? [outcome.trace] : []));
    await this.context.engine.showChart({ chartId, data, layout });
    if (signal.aborted) return;
    this.#change(chartId, { status: 'drawn', drawn: data });
    chart.data.map(drawable).forEach((trace, index) => {
      this.#drawn(chartId, index, referencesIn(trace), data[index] ?? {});
    });
  }

  /** Only what came from a table is told. */
  #drawn(chartId: string, index: number, references: readonly Reference[], drawn: JsonObject): void {
    if (references.length === 0) return;
    this.context.happened(UPDATE, () => {
      const arrays = references.map(({ path }) => [`data.${index}.${path}`, valueAt(drawn, path)]);
      return {
        chartId,
        changes: { ...Object.fromEntries(arrays), [`fireflyData.${index}.isLoading`]: false },
      };
    });
  }

  #failed(chartId: string, reasons: readonly (readonly [index: number, reason: string])[]): void {
    const error = reasons.map(([index, reason]) => `${CANNOT_DISPLAY}: trace ${index}: ${reason}`).join('\n');
    this.#change(chartId, { status: 'failed', error, drawn: [] });
    this.context.engine.showChartFailure(chartId, error);
    for (const [index, reason] of reasons) {
      const changes = { [`fireflyData.${index}.error`]: { message: CANNOT_DISPLAY, reason } };
      this.context.happened(UPDATE, () => ({ chartId, changes }));
    }
  }

  #change(chartId: string, change: Partial<ChartState>): void {
    const chart = this.charts.get(chartId);
    if (chart) this.charts.set(chartId, { ...chart, ...change });
  }
}

function valueAt(trace: JsonObject, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), trace);
}
