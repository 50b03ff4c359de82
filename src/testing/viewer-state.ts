/** What a viewer knows of itself; read it, never write it. */
import type {
  BandColors,
  Bands,
  ImageFrame,
  JsonObject,
  LoadedImage,
  TableModel,
  ViewPoint,
} from './engine.js';

/** Colours of an image. */
export interface PlotColor {
  readonly cbarId: number;
  readonly bias: number;
  readonly contrast: number;
}

/** One band of a three-colour image that is on the screen. */
export interface BandState {
  /** Request parameters in the viewer's spelling. */
  readonly params: JsonObject;
  readonly frame: ImageFrame;
  /** Size of its file. */
  readonly bytes: number;
  /** Range values, comma-joined. */
  readonly stretch: string;
}

export interface PlotState {
  readonly plotId: string;
  readonly title: string;
  readonly viewerId: string;
  readonly groupId: string;
  /** Zoom, stretch and colour of one go for all of its group. */
  readonly groupLocked: boolean;
  readonly status: 'pending' | 'displayed' | 'failed';
  /** Request parameters in the viewer's spelling. */
  readonly params: JsonObject;
  readonly image?: LoadedImage;
  /** They come later than the plot, and again after each stretch: until then colours are lost, before the first also stretches. */
  readonly pixels: 'absent' | 'changing' | 'present';
  /** Screen pixels per image pixel. */
  readonly zoomLevel: number;
  /** `null` is the middle of the image. */
  readonly center: ViewPoint | null;
  /** Range values, comma-joined. */
  readonly stretch: string;
  readonly color: PlotColor;
  /** Of a three-colour image, when it is displayed; `stretch` is that of its first band, and `color` is not used. */
  readonly bands?: Bands<BandState>;
  readonly bandColors?: BandColors;
  /** The whole reason, where `status` is `failed`. */
  readonly failure?: string;
}

export interface TableState {
  readonly tblId: string;
  readonly title: string;
  readonly status: 'loading' | 'loaded' | 'failed';
  /** False for tables that were fetched without being shown. */
  readonly shown: boolean;
  /** The request whose result is there, or is being waited for. */
  readonly request: JsonObject;
  /** The page that is shown. */
  readonly model?: TableModel;
  /** Row of the result, counted from 0; -1 when there are none. */
  readonly highlightedRow: number;
  readonly selectedRows: readonly number[];
  readonly error?: string;
}

export interface ChartState {
  readonly chartId: string;
  readonly viewerId: string;
  readonly groupId: string;
  /** `behind`: on a tab that is not in front, so that it is not drawn. `waiting`: for a table that is not there yet. */
  readonly status: 'behind' | 'waiting' | 'drawing' | 'drawn' | 'failed';
  /** The traces as asked for. */
  readonly data: readonly JsonObject[];
  /** The traces as drawn, all references replaced by arrays. */
  readonly drawn: readonly JsonObject[];
  readonly layout: JsonObject;
  /** The layout as drawn, with titles that come from columns. */
  readonly drawnLayout?: JsonObject;
  readonly error?: string;
}

export interface LayerState {
  readonly drawLayerId: string;
  /** `catalog`: the rows of a table with positions. */
  readonly kind: 'regions' | 'catalog';
  readonly title: string;
  readonly plotIds: readonly string[];
  /** Plots on which it is not to be seen. */
  readonly hiddenOn: readonly string[];
  /** Of a catalogue, or what a person has chosen in place of the colours of regions. */
  readonly color?: string;
  /** DS9 strings, garbage included: the viewer takes what it gets (T28). Empty for a catalogue. */
  readonly regions: readonly string[];
  /** The table of a catalogue. */
  readonly tblId?: string;
}

/** Bits of a plane of a file, drawn over an image. */
export interface MaskState {
  readonly plotId: string;
  readonly maskId: string;
  /** The bits: a pixel that has one of them is coloured. */
  readonly maskValue: number;
  readonly title: string;
  readonly color: string;
  /** 0 is invisible, 1 hides the image. */
  readonly opacity: number;
  readonly visible: boolean;
}

/** Something a program wants to hear of, or a button it offers. */
export interface Extension {
  readonly id: string;
  readonly extType: string;
  readonly plotId: string | null;
  readonly imageUrl: string | null;
  readonly title: string;
  readonly toolTip: string;
  readonly shortcutKey: string;
}

/** What kind of page a viewer is: `triview` is the standard one, `slate` has cells. */
export type ViewerMode = 'triview' | 'slate';

export type CellType = 'tables' | 'images' | 'xyPlots' | 'tableImageMeta' | 'coverageImage';

/** A cell of a slate, in units of its grid. */
export interface CellState {
  readonly cellId: string;
  readonly row: number;
  readonly col: number;
  readonly width: number;
  readonly height: number;
  readonly type: CellType;
  /** The images, charts or tables in it, by id. */
  readonly items: readonly string[];
  /** What it would show too, and cannot. */
  readonly words: readonly string[];
}

export interface ViewerState {
  readonly mode: ViewerMode;
  /** Of a slate, by id, in the order in which they came. */
  readonly cells: ReadonlyMap<string, CellState>;
  readonly plots: ReadonlyMap<string, PlotState>;
  readonly tables: ReadonlyMap<string, TableState>;
  readonly charts: ReadonlyMap<string, ChartState>;
  readonly layers: ReadonlyMap<string, LayerState>;
  readonly masks: readonly MaskState[];
  readonly activePlotId: string | undefined;
  readonly extensions: readonly Extension[];
}
