import type {
  BandColors,
  BandFile,
  Bands,
  CatalogLayer,
  CellState,
  ExtensionButton,
  FitsFrame,
  ImageRequest,
  JsonObject,
  LoadedImage,
  MaskState,
  PickedPoint,
  RegionLayer,
  TableModel,
  ViewerEngine,
  ViewerFailure,
  ViewPoint,
} from 'firefly-client/testing';
import { loadBands, loadImage } from './images/load.js';
import type { Notices } from './page/notices.js';
import type { Counts, Screen } from './screen.js';

/** Draws with JS9, Plotly and Tabulator: hands every call to the part of the screen that it concerns. */
export class PageEngine implements ViewerEngine {
  readonly images: Screen['images'];
  readonly charts: Screen['charts'];
  readonly tables: Screen['tables'];
  readonly #cells: Screen['cells'];
  #isReady = false;

  constructor(
    makeScreen: (changed: () => void) => Screen,
    private readonly notices: Notices,
    onChange: (counts: Counts) => void,
  ) {
    const screen = makeScreen(() => this.#isReady && onChange(this.counts()));
    this.images = screen.images;
    this.charts = screen.charts;
    this.tables = screen.tables;
    this.#cells = screen.cells;
    this.#isReady = true;
    onChange(this.counts());
  }

  counts(): Counts {
    return {
      images: this.images.count,
      tables: this.tables.count,
      charts: this.charts.count,
      cells: this.#cells?.count ?? 0,
    };
  }

  async showImage(request: ImageRequest, bytes: Uint8Array, signal: AbortSignal): Promise<LoadedImage> {
    return this.images.show(request, await loadImage(request, bytes, signal));
  }

  async showBands(request: ImageRequest, bands: Bands<BandFile>, signal: AbortSignal): Promise<LoadedImage> {
    return this.images.show(request, await loadBands(request, bands, signal));
  }

  showImagePending(request: ImageRequest): void {
    this.images.showPending(request);
  }

  showImageFailure(request: ImageRequest, failure: ViewerFailure): void {
    this.images.showFailure(request, failure);
  }

  removeImage(plotId: string): void {
    this.images.remove(plotId);
  }

  setActiveImage(plotId: string): void {
    this.images.setActive(plotId);
  }

  setZoom(plotId: string, level: number): void {
    this.images.setZoom(plotId, level);
  }

  setCenter(plotId: string, center: ViewPoint | null): void {
    this.images.setCenter(plotId, center);
  }

  centerOf(plotId: string): PickedPoint | undefined {
    const view = this.images.view(plotId);
    return view?.pick({ x: view.viewport.width / 2, y: view.viewport.height / 2 });
  }

  setStretch(plotId: string, rangeValues: string): void {
    this.images.changeLook(plotId, (look) => ({ ...look, rangeValues }));
  }

  setBandStretch(plotId: string, rangeValues: Bands<string>): void {
    this.images.changeLook(plotId, ({ bands, ...look }) => ({
      ...look,
      ...(bands ? { bands: { ...bands, rangeValues } } : {}),
    }));
  }

  setBandColors(plotId: string, colors: BandColors): void {
    this.images.changeLook(plotId, ({ bands, ...look }) => ({
      ...look,
      ...(bands ? { bands: { ...bands, colors } } : {}),
    }));
  }

  setColor(
    plotId: string,
    { cbarId, ...color }: { readonly cbarId: number; readonly bias: number; readonly contrast: number },
  ): void {
    this.images.changeLook(plotId, (look) => ({
      ...look,
      ...color,
      cbarId: cbarId < 0 ? look.cbarId : cbarId,
    }));
  }

  showRegions(layer: RegionLayer): void {
    this.images.showRegions(layer);
  }

  removeRegions(drawLayerId: string): void {
    this.images.removeRegions(drawLayerId);
  }

  showCatalog(layer: CatalogLayer): void {
    this.images.showCatalog(layer);
  }

  removeCatalog(drawLayerId: string): void {
    this.images.removeCatalog(drawLayerId);
  }

  showMask(mask: MaskState, file: Uint8Array, frame: FitsFrame): void {
    this.images.masks.show(mask, file, frame);
  }

  changeMask(mask: MaskState): void {
    this.images.masks.change(mask);
  }

  removeMask(plotId: string, maskId: string): void {
    this.images.masks.remove(plotId, maskId);
  }

  showTablePending(tblId: string, title: string): void {
    this.images.forgetRows(tblId);
    this.tables.showPending(tblId, title);
    this.charts.followTable(this.tables.active);
  }

  showTable(table: TableModel): void {
    this.tables.show(table);
    this.charts.followTable(this.tables.active);
    const view = this.tables.view(table.tbl_id);
    this.charts.highlight(table.tbl_id, view?.highlighted ?? -1);
    this.charts.select(table.tbl_id, view?.selected.rows() ?? new Uint32Array());
    this.images.highlightRow(table.tbl_id, view?.highlighted ?? -1);
    this.images.selectRows(table.tbl_id, Array.from(view?.selected.rows() ?? []));
  }

  showTableFailure(tblId: string, title: string, message: string): void {
    this.tables.showFailure(tblId, title, message);
  }

  removeTable(tblId: string): void {
    this.images.forgetRows(tblId);
    this.tables.remove(tblId);
    this.charts.followTable(this.tables.active);
  }

  highlightRow(tblId: string, row: number): void {
    this.tables.highlight(tblId, row);
    this.charts.highlight(tblId, row);
    this.images.highlightRow(tblId, row);
  }

  selectRows(tblId: string, rows: readonly number[]): void {
    this.tables.select(tblId, rows);
    this.charts.select(tblId, new Uint32Array(rows));
    this.images.selectRows(tblId, rows);
  }

  chartAdded(chartId: string, behind: boolean): void {
    this.charts.added(chartId, behind);
  }

  showChart(chart: {
    readonly chartId: string;
    readonly data: readonly JsonObject[];
    readonly layout: JsonObject;
  }): Promise<void> {
    return this.charts.show(chart);
  }

  showChartFailure(chartId: string, message: string): void {
    this.charts.showFailure(chartId, message);
  }

  removeChart(chartId: string): void {
    this.charts.remove(chartId);
  }

  setButtons(buttons: readonly ExtensionButton[]): void {
    this.images.setButtons(buttons);
  }

  showCells(cells: readonly CellState[], columns: number): void {
    this.#cells?.show(cells, columns);
  }

  reinit(): void {
    this.#cells?.show([], 1);
    this.images.reinit();
    this.tables.reinit();
    this.charts.reinit();
    this.notices.clear();
  }

  showUnknownAction(type: string, payload: unknown): void {
    // A client's pulse may come before the page is asked to answer it; it is nothing to look at.
    if (!type.startsWith('ffc.')) this.notices.addUnknown(type, payload);
  }
}
