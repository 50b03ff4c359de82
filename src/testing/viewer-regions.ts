/** The region layers of a viewer: DS9 regions that a program sends. */
import type { JsonObject } from './engine.js';
import { LAYER, REGION, regionLayer } from './layer-reports.js';
import { Flights, stringAt, stringsOf, type ViewerAction, type ViewerContext } from './viewer-context.js';
import type { ViewerLayers } from './viewer-layers.js';
import type { LayerState } from './viewer-state.js';

export class ViewerRegions {
  readonly #flights = new Flights();
  #untitled = 0;

  constructor(
    private readonly context: ViewerContext,
    private readonly all: ViewerLayers,
  ) {}

  /** Makes a layer of given regions, or of those in a file of the server; of neither nothing comes. */
  create(action: ViewerAction, payload: JsonObject): void {
    const id = stringAt(payload, 'drawLayerId');
    if (id === undefined) return;
    const file = stringAt(payload, 'fileOnServer');
    if (payload['regionAry'] !== undefined) this.#show(id, payload, linesOf(payload['regionAry']));
    else if (file !== undefined) this.context.track(this.#fromFile(action, id, payload, file));
  }

  async #fromFile(action: ViewerAction, id: string, payload: JsonObject, file: string): Promise<void> {
    const signal = this.#flights.start(id);
    const before = this.#layer(id);
    const read = await this.#read(action, file, signal);
    const now = this.#layer(id);
    const addedMeanwhile = now === before ? [] : (now?.regions ?? []);
    if (!signal.aborted) this.#show(id, payload, [...read, ...addedMeanwhile]);
  }

  /** A file that cannot be read makes an empty layer. */
  async #read(action: ViewerAction, file: string, signal: AbortSignal): Promise<readonly string[]> {
    try {
      await this.context.pace(action, signal);
      const bytes = await this.context.host.fetchImage({ file }, signal);
      return linesOf(new TextDecoder().decode(bytes)).filter((line) => !line.startsWith('#'));
    } catch {
      return [];
    }
  }

  #show(id: string, payload: JsonObject, regions: readonly string[]): void {
    const before = this.#layer(id);
    const named = stringAt(payload, 'layerTitle') ?? before?.title;
    const title = named ?? `ds9 region overlay-${this.#untitled++}`;
    const added = this.all.plotsFor(payload['plotId']);
    const plotIds = [...new Set([...(before?.plotIds ?? []), ...added])];
    const hiddenOn = before?.hiddenOn ?? [];
    this.#put({ drawLayerId: id, kind: 'regions', title, plotIds, hiddenOn, regions });
    if (!before) this.context.happened(LAYER.create, () => ({ drawLayer: regionLayer(id, title, regions) }));
    this.all.attached(id, added);
  }

  /** Regions for a layer that is not there make it; that is reported in place of the addition. */
  add(payload: JsonObject): void {
    const id = stringAt(payload, 'drawLayerId');
    if (id === undefined) return;
    const regionChanges = linesOf(payload['regionChanges']);
    const layer = this.#layer(id);
    if (layer === undefined) {
      this.#show(id, payload, regionChanges);
      return;
    }
    const asked = payload['plotId'] === undefined ? [] : this.all.plotsFor(payload['plotId']);
    const added = asked.filter((plotId) => !layer.plotIds.includes(plotId));
    this.#put({
      ...layer,
      plotIds: [...layer.plotIds, ...added],
      regions: [...layer.regions, ...regionChanges],
    });
    this.context.happened(REGION.add, () => ({ drawLayerId: id, regionChanges }));
    if (added.length > 0) this.all.attached(id, added);
  }

  removeRegions(payload: JsonObject): void {
    const layer = this.#layer(stringAt(payload, 'drawLayerId') ?? '');
    if (layer === undefined) return;
    const { drawLayerId } = layer;
    const regionChanges = linesOf(payload['regionChanges']);
    const gone = new Set(regionChanges.map(squeezed));
    this.#put({ ...layer, regions: layer.regions.filter((region) => !gone.has(squeezed(region))) });
    this.context.happened(REGION.remove, () => ({ drawLayerId, regionChanges }));
  }

  /** Takes a layer off some plots, or off all. */
  delete(payload: JsonObject): void {
    const id = stringAt(payload, 'drawLayerId') ?? '';
    this.#flights.stop(id);
    this.all.detach(id, payload['plotId'] === undefined ? undefined : stringsOf(payload['plotId']));
  }

  clear(): void {
    this.#flights.stopAll();
  }

  #layer(id: string): LayerState | undefined {
    return this.all.layers.get(id);
  }

  #put(layer: LayerState): void {
    this.all.put(layer, (now, id) => {
      if (now === undefined) this.context.engine.removeRegions(id);
      else this.context.engine.showRegions(now);
    });
  }
}

/** Region text as one string per region. */
function linesOf(regions: unknown): readonly string[] {
  return stringsOf(regions)
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const squeezed = (region: string): string => region.trim().replace(/\s+/g, ' ');
