/** Coverage and image metadata, which a slate can be asked to show: this viewer says so in words. */
import { catalogColumns } from './center-columns.js';
import type { JsonObject } from './engine.js';
import { stringAt, type ViewerContext } from './viewer-context.js';
import type { ViewerLayout } from './viewer-layout.js';
import type { TableState } from './viewer-state.js';
import { hips, WORDS } from './viewer-undrawn.js';

const ENABLE = 'layout.enableSpecialViewer';
/** The plot of all coverage of a page. */
const PLOT = 'CoveragePlot';

export class ViewerCoverage {
  /** The cell of coverage: the first that was asked for, until the page is loaded anew (observed). */
  #cellId: string | undefined;
  #isShown = false;

  constructor(
    private readonly context: ViewerContext,
    private readonly tables: ReadonlyMap<string, TableState>,
    private readonly layout: ViewerLayout,
  ) {}

  enable(payload: JsonObject): void {
    this.context.happened(ENABLE, () => payload);
    const type = stringAt(payload, 'viewerType')?.toLowerCase();
    const cellId = stringAt(payload, 'cellId');
    if (type === 'coverageimage' && cellId) this.#cellId ??= cellId;
    this.#update(type === 'coverageimage');
    const isSeen = cellId !== undefined && this.layout.cells.get(cellId)?.words.length;
    if (!isSeen) this.context.engine.showUnknownAction(ENABLE, payload);
  }

  tableLoaded(tblId: string): void {
    const table = this.tables.get(tblId);
    if (table?.shown && hasPositions(table)) this.#update(true);
  }

  /** A table has gone, or has failed. */
  tableGone(): void {
    this.#update(false);
  }

  /** The screen is empty; whoever has asked for coverage still wants it. */
  clear(): void {
    this.#isShown = false;
  }

  #update(isNew: boolean): void {
    const viewerId = this.#cellId;
    if (viewerId === undefined) return;
    const ids = [...this.tables.values()].filter(hasPositions).map(({ tblId }) => tblId);
    if (ids.length === 0 && this.#isShown) this.#hide(viewerId);
    if (ids.length === 0 || !isNew) return;
    this.#isShown = true;
    const attributes = { VISUALIZED_TABLE_IDS: ids };
    hips(this.context, { plotId: PLOT, viewerId, attributes, wpRequest: { plotId: PLOT } }, () =>
      this.layout.imageStarted(PLOT, viewerId, WORDS.coverage),
    );
  }

  #hide(viewerId: string): void {
    this.#isShown = false;
    this.layout.imageRemoved(PLOT);
    const report = { plotId: PLOT, viewerId, holdWcsMatch: true };
    this.context.happened('ImagePlotCntlr.deletePlotView', () => report);
  }
}

const hasPositions = ({ shown, status, model }: TableState): boolean =>
  shown && status === 'loaded' && model !== undefined && catalogColumns(model) !== undefined;
