/** The region layers of a viewer. */
import type { JsonObject } from './engine.js';
import { Flights, stringAt, stringsOf, type ViewerAction, type ViewerContext } from './viewer-context.js';
import type { ViewerImages } from './viewer-images.js';
import type { LayerState } from './viewer-state.js';

const ADD = 'DrawLayerCntlr.RegionPlot.addRegion';
const REMOVE = 'DrawLayerCntlr.RegionPlot.removeRegion';
const SELECT = 'DrawLayerCntlr.RegionPlot.selectRegion';

export class ViewerLayers {
  readonly layers = new Map<string, LayerState>();
  readonly #flights = new Flights();
  #untitled = 0;

  constructor(
    private readonly context: ViewerContext,
    private readonly images: ViewerImages,
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
    const before = this.layers.get(id);
    const read = await this.#read(action, file, signal);
    const now = this.layers.get(id);
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
    const before = this.layers.get(id);
    const named = stringAt(payload, 'layerTitle') ?? before?.title;
    const title = named ?? `ds9 region overlay-${this.#untitled++}`;
    const added = this.#plotsFor(payload['plotId']);
    const plotIds = [...new Set([...(before?.plotIds ?? []), ...added])];
    this.#draw({ drawLayerId: id, title, plotIds, regions });
    if (!before)
      this.context.happened('DrawLayerCntlr.createDrawLayer', () => ({ drawLayer: drawLayer(id, title) }));
    this.#attached(id, added);
  }

  /** Regions for a layer that is not there make it; that is reported in place of the addition. */
  add(payload: JsonObject): void {
    const id = stringAt(payload, 'drawLayerId');
    if (id === undefined) return;
    const regionChanges = linesOf(payload['regionChanges']);
    const layer = this.layers.get(id);
    if (layer === undefined) {
      this.#show(id, payload, regionChanges);
      return;
    }
    const asked = payload['plotId'] === undefined ? [] : this.#plotsFor(payload['plotId']);
    const added = asked.filter((plotId) => !layer.plotIds.includes(plotId));
    this.#draw({
      ...layer,
      plotIds: [...layer.plotIds, ...added],
      regions: [...layer.regions, ...regionChanges],
    });
    this.context.happened(ADD, () => ({ drawLayerId: id, regionChanges }));
    if (added.length > 0) this.#attached(id, added);
  }

  removeRegions(payload: JsonObject): void {
    const layer = this.layers.get(stringAt(payload, 'drawLayerId') ?? '');
    if (layer === undefined) return;
    const { drawLayerId } = layer;
    const regionChanges = linesOf(payload['regionChanges']);
    const gone = new Set(regionChanges.map(squeezed));
    this.#draw({ ...layer, regions: layer.regions.filter((region) => !gone.has(squeezed(region))) });
    this.context.happened(REMOVE, () => ({ drawLayerId, regionChanges }));
  }

  /** Takes a layer off some plots, or off all; a layer on no plot is no more. */
  delete(payload: JsonObject): void {
    const drawLayerId = stringAt(payload, 'drawLayerId') ?? '';
    this.#flights.stop(drawLayerId);
    const layer = this.layers.get(drawLayerId);
    if (layer === undefined) return;
    const asked = payload['plotId'] === undefined ? layer.plotIds : stringsOf(payload['plotId']);
    const left = layer.plotIds.filter((plotId) => !asked.includes(plotId));
    if (left.length === 0) {
      this.layers.delete(drawLayerId);
      this.context.engine.removeRegions(drawLayerId);
    } else {
      this.layers.set(drawLayerId, { ...layer, plotIds: left });
      this.context.engine.removeRegions(drawLayerId, asked);
    }
    this.context.happened('DrawLayerCntlr.detachLayerFromPlot', () => ({
      drawLayerId,
      plotIdAry: asked,
      destroyWhenAllDetached: true,
    }));
  }

  /** An image was drawn anew: its layers come back. */
  redraw(plotId: string): void {
    for (const layer of this.layers.values()) if (layer.plotIds.includes(plotId)) this.#draw(layer);
  }

  plotRemoved(plotId: string): void {
    for (const layer of this.layers.values()) {
      if (!layer.plotIds.includes(plotId)) continue;
      this.#draw({ ...layer, plotIds: layer.plotIds.filter((id) => id !== plotId) });
    }
  }

  clear(): void {
    this.#flights.stopAll();
    this.layers.clear();
  }

  #draw(layer: LayerState): void {
    this.layers.set(layer.drawLayerId, layer);
    this.context.engine.showRegions(layer);
  }

  #attached(drawLayerId: string, plotIdAry: readonly string[]): void {
    this.context.happened('DrawLayerCntlr.attachLayerToPlot', () => ({
      visible: true,
      drawLayerId,
      plotIdAry,
    }));
  }

  /** Plots that are not there are left out without a word; without any named, it is the active one. */
  #plotsFor(plotId: unknown): readonly string[] {
    const named =
      plotId === undefined || plotId === null ? [this.images.activePlotId ?? ''] : stringsOf(plotId);
    return [...new Set(named.flatMap((id) => this.images.group(id)))];
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

function drawLayer(id: string, title: string): JsonObject {
  return {
    canUserHide: true,
    plotIdAry: [],
    canHighlight: true,
    exclusiveDef: null,
    title,
    hasPerPlotData: true,
    supportSubgroups: false,
    highlightedRegion: null,
    dataTooBigForSelection: false,
    canUserDelete: true,
    titleMatching: false,
    displayGroupId: id,
    autoFormatTitle: true,
    doAsyncDrawing: false,
    drawLayerTypeId: 'REGION_PLOT_TYPE',
    canAttachNewPlot: true,
    decimate: false,
    destroyWhenAllUserDetached: false,
    groupingScope: 'SUBGROUP',
    actionTypeAry: [ADD, REMOVE, SELECT],
    vertexDef: null,
    canShowSelect: false,
    drawData: { data: {}, selectIdxs: null, highlightData: {} },
    getCursor: null,
    canUserChangeColor: false,
    isPointData: false,
    mouseEventMap: {},
    dataFrom: 'ds9',
    canUseMouse: true,
    drawingDef: {
      symbol: 'X',
      renderOptions: { shadow: null, translation: null, rotAngle: null },
      fontName: 'helvetica',
      color: 'green',
      size: 4,
      fontSize: '9pt',
      fontStyle: 'normal',
      selectedColor: '#ffff00',
      lineWidth: 1,
      textLoc: 'DEFAULT',
      fontWeight: 'normal',
    },
  };
}
