import type { ChartArea, JsonObject } from 'firefly-client/testing';
import { ViewerFailure } from 'firefly-client/testing';
import type { Gestures } from '../gestures.js';
import { make } from '../page/dom.js';
import { isDark, onThemeChange } from '../page/theme.js';
import { type Area, rowsInside } from '../work/points.js';
import { Hover } from './hover.js';
import { isList, isScatter, markTrace, rowOfPoint, rowsOfPoints, tableOf } from './marks.js';
import { type Painting, type Placed, paintCrowds } from './painter.js';
import type { PlotlyElement, PlotlySelection } from './plotly-types.js';
import { prepare } from './prepare.js';
import { type Look, themed } from './theme.js';
import { type DragMode, ToolBar } from './tools.js';

const config = { displaylogo: false, responsive: false, displayModeBar: false, doubleClick: 'reset' };
const nothing: Painting = { traces: [], images: [] };

/** One chart. */
export class ChartView {
  readonly root: HTMLElement;
  readonly #plot: PlotlyElement = make('div', { class: 'plot' });
  readonly #message = make('div', { class: 'message', role: 'status', hidden: true });
  readonly #tools: ToolBar;
  readonly #hover: Hover;
  #data: readonly JsonObject[] = [];
  #traces: readonly JsonObject[] = [];
  #crowds: readonly Placed[] = [];
  #layout: JsonObject = {};
  #painting = nothing;
  #paintings = 0;
  #drag: DragMode = 'zoom';
  #area: Area | undefined;
  #shows = 0;
  #size = { width: 0, height: 0 };
  #drawn = false;
  #listening = false;
  readonly #forgetTheme: () => void;
  /** The highlighted row and the selected ones of each table. */
  readonly #rows = new Map<string, number>();
  readonly #selected = new Map<string, Uint32Array>();

