/**
 * A viewer without a screen: carries out actions as Firefly's own does, loses what comes too early as it does, and
 * reports what happens in its shapes. What is drawn, and where data come from, is up to the engine and the host.
 */
import { isRecord } from '../schema/json.js';
import type { ChartArea } from './chart-area.js';
import { ChartTabs } from './chart-places.js';
import type { JsonObject, PickedPoint, ViewerEngine, ViewerHost, ViewPoint } from './engine.js';
import { Extensions, isButtonType } from './extensions.js';
import { primaryState } from './image-reports.js';
import type { OwnLayer } from './layer-reports.js';
import { pickedStrings } from './points.js';
import { type Handler, knownActions } from './viewer-actions.js';
import { ViewerCatalogs } from './viewer-catalogs.js';
import { ViewerCells } from './viewer-cells.js';
import { ViewerCharts } from './viewer-charts.js';
import type { ViewerAction, ViewerContext, ViewerOptions } from './viewer-context.js';
import { actionIn, PageBroken } from './viewer-context.js';
import { ViewerImages, type ZoomKind } from './viewer-images.js';
import { ViewerLayers } from './viewer-layers.js';
import { ViewerMasks } from './viewer-masks.js';
import { ViewerRegions } from './viewer-regions.js';
import type { PlotColor, ViewerState } from './viewer-state.js';
import { ViewerTables } from './viewer-tables.js';

export class ViewerCore {
  readonly #images: ViewerImages;
  readonly #tables: ViewerTables;
  readonly #charts: ViewerCharts;
  readonly #layers: ViewerLayers;
  readonly #regions: ViewerRegions;
  readonly #catalogs: ViewerCatalogs;
  readonly #masks: ViewerMasks;
  /** Where charts are on the standard page. */
  readonly #tabs = new ChartTabs();
  /** Of a slate. */
  readonly #cells: ViewerCells | undefined;
  readonly #extensions = new Extensions();
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #working = new Set<Promise<void>>();
  #closed = false;
  #broken = false;

