import type {
  CatalogLayer,
  ExtensionButton,
  ImageRequest,
  LoadedImage,
  PickedPoint,
  RegionLayer,
  ViewerFailure,
  ViewPoint,
} from 'firefly-client/testing';
import type { Gestures, ZoomKind } from '../gestures.js';
import { make } from '../page/dom.js';
import { type Arrangement, columnCount } from './arrangement.js';
import type { Frames } from './frames.js';
import { layerActions } from './layer-actions.js';
import { LayerBook } from './layer-book.js';
import { LayerPanel } from './layer-panel.js';
import type { Drawable } from './load.js';
import { initialLook, type Look } from './look.js';
import { MaskBook } from './mask-book.js';
import { attachPointer, type Tool } from './pointer.js';
import { Readout } from './readout.js';
import { isPressed, isTyping } from './shortcuts.js';
import { ImageToolbar } from './toolbar.js';
import { ImageView } from './view.js';
import { nextLevel, type Place, zoomedAbout } from './viewport.js';

/** All images: a grid of views, the tools above it and the readout below. */
export class ImagePane {
  readonly #views = new Map<string, ImageView>();
  readonly #frames = new Map<string, Frames>();
  readonly #book = new LayerBook(this.#views);
  readonly masks = new MaskBook(this.#views, () => this.#showLayers());
  readonly #grid = make('div', { class: 'grid' });
  readonly #empty = make(
    'p',
    { class: 'empty' },
    'No images yet. They appear here when a program shows one.',
  );
  readonly #readout = new Readout();
  readonly #toolbar: ImageToolbar;
  readonly #panel: LayerPanel;
  #buttons: readonly ExtensionButton[] = [];
  #active: string | undefined;
  #tool: Tool = 'move';
  #arrangement: Arrangement = 'grid';

