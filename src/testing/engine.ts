/**
 * What a viewer is made of: `ViewerCore` decides what happens and what is reported, an engine draws.
 * The playground's page gives it JS9, Tabulator and Plotly; the scripted viewer an engine without a screen.
 */

import type { FitsFrame } from './fits-file.js';
import type { CellState, MaskState } from './viewer-state.js';

/** A JSON object as it travels. */
export type JsonObject = { readonly [key: string]: unknown };

/** Thrown by an engine or a host when something cannot be shown; the texts end up in the `…Fail` report. */
export class ViewerFailure extends Error {
  override readonly name = 'ViewerFailure';
  constructor(
    /** A few words, e.g. `File not found`: reported as `briefDescription`, and as `description` behind `Failed- `. */
    readonly brief: string,
    /** The whole reason: reported as `detailFailReason`. */
    readonly detail: string = brief,
  ) {
    super(detail);
  }
}

/** What `PlotImage` asks for. */
export interface ImageRequest {
  readonly plotId: string;
  readonly title: string;
  /** `${upload-dir}/…` path, when the image comes from the server. */
  readonly file?: string;
  /** Address the server fetches, when it comes from elsewhere. */
  readonly url?: string;
  /** All request parameters with their names in the viewer's own spelling (`Title`, `ZoomType`, `RangeValues`, …). */
  readonly params: JsonObject;
}

/** One band of a three-colour image, and the bytes of its file. */
export interface BandFile {
  readonly request: ImageRequest;
  readonly bytes: Uint8Array;
}

/** Red, green and blue of a three-colour image, in this order; undefined for a band that it does not have. */
export type Bands<T> = readonly (T | undefined)[];

/** How the bands of a three-colour image are mixed. */
export interface BandColors {
  readonly use: readonly boolean[];
  /** 0…1, 0.5 leaves a band as it is. */
  readonly bias: readonly number[];
  /** 0…10, 1 leaves it as it is. */
  readonly contrast: readonly number[];
}

/** One plane of an image in a file. */
export interface ImageFrame {
  readonly width: number;
  readonly height: number;
  /** The cards of the header, in order: `value` as printed in the file. */
  readonly header: readonly { readonly key: string; readonly value: string; readonly comment: string }[];
  /** Physical unit of the pixels (`BUNIT`), or empty. */
  readonly unit: string;
  /** Where in the file its data begin. */
  readonly dataOffset: number;
  /** Whether the file keeps it as compressed tiles. */
  readonly compressed: boolean;
  /** Part of the file, 0 is the primary one. */
  readonly hdu: number;
  /** Which of the images of the file, counted from 0. */
  readonly image: number;
  /** Plane of a cube, counted from 0, and how many it has. */
  readonly plane: number;
  readonly planes: number;
}

/** What an engine knows of an image that is on the screen: the plane that is seen. */
export interface LoadedImage extends ImageFrame {
  /** Screen pixels per image pixel the image was first drawn with. */
  readonly zoomLevel: number;
  /** All that the request shows, one after the other in the same place: the first is seen first. */
  readonly frames: readonly ImageFrame[];
  /** Of a three-colour image. */
  readonly bands?: Bands<ImageFrame>;
}

/** A position: world (`EQ_J2000`, `J2000`, `GALACTIC`, …), or image (`PIXEL`, `ZERO_BASED`, `FITSPIXEL`). */
export interface ViewPoint {
  readonly x: number;
  readonly y: number;
  readonly system: string;
}

/** A point the user pointed at, in both systems; `world` is absent where the image has no WCS. */
export interface PickedPoint {
  /** Image point: (0,0) is the lower left corner of the first pixel, its centre is (0.5, 0.5). */
  readonly image: { readonly x: number; readonly y: number };
  /** Right ascension and declination in degrees, J2000. */
  readonly world?: { readonly ra: number; readonly dec: number };
}

/** `tableSearch`'s answer. */
export interface TableModel {
  readonly tbl_id: string;
  readonly title?: string;
  readonly totalRows: number;
  readonly error?: string;
  readonly request: JsonObject;
  readonly tableMeta?: JsonObject;
  readonly tableData?: {
    readonly columns: readonly TableColumn[];
    readonly data?: readonly (readonly unknown[])[];
  };
  readonly [key: string]: unknown;
}

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly units?: string;
  readonly desc?: string;
  readonly visibility?: string;
  readonly [key: string]: unknown;
}

/** Whole columns of a result, rather than rows. */
export interface ColumnValues {
  readonly columns: readonly TableColumn[];
  /** One list for each column. A typed array says with NaN that there is no value. */
  readonly values: readonly ArrayLike<unknown>[];
  readonly error?: string;
}

/** A button that an extension puts on the toolbar of an image. */
export interface ExtensionButton {
  readonly id: string;
  readonly extType: 'POINT' | 'LINE_SELECT' | 'AREA_SELECT';
  readonly title: string;
  readonly toolTip: string;
  readonly imageUrl: string | null;
  readonly plotId: string | null;
  /** One character, or `ctrl-` or `meta-` and one; empty for none. */
  readonly shortcutKey: string;
}

/** A layer of DS9 regions. */
export interface RegionLayer {
  readonly drawLayerId: string;
  readonly title: string;
  readonly plotIds: readonly string[];
  /** Plots on which it is not to be seen. */
  readonly hiddenOn: readonly string[];
  /** In place of the colours that the regions ask for. */
  readonly color?: string;
  /** DS9 strings. */
  readonly regions: readonly string[];
}

