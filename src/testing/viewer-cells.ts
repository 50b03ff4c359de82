/** A slate: its cells, and what is done to them when images and tables come and go. */
import type { JsonObject } from './engine.js';
import type { ViewerContext } from './viewer-context.js';
import { ViewerCoverage } from './viewer-coverage.js';
import { type LayoutContent, ViewerLayout } from './viewer-layout.js';

/** Carries out one type of action. */
type Handler = (payload: JsonObject) => void;

export class ViewerCells {
  readonly layout: ViewerLayout;
  readonly #coverage: ViewerCoverage;

  constructor(context: ViewerContext, content: LayoutContent) {
    this.layout = new ViewerLayout(context, content);
    this.#coverage = new ViewerCoverage(context, content.tables, this.layout);
  }

  /** A standard page has no cells, and does not know these. */
  get handlers(): Readonly<Record<string, Handler>> {
    return {
      'layout.addCell': (payload) => this.layout.add(payload),
      'layout.removeCell': (payload) => this.layout.remove(payload),
      'layout.enableSpecialViewer': (payload) => this.#coverage.enable(payload),
    };
  }

  tableLoaded(tblId: string): void {
    this.layout.tableSettled();
    this.#coverage.tableLoaded(tblId);
  }

  tableFailed(): void {
    this.layout.tableSettled();
    this.#coverage.tableGone();
  }

  tableRemoved(tblId: string, wasShown: boolean): void {
    if (wasShown) this.layout.tableRemoved(tblId);
    this.#coverage.tableGone();
  }

  clear(): void {
    this.layout.clear();
    this.#coverage.clear();
  }
}