  constructor(
    root: HTMLElement,
    private readonly gestures: Gestures,
    private readonly onChange: () => void,
  ) {
    this.#toolbar = new ImageToolbar({
      zoom: (kind) => this.#zoom(kind),
      recenter: () => this.#recenter(),
      tool: (tool) => this.#setTool(tool),
      stretch: (rangeValues, band) =>
        this.#withActive((view) => gestures.stretchImage(view.plotId, rangeValues, band)),
      mix: (colors) => this.#withActive((view) => gestures.mixBands(view.plotId, colors)),
      color: (cbarId) =>
        this.#withActive((view) => gestures.colorImage(view.plotId, { cbarId, bias: 0.5, contrast: 1 })),
      extension: (entry) => this.#useExtension(entry),
      endSelect: () => this.#endSelect(),
      arrange: (arrangement) => this.#setArrangement(arrangement),
      turn: (step) => this.#turnTo(step),
      layers: (open) => this.#panel.toggle(open),
    });
    this.#panel = this.#makePanel();
    const stage = make(
      'div',
      { class: 'image-stage' },
      this.#grid,
      this.#toolbar.extensions,
      this.#panel.root,
    );
    root.append(this.#toolbar.root, stage, this.#readout.root);
    this.#grid.append(this.#empty);
    new ResizeObserver(() => this.#arrange()).observe(this.#grid);
    document.addEventListener('keydown', (event) => this.#shortcut(event));
    this.#setArrangement('grid');
  }

  get count(): number {
    return this.#views.size;
  }

  view(plotId: string): ImageView | undefined {
    return this.#views.get(plotId);
  }

  showPending(request: ImageRequest): void {
    this.#viewFor(request).showPending(request);
  }

  /** Puts an image in the place of the one before. */
  show(request: ImageRequest, drawable: Drawable): LoadedImage {
    const view = this.#viewFor(request);
    view.look = drawable.look;
    view.show(request, drawable.picture, drawable.composite);
    this.#frames.set(request.plotId, drawable.planes);
    view.showFrame(drawable.planes.text);
    this.setActive(request.plotId);
    return { ...drawable.loaded, zoomLevel: view.viewport.zoom };
  }

  showFailure(request: ImageRequest, failure: ViewerFailure): void {
    this.#viewFor(request).showFailure(request, failure);
    this.#frames.delete(request.plotId);
    this.#showActive();
  }

  remove(plotId: string): void {
    const view = this.#views.get(plotId);
    if (!view) return;
    view.clear();
    view.root.remove();
    this.#views.delete(plotId);
    this.#frames.delete(plotId);
    if (this.#active === plotId) this.#active = [...this.#views.keys()].at(-1);
    this.#arrange();
    this.#showActive();
  }

  setActive(plotId: string): void {
    if (!this.#views.has(plotId)) return;
    this.#active = plotId;
    if (this.#arrangement === 'one') this.#arrange();
    this.#showActive();
  }

  setZoom(plotId: string, level: number): void {
    this.#views.get(plotId)?.setViewport({ zoom: level });
  }

  setCenter(plotId: string, center: ViewPoint | null): void {
    this.#views.get(plotId)?.centerOn(center);
  }

  changeLook(plotId: string, change: (look: Look) => Look): void {
    const view = this.#views.get(plotId);
    view?.setLook(change(view.look));
    this.#showActive();
  }

  showRegions(layer: RegionLayer): void {
    this.#book.showRegions(layer);
    this.#showLayers();
  }

  removeRegions(drawLayerId: string): void {
    this.#book.removeRegions(drawLayerId);
    this.#showLayers();
  }

  showCatalog(layer: CatalogLayer): void {
    this.#book.showCatalog(layer);
    this.#showLayers();
  }

  removeCatalog(drawLayerId: string): void {
    this.#book.removeCatalog(drawLayerId);
    this.#showLayers();
  }

  highlightRow(tblId: string, row: number): void {
    this.#book.highlight(tblId, row);
  }

  selectRows(tblId: string, rows: readonly number[]): void {
    this.#book.select(tblId, rows);
  }

  forgetRows(tblId: string): void {
    this.#book.forgetRows(tblId);
  }

  setButtons(buttons: readonly ExtensionButton[]): void {
    this.#buttons = buttons;
    this.#showActive();
  }

  reinit(): void {
    for (const plotId of [...this.#views.keys()]) this.remove(plotId);
    this.#book.clear();
    this.#setTool('move');
    this.#readout.show(undefined);
    this.#showActive();
  }

  #makePanel(): LayerPanel {
    const toggled = (open: boolean): void => {
      this.#showLayers();
      if (!open) this.#toolbar.focusLayers();
    };
    return new LayerPanel({ ...layerActions(this.gestures, () => this.#active), toggled });
  }

  #viewFor(request: ImageRequest): ImageView {
    const known = this.#views.get(request.plotId);
    if (known) return known;
    const { plotId } = request;
    const view = new ImageView(plotId, initialLook(request.params), {
      close: () => this.gestures.closeImage(plotId),
      turn: (step) => this.#turnFrame(view, step),
      rowMarks: this.#book.rowMarks,
    });
    this.#views.set(plotId, view);
    this.#grid.append(view.root);
    this.#attach(view);
    this.#book.dress(view);
    this.#active ??= plotId;
    this.#arrange();
    this.#showActive();
    return view;
  }

  #attach(view: ImageView): void {
    const { plotId } = view;
    attachPointer(view, {
      tool: () => this.#tool,
      activate: () => this.#activate(plotId),
      hover: (point) => {
        if (!this.#readout.isLocked) this.#read(view, point);
      },
      zoomed: (level, kind, at) => this.gestures.zoomImage(plotId, level, kind, at),
      panned: () => this.#reportCenter(view),
      clicked: (point, place) => this.#clicked(view, point, place),
      selected: () => this.#showActive(),
    });
    view.root.addEventListener('focusin', () => this.#activate(plotId));
  }

  /** A mark that was hit becomes the row of its table; the point is worth a mark while a program offers a button for it. */
  #clicked(view: ImageView, point: PickedPoint, place: Place): void {
    if (this.#readout.isLocked) this.#read(view, point);
    const hit = view.layers.rowAt(view.viewport, place);
    if (hit && this.#book.rowMarks(hit.tblId)?.highlighted !== hit.row)
      this.gestures.highlightRow(hit.tblId, hit.row);
    if (this.#buttons.some(({ extType }) => extType === 'POINT')) {
      view.select({ type: 'POINT', point });
      this.#showActive();
    }
    this.gestures.pickPoint(view.plotId, point);
  }

  #read(view: ImageView, point: PickedPoint | undefined): void {
    const unit = this.#frames.get(view.plotId)?.current?.unit ?? '';
    this.#readout.show(point && { point, value: view.valueText(point.image, unit), title: view.title });
  }

  #activate(plotId: string): void {
    if (this.#active === plotId || !this.#views.has(plotId)) return;
    this.setActive(plotId);
    this.gestures.activateImage(plotId);
  }

  #reportCenter(view: ImageView): void {
    this.gestures.panImage(view.plotId, { ...view.viewport.center, system: 'PIXEL' });
  }

  #withActive(act: (view: ImageView) => void): void {
    const view = this.#active === undefined ? undefined : this.#views.get(this.#active);
    if (view?.picture) act(view);
  }

  #zoom(kind: ZoomKind): void {
    this.#withActive((view) => {
      const { viewport } = view;
      const middle = { x: viewport.width / 2, y: viewport.height / 2 };
      if (kind === 'FIT' || kind === 'FILL') view.fit(kind === 'FILL');
      else {
        const level = kind === 'ONE' ? 1 : nextLevel(viewport.zoom, kind === 'UP');
        view.setViewport({ zoom: zoomedAbout(viewport, level, middle).zoom });
      }
      this.gestures.zoomImage(view.plotId, view.viewport.zoom, kind);
    });
  }

  #recenter(): void {
    this.#withActive((view) => {
      view.centerOn(null);
      this.#reportCenter(view);
    });
  }

  #setTool(tool: Tool): void {
    this.#tool = tool;
    this.#grid.dataset['tool'] = tool;
    this.#toolbar.showTool(tool);
    if (this.#active !== undefined) this.gestures.takeTool(tool, this.#active);
  }

  #useExtension(entry: ExtensionButton): void {
    this.#withActive((view) => {
      if (view.selection) this.gestures.useExtension(entry.id, view.plotId, view.selection);
    });
  }

  /** The keys that programs have given to their buttons. */
  #shortcut(event: KeyboardEvent): void {
    if (isTyping(event)) return;
    const entry = this.#fittingButtons().find(({ shortcutKey }) => isPressed(shortcutKey, event));
    if (!entry) return;
    event.preventDefault();
    this.#useExtension(entry);
  }

  #fittingButtons(): readonly ExtensionButton[] {
    const selection = this.#views.get(this.#active ?? '')?.selection;
    return this.#buttons.filter(
      ({ extType, plotId }) => extType === selection?.type && (!plotId || plotId === this.#active),
    );
  }

  #endSelect(): void {
    this.#withActive((view) => view.select(undefined));
    this.#setTool('move');
    this.#showActive();
  }

  #setArrangement(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    this.#arrange();
    this.#showActive();
  }

  #turnTo(step: 1 | -1): void {
    const ids = [...this.#views.keys()];
    const next = ids[(ids.indexOf(this.#active ?? '') + step + ids.length) % ids.length];
    if (next !== undefined) this.#activate(next);
  }

  #turnFrame(view: ImageView, step: 1 | -1): void {
    const frames = this.#frames.get(view.plotId);
    try {
      const picture = frames?.turn(step);
      if (picture) view.exchange(picture);
    } catch (error) {
      view.say(error instanceof Error ? error.message : String(error));
    }
    view.showFrame(frames?.text);
  }

  #showActive(): void {
    for (const view of this.#views.values()) view.setActive(view.plotId === this.#active);
    const view = this.#views.get(this.#active ?? '');
    this.#toolbar.showLook(view?.picture ? view.look : undefined);
    this.#toolbar.showSelection(view?.selection, this.#fittingButtons());
    this.#toolbar.showArrangement(this.#arrangement, this.#views.size);
    this.#showLayers();
    this.onChange();
  }

  #showLayers(): void {
    const view = this.#views.get(this.#active ?? '');
    const entries = view ? [...this.#book.entries(view.plotId), ...this.masks.entries(view.plotId)] : [];
    this.#toolbar.showLayers(entries.length, this.#panel.isOpen);
    if (this.#panel.isOpen) this.#panel.show(view?.title, entries);
  }

  #arrange(): void {
    const alone = this.#arrangement === 'one';
    for (const view of this.#views.values()) view.root.hidden = alone && view.plotId !== this.#active;
    const count = alone ? Math.min(1, this.#views.size) : this.#views.size;
    this.#empty.hidden = count > 0;
    const { width, height } = this.#grid.getBoundingClientRect();
    this.#grid.style.setProperty('--columns', String(columnCount(count, width, height)));
    for (const view of this.#views.values()) if (!view.root.hidden) view.resize();
  }
}