/** Positions of the rows of a table: a row without one is NaN. */
export interface CatalogPoints {
  /** `EQ_J2000`, `GALACTIC`, … */
  readonly system: string;
  /** In degrees, by row of the result. The same arrays as long as it is the same result. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** How many rows have come; the others are NaN until then. */
  readonly ready: number;
}

/** A table that is drawn on images, one mark a row. */
export interface CatalogLayer {
  readonly drawLayerId: string;
  readonly tblId: string;
  readonly title: string;
  readonly plotIds: readonly string[];
  readonly hiddenOn: readonly string[];
  readonly color: string;
  readonly points: CatalogPoints;
}

/** What draws. Methods that can fail reject (or throw) with `ViewerFailure`; the others never throw. */
export interface ViewerEngine {
  /**
   * Draws an image that arrives as bytes; replaces the one of the same plotId. `signal` aborts when the
   * request was superseded: the engine then stops and leaves the screen alone.
   */
  showImage(request: ImageRequest, bytes: Uint8Array, signal: AbortSignal): Promise<LoadedImage>;
  /**
   * Draws a three-colour image, whose bands all take the geometry of the first; otherwise as `showImage`. An engine that cannot
   * leaves it out: then such an image is a failure.
   */
  showBands?(request: ImageRequest, bands: Bands<BandFile>, signal: AbortSignal): Promise<LoadedImage>;
  /** Shows the place of an image that is being fetched. */
  showImagePending(request: ImageRequest): void;
  /** Shows a failure in words where the image would be. */
  showImageFailure(request: ImageRequest, failure: ViewerFailure): void;
  removeImage(plotId: string): void;
  setActiveImage(plotId: string): void;
  /** Screen pixels per image pixel. */
  setZoom(plotId: string, level: number): void;
  /** `null` centres on the middle of the image. */
  setCenter(plotId: string, center: ViewPoint | null): void;
  /** What is in the middle of an image's window now. */
  centerOf?(plotId: string): PickedPoint | undefined;
  /** `rangeValues` is Firefly's comma-joined string (type, value, type, value, …, algorithm, …). */
  setStretch(plotId: string, rangeValues: string): void;
  setColor(
    plotId: string,
    color: { readonly cbarId: number; readonly bias: number; readonly contrast: number },
  ): void;
  /** As `setStretch`, for the bands of a three-colour image. */
  setBandStretch?(plotId: string, rangeValues: Bands<string>): void;
  setBandColors?(plotId: string, colors: BandColors): void;
  /** Draws a region layer whole, in place of what it showed. */
  showRegions(layer: RegionLayer): void;
  removeRegions(drawLayerId: string): void;
  /** Draws a catalogue on its images, in place of what it showed; comes again as more rows are there. */
  showCatalog?(catalog: CatalogLayer): void;
  removeCatalog?(drawLayerId: string): void;
  /** Draws the bits of a mask that one plane of a file has, over its image; fails with `ViewerFailure`. */
  showMask?(mask: MaskState, file: Uint8Array, frame: FitsFrame): void;
  /** Draws a mask with another colour or opacity, or not. */
  changeMask?(mask: MaskState): void;
  removeMask?(plotId: string, maskId: string): void;
  showTablePending(tblId: string, title: string): void;
  /** Shows one page of a table (`request.startIdx`, `request.pageSize`), in place of what was shown under this id. */
  showTable(table: TableModel): void;
  showTableFailure(tblId: string, title: string, message: string): void;
  removeTable(tblId: string): void;
  /** Moves the highlight to a row of the result (0-based `ROW_NUM`); the core makes sure that its page is shown. */
  highlightRow(tblId: string, row: number): void;
  /** All rows of a result that are selected now. */
  selectRows?(tblId: string, rows: readonly number[]): void;
  /** A chart has come, and is drawn at once or, `behind`, when a person brings the pinned charts to the front. */
  chartAdded?(chartId: string, behind: boolean): void;
  /** Draws a chart; all `tables::` references have been replaced by arrays. Resolves when it is drawn. */
  showChart(chart: {
    readonly chartId: string;
    readonly data: readonly JsonObject[];
    readonly layout: JsonObject;
  }): Promise<void>;
  showChartFailure(chartId: string, message: string): void;
  removeChart(chartId: string): void;
  /** The buttons to offer from now on. */
  setButtons(buttons: readonly ExtensionButton[]): void;
  /** The cells of a slate in a grid of so many columns, before anything is shown in a new one. */
  showCells?(cells: readonly CellState[], columns: number): void;
  /** Empties the screen. */
  reinit(): void;
  /** An action this viewer does not know: shown as such, not ignored. */
  showUnknownAction(type: string, payload: unknown): void;
}

/** What a viewer needs from outside. */
export interface ViewerHost {
  /** Sends one report (`reportUserAction`) to the channel. */
  report(data: JsonObject): void;
  /** Runs `tableSearch`; rejects with `ViewerFailure` when there was no table at all. */
  tableSearch(request: JsonObject, signal?: AbortSignal): Promise<TableModel>;
  /** As `tableSearch`, for those who want columns: a host that can parse elsewhere keeps large ones off the viewer. */
  tableColumns?(request: JsonObject, signal?: AbortSignal): Promise<ColumnValues>;
  /** Values of a column in some rows of a result; a host that does not know them is asked for all rows. */
  selectedValues?(
    request: JsonObject,
    column: string,
    rows: readonly number[],
    signal?: AbortSignal,
  ): Promise<readonly unknown[]>;
  /** The bytes of a server file or of a URL that the server fetches; rejects with `ViewerFailure`. */
  fetchImage(
    source: { readonly file?: string; readonly url?: string },
    signal: AbortSignal,
  ): Promise<Uint8Array>;
}
