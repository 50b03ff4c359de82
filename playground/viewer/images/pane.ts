import {
  type ExtensionButton,
  type ImageRequest,
  type LoadedImage,
  ViewerFailure,
  type ViewPoint,
} from 'firefly-client/testing';
import type { Gestures, ZoomKind } from '../gestures.js';
import { make } from '../page/dom.js';
import { defaultColorTable } from './colors.js';
import { cardValue, chooseImage, type Part, readParts, unzipped } from './fits.js';
import { js9Ready } from './js9-types.js';
import { type Look, Picture } from './picture.js';
import { attachPointer, type Tool, zoomStep } from './pointer.js';
import { Readout } from './readout.js';
import { parseRegions } from './region-parser.js';
import { defaultRangeValues } from './stretch.js';
import { ImageToolbar } from './toolbar.js';
import { ImageView } from './view.js';
import { zoomedAbout } from './viewport.js';

interface RegionLayer {
  readonly drawLayerId: string;
  readonly title: string;
  readonly plotIds: readonly string[];
  readonly regions: readonly string[];
}

/** All images: a grid of views, the tools above it and the readout below. */
export class ImagePane {
  readonly #views = new Map<string, ImageView>();
  readonly #units = new Map<string, string>();
  readonly #layers = new Map<string, RegionLayer>();
  readonly #grid = make('div', { class: 'grid' });
  readonly #empty = make(
    'p',
    { class: 'empty' },
    'No images yet. They appear here when a program shows one.',
  );
  readonly #readout = new Readout();
  readonly #toolbar: ImageToolbar;
  #buttons: readonly ExtensionButton[] = [];
  #active: string | undefined;
  #tool: Tool = 'move';

  constructor(
    root: HTMLElement,
    private readonly gestures: Gestures,
    private readonly onChange: () => void,
  ) {
    this.#toolbar = new ImageToolbar({
      zoom: (kind) => this.#zoom(kind),
      recenter: () => this.#recenter(),
      tool: (tool) => this.#setTool(tool),
      stretch: (rangeValues) => this.#withActive((view) => gestures.stretchImage(view.plotId, rangeValues)),
      color: (cbarId) =>
        this.#withActive((view) => gestures.colorImage(view.plotId, { cbarId, bias: 0.5, contrast: 1 })),
      extension: (entry) => this.#useExtension(entry),
      endSelect: () => this.#endSelect(),
    });
    root.append(this.#toolbar.root, this.#toolbar.extensions, this.#grid, this.#readout.root);
    this.#grid.append(this.#empty);
    new ResizeObserver(() => this.#resizeAll()).observe(this.#grid);
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

  async show(request: ImageRequest, bytes: Uint8Array, signal: AbortSignal): Promise<LoadedImage> {
    const plain = await unzipped(bytes);
    await js9Ready().catch((error: Error) => {
      throw new ViewerFailure('No image engine', error.message);
    });
    signal.throwIfAborted();
    const part = chooseImage(readParts(plain), imageIndex(request.params));
    const picture = Picture.load(plain, part);
    const view = this.#viewFor(request);
    view.look = initialLook(request.params);
    view.show(request, picture);
    const unit = cardValue(part.cards, 'BUNIT') ?? '';
    this.#units.set(request.plotId, unit);
    this.setActive(request.plotId);
    return {
      width: picture.width,
      height: picture.height,
      zoomLevel: view.viewport.zoom,
      header: header(part),
      unit,
    };
  }

  showFailure(request: ImageRequest, failure: ViewerFailure): void {
    this.#viewFor(request).showFailure(request, failure);
    this.#showActive();
  }

  remove(plotId: string): void {
    const view = this.#views.get(plotId);
    if (!view) return;
    view.clear();
    view.root.remove();
    this.#views.delete(plotId);
    this.#units.delete(plotId);
    if (this.#active === plotId) this.#active = [...this.#views.keys()].at(-1);
    this.#arrange();
    this.#showActive();
  }

  setActive(plotId: string): void {
    if (!this.#views.has(plotId)) return;
    this.#active = plotId;
    this.#showActive();
  }

  setZoom(plotId: string, level: number): void {
    this.#views.get(plotId)?.setViewport({ zoom: level });
  }

  setCenter(plotId: string, center: ViewPoint | null): void {
    this.#views.get(plotId)?.centerOn(center);
  }

  setStretch(plotId: string, rangeValues: string): void {
    const view = this.#views.get(plotId);
    view?.setLook({ ...view.look, rangeValues });
    this.#showActive();
  }

  setColor(
    plotId: string,
    color: { readonly cbarId: number; readonly bias: number; readonly contrast: number },
  ): void {
    const view = this.#views.get(plotId);
    if (!view) return;
    const { cbarId, bias, contrast } = color;
    view.setLook({ ...view.look, cbarId: cbarId < 0 ? view.look.cbarId : cbarId, bias, contrast });
    this.#showActive();
  }

  showRegions(layer: RegionLayer): void {
    this.#layers.set(layer.drawLayerId, layer);
    const { regions } = parseRegions(layer.regions);
    for (const view of this.#views.values()) {
      view.setLayer(layer.drawLayerId, layer.plotIds.includes(view.plotId) ? regions : undefined);
    }
  }

  removeRegions(drawLayerId: string, plotIds?: readonly string[]): void {
    const layer = this.#layers.get(drawLayerId);
    if (layer && plotIds) {
      const rest = layer.plotIds.filter((plotId) => !plotIds.includes(plotId));
      this.#layers.set(drawLayerId, { ...layer, plotIds: rest });
    } else this.#layers.delete(drawLayerId);
    for (const plotId of plotIds ?? this.#views.keys())
      this.#views.get(plotId)?.setLayer(drawLayerId, undefined);
  }

  setButtons(buttons: readonly ExtensionButton[]): void {
    this.#buttons = buttons;
    this.#showActive();
  }

  reinit(): void {
    for (const plotId of [...this.#views.keys()]) this.remove(plotId);
    this.#layers.clear();
    this.#setTool('move');
    this.#readout.show(undefined, undefined, '');
  }

  #viewFor(request: ImageRequest): ImageView {
    const known = this.#views.get(request.plotId);
    if (known) return known;
    const { plotId } = request;
    const view = new ImageView(plotId, initialLook(request.params), () => this.gestures.closeImage(plotId));
    this.#views.set(plotId, view);
    this.#grid.append(view.root);
    this.#attach(view);
    for (const layer of this.#layers.values()) {
      if (layer.plotIds.includes(plotId))
        view.setLayer(layer.drawLayerId, parseRegions(layer.regions).regions);
    }
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
        this.#readout.show(point, point && view.picture?.valueAt(point.image), this.#units.get(plotId) ?? '');
      },
      zoomed: (level, kind, at) => this.gestures.zoomImage(plotId, level, kind, at),
      panned: () => this.#reportCenter(view),
      picked: (point) => this.gestures.pickPoint(plotId, point),
      selected: () => this.#showActive(),
    });
    view.root.addEventListener('focusin', () => this.#activate(plotId));
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
      const middle = { x: view.viewport.width / 2, y: view.viewport.height / 2 };
      if (kind === 'FIT' || kind === 'FILL') view.fit(kind === 'FILL');
      else {
        const level =
          kind === 'ONE' ? 1 : view.viewport.zoom * (kind === 'UP' ? zoomStep ** 2 : zoomStep ** -2);
        view.setViewport({ zoom: zoomedAbout(view.viewport, level, middle).zoom });
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
  }

  #useExtension(entry: ExtensionButton): void {
    this.#withActive((view) => {
      if (view.selection) this.gestures.useExtension(entry.id, view.plotId, view.selection);
    });
  }

  #endSelect(): void {
    this.#withActive((view) => view.select(undefined));
    this.#setTool('move');
    this.#showActive();
  }

  #showActive(): void {
    for (const view of this.#views.values())
      view.root.classList.toggle('active', view.plotId === this.#active);
    const view = this.#views.get(this.#active ?? '');
    this.#toolbar.showLook(view?.picture ? view.look : undefined);
    this.#toolbar.showSelection(this.#active ?? '', view?.selection, this.#buttons);
    this.onChange();
  }

  /** As many columns as make the cells nearest to squares. */
  #arrange(): void {
    const count = this.#views.size;
    this.#empty.hidden = count > 0;
    const { width, height } = this.#grid.getBoundingClientRect();
    const columns = Math.max(1, Math.round(Math.sqrt((count * (width || 1)) / (height || 1))));
    this.#grid.style.setProperty('--columns', String(Math.min(columns, Math.max(1, count))));
    this.#resizeAll();
  }

  #resizeAll(): void {
    for (const view of this.#views.values()) view.resize();
  }
}

function initialLook(params: Readonly<Record<string, unknown>>): Look {
  const range = params['RangeValues'];
  const cbarId = Number(params['ColorTable'] ?? defaultColorTable);
  return {
    rangeValues: typeof range === 'string' && range !== '' ? range : defaultRangeValues,
    cbarId: Number.isInteger(cbarId) && cbarId >= 0 ? cbarId : defaultColorTable,
    bias: 0.5,
    contrast: 1,
  };
}

function imageIndex(params: Readonly<Record<string, unknown>>): number {
  const index = Number(params['MultiImageIdx'] ?? params['multiImageIdx'] ?? 0);
  return Number.isInteger(index) && index >= 0 ? index : 0;
}

function header(part: Part): LoadedImage['header'] {
  return part.cards;
}
