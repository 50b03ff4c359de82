import type { JsonObject } from 'firefly-client/testing';
import { ViewerFailure } from 'firefly-client/testing';
import type { Gestures } from '../gestures.js';
import { button, icon, icons, make } from '../page/dom.js';
import type { PlotlyElement } from './plotly-types.js';
import { type AxisNames, type Look, rowOfPoint, themed } from './theme.js';

const config = { displaylogo: false, responsive: false, modeBarButtonsToRemove: ['toImage'] };

/** One chart. */
export class ChartView {
  readonly root: HTMLElement;
  readonly #plot: PlotlyElement = make('div', { class: 'plot' });
  readonly #message = make('div', { class: 'message', role: 'status', hidden: true });
  #data: readonly JsonObject[] = [];
  #layout: JsonObject = {};
  #size = { width: 0, height: 0 };
  #drawn = false;
  #listening = false;
  /** The highlighted row of each table. */
  readonly #rows = new Map<string, number>();

  constructor(
    readonly chartId: string,
    private readonly gestures: Gestures,
    private readonly axisNames: () => AxisNames,
  ) {
    const close = button(`Close chart ${chartId}`, icon(icons.close), () => gestures.closeChart(chartId), {
      class: 'close',
    });
    this.root = make('section', {
      class: 'chart',
      'data-chart-id': chartId,
      'aria-label': `Chart ${chartId}`,
    });
    this.root.append(this.#plot, this.#message, close);
    matchMedia('(prefers-color-scheme: dark)').addEventListener(
      'change',
      () => void this.#draw().catch(() => {}),
    );
  }

  /** Draws; resolves when it is on the screen. */
  async show(data: readonly JsonObject[], layout: JsonObject): Promise<void> {
    this.#data = data;
    this.#layout = layout;
    this.#message.hidden = true;
    this.root.classList.remove('failed');
    await this.#draw(true);
  }

  showFailure(message: string): void {
    this.#message.replaceChildren(make('strong', {}, 'The chart cannot be drawn'), make('p', {}, message));
    this.#message.hidden = false;
    this.root.classList.add('failed');
    this.#clear();
  }

  /** Marks the point of a table's row. */
  highlight(tblId: string, row: number): void {
    if (this.#rows.get(tblId) === row) return;
    this.#rows.set(tblId, row);
    if (this.#data.some((trace) => trace['tbl_id'] === tblId)) void this.#draw().catch(() => {});
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
    this.#clear();
    this.root.remove();
  }

  #clear(): void {
    if (this.#drawn) window.Plotly?.purge(this.#plot);
    this.#drawn = false;
    this.#listening = false;
  }

  async #draw(first = false): Promise<void> {
    if (!first && !this.#drawn) return;
    const plotly = window.Plotly;
    if (!plotly) throw new ViewerFailure('No chart engine', 'The chart engine (Plotly) could not be loaded.');
    const { width, height } = this.#plot.getBoundingClientRect();
    this.#size = { width: width || 400, height: height || 300 };
    const look: Look = {
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
      axes: this.axisNames(),
      webgl: hasWebgl(),
      ...this.#size,
    };
    const { data, layout } = themed(this.#data, this.#layout, look, this.#rows);
    await plotly.react(this.#plot, data, layout, config);
    this.#drawn = true;
    this.#listen();
  }

  #listen(): void {
    if (this.#listening || !this.#plot.on) return;
    this.#listening = true;
    this.#plot.on('plotly_click', ({ points }) => {
      const [point] = points;
      const index = point?.pointNumber ?? point?.pointIndex;
      const trace = this.#data[point?.curveNumber ?? -1];
      if (!trace || index === undefined || typeof trace['tbl_id'] !== 'string') return;
      this.gestures.highlightRow(trace['tbl_id'], rowOfPoint(trace, index));
    });
  }
}

let webgl: boolean | undefined;

function hasWebgl(): boolean {
  webgl ??= document.createElement('canvas').getContext('webgl') !== null;
  return webgl;
}
