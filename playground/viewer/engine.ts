import type {
  BandColors,
  BandFile,
  Bands,
  CatalogLayer,
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
import { ChartPane } from './charts/pane.js';
import type { Gestures } from './gestures.js';
import { loadBands, loadImage } from './images/load.js';
import { ImagePane } from './images/pane.js';
import type { Notices } from './page/notices.js';
import { TablePane } from './tables/pane.js';

/** Where on the page things are drawn. */
export interface Places {
  readonly images: HTMLElement;
  readonly charts: HTMLElement;
  readonly tables: HTMLElement;
}

export interface Counts {
  readonly images: number;
  readonly tables: number;
  readonly charts: number;
}

/** Draws with JS9, Plotly and Tabulator: hands every call to the pane that it concerns. */
export class PageEngine implements ViewerEngine {
  readonly images: ImagePane;
  readonly charts: ChartPane;
  readonly tables: TablePane;

  constructor(
    places: Places,
    gestures: Gestures,
    private readonly notices: Notices,
    onChange: (counts: Counts) => void,
    filtersOf: (tblId: string) => string = () => '',
  ) {
    const changed = (): void => onChange(this.counts());
    this.images = new ImagePane(places.images, gestures, changed);
    this.charts = new ChartPane(places.charts, gestures, changed, filtersOf);
    this.tables = new TablePane(places.tables, gestures, changed);
  }

  counts(): Counts {
    return {
      images: this.images?.count ?? 0,
      tables: this.tables?.count ?? 0,
      charts: this.charts?.count ?? 0,
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

  reinit(): void {
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
