/** All layers of a viewer, whoever made them: on which images they are, whether they are seen, their colours. */
import { isRecord } from '../schema/json.js';
import type { JsonObject } from './engine.js';
import { LAYER, type OwnLayer, ownLayer } from './layer-reports.js';
import { stringAt, stringsOf, type ViewerContext } from './viewer-context.js';
import type { ViewerImages } from './viewer-images.js';
import type { LayerState } from './viewer-state.js';

const OWN_NAMES: Readonly<Record<OwnLayer, string>> = {
  root: 'IMAGE_ROOT',
  point: 'POINT_SELECTION',
  area: 'SELECT_AREA',
  line: 'DISTANCE_TOOL',
};

/** Draws a layer as it is now, in place of what it showed; undefined takes it off the screen. */
export type DrawLayer = (layer: LayerState | undefined, drawLayerId: string) => void;

export class ViewerLayers {
  readonly layers = new Map<string, LayerState>();
  readonly #drawers = new Map<string, DrawLayer>();
  readonly #counts = new Map<OwnLayer, number>();
  /** The viewer's own layers that are there, by kind and plot. */
  readonly #own = new Map<string, string>();

  constructor(
    private readonly context: ViewerContext,
    private readonly images: ViewerImages,
  ) {}

  /** Keeps a layer and draws it. */
  put(layer: LayerState, draw: DrawLayer): void {
    this.layers.set(layer.drawLayerId, layer);
    this.#drawers.set(layer.drawLayerId, draw);
    draw(layer, layer.drawLayerId);
  }

  /** Tells that a layer is on these plots now. */
  attached(drawLayerId: string, plotIdAry: readonly string[]): void {
    this.context.happened(LAYER.attach, () => ({ visible: true, drawLayerId, plotIdAry }));
  }

  /** Takes a layer off some plots, or off all. On no plot a catalogue waits for the next; any other layer is no more. */
  detach(drawLayerId: string, plotIds?: readonly string[]): void {
    const layer = this.layers.get(drawLayerId);
    if (layer === undefined) return;
    const asked = plotIds ?? layer.plotIds;
    const left = layer.plotIds.filter((plotId) => !asked.includes(plotId));
    const destroyWhenAllDetached = layer.kind !== 'catalog';
    if (left.length === 0 && destroyWhenAllDetached) this.#forget(drawLayerId);
    else this.#change(drawLayerId, { plotIds: left });
    this.context.happened(LAYER.detach, () => ({ drawLayerId, plotIdAry: asked, destroyWhenAllDetached }));
  }

  /** Ends a layer that depended on something that is gone. */
  destroy(drawLayerId: string): void {
    if (!this.layers.has(drawLayerId)) return;
    this.#forget(drawLayerId);
    this.context.happened(LAYER.destroy, () => ({ drawLayerId }));
  }

  /** `DrawLayerCntlr.changeVisibility`: on the plots named, or on all it is on. */
  changeVisibility(payload: JsonObject): void {
    const layer = this.layers.get(stringAt(payload, 'drawLayerId') ?? '');
    if (layer === undefined) return;
    const { drawLayerId } = layer;
    const visible = payload['visible'] !== false;
    const named = stringsOf(payload['plotIdAry'] ?? payload['plotId']);
    const plotIdAry = named.length > 0 ? named : layer.plotIds;
    const others = layer.hiddenOn.filter((plotId) => !plotIdAry.includes(plotId));
    this.#change(drawLayerId, { hiddenOn: visible ? others : [...others, ...plotIdAry] });
    this.context.happened(LAYER.visibility, () => ({ drawLayerId, visible, plotIdAry }));
  }

  /** `DrawLayerCntlr.changeDrawingDef`: of what it may hold, the colour is drawn. */
  changeDrawingDef(payload: JsonObject): void {
    const layer = this.layers.get(stringAt(payload, 'drawLayerId') ?? '');
    const drawingDef = payload['drawingDef'];
    if (layer === undefined || !isRecord(drawingDef)) return;
    const { drawLayerId } = layer;
    const color = stringAt(drawingDef, 'color');
    if (color !== undefined) this.#change(drawLayerId, { color });
    const plotIdAry = layer.plotIds;
    this.context.happened(LAYER.drawingDef, () => ({ drawLayerId, drawingDef, plotIdAry }));
  }

  /** A tool was taken up, or a plot was made: viewers make a layer of their own for it. A plot has its own, a tool one for all. */
  own(kind: OwnLayer, plotIds: readonly string[]): void {
    for (const plotId of plotIds) {
      const key = `${kind} ${plotId}`;
      if (this.#own.has(key)) continue;
      const id = (kind === 'root' ? undefined : this.#ownOf(kind)) ?? this.#makeOwn(kind, plotId);
      this.#own.set(key, id);
      this.attached(id, [plotId]);
    }
  }

  #makeOwn(kind: OwnLayer, plotId: string): string {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const id = `${OWN_NAMES[kind]}-${count}`;
    this.context.happened(LAYER.create, () => ({ drawLayer: ownLayer(kind, id, plotId) }));
    return id;
  }

  #ownOf(kind: OwnLayer): string | undefined {
    return [...this.#own].find(([key]) => splitOnce(key)[0] === kind)?.[1];
  }

  /** A tool was put away: its layer goes. */
  endOwn(kind: OwnLayer): void {
    const drawLayerId = this.#ownOf(kind);
    if (drawLayerId === undefined) return;
    const keys = [...this.#own.keys()].filter((key) => splitOnce(key)[0] === kind);
    for (const key of keys) this.#own.delete(key);
    this.context.happened(LAYER.detach, () => ({
      drawLayerId,
      plotIdAry: keys.map((key) => splitOnce(key)[1]),
      destroyWhenAllDetached: true,
    }));
  }

  /** An image was drawn anew: its layers come back. */
  redraw(plotId: string): void {
    for (const layer of this.layers.values()) if (layer.plotIds.includes(plotId)) this.#draw(layer);
  }

  plotRemoved(plotId: string): void {
    for (const key of [...this.#own.keys()]) if (splitOnce(key)[1] === plotId) this.#own.delete(key);
    for (const layer of [...this.layers.values()]) {
      const plotIds = layer.plotIds.filter((id) => id !== plotId);
      if (plotIds.length < layer.plotIds.length) this.#change(layer.drawLayerId, { plotIds });
    }
  }

  clear(): void {
    this.layers.clear();
    this.#drawers.clear();
    this.#own.clear();
  }

  /** Plots that are not there are left out without a word; without any named, it is the active one. */
  plotsFor(plotId: unknown): readonly string[] {
    const named =
      plotId === undefined || plotId === null ? [this.images.activePlotId ?? ''] : stringsOf(plotId);
    return [...new Set(named.flatMap((id) => this.images.group(id)))];
  }

  #change(drawLayerId: string, change: Partial<LayerState>): void {
    const layer = this.layers.get(drawLayerId);
    if (layer === undefined) return;
    const changed = { ...layer, ...change };
    this.layers.set(drawLayerId, changed);
    this.#draw(changed);
  }

  #draw(layer: LayerState): void {
    this.#drawers.get(layer.drawLayerId)?.(layer, layer.drawLayerId);
  }

  #forget(drawLayerId: string): void {
    this.layers.delete(drawLayerId);
    this.#drawers.get(drawLayerId)?.(undefined, drawLayerId);
    this.#drawers.delete(drawLayerId);
  }
}

/** The two halves around the first blank. */
function splitOnce(text: string): readonly string[] {
  const at = text.indexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
}
