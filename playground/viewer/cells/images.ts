import type { CatalogLayer, CellState, ExtensionButton, RegionLayer } from 'firefly-client/testing';
import type { Gestures } from '../gestures.js';
import { ImagePane } from '../images/pane.js';
import { make } from '../page/dom.js';
import type { ImageScreen } from '../screen.js';

/** Images with their tools, and where they are. */
interface Part {
  readonly root: HTMLElement;
  readonly pane: ImagePane;
}

/** What a method of a pane takes. */
type Given<Name extends 'show' | 'showPending' | 'showFailure'> = Parameters<ImagePane[Name]>;

/** The images of a slate: a pane for each cell of images, with tools of its own. */
export class CellImages implements ImageScreen {
  readonly #parts = new Map<string, Part>();
  /** Panes whose cell has gone, for the next. */
  readonly #free: Part[] = [];
  /** The cell of every image. */
  readonly #homes = new Map<string, string>();
  /** What every pane is told, and those that come later too. */
  readonly #told = new Map<string, (pane: ImagePane) => void>();
  #buttons: readonly ExtensionButton[] = [];
  /** The image that is active of all. */
  #active: string | undefined;

  constructor(
    private readonly gestures: Gestures,
    private readonly changed: () => void,
  ) {}

  get count(): number {
    return [...this.#parts.values()].reduce((sum, { pane }) => sum + pane.count, 0);
  }

  /** Where the images of a cell are. */
  rootOf(cellId: string): HTMLElement {
    return this.#partOf(cellId).root;
  }

  place(cells: readonly CellState[]): void {
    const places = cells.filter(({ type }) => type === 'images' || type === 'coverageImage');
    for (const { cellId, items } of places) for (const plotId of items) this.#homes.set(plotId, cellId);
    const kept = new Set(places.map(({ cellId }) => cellId));
    for (const [cellId, part] of this.#parts) {
      if (!kept.has(cellId) && part.pane.count === 0) this.#release(cellId, part);
    }
  }

  view(plotId: string): ReturnType<ImagePane['view']> {
    return this.#paneOf(plotId).view(plotId);
  }

  show(...given: Given<'show'>): ReturnType<ImagePane['show']> {
    return this.#paneOf(given[0].plotId).show(...given);
  }

  showPending(...given: Given<'showPending'>): void {
    this.#paneOf(given[0].plotId).showPending(...given);
  }

  showFailure(...given: Given<'showFailure'>): void {
    this.#paneOf(given[0].plotId).showFailure(...given);
  }

  remove(plotId: string): void {
    this.#paneOf(plotId).remove(plotId);
    this.#homes.delete(plotId);
  }

  setActive(plotId: string): void {
    this.#active = plotId;
    this.#paneOf(plotId).setActive(plotId);
    this.#showFront();
  }

  setZoom(...given: Parameters<ImagePane['setZoom']>): void {
    this.#paneOf(given[0]).setZoom(...given);
  }

  setCenter(...given: Parameters<ImagePane['setCenter']>): void {
    this.#paneOf(given[0]).setCenter(...given);
  }

  changeLook(...given: Parameters<ImagePane['changeLook']>): void {
    this.#paneOf(given[0]).changeLook(...given);
  }

  showRegions(layer: RegionLayer): void {
    this.#tell(`layer ${layer.drawLayerId}`, (pane) => pane.showRegions(layer));
  }

  removeRegions(drawLayerId: string): void {
    this.#untell(`layer ${drawLayerId}`, (pane) => pane.removeRegions(drawLayerId));
  }

  showCatalog(layer: CatalogLayer): void {
    this.#tell(`layer ${layer.drawLayerId}`, (pane) => pane.showCatalog(layer));
  }

  removeCatalog(drawLayerId: string): void {
    this.#untell(`layer ${drawLayerId}`, (pane) => pane.removeCatalog(drawLayerId));
  }

  highlightRow(tblId: string, row: number): void {
    this.#tell(`row ${tblId}`, (pane) => pane.highlightRow(tblId, row));
  }

  selectRows(tblId: string, rows: readonly number[]): void {
    this.#tell(`rows ${tblId}`, (pane) => pane.selectRows(tblId, rows));
  }

  forgetRows(tblId: string): void {
    this.#told.delete(`rows ${tblId}`);
    this.#untell(`row ${tblId}`, (pane) => pane.forgetRows(tblId));
  }

  readonly masks: ImageScreen['masks'] = {
    show: (mask, ...file) => this.#paneOf(mask.plotId).masks.show(mask, ...file),
    change: (mask) => this.#paneOf(mask.plotId).masks.change(mask),
    remove: (plotId, maskId) => this.#paneOf(plotId).masks.remove(plotId, maskId),
  };

  setButtons(buttons: readonly ExtensionButton[]): void {
    this.#buttons = buttons;
    this.#showFront();
  }

  reinit(): void {
    this.#told.clear();
    this.#homes.clear();
    this.#active = undefined;
    for (const [cellId, part] of this.#parts) this.#release(cellId, part);
    this.changed();
  }

  #paneOf(plotId: string): ImagePane {
    return this.#partOf(this.#homes.get(plotId) ?? '').pane;
  }

  #partOf(cellId: string): Part {
    const known = this.#parts.get(cellId);
    if (known) return known;
    const part = this.#free.pop() ?? this.#makePart();
    this.#parts.set(cellId, part);
    for (const tell of this.#told.values()) tell(part.pane);
    return part;
  }

  #makePart(): Part {
    const root = make('div', { class: 'cell-images cell-fill' });
    // A pane knows the active image of its own only: whoever turns to it makes it the active one of all.
    for (const turn of ['pointerdown', 'focusin'] as const)
      root.addEventListener(turn, ({ target }) => this.#turnTo(target), { capture: true });
    return { root, pane: new ImagePane(root, this.gestures, this.changed) };
  }

  #turnTo(target: EventTarget | null): void {
    const view = target instanceof Element ? target.closest<HTMLElement>('[data-plot-id]') : null;
    const plotId = view?.dataset['plotId'];
    if (plotId !== undefined && plotId !== this.#active) this.gestures.activateImage(plotId);
  }

  #release(cellId: string, part: Part): void {
    part.pane.reinit();
    part.root.remove();
    this.#parts.delete(cellId);
    this.#free.push(part);
  }

  #tell(key: string, tell: (pane: ImagePane) => void): void {
    this.#told.set(key, tell);
    for (const { pane } of this.#parts.values()) tell(pane);
  }

  #untell(key: string, tell: (pane: ImagePane) => void): void {
    this.#told.delete(key);
    for (const { pane } of this.#parts.values()) tell(pane);
  }

  /** The buttons of programs are about the active image: only its pane has them, and its keys. */
  #showFront(): void {
    const front = this.#active === undefined ? undefined : this.#homes.get(this.#active);
    for (const [cellId, { root, pane }] of this.#parts) {
      root.classList.toggle('front', cellId === front);
      pane.setButtons(cellId === front ? this.#buttons : []);
    }
  }
}