  constructor(
    readonly chartId: string,
    private readonly gestures: Gestures,
    private readonly filtersOf: (tblId: string) => string,
    private readonly canPin: boolean,
  ) {
    this.#tools = new ToolBar(chartId, {
      pin: () => gestures.pinChart(chartId),
      drag: (mode) => this.#dragBy(mode),
      resetZoom: () => this.#resetZoom(),
      save: () => this.#save(),
      selectArea: () => void this.#selectArea(),
      clearSelection: () => this.#tblId && gestures.selectRows(this.#tblId, []),
      filterArea: () => this.#filterArea(),
      clearFilters: () => this.#tblId && gestures.filterTable(this.#tblId, ''),
      close: () => gestures.closeChart(chartId),
    });
    this.root = make('section', {
      class: 'chart',
      'data-chart-id': chartId,
      'aria-label': `Chart ${chartId}`,
    });
    this.root.append(this.#tools.root, this.#plot, this.#message);
    this.#hover = new Hover(this.#plot, (tblId, row) => gestures.highlightRow(tblId, row));
    this.#forgetTheme = onThemeChange(() => this.#redraw());
  }

  /** The table that most of the chart is drawn from. */
  get #tblId(): string | undefined {
    return this.#data.map(tableOf).find((tblId) => tblId !== undefined);
  }

  /** Draws; resolves when it is on the screen. */
  async show(data: readonly JsonObject[], layout: JsonObject): Promise<void> {
    const turn = ++this.#shows;
    const prepared = await Promise.all(data.map((trace) => prepare(trace, layout)));
    const crowds = prepared.flatMap(({ crowd }, index) => (crowd ? [{ crowd, index }] : []));
    if (turn !== this.#shows) {
      for (const { crowd } of crowds) crowd.forget();
      return;
    }
    this.#forget();
    this.#data = data;
    this.#traces = prepared.map(({ trace }) => trace);
    this.#crowds = crowds;
    this.#layout = layout;
    this.#area = undefined;
    this.#hover.crowds = crowds;
    if (!this.#drawn) this.#drag = this.#firstDrag();
    this.#message.hidden = true;
    this.root.classList.remove('failed');
    await this.#draw(true);
    if (crowds.length > 0) await this.#paint();
  }

  showFailure(message: string): void {
    this.#shows += 1;
    this.#message.replaceChildren(make('strong', {}, 'The chart cannot be drawn'), make('p', {}, message));
    this.#message.hidden = false;
    this.root.classList.add('failed');
    this.#clear();
    this.#showTools();
  }

  /** Marks the point of a table's row. */
  highlight(tblId: string, row: number): void {
    if (this.#rows.get(tblId) === row) return;
    this.#rows.set(tblId, row);
    if (this.#data.some((trace) => tableOf(trace) === tblId)) this.#redraw();
  }

  select(tblId: string, rows: Uint32Array): void {
    this.#selected.set(tblId, rows);
    if (!this.#data.some((trace) => tableOf(trace) === tblId)) return;
    this.#area = undefined;
    if (this.#crowds.length > 0) void this.#paint().catch(() => {});
    else this.#redraw();
  }

  /** Takes on the size of its place on the page. */
  resize(): void {
    if (!this.#drawn || !this.root.offsetParent) return;
    const { width, height } = this.#plot.getBoundingClientRect();
    if (!width || !height || (width === this.#size.width && height === this.#size.height)) return;
    this.#size = { width, height };
    void window.Plotly?.relayout(this.#plot, this.#size).catch(() => {});
  }

  close(): void {
    this.#shows += 1;
    this.#forgetTheme();
    this.#clear();
    this.root.remove();
  }

  #clear(): void {
    if (this.#drawn) window.Plotly?.purge(this.#plot);
    this.#drawn = false;
    this.#listening = false;
    this.#forget();
  }

  #forget(): void {
    for (const { crowd } of this.#crowds) crowd.forget();
    this.#crowds = [];
    this.#painting = nothing;
    this.#hover.crowds = [];
  }

  #redraw(): void {
    void this.#draw().catch(() => {});
  }

  async #draw(first = false): Promise<void> {
    if (!first && !this.#drawn) return;
    const plotly = window.Plotly;
    if (!plotly) throw new ViewerFailure('No chart engine', 'The chart engine (Plotly) could not be loaded.');
    const { width, height } = this.#plot.getBoundingClientRect();
    this.#size = { width: width || 400, height: height || 300 };
    const look: Look = { dark: isDark(), webgl: hasWebgl(), ...this.#size };
    const { data, layout } = themed(this.#traces, this.#layout, look);
    const images = [...listOf(layout['images']), ...this.#painting.images];
    const state = {
      dragmode: this.#drag,
      uirevision: this.#shows,
      selectionrevision: this.#area ? 1 : 0,
      images,
    };
    const selections = this.#area ? {} : { selections: [] };
    const full = [...data, ...this.#painting.traces, ...this.#marks()];
    await plotly.react(this.#plot, full, { ...layout, ...state, ...selections }, config);
    this.#drawn = true;
    this.#listen();
    this.#showTools();
  }

  /** What is selected and highlighted, over the rest; crowds paint their own selection. */
  #marks(): JsonObject[] {
    const marks = (look: 'selected' | 'highlighted') =>
      this.#data.flatMap((trace, index) => {
        const tblId = tableOf(trace) ?? '';
        const row = this.#rows.get(tblId) ?? -1;
        if (look === 'highlighted') return row < 0 ? [] : markTrace(trace, [row], look);
        const painted = this.#crowds.some((placed) => placed.index === index);
        return painted ? [] : markTrace(trace, this.#selected.get(tblId) ?? [], look);
      });
    return [...marks('selected'), ...marks('highlighted')];
  }

  /** Paints crowds as the axes show them now; only the latest of several comes to the screen. */
  async #paint(): Promise<void> {
    const turn = ++this.#paintings;
    const painting = await paintCrowds(this.#plot, this.#crowds, this.#selected);
    if (turn !== this.#paintings || !this.#drawn) return;
    this.#painting = painting;
    await this.#draw();
  }

  #listen(): void {
    if (this.#listening || !this.#plot.on) return;
    this.#listening = true;
    this.#plot.on('plotly_click', ({ points }) => {
      const [point] = points;
      const number = point?.pointNumber ?? point?.pointIndex;
      const drawn = [...this.#traces, ...this.#painting.traces];
      const trace = drawn[point?.curveNumber ?? -1];
      const tblId = trace && tableOf(trace);
      if (trace === undefined || tblId === undefined || typeof number !== 'number') return;
      this.gestures.highlightRow(tblId, rowOfPoint(trace, number));
    });
    this.#plot.on('plotly_selected', (selection) => this.#areaDrawn(selection));
    this.#plot.on('plotly_deselect', () => this.#areaDrawn(undefined));
    this.#plot.on('plotly_relayout', (change) => {
      const moved = Object.keys(change).some((key) =>
        /axis\d*\.(range|autorange|type)|^(width|height)$/.test(key),
      );
      if (moved && this.#crowds.length > 0) void this.#paint().catch(() => {});
    });
  }

  #areaDrawn(selection: PlotlySelection | undefined): void {
    const corners = selection?.range ?? selection?.lassoPoints;
    const list = (letter: 'x' | 'y') =>
      corners?.[letter] ?? Object.entries(corners ?? {}).find(([name]) => name.startsWith(letter))?.[1];
    const [x, y] = [list('x'), list('y')];
    const before = this.#area;
    this.#area = x && y ? { x: x.map(Number), y: y.map(Number) } : undefined;
    this.#showTools();
    if (this.#area) void this.#tellArea(this.#area);
    else if (before) this.gestures.drawArea(this.chartId, undefined, []);
  }

  async #tellArea(area: Area): Promise<void> {
    const { points } = (await this.#inside(area)) ?? { points: [] };
    this.gestures.drawArea(this.chartId, boxOf(area), Array.from(points));
  }

  /** As in Firefly: what can be selected from is ready for it. */
  #firstDrag(): DragMode {
    const asked = this.#layout['dragmode'];
    if (asked === 'pan' || asked === 'zoom' || asked === 'select' || asked === 'lasso') return asked;
    return this.#canSelect() || this.#canFilterArea() ? 'select' : 'zoom';
  }

  #canSelect(): boolean {
    return this.#data.some((trace) => isScatter(trace) && tableOf(trace) !== undefined);
  }

  #canFilterArea(): boolean {
    const flat = (trace: JsonObject) => isScatter(trace) || /heatmap|histogram2d/.test(String(trace['type']));
    return this.#data.some((trace) => flat(trace) && tableOf(trace) !== undefined);
  }

  #showTools(): void {
    const tblId = this.#tblId ?? '';
    this.#tools.show({
      drag: this.#drag,
      canPin: this.canPin && this.#drawn,
      flat: this.#drawn && this.#plot._fullLayout?.['xaxis'] !== undefined,
      canSelect: this.#canSelect(),
      hasArea: this.#area !== undefined,
      canFilterArea: this.#canFilterArea() && this.#area?.x.length === 2,
      hasSelected: (this.#selected.get(tblId)?.length ?? 0) > 0,
      hasFilters: tblId !== '' && this.filtersOf(tblId) !== '',
    });
  }

  #dragBy(mode: DragMode): void {
    this.#drag = mode;
    this.#area = undefined;
    this.#redraw();
  }

  #resetZoom(): void {
    const axes = Object.keys(this.#plot._fullLayout ?? {}).filter((name) => /^[xy]axis\d*$/.test(name));
    const changes = axes.map((name) => {
      const asked: Readonly<Record<string, unknown>> = { ...Object(this.#layout[name]) };
      const range = Array.isArray(asked['range']) ? asked['range'] : undefined;
      const reversed = asked['autorange'] === 'reversed';
      return range ? [`${name}.range`, [...range]] : [`${name}.autorange`, reversed ? 'reversed' : true];
    });
    void window.Plotly?.relayout(this.#plot, Object.fromEntries(changes)).catch(() => {});
  }

  #save(): void {
    const options = { format: 'png', filename: this.chartId, ...this.#size };
    void window.Plotly?.downloadImage(this.#plot, options).catch(() => {});
  }

  async #selectArea(): Promise<void> {
    const found = this.#area && (await this.#inside(this.#area));
    if (!found) return;
    this.gestures.selectRows(found.tblId, rowsOfPoints(found.trace, found.points));
  }

  /** The points inside an area, of the first trace that is drawn from a table. */
  async #inside(area: Area): Promise<{ points: Uint32Array; trace: JsonObject; tblId: string } | undefined> {
    const index = this.#data.findIndex((trace) => isScatter(trace) && tableOf(trace) !== undefined);
    const trace = this.#data[index];
    const tblId = trace && tableOf(trace);
    if (!trace || tblId === undefined) return undefined;
    const crowd = this.#crowds.find((placed) => placed.index === index)?.crowd;
    return { points: crowd ? await crowd.inside(area) : insideOf(trace, area), trace, tblId };
  }

  #filterArea(): void {
    if (this.#area) this.gestures.filterChart(this.chartId, boxOf(this.#area));
  }
}

function boxOf({ x, y }: Area): ChartArea {
  return { x: [Math.min(...x), Math.max(...x)], y: [Math.min(...y), Math.max(...y)] };
}

function insideOf(trace: JsonObject, area: Area): Uint32Array {
  const { x, y } = trace;
  if (!isList(x) || !isList(y)) return new Uint32Array();
  const numbers = (values: ArrayLike<unknown>) =>
    Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
  return rowsInside({ x: numbers(x), y: numbers(y) }, area);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

let webgl: boolean | undefined;

function hasWebgl(): boolean {
  webgl ??= document.createElement('canvas').getContext('webgl') !== null;
  return webgl;
}
