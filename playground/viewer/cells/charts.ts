import { type CellState, type JsonObject, ViewerFailure } from 'firefly-client/testing';
import { ChartView } from '../charts/view.js';
import { make } from '../page/dom.js';
import type { ChartScreen, ScreenParts } from '../screen.js';

/** The charts of a slate: each in the cell that the viewer has given it. */
export class CellCharts implements ChartScreen {
  readonly #views = new Map<string, ChartView>();
  readonly #boxes = new Map<string, HTMLElement>();
  /** Charts that are in no cell, and so are not drawn. */
  readonly #behind = new Set<string>();
  /** The highlighted row of each table, and the selected ones. */
  readonly #rows = new Map<string, number>();
  readonly #selected = new Map<string, Uint32Array>();
  readonly #sizes = new ResizeObserver(() => {
    for (const view of this.#views.values()) if (view.root.isConnected) view.resize();
  });
  #cells: readonly CellState[] = [];

  constructor(private readonly parts: ScreenParts) {}

  get count(): number {
    return this.#views.size + this.#behind.size;
  }

  view(chartId: string): ChartView | undefined {
    return this.#views.get(chartId);
  }

  /** Where the charts of a cell are. */
  boxOf(cellId: string): HTMLElement {
    const known = this.#boxes.get(cellId);
    if (known) return known;
    const empty = make('p', { class: 'empty' }, 'No charts yet. Programs put theirs here.');
    const box = make('div', { class: 'charts cell-fill' }, empty);
    this.#boxes.set(cellId, box);
    this.#sizes.observe(box);
    return box;
  }

  place(cells: readonly CellState[]): void {
    this.#cells = cells.filter(({ type }) => type === 'xyPlots');
    const kept = new Set(this.#cells.map(({ cellId }) => cellId));
    for (const [cellId, box] of this.#boxes) if (!kept.has(cellId)) this.#forget(cellId, box);
    for (const { cellId, items } of this.#cells) {
      const box = this.boxOf(cellId);
      box.style.setProperty('--columns', String(Math.max(1, Math.ceil(Math.sqrt(items.length)))));
      for (const chartId of items) this.#put(chartId, box);
      box.classList.toggle('filled', box.childElementCount > 1);
    }
  }

  added(chartId: string, behind: boolean): void {
    if (behind) this.#behind.add(chartId);
    else this.#behind.delete(chartId);
    this.parts.changed();
  }

  async show(chart: {
    readonly chartId: string;
    readonly data: readonly JsonObject[];
    readonly layout: JsonObject;
  }): Promise<void> {
    await this.#viewFor(chart.chartId)
      .show(chart.data, chart.layout)
      .catch((error: unknown) => {
        throw error instanceof ViewerFailure
          ? error
          : new ViewerFailure('Cannot display requested data', String(error));
      });
  }

  showFailure(chartId: string, message: string): void {
    this.#viewFor(chartId).showFailure(message);
  }

  remove(chartId: string): void {
    this.#behind.delete(chartId);
    this.#views.get(chartId)?.close();
    this.#views.delete(chartId);
    this.place(this.#cells);
    this.parts.changed();
  }

  /** A slate shows the charts of all tables. */
  followTable(): void {}

  highlight(tblId: string, row: number): void {
    this.#rows.set(tblId, row);
    for (const view of this.#views.values()) view.highlight(tblId, row);
  }

  select(tblId: string, rows: Uint32Array): void {
    this.#selected.set(tblId, rows);
    for (const view of this.#views.values()) view.select(tblId, rows);
  }

  reinit(): void {
    for (const chartId of [...this.#views.keys()]) this.remove(chartId);
    this.#behind.clear();
    this.#rows.clear();
    this.#selected.clear();
    this.parts.changed();
  }

  #viewFor(chartId: string): ChartView {
    const known = this.#views.get(chartId);
    if (known) return known;
    const view = new ChartView(chartId, this.parts.gestures, this.parts.filtersOf, false);
    for (const [tblId, row] of this.#rows) view.highlight(tblId, row);
    for (const [tblId, rows] of this.#selected) view.select(tblId, rows);
    this.#views.set(chartId, view);
    this.#behind.delete(chartId);
    this.place(this.#cells);
    this.parts.changed();
    return view;
  }

  /** What is drawn already and stands in its place is left there. */
  #put(chartId: string, box: HTMLElement): void {
    const view = this.#views.get(chartId);
    if (view && view.root.parentElement !== box) box.append(view.root);
  }

  #forget(cellId: string, box: HTMLElement): void {
    this.#sizes.unobserve(box);
    this.#boxes.delete(cellId);
  }
}
