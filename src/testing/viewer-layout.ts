/** The cells of a slate: those that programs ask for, and those that images, tables and charts get by themselves. */
import { type CellPlace, closeRanks, columnsOf, placeFor } from './cell-grid.js';
import type { ChartPlaces } from './chart-places.js';
import type { JsonObject } from './engine.js';
import { stringAt, type ViewerContext } from './viewer-context.js';
import type { CellState, CellType, ChartState, TableState } from './viewer-state.js';
import { WORDS } from './viewer-undrawn.js';

const ADD = 'layout.addCell';
const REMOVE = 'layout.removeCell';

/** The only tree of cells that a page of its own has. */
const TREE = 'DEFAULT';
/** The cell of tables. */
const TABLES = 'main';
const SIZES: Readonly<Record<'tables' | 'images' | 'xyPlots', { width: number; height: number }>> = {
  tables: { width: 2, height: 1 },
  images: { width: 2, height: 2 },
  xyPlots: { width: 2, height: 2 },
};
/** Places of a viewer that are there from the beginning: a chart for one of them gets no cell. */
const RESERVED = ['DEFAULT_FITS_VIEWER_ID', 'DEFAULT_PLOT2D_VIEWER_ID', 'EXPANDED_MODE_RESERVED'];

/** What cells of these types would show. */
const OWN_WORDS: Readonly<Partial<Record<CellType, string>>> = {
  coverageImage: WORDS.coverage,
  tableImageMeta: WORDS.metadata,
};
const NAMES = ['tables', 'images', 'xyPlots', 'tableImageMeta', 'coverageImage'] as const;
const TYPES: ReadonlyMap<string, CellType> = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

/** A cell, without what is in it. */
interface Cell extends CellPlace {
  readonly cellId: string;
  readonly type: CellType;
}

/** What the cells are filled with. */
export interface LayoutContent {
  readonly tables: ReadonlyMap<string, TableState>;
  charts(): ReadonlyMap<string, ChartState>;
  /** Cells were asked for or taken away: what is on the screen may be another. */
  placesChanged(): void;
}

export class ViewerLayout implements ChartPlaces {
  readonly bringsCharts = false;
  readonly reported = { deletable: true };
  #cells: readonly Cell[] = [];
  /** The columns of the grid, which never become fewer. */
  #columns = 1;
  /** The grid as it was reported last. */
  #told = '';
  /** The images, each in the cell where it was shown first; what cannot be drawn is there in words. */
  readonly #plots = new Map<string, { readonly cellId: string; readonly words?: string }>();
  /** Places that have had a cell: a chart that comes after its cell has gone gets none (observed). */
  readonly #known = new Set(RESERVED);

  constructor(
    private readonly context: ViewerContext,
    private readonly content: LayoutContent,
  ) {}

  get cells(): ReadonlyMap<string, CellState> {
    return new Map(this.#cells.map((cell) => [cell.cellId, { ...cell, ...this.#content(cell) }]));
  }

  has(cellId: string, type?: CellType): boolean {
    return this.#cells.some((cell) => cell.cellId === cellId && (type === undefined || cell.type === type));
  }

  /** A program asks for a cell, or for another place of one. */
  add(payload: JsonObject): void {
    this.context.happened(ADD, () => payload);
    const cell = readCell(payload);
    if (cell === undefined) {
      this.context.engine.showUnknownAction(ADD, payload);
      return;
    }
    this.#put(cell);
    this.content.placesChanged();
  }

  /** A program takes a cell away; what was in it is still there. */
  remove(payload: JsonObject): void {
    this.context.happened(REMOVE, () => payload);
    this.#settle(this.#cells.filter(({ cellId }) => cellId !== payload['cellId']));
    this.content.placesChanged();
  }

  /** An image has been asked for, or what cannot be drawn in its place. */
  imageStarted(plotId: string, viewerId: string, words?: string): void {
    const cellId = this.#plots.get(plotId)?.cellId ?? viewerId;
    this.#plots.set(plotId, words === undefined ? { cellId } : { cellId, words });
    this.#ensure(cellId, 'images');
  }

  /** An image has gone; its cell goes with the last one. */
  imageRemoved(plotId: string): void {
    const cellId = this.#plots.get(plotId)?.cellId;
    if (cellId === undefined) return;
    this.#plots.delete(plotId);
    this.#emptied(cellId, ![...this.#plots.values()].some((other) => other.cellId === cellId));
  }

  tableShown(): void {
    this.#ensure(TABLES, 'tables');
  }

  /** A table is there, in whatever state, or has changed. */
  tableSettled(): void {
    this.#updated();
  }

  /** A table that was on the screen has gone, or is about to be shown anew, as another. */
  tableRemoved(tblId: string): void {
    this.#emptied(
      TABLES,
      this.#tablesShown().every((other) => other === tblId),
    );
  }

