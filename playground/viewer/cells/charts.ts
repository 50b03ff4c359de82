import type { CellState } from 'firefly-client/testing';
import { ChartView } from '../charts/view.js';
import { type ChartContent, ChartViews, draw } from '../charts/views.js';
import { make } from '../page/dom.js';
import type { ChartScreen, ScreenParts } from '../screen.js';

/** The charts of a slate: each in the cell that the viewer has given it. */
export class CellCharts implements ChartScreen {
  readonly #views = new ChartViews(
    (chartId) => new ChartView(chartId, this.parts.gestures, this.parts.filtersOf, false),
  );
  readonly #boxes = new Map<string, HTMLElement>();
  /** Charts that are in no cell, and so are not drawn. */
  readonly #behind = new Set<string>();
  readonly #sizes = new ResizeObserver(() => {
    for (const [, view] of this.#views.entries()) if (view.root.isConnected) view.resize();
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

  async show(chart: ChartContent): Promise<void> {
    await draw(this.#viewFor(chart.chartId), chart);
  }

  showFailure(chartId: string, message: string): void {
    this.#viewFor(chartId).showFailure(message);
  }

  remove(chartId: string): void {
    this.#behind.delete(chartId);
    this.#views.remove(chartId);
    this.place(this.#cells);
    this.parts.changed();
  }

  /** A slate shows the charts of all tables. */
  followTable(): void {}

  highlight(tblId: string, row: number): void {
    this.#views.highlight(tblId, row);
  }

  select(tblId: string, rows: Uint32Array): void {
    this.#views.select(tblId, rows);
  }

  reinit(): void {
    for (const chartId of this.#views.ids) this.remove(chartId);
    this.#behind.clear();
    this.#views.unmark();
    this.parts.changed();
  }

  #viewFor(chartId: string): ChartView {
    return this.#views.of(chartId, () => {
      this.#behind.delete(chartId);
      this.place(this.#cells);
      this.parts.changed();
    });
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
