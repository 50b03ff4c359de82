import { type JsonObject, ViewerFailure } from 'firefly-client/testing';
import type { ChartView } from './view.js';

/** A chart as it is to be shown. */
export interface ChartContent {
  readonly chartId: string;
  readonly data: readonly JsonObject[];
  readonly layout: JsonObject;
}

/** The charts that are drawn, wherever they stand, and the rows that are marked in them. */
export class ChartViews {
  readonly #views = new Map<string, ChartView>();
  /** The highlighted row of each table, and the selected ones. */
  readonly #rows = new Map<string, number>();
  readonly #selected = new Map<string, Uint32Array>();

  constructor(private readonly make: (chartId: string) => ChartView) {}

  get size(): number {
    return this.#views.size;
  }

  get ids(): string[] {
    return [...this.#views.keys()];
  }

  entries(): Iterable<readonly [string, ChartView]> {
    return this.#views;
  }

  get(chartId: string): ChartView | undefined {
    return this.#views.get(chartId);
  }

  /** The view of a chart, made where there is none: `onMade` puts it in its place. */
  of(chartId: string, onMade: (view: ChartView) => void): ChartView {
    const known = this.#views.get(chartId);
    if (known) return known;
    const view = this.make(chartId);
    for (const [tblId, row] of this.#rows) view.highlight(tblId, row);
    for (const [tblId, rows] of this.#selected) view.select(tblId, rows);
    this.#views.set(chartId, view);
    onMade(view);
    return view;
  }

  /** Marks the point of a row in every chart that shows it. */
  highlight(tblId: string, row: number): void {
    this.#rows.set(tblId, row);
    for (const view of this.#views.values()) view.highlight(tblId, row);
  }

  select(tblId: string, rows: Uint32Array): void {
    this.#selected.set(tblId, rows);
    for (const view of this.#views.values()) view.select(tblId, rows);
  }

  remove(chartId: string): void {
    this.#views.get(chartId)?.close();
    this.#views.delete(chartId);
  }

  /** Forgets what is marked. */
  unmark(): void {
    this.#rows.clear();
    this.#selected.clear();
  }
}

/** Draws a chart; what the engine says against it is told in words. */
export async function draw(view: ChartView, { data, layout }: ChartContent): Promise<void> {
  await view.show(data, layout).catch((error: unknown) => {
    throw error instanceof ViewerFailure
      ? error
      : new ViewerFailure('Cannot display requested data', String(error));
  });
}