  constructor(
    private readonly host: ViewerHost,
    private readonly engine: ViewerEngine,
    options: ViewerOptions = {},
  ) {
    const context = this.#context(options);
    this.#images = new ViewerImages(context, {
      imageStarted: (plotId, viewerId) => this.#cells?.layout.imageStarted(plotId, viewerId),
      imageDisplayed: (plotId) => this.#imageDisplayed(plotId),
      imageRemoved: (plotId) => {
        this.#layers.plotRemoved(plotId);
        this.#masks.plotChanged(plotId);
        this.#cells?.layout.imageRemoved(plotId);
      },
    });
    this.#masks = new ViewerMasks(context, this.#images.plots);
    this.#layers = new ViewerLayers(context, this.#images);
    this.#regions = new ViewerRegions(context, this.#layers);
    this.#tables = new ViewerTables(context, {
      tableShown: (tblId) => this.#tableInFront(tblId),
      tableLoaded: (tblId, first) => {
        this.#charts.tableLoaded(tblId, first);
        this.#catalogs.tableLoaded(tblId, first);
        this.#cells?.tableLoaded(tblId);
      },
      tableFailed: (tblId) => {
        this.#charts.tableLoaded(tblId, false);
        this.#catalogs.tableRemoved(tblId);
        this.#cells?.tableFailed();
      },
      tableRemoved: (tblId, wasShown) => {
        this.#charts.tableRemoved(tblId);
        this.#catalogs.tableRemoved(tblId);
        this.#cells?.tableRemoved(tblId, wasShown);
      },
      tableReplaced: (tblId) => this.#cells?.layout.tableRemoved(tblId),
      rowHighlighted: (tblId, row) => this.#charts.rowHighlighted(tblId, row),
      rowsSelected: (tblId, rows) => this.#charts.rowsSelected(tblId, rows),
    });
    if (options.mode === 'slate') {
      this.#cells = new ViewerCells(context, {
        tables: this.#tables.tables,
        charts: () => this.#charts.charts,
        placesChanged: () => this.#charts.placesChanged(),
      });
    }
    this.#charts = new ViewerCharts(context, this.#tables.tables, this.#cells?.layout ?? this.#tabs);
    this.#catalogs = new ViewerCatalogs(context, this.#tables.tables, this.#images, this.#layers);
    this.#handlers = knownActions(context, {
      images: this.#images,
      tables: this.#tables,
      charts: this.#charts,
      layers: this.#layers,
      regions: this.#regions,
      masks: this.#masks,
      cells: this.#cells,
      addExtension: (payload) => this.#changeButtons(this.#extensions.add(payload)),
      removeExtension: ({ id }) => this.#changeButtons(this.#extensions.remove(String(id))),
      reinit: (payload) => this.#reinit(payload),
    });
  }

  /** What is on the screen now. */
  get state(): ViewerState {
    return {
      mode: this.#cells ? 'slate' : 'triview',
      cells: this.#cells?.layout.cells ?? new Map(),
      plots: this.#images.plots,
      tables: this.#tables.tables,
      charts: this.#charts.charts,
      layers: this.#layers.layers,
      masks: this.#masks.masks,
      activePlotId: this.#images.activePlotId,
      extensions: this.#extensions.list,
    };
  }

  /** Carries out an action. Throws a `TypeError` when it is none, as the script of a real viewer's page does (T10). */
  handle(action: ViewerAction): void {
    if (!isRecord(action) || typeof action.type !== 'string') {
      throw new TypeError('Actions must be objects with a type.');
    }
    if (this.#broken) return;
    const payload = isRecord(action.payload) ? action.payload : {};
    const handler = this.#handlers.get(action.type);
    if (handler !== undefined && this.#carryOut(handler, payload, action)) return;
    this.engine.showUnknownAction(action.type, action.payload);
    this.#happened(action.type, () => payload);
  }

  /** Whether an action has broken the page: then nothing is done or reported any more until it is loaded anew. */
  get broken(): boolean {
    return this.#broken;
  }

  #carryOut(handler: Handler, payload: JsonObject, action: ViewerAction): boolean {
    try {
      return handler(payload, action) !== false;
    } catch (error) {
      if (error instanceof PageBroken) this.#broken = true;
      throw error;
    }
  }

  /** Carries out the action that a frame of the event socket holds; other frames do nothing. */
  handleFrame(text: string): void {
    const action = actionIn(text);
    if (action !== undefined) this.handle(action);
  }

  /** Ends when nothing is being loaded or drawn any more. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** Gives up whatever is under way; nothing is drawn or reported after. */
  close(): void {
    this.#clear();
    this.#closed = true;
  }

  /** A plain click on an image: makes it the active one, and is told when a program offers a button for points (T26). */
  userPoint(plotId: string, point: PickedPoint): void {
    if (!this.#images.plots.has(plotId)) return;
    if (this.#images.activePlotId !== plotId) this.userActivate(plotId);
    if (this.#extensions.wantsPoints) this.#images.clicked(plotId, point);
  }

  /** A press on the button of an extension: one point, or the two of a line or an area. */
  userButton(extensionId: string, plotId: string, ...points: readonly PickedPoint[]): void {
    const extension = this.#extensions.get(extensionId);
    const plot = this.#images.plots.get(plotId);
    const [first, second] = points;
    if (extension === undefined || plot === undefined || first === undefined) return;
    if (!isButtonType(extension.extType)) return;
    const picked = second
      ? { ...pickedStrings(first, '0'), ...pickedStrings(second, '1') }
      : pickedStrings(first);
    this.#report({
      id: extensionId,
      type: extension.extType,
      plotId,
      ...picked,
      plotState: primaryState(plot),
    });
  }

  /** The view shows the new zoom already; only the record and the report are made. */
  userZoom(
    plotId: string,
    level: number,
    kind: ZoomKind = 'LEVEL',
    devicePt?: { x: number; y: number },
  ): void {
    this.#images.zoomed(plotId, level, kind, devicePt && { x: devicePt.x, y: devicePt.y, type: 'DevicePt' });
  }

  /** The view shows the new centre already; only the record and the report are made. */
  userPan(
    plotId: string,
    center: ViewPoint,
    scrollPt: { readonly x: number; readonly y: number } = center,
  ): void {
    this.#images.scrolled(plotId, center, scrollPt);
  }

  /** Of a three-colour image all bands. */
  userStretch(plotId: string, rangeValues: string): void {
    this.#images.looks.stretchAll(plotId, rangeValues);
  }

  userColor(plotId: string, color: PlotColor): void {
    this.#images.looks.color({ plotId, ...color, actionScope: 'SINGLE' });
  }

  /** On one image, and on those of its group. */
  userShowLayer(drawLayerId: string, plotId: string, visible: boolean): void {
    this.#layers.changeVisibility({ drawLayerId, visible, plotIdAry: this.#images.group(plotId) });
  }

  userColorLayer(drawLayerId: string, color: string): void {
    this.#layers.changeDrawingDef({ drawLayerId, drawingDef: { color } });
  }

  /** Takes a layer off an image, and off those of its group. */
  userRemoveLayer(drawLayerId: string, plotId: string): void {
    this.#layers.detach(drawLayerId, this.#images.group(plotId));
  }

  /** A tool for marking was taken up for an image; `undefined` puts all of them away. */
  userTool(kind: Exclude<OwnLayer, 'root' | 'point'> | undefined, plotId: string): void {
    for (const other of ['area', 'line'] as const) if (other !== kind) this.#layers.endOwn(other);
    if (kind !== undefined) this.#layers.own(kind, this.#images.group(plotId));
  }

  userActivate(plotId: string): void {
    this.#images.activate({ plotId });
  }

  userRemoveImage(plotId: string): void {
    this.#images.remove({ plotId });
  }

  /** Row of the result, counted from 0. */
  userHighlightRow(tblId: string, row: number): void {
    this.#tables.highlight(tblId, row);
  }

  /** All rows that are selected now; `changed` is the one that was clicked. */
  userSelectRows(tblId: string, rows: readonly number[], changed?: number): void {
    this.#tables.select(tblId, rows, changed);
  }

  /** Leaves only the selected rows in a table. */
  userFilterSelected(tblId: string): void {
    this.#tables.filterSelected(tblId);
  }

  /** Pages are counted from 1. */
  userPage(tblId: string, page: number, pageSize?: number): void {
    this.#tables.page(tblId, page, pageSize);
  }

  /** `ASC,name`, `DESC,name`, or empty for the original order. */
  userSort(tblId: string, sortInfo: string): void {
    this.handle({ type: 'table.sort', payload: { request: { tbl_id: tblId, sortInfo } } });
  }

  userFilter(tblId: string, filters: string): void {
    this.handle({ type: 'table.filter', payload: { request: { tbl_id: tblId, filters } } });
  }

  userRemoveTable(tblId: string): void {
    this.#tables.remove({ tbl_id: tblId });
  }

  userRemoveChart(chartId: string): void {
    this.#charts.remove({ chartId });
  }

  /** A copy of a chart goes to the pinned ones. */
  userPinChart(chartId: string): void {
    this.#charts.pin(chartId);
  }

  /** Filters the table of a chart to the rows whose points are in an area, given in values of its axes. */
  userFilterChart(chartId: string, area: ChartArea): void {
    const found = this.#charts.filtersFor(chartId, area);
    if (found === undefined) return;
    const { tblId, filters } = found;
    const { request } = this.#tables.tables.get(tblId) ?? {};
    this.handle({ type: 'table.filter', payload: { request: { ...request, tbl_id: tblId, filters } } });
    this.#charts.areaDrawn(chartId, undefined, []);
  }

  /** An area was drawn over a chart, or taken back; `points` are the places of the points inside. */
  userChartArea(chartId: string, area: ChartArea | undefined, points: readonly number[] = []): void {
    this.#charts.areaDrawn(chartId, area, points);
  }

  /** Brings the tab of a table to the front. */
  userActivateTable(tblId: string): void {
    if (!this.#tables.tables.has(tblId)) return;
    this.#happened('tableResults.active', () => ({ tbl_id: tblId, tbl_group: 'main' }));
    this.#tableInFront(tblId);
  }

  /** Brings the tab of the pinned charts to the front; from then on they are drawn as they come. */
  userShowPinnedCharts(): void {
    this.#tabs.pinnedInFront = true;
    this.#charts.placesChanged();
  }

  #context(options: ViewerOptions): ViewerContext {
    return {
      host: this.host,
      engine: this.engine,
      defaultCharts: options.defaultCharts ?? true,
      now: options.now ?? (() => Date.now()),
      pace: options.pace ?? (async () => {}),
      happened: (type, payload) => this.#happened(type, payload),
      track: (work) => {
        this.#working.add(work);
        void work.finally(() => this.#working.delete(work));
      },
    };
  }

  /** A table comes to the front, and its own charts with it; those of the one before leave the screen. */
  #tableInFront(tblId: string | undefined): void {
    if (tblId !== undefined) this.#cells?.layout.tableShown();
    this.#tabs.tableInFront = tblId;
    this.#charts.placesChanged();
  }

  /** Tells all who watch actions of this type; a payload's own `id` and `type` overwrite those of the report (T19). */
  #happened(type: string, payload: () => JsonObject): void {
    const watchers = this.#extensions.watchers(type);
    if (watchers.length === 0) return;
    const told = payload();
    const row = /^table(?:Results)?\./.test(type)
      ? { row: this.#tables.highlightedValues(told['tbl_id']) }
      : {};
    for (const { id } of watchers) this.#report({ id, type, ...told, ...row });
  }

  #report(data: JsonObject): void {
    if (!this.#closed && !this.#broken) this.host.report(data);
  }

  #changeButtons(changed: boolean): void {
    if (!changed) return;
    this.engine.setButtons(this.#extensions.buttons);
    this.#offerPoints();
  }

  #imageDisplayed(plotId: string): void {
    this.#masks.plotChanged(plotId);
    this.#layers.own('root', [plotId]);
    this.#layers.redraw(plotId);
    this.#catalogs.imageDisplayed(plotId);
    this.#offerPoints();
  }

  /** While a program offers a button for points, images take clicks: that is a layer of its own. */
  #offerPoints(): void {
    if (this.#extensions.wantsPoints) this.#layers.own('point', [...this.#images.plots.keys()]);
    else this.#layers.endOwn('point');
  }

  /** Empties the screen; extensions stay (T21). */
  #reinit(payload: JsonObject): void {
    this.#clear();
    this.engine.reinit();
    this.#happened('app_data.reinitApp', () => payload);
  }

  #clear(): void {
    this.#images.clear();
    this.#tables.clear();
    this.#charts.clear();
    this.#regions.clear();
    this.#masks.clear();
    this.#catalogs.clear();
    this.#layers.clear();
    this.#tabs.tableInFront = undefined;
    this.#cells?.clear();
  }
}
