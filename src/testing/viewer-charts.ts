/** The charts of a viewer: traces that hold their data, or take them from the tables that are there. */

import { isRecord } from '../schema/json.js';
import { areaChanges, areaFilters, type ChartArea } from './chart-area.js';
import { canBeTold, HIGHLIGHTED, marked, SELECTED } from './chart-changes.js';
import { isBound, type Loaded, loadTrace, mappingsOf, sourceOf, titled } from './chart-load.js';
import { withTraces } from './chart-params.js';
import type { ChartPlaces } from './chart-places.js';
import { isScatter2d, reportedFireflyData, reportedLayout, reportedTrace, tableOf } from './chart-traces.js';
import { changedBy } from './chart-update.js';
import { defaultChart } from './default-chart.js';
import type { JsonObject } from './engine.js';
import { asFailure, Flights, stringAt, type ViewerAction, type ViewerContext } from './viewer-context.js';
import type { ChartState, TableState } from './viewer-state.js';

const ADD = 'charts.data/chartAdd';
const UPDATE = 'charts.data/chartUpdate';
/** Where copies of charts go. */
const PINNED = 'PINNED_CHART_VIEWER_ID';
const CANNOT_DISPLAY = 'Cannot display requested data';

/** A trace on its way: ready to draw, or the reason why it is not. */
type Outcome = { readonly loaded: Loaded } | { readonly reason: string };

export class ViewerCharts {
  readonly charts = new Map<string, ChartState>();
  readonly #flights = new Flights();
  /** The charts that are on the screen. */
  readonly #mounted = new Set<string>();

  constructor(
    private readonly context: ViewerContext,
    private readonly tables: ReadonlyMap<string, TableState>,
    private readonly places: ChartPlaces,
  ) {}

  /** False when it is no chart this viewer can draw. */
  add(action: ViewerAction, asked: JsonObject): boolean {
    const payload = withTraces(asked);
    const chartId = stringAt(payload, 'chartId');
    if (chartId === undefined || !Array.isArray(payload['data'])) return false;
    const data = payload['data'].filter(isRecord);
    const layout = reportedLayout(payload['layout']);
    const viewerId = stringAt(payload, 'viewerId') ?? '';
    const groupId = stringAt(payload, 'groupId') ?? '';
    this.#mounted.delete(chartId);
    this.#flights.stop(chartId);
    const chart = { chartId, viewerId, groupId, status: 'behind', data, drawn: [], layout } as const;
    this.charts.set(chartId, chart);
    this.context.happened(ADD, () => ({
      ...reportedFireflyData(data),
      ...this.places.reported,
      ...payload,
      data: data.map(reportedTrace),
      ...(payload['layout'] === undefined ? {} : { layout }),
    }));
    this.places.added(chart);
    const behind = !this.places.isInFront(chart);
    this.context.engine.chartAdded?.(chartId, behind);
    if (!behind) this.#mount(action, chartId);
    return true;
  }

  /** Places have changed: what is behind now leaves the screen, and what has come to the front is drawn. */
  placesChanged(): void {
    const all = [...this.charts.values()];
    for (const chart of all) {
      const { chartId } = chart;
      if (!this.places.isInFront(chart) && this.#mounted.delete(chartId))
        this.context.happened('charts.ui/unmounted', () => ({ chartId }));
    }
    for (const chart of all) {
      const { chartId } = chart;
      if (this.places.isInFront(chart) && !this.#mounted.has(chartId))
        this.#mount({ type: ADD, payload: { chartId } }, chartId);
    }
  }

  /** What was drawn before and has not changed is there at once. */
  #mount(action: ViewerAction, chartId: string): void {
    this.#mounted.add(chartId);
    this.context.happened('charts.ui/mounted', () => ({ chartId }));
    const chart = this.charts.get(chartId);
    if (chart?.status !== 'drawn') {
      this.#draw(action, chartId);
      return;
    }
    this.#announceSources(chart);
    this.#tellMarks(chartId);
  }

  /** What a program changes is reported as it came, and drawn. */
  update(action: ViewerAction, payload: JsonObject): void {
    this.context.happened(UPDATE, () => payload);
    const chart = this.charts.get(stringAt(payload, 'chartId') ?? '');
    if (chart === undefined) return;
    this.#change(chart.chartId, { ...changedBy(chart, payload['changes']), status: 'behind' });
    if (this.places.isInFront(chart)) this.#draw(action, chart.chartId);
  }

  remove(payload: JsonObject): void {
    const chartId = stringAt(payload, 'chartId') ?? '';
    const chart = this.charts.get(chartId);
    if (chart === undefined) return;
    this.charts.delete(chartId);
    this.#flights.stop(chartId);
    this.#mounted.delete(chartId);
    this.context.engine.removeChart(chartId);
    const where = chart.viewerId ? { viewerId: chart.viewerId } : {};
    this.context.happened('charts.data/chartRemove', () => ({ ...where, ...payload, chartId }));
    this.places.removed(chart);
  }

  /** A table is there, or is another now: what is drawn from it is drawn anew. */
  tableLoaded(tblId: string, first: boolean): void {
    for (const chart of [...this.charts.values()]) {
      const { chartId, data } = chart;
      if (!data.some((trace) => tableOf(trace) === tblId)) continue;
      if (!this.places.isInFront(chart)) this.#change(chartId, { status: 'behind' });
      else this.#draw({ type: UPDATE, payload: { chartId } }, chartId);
    }
    const table = this.tables.get(tblId);
    const isWanted = first && this.context.defaultCharts && this.places.bringsCharts;
    if (!isWanted || !table?.shown || this.charts.has(`default-${tblId}`)) return;
    const chart = defaultChart(table);
    if (chart) this.add({ type: ADD, payload: chart }, chart);
  }

  /** The chart that came with a table goes with it. */
  tableRemoved(tblId: string): void {
    this.remove({ chartId: `default-${tblId}` });
  }

  /** A copy of a chart among the pinned ones, titled by its table where it has no title. */
  pin(chartId: string): void {
    const chart = this.charts.get(chartId);
    if (chart === undefined) return;
    const table = chart.data.map(tableOf).find((tblId) => tblId !== undefined);
    const titled = chart.layout['title'] !== undefined;
    const title = titled ? {} : { title: { text: this.tables.get(table ?? '')?.title ?? '' } };
    const payload = {
      chartId: this.#freeId('pinned-'),
      viewerId: PINNED,
      groupId: PINNED,
      chartType: 'plot.ly',
      deletable: true,
      data: chart.data,
      layout: { ...chart.layout, ...title },
    };
    this.add({ type: ADD, payload }, payload);
  }

  #freeId(prefix: string): string {
    let number = 0;
    while (this.charts.has(`${prefix}-${number}`)) number += 1;
    return `${prefix}-${number}`;
  }

