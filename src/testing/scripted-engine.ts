/** An engine without a screen: it reads what it must know of a file and draws nothing. */
import type {
  BandFile,
  Bands,
  CatalogLayer,
  ExtensionButton,
  ImageRequest,
  JsonObject,
  LoadedImage,
  TableModel,
  ViewerEngine,
  ViewerFailure,
} from './engine.js';
import { loadedBands, loadedFrames } from './fits-image.js';

/** Side of the window that images are fitted into, in screen pixels. */
const WINDOW = 512;

export class ScriptedEngine implements ViewerEngine {
  /** Actions that the viewer did not know, oldest first. */
  readonly unknown: { readonly type: string; readonly payload: unknown }[] = [];
  /** The tables that are shown, a page of each. */
  readonly shownTables = new Map<string, TableModel>();
  /** The row that is marked, by table. */
  readonly markedRows = new Map<string, number>();
  /** The catalogues that are drawn on images, by layer. */
  readonly shownCatalogs = new Map<string, CatalogLayer>();
  buttons: readonly ExtensionButton[] = [];

  async showImage(request: ImageRequest, bytes: Uint8Array, _signal: AbortSignal): Promise<LoadedImage> {
    const { frames } = await loadedFrames(request, bytes);
    const [first] = frames;
    return { ...first, frames, zoomLevel: firstZoom(request.params, first) };
  }

  async showBands(request: ImageRequest, bands: Bands<BandFile>, _signal: AbortSignal): Promise<LoadedImage> {
    const frames = (await loadedBands(bands)).map((band) => band?.frame);
    const first = frames.find((frame) => frame !== undefined);
    if (first === undefined) throw new RangeError('no band');
    return { ...first, frames: [first], bands: frames, zoomLevel: firstZoom(request.params, first) };
  }

  showCatalog(catalog: CatalogLayer): void {
    this.shownCatalogs.set(catalog.drawLayerId, catalog);
  }

  removeCatalog(drawLayerId: string): void {
    this.shownCatalogs.delete(drawLayerId);
  }

  showTable(table: TableModel): void {
    this.shownTables.set(table.tbl_id, table);
  }

  showTableFailure(tblId: string): void {
    this.shownTables.delete(tblId);
  }

  removeTable(tblId: string): void {
    this.shownTables.delete(tblId);
    this.markedRows.delete(tblId);
  }

  highlightRow(tblId: string, row: number): void {
    this.markedRows.set(tblId, row);
  }

  async showChart(): Promise<void> {}

  setButtons(buttons: readonly ExtensionButton[]): void {
    this.buttons = buttons;
  }

  reinit(): void {
    this.shownTables.clear();
    this.markedRows.clear();
    this.shownCatalogs.clear();
  }

  showUnknownAction(type: string, payload: unknown): void {
    this.unknown.push({ type, payload });
  }

  showImagePending(_request: ImageRequest): void {}
  showImageFailure(_request: ImageRequest, _failure: ViewerFailure): void {}
  removeImage(_plotId: string): void {}
  setActiveImage(_plotId: string): void {}
  setZoom(_plotId: string, _level: number): void {}
  setCenter(_plotId: string): void {}
  setStretch(_plotId: string, _rangeValues: string): void {}
  setColor(_plotId: string): void {}
  showRegions(): void {}
  removeRegions(_drawLayerId: string): void {}
  showTablePending(_tblId: string): void {}
  showChartFailure(_chartId: string): void {}
  removeChart(_chartId: string): void {}
}

/** The zoom an image is asked to begin with; without a wish the whole of it is in the window. */
function firstZoom(
  params: JsonObject,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const level = Number(params['InitialZoomLevel'] ?? params['InitZoomLevel']);
  if (Number.isFinite(level) && level > 0) return level;
  return WINDOW / Math.max(width, height);
}