  isInFront({ viewerId }: Pick<ChartState, 'viewerId'>): boolean {
    return this.has(viewerId, 'xyPlots');
  }

  added({ chartId, viewerId }: Pick<ChartState, 'chartId' | 'viewerId'>): void {
    if (this.has(viewerId) || !this.#known.has(viewerId)) {
      this.#ensure(viewerId, 'xyPlots');
      return;
    }
    this.context.engine.showUnknownAction('charts.data/chartAdd', { chartId, viewerId });
    this.#updated();
  }

  removed({ viewerId }: Pick<ChartState, 'viewerId'>): void {
    this.#emptied(viewerId, this.#chartsIn(viewerId).length === 0);
  }

  clear(): void {
    this.#cells = [];
    this.#columns = 1;
    this.#told = '';
    this.#plots.clear();
    this.#known.clear();
    for (const id of RESERVED) this.#known.add(id);
  }

  /** A cell for what has come without one. */
  #ensure(cellId: string, type: 'tables' | 'images' | 'xyPlots'): void {
    if (this.has(cellId)) {
      this.#show();
      return;
    }
    const size = SIZES[type];
    const cell: Cell = { ...placeFor(this.#cells, size.width), ...size, type, cellId };
    this.context.happened(ADD, () => ({ ...cell, renderTreeId: TREE }));
    this.#put(cell);
  }

  #put(cell: Cell): void {
    this.#known.add(cell.cellId);
    const others = this.#cells.filter(({ cellId }) => cellId !== cell.cellId);
    const place = others.length === this.#cells.length ? others.length : this.#placeOf(cell.cellId);
    this.#settle([...others.slice(0, place), cell, ...others.slice(place)]);
  }

  #placeOf(id: string): number {
    return this.#cells.findIndex(({ cellId }) => cellId === id);
  }

  #emptied(cellId: string, isEmpty: boolean): void {
    if (isEmpty && this.has(cellId)) {
      this.context.happened(REMOVE, () => ({ cellId, renderTreeId: TREE }));
      this.#settle(this.#cells.filter((cell) => cell.cellId !== cellId));
    } else this.#show();
    this.#updated();
  }

  #settle(cells: readonly Cell[]): void {
    this.#columns = Math.max(this.#columns, columnsOf(cells));
    this.#cells = closeRanks(cells);
    this.#show();
    this.context.track(this.#tellGrid());
  }

  /** A page tells its grid when it has drawn it: once for several changes, and not when nothing is left. */
  async #tellGrid(): Promise<void> {
    await Promise.resolve();
    const grid = JSON.stringify(this.#cells);
    if (grid === this.#told || this.#cells.length === 0) return;
    this.#told = grid;
    const gridView = this.#cells;
    this.context.happened('layout.updateGridView', () => ({ gridView, renderTreeId: TREE }));
  }

  #show(): void {
    this.context.engine.showCells?.([...this.cells.values()], this.#columns);
  }

  #updated(): void {
    this.context.happened('layout.updateLayout', () => ({}));
  }

  #content({ cellId, type }: Cell): Pick<CellState, 'items' | 'words'> {
    const plots = [...this.#plots].filter(([, plot]) => plot.cellId === cellId);
    const words = [OWN_WORDS[type], ...plots.map(([, plot]) => plot.words)].filter(isText);
    if (type === 'xyPlots') return { items: this.#chartsIn(cellId), words };
    const isFirst = this.#cells.find((cell) => cell.type === type)?.cellId === cellId;
    if (type === 'tables') return { items: isFirst ? this.#tablesShown() : [], words };
    const drawn = plots.filter(([, plot]) => plot.words === undefined).map(([plotId]) => plotId);
    return { items: type === 'tableImageMeta' ? [] : drawn, words: [...new Set(words)] };
  }

  #chartsIn(id: string): readonly string[] {
    const charts = [...this.content.charts().values()];
    return charts.filter(({ viewerId }) => viewerId === id).map(({ chartId }) => chartId);
  }

  #tablesShown(): readonly string[] {
    return [...this.content.tables.values()].filter(({ shown }) => shown).map(({ tblId }) => tblId);
  }
}

/** The cell that `addCell` asks for: without an id, of no known type, or for the page of another there is none. */
function readCell(payload: JsonObject): Cell | undefined {
  const cellId = stringAt(payload, 'cellId');
  const type = TYPES.get((stringAt(payload, 'type') ?? '').toLowerCase());
  if (!cellId || type === undefined || (payload['renderTreeId'] ?? TREE) !== TREE) return undefined;
  const at = (key: string, least: number): number => {
    const value = payload[key];
    return typeof value === 'number' && Number.isInteger(value) ? Math.max(least, value) : least;
  };
  const place = { row: at('row', 0), col: at('col', 0), width: at('width', 1), height: at('height', 1) };
  return { cellId, type, ...place };
}

const isText = (text: string | undefined): text is string => text !== undefined;