  /** An area that a person has drawn over a chart, or has taken back; `points` are the places of the points inside. */
  areaDrawn(chartId: string, area: ChartArea | undefined, points: readonly number[]): void {
    const inside = canBeTold(points.length) ? points : [];
    this.context.happened(UPDATE, () => ({
      chartId,
      changes: area ? areaChanges(area, inside) : { 'layout.selections': [] },
    }));
  }

  /** The filters that leave only the rows whose points are in an area; undefined where no table can be asked. */
  filtersFor(
    chartId: string,
    area: ChartArea,
  ): { readonly tblId: string; readonly filters: string } | undefined {
    for (const trace of this.charts.get(chartId)?.data ?? []) {
      const { x, y } = mappingsOf(trace);
      const table = this.#tableOf(trace);
      if (x === undefined || y === undefined || table === undefined) continue;
      const columns = table.model?.tableData?.columns.map(({ name }) => name) ?? [];
      const before = stringAt(table.request, 'filters') ?? '';
      return { tblId: table.tblId, filters: areaFilters(before, columns, { x, y }, area) };
    }
    return undefined;
  }

  clear(): void {
    this.#flights.stopAll();
    this.#mounted.clear();
    this.charts.clear();
  }

  /** The row that is highlighted in a table is marked on what is drawn from it. */
  rowHighlighted(tblId: string, row: number): void {
    for (const { chart, trace } of this.#scatters(tblId)) {
      this.context.happened(UPDATE, () => ({
        chartId: chart.chartId,
        changes: { highlighted: marked(trace, [row], HIGHLIGHTED) },
      }));
    }
  }

  rowsSelected(tblId: string, rows: readonly number[]): void {
    for (const { chart, trace } of this.#scatters(tblId)) {
      if (canBeTold(rows.length)) this.#tellSelected(chart.chartId, trace, rows);
    }
  }

  #tellSelected(chartId: string, trace: JsonObject, rows: readonly number[]): void {
    this.context.happened(UPDATE, () => ({
      chartId,
      changes: {
        hasSelected: rows.length > 0,
        selected: marked(trace, rows, SELECTED),
        'layout.selections': [],
      },
    }));
  }

  /** The traces of points that are drawn from a table: one a chart. */
  #scatters(tblId: string): readonly { readonly chart: ChartState; readonly trace: JsonObject }[] {
    return [...this.charts.values()].flatMap((chart) => {
      const trace = chart.drawn.find((drawn, index) => {
        const asked = chart.data[index];
        return asked !== undefined && tableOf(asked) === tblId && isBound(asked) && isScatter2d(drawn);
      });
      return chart.status === 'drawn' && trace ? [{ chart, trace }] : [];
    });
  }

  #draw(action: ViewerAction, chartId: string): void {
    const chart = this.charts.get(chartId);
    if (chart === undefined) return;
    const signal = this.#flights.start(chartId);
    const waits = this.#isWaiting(chart.data);
    this.#change(chartId, { status: waits ? 'waiting' : 'drawing' });
    if (!waits) this.context.track(this.#load(action, chart, signal));
  }

  /** Whether some table is not there yet; the chart is drawn when it is. */
  #isWaiting(traces: readonly JsonObject[]): boolean {
    return traces.some((trace) => isBound(trace) && !this.#isDecided(tableOf(trace)));
  }

  /** Whether a table is there, or will not come. */
  #isDecided(tblId: string | undefined): boolean {
    const status = tblId === undefined ? 'failed' : this.tables.get(tblId)?.status;
    return status === 'loaded' || status === 'failed';
  }

  #tableOf(trace: JsonObject): TableState | undefined {
    return this.tables.get(tableOf(trace) ?? '');
  }

  async #load(action: ViewerAction, chart: ChartState, signal: AbortSignal): Promise<void> {
    try {
      this.#announce(chart);
      await this.context.pace(action, signal);
      if (!signal.aborted && this.#isWaiting(chart.data)) {
        this.#change(chart.chartId, { status: 'waiting' });
        return;
      }
      const outcomes = await Promise.all(chart.data.map((_, index) => this.#outcome(chart, index, signal)));
      if (!signal.aborted) await this.#show(chart, outcomes, signal);
    } catch (error) {
      if (!signal.aborted) this.#failed(chart.chartId, [[0, asFailure(error).detail]]);
    }
  }

  /** Says from which tables the data come, and that they are being loaded; again, when a table has changed. */
  #announce(chart: ChartState): void {
    const { chartId } = chart;
    const again = chart.drawnLayout !== undefined;
    if (!again) this.#announceSources(chart);
    for (const [index, trace] of chart.data.entries()) {
      if (!isBound(trace)) continue;
      const names = Object.entries(mappingsOf(trace)).map(([path, value]) => [
        `data.${index}.${path}`,
        value,
      ]);
      const { resultSetID } = sourceOf(trace, chart, this.#tableOf(trace));
      const set =
        again && resultSetID !== undefined ? { [`tablesources.${index}.resultSetID`]: resultSetID } : {};
      const changes = { ...Object.fromEntries(names), ...set, [`fireflyData.${index}.isLoading`]: true };
      this.context.happened(UPDATE, () => ({ chartId, changes }));
    }
  }

  #announceSources(chart: ChartState): void {
    const { chartId } = chart;
    const bound = chart.data.filter(isBound);
    if (bound.length === 0) return;
    const tablesources = bound.map((trace) => sourceOf(trace, chart, this.#tableOf(trace)));
    this.context.happened(UPDATE, () => ({ chartId, changes: { tablesources } }));
  }

  async #outcome(chart: ChartState, index: number, signal: AbortSignal): Promise<Outcome> {
    const table = this.#tableOf(chart.data[index] ?? {});
    try {
      return { loaded: await loadTrace({ chart, index, table, host: this.context.host, signal }) };
    } catch (error) {
      return { reason: asFailure(error).detail };
    }
  }

  async #show(chart: ChartState, outcomes: readonly Outcome[], signal: AbortSignal): Promise<void> {
    const { chartId } = chart;
    const reasons = outcomes.flatMap((outcome, index): [number, string][] =>
      'reason' in outcome ? [[index, outcome.reason]] : [],
    );
    if (reasons.length > 0) {
      this.#failed(chartId, reasons);
      return;
    }
    const loaded = outcomes.flatMap((outcome) => ('loaded' in outcome ? [outcome.loaded] : []));
    const drawn = loaded.map(({ trace }) => trace);
    const layout = titled(chart, loaded);
    await this.context.engine.showChart({ chartId, data: drawn, layout });
    if (signal.aborted) return;
    const { error: _, ...before } = this.charts.get(chartId) ?? chart;
    this.charts.set(chartId, { ...before, status: 'drawn', drawn, drawnLayout: layout });
    loaded.forEach((trace, index) => {
      this.#tell(chartId, index, trace);
    });
    this.#tellMarks(chartId);
  }

  /** Only what came from a table is told. */
  #tell(chartId: string, index: number, { trace, changes }: Loaded): void {
    if (changes === undefined) return;
    const { x, y } = trace;
    const points = Math.max(lengthOf(x), lengthOf(y));
    if (canBeTold(points)) this.context.happened(UPDATE, () => ({ chartId, changes: changes() }));
    else
      console.warn(
        `Chart ${chartId}, trace ${index}: a report of ${points} points is too long for a server.`,
      );
  }

  /** What is highlighted and selected in its table is marked on a chart as soon as it is drawn. */
  #tellMarks(chartId: string): void {
    for (const [tblId, table] of this.tables) {
      const scatter = this.#scatters(tblId).find(({ chart }) => chart.chartId === chartId);
      if (scatter === undefined || table.highlightedRow < 0) continue;
      const highlighted = () => marked(scatter.trace, [table.highlightedRow], HIGHLIGHTED);
      this.context.happened(UPDATE, () => ({ chartId, changes: { highlighted: highlighted() } }));
      this.#tellSelected(chartId, scatter.trace, table.selectedRows);
    }
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

function lengthOf(value: unknown): number {
  return Array.isArray(value) || value instanceof Float64Array ? value.length : 0;
}
