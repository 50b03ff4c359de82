/** The images of a viewer: what is asked for, what is on the screen, and what is said about it. */
import { colorPlotInfo } from './band-reports.js';
import {
  type Bands,
  type ImageRequest,
  type JsonObject,
  type LoadedImage,
  type PickedPoint,
  ViewerFailure,
  type ViewPoint,
} from './engine.js';
import { baseName, DEFAULT_STRETCH, imageIdOf, plotInfo, tidyRangeValues } from './image-reports.js';
import { isTrue, type PlotCall, readPlotCall } from './image-request.js';
import { readPoint, reportedPoint } from './points.js';
import { bandStates, fetchBands, isWithoutPixels } from './viewer-bands.js';
import {
  asFailure,
  Flights,
  PageBroken,
  stringAt,
  type ViewerAction,
  type ViewerContext,
} from './viewer-context.js';
import { noPixels, ViewerLooks } from './viewer-looks.js';
import type { PlotColor, PlotState } from './viewer-state.js';

/** What else in a viewer depends on its images. */
export interface ImageListener {
  imageStarted(plotId: string, viewerId: string): void;
  imageDisplayed(plotId: string): void;
  imageRemoved(plotId: string): void;
}

/** How a person changed the zoom. */
export type ZoomKind = 'LEVEL' | 'UP' | 'DOWN' | 'FIT' | 'FILL' | 'ONE';

const DEFAULT_COLOR: PlotColor = { cbarId: 0, bias: 0.5, contrast: 1 };
const FAILED = 'ImagePlotCntlr.PlotImageFail';
const NO_RED = 'In Firefly, an image without one is never displayed, and nothing is said of it.';
const PIXELS = 'ImagePlotCntlr.byteDataRefresh';

export class ViewerImages {
  readonly plots = new Map<string, PlotState>();
  activePlotId: string | undefined;
  readonly #flights = new Flights();
  /** Pixels on their way, by plot. */
  readonly #pixels = new Flights();
  readonly looks: ViewerLooks;
  #requests = 0;

  constructor(
    private readonly context: ViewerContext,
    private readonly listener: ImageListener,
  ) {
    this.looks = new ViewerLooks(context, {
      targets: (payload) => this.#targets(payload),
      change: (plotId, change) => this.#change(plotId, change),
      replotted: (plotId) => this.#replotted(plotId),
      awaitPixels: (plotId) => this.#awaitPixels(plotId),
    });
  }

  /** Shows an image. False when it is no request for an image. */
  plot(action: ViewerAction, payload: JsonObject): boolean {
    const number = this.#requests++;
    const requestKey = `plotRequestKey-${number}-${this.context.now()}`;
    const read = readPlotCall(payload, { requestKey, plotId: `defaultPlotId-${number}` });
    if (read === undefined) return false;
    const { plotId } = read.request;
    const replaces = this.plots.get(plotId)?.status === 'displayed';
    const call = replaces ? { ...read, report: { ...read.report, oldOverlayPlotViews: [] } } : read;
    this.#pixels.stop(plotId);
    this.plots.set(plotId, pendingPlot(call));
    this.context.happened('ImagePlotCntlr.PlotImageStart', () => call.report);
    this.listener.imageStarted(plotId, call.viewerId);
    this.context.engine.showImagePending(call.request);
    const signal = this.#flights.start(plotId);
    if (call.bands !== undefined && call.bands[0] === undefined) this.#withoutRed(call);
    this.context.track(this.#load(action, call, signal));
    return true;
  }

  /** The script of a real viewer's page fails on such an image, and then never says what became of it. */
  #withoutRed({ request }: PlotCall): never {
    const failure = new ViewerFailure('A three-color image needs its red band', NO_RED);
    this.#change(request.plotId, { status: 'failed', failure: failure.detail });
    this.context.engine.showImageFailure(request, failure);
    throw new TypeError(`Image '${request.plotId}' has no red band. ${NO_RED}`);
  }

  async #load(action: ViewerAction, call: PlotCall, signal: AbortSignal): Promise<void> {
    try {
      await this.context.pace(action, signal);
      const { bands, request } = call;
      if (bands !== undefined) return await this.#loadBands(call, bands, signal);
      const bytes = await this.context.host.fetchImage(sourceOf(request), signal);
      if (signal.aborted) return;
      const image = await this.context.engine.showImage(request, bytes, signal);
      if (!signal.aborted) this.#displayed(call, image, (plot) => plotInfo(call, plot, image, bytes.length));
    } catch (error) {
      if (!signal.aborted) this.#failed(call, asFailure(error));
    }
  }

  async #loadBands(call: PlotCall, bands: Bands<ImageRequest>, signal: AbortSignal): Promise<void> {
    const { engine } = this.context;
    if (!engine.showBands) throw new ViewerFailure('this viewer does not draw three-color images');
    const files = await fetchBands(this.context, bands, sourceOf, signal);
    if (signal.aborted) return;
    const image = await engine.showBands(call.request, files, signal);
    if (signal.aborted) return;
    const { stretch = DEFAULT_STRETCH } = this.plots.get(call.request.plotId) ?? {};
    const more = bandStates(call, image, files, stretch);
    this.#displayed(call, image, (plot) => colorPlotInfo(call, plot, image), more);
  }

  #displayed(
    call: PlotCall,
    image: LoadedImage,
    pvNewPlotInfoAry: (plot: PlotState) => unknown,
    more: Partial<PlotState> = {},
  ): void {
    const { plotId, title, file, url } = call.request;
    const plot = this.#change(plotId, {
      ...more,
      status: 'displayed',
      image,
      zoomLevel: image.zoomLevel,
      title: title || baseName(file ?? url ?? plotId),
    });
    if (plot === undefined) return;
    this.context.happened('ImagePlotCntlr.PlotImage', () => ({
      ...call.report,
      pvNewPlotInfoAry: pvNewPlotInfoAry(plot),
    }));
    this.activePlotId = plotId;
    this.context.engine.setActiveImage(plotId);
    this.listener.imageDisplayed(plotId);
    this.#replotted(plotId);
    this.#awaitPixels(plotId);
  }

  /** Pixels come later than the plot and its reports: what is done to them in between is lost. */
  #awaitPixels(plotId: string): void {
    this.context.track(this.#loadPixels(plotId, this.#pixels.start(plotId)));
  }

  async #loadPixels(plotId: string, signal: AbortSignal): Promise<void> {
    try {
      await nextTask();
      if (!signal.aborted) await this.context.pace({ type: PIXELS, payload: { plotId } }, signal);
    } catch {
      return;
    }
    const plot = this.plots.get(plotId);
    if (signal.aborted || plot === undefined) return;
    if (plot.bands && isWithoutPixels(plot.bands)) return this.#lostPixels(plot);
    this.#change(plotId, { pixels: 'present' });
    const plotImageId = imageIdOf(plot);
    this.context.happened(PIXELS, () => ({ plotId, plotImageId }));
  }

  #lostPixels({ plotId, title, params }: PlotState): void {
    const failure = noPixels();
    this.#change(plotId, { status: 'failed', failure: failure.detail });
    this.context.engine.showImageFailure({ plotId, title, params }, failure);
    this.context.happened(FAILED, () => ({ plotId, description: `Failed: ${failure.brief}` }));
  }

  #failed(call: PlotCall, failure: ViewerFailure): void {
    const { request } = call;
    this.#change(request.plotId, { status: 'failed', failure: failure.detail });
    this.context.engine.showImageFailure(request, failure);
    this.context.happened(FAILED, () => ({
      ...call.report,
      description: `Failed- ${failure.brief}`,
      briefDescription: failure.brief,
      detailFailReason: failure.detail,
    }));
  }

  /** Lost without a report when the image is not on the screen (T24). */
  zoom(payload: JsonObject): void {
    const kind = stringAt(payload, 'userZoomType') ?? 'LEVEL';
    for (const plot of this.#targets(payload)) {
      const level = nextLevel(plot, kind, Number(payload['level']));
      if (!(level > 0 && Number.isFinite(level))) continue;
      this.context.engine.setZoom(plot.plotId, level);
      this.zoomed(plot.plotId, level, kind);
    }
  }

  /** The zoom of a plot is another now. */
  zoomed(plotId: string, zoomLevel: number, userZoomType: string, devicePt?: JsonObject): void {
    if (this.#change(plotId, { zoomLevel }) === undefined) return;
    this.context.happened('ImagePlotCntlr.ZoomImage', () => ({
      zoomLevel,
      ...(devicePt ? { devicePt } : {}),
      userZoomType,
      plotId,
      zoomLockingEnabled: false,
    }));
    this.#replotted(plotId);
  }

  /** An image takes on the scale and the centre of another. */
  follow(plotId: string, zoomLevel: number, center: ViewPoint | null): void {
    if (this.#change(plotId, { zoomLevel, center }) === undefined) return;
    this.context.engine.setZoom(plotId, zoomLevel);
    this.context.engine.setCenter(plotId, center);
    this.context.happened('ImagePlotCntlr.ZoomImage', () => ({
      zoomLevel,
      userZoomType: 'LEVEL',
      plotId,
      zoomLockingEnabled: true,
    }));
    this.#replotted(plotId);
  }

  /** Reported even when the image is not on the screen, and lost all the same (T24). A list of plots is more than a page can bear. */
  recenter(payload: JsonObject): void {
    if (Array.isArray(payload['plotId'])) {
      throw new PageBroken(
        'A list of plots in recenter breaks the page of a viewer: it has to be loaded anew.',
      );
    }
    const point = readPoint(payload['centerPt']);
    const plot = this.#displayedPlot(payload['plotId']);
    if (plot) {
      const center = isTrue(payload['centerOnImage']) ? null : (point ?? null);
      this.#change(plot.plotId, { center });
      this.context.engine.setCenter(plot.plotId, center);
    }
    this.context.happened('ImagePlotCntlr.recenter', () => ({
      ...payload,
      ...(point ? { centerPt: reportedPoint(point) } : {}),
    }));
  }

  /** A person has moved an image. */
  scrolled(plotId: string, center: ViewPoint, scrollPt: { readonly x: number; readonly y: number }): void {
    if (this.#change(plotId, { center }) === undefined) return;
    this.context.happened('ImagePlotCntlr.ProcessScroll', () => ({
      scrollPt: { x: scrollPt.x, y: scrollPt.y, type: 'ScreenPt' },
      disableBoundCheck: false,
      plotId,
    }));
  }

  remove(payload: JsonObject): void {
    const plot = this.plots.get(stringAt(payload, 'plotId') ?? '');
    if (plot === undefined) {
      this.context.happened('ImagePlotCntlr.deletePlotView', () => payload);
      return;
    }
    const { plotId, viewerId } = plot;
    this.#flights.stop(plotId);
    this.#pixels.stop(plotId);
    this.plots.delete(plotId);
    this.context.engine.removeImage(plotId);
    this.listener.imageRemoved(plotId);
    this.context.happened('ImagePlotCntlr.deletePlotView', () => ({ ...payload, viewerId, plotId }));
    if (this.activePlotId === plotId) this.#activateAnother();
  }

  activate(payload: JsonObject): void {
    const plotId = stringAt(payload, 'plotId');
    if (plotId === undefined || !this.plots.has(plotId)) return;
    this.activePlotId = plotId;
    this.context.engine.setActiveImage(plotId);
    this.context.happened('ImagePlotCntlr.ChangeActivePlotView', () => ({ ...payload, plotId }));
  }

  /** A click on an image, without any button. */
  clicked(plotId: string, point: PickedPoint): void {
    const pt = point.world
      ? reportedPoint({ x: point.world.ra, y: point.world.dec })
      : { ...point.image, type: 'ImagePt' };
    this.context.happened('ImagePlotCntlr.ChangePlotAttribute', () => ({
      plotId,
      attKey: 'ACTIVE_POINT',
      attValue: { pt },
    }));
  }

  /** The plots that an action on this one concerns: a locked group moves together. */
  group(plotId: string): readonly string[] {
    const plot = this.plots.get(plotId);
    if (plot === undefined) return [];
    if (!plot.groupLocked) return [plotId];
    const together = (other: PlotState) => other.groupLocked && other.groupId === plot.groupId;
    return [...this.plots.values()].filter(together).map((other) => other.plotId);
  }

  clear(): void {
    this.#flights.stopAll();
    this.#pixels.stopAll();
    this.plots.clear();
    this.activePlotId = undefined;
  }

  #targets(payload: JsonObject): readonly PlotState[] {
    const plot = this.#displayedPlot(payload['plotId']);
    if (plot === undefined) return [];
    if (payload['actionScope'] === 'SINGLE') return [plot];
    return this.group(plot.plotId).flatMap((plotId) => this.#displayedPlot(plotId) ?? []);
  }

  #displayedPlot(plotId: unknown): PlotState | undefined {
    const plot = typeof plotId === 'string' ? this.plots.get(plotId) : undefined;
    return plot?.status === 'displayed' ? plot : undefined;
  }

  #change(plotId: string, change: Partial<PlotState>): PlotState | undefined {
    const plot = this.plots.get(plotId);
    if (plot === undefined) return undefined;
    const changed = { ...plot, ...change };
    this.plots.set(plotId, changed);
    return changed;
  }

  #replotted(plotId: string): void {
    this.context.happened('ImagePlotCntlr.Replot', () => ({ plotIdAry: [plotId] }));
  }

  #activateAnother(): void {
    this.activePlotId = [...this.plots.keys()].at(-1);
    if (this.activePlotId !== undefined) this.context.engine.setActiveImage(this.activePlotId);
  }
}

function pendingPlot(call: PlotCall): PlotState {
  const { plotId, title, params } = call.request;
  const { viewerId, groupId, groupLocked } = call;
  const view = {
    zoomLevel: 1,
    center: readPoint(params['InitialCenterPosition']) ?? null,
    color: DEFAULT_COLOR,
  };
  const stretch = tidyRangeValues(stringAt(params, 'RangeValues') ?? DEFAULT_STRETCH);
  return {
    plotId,
    title,
    viewerId,
    groupId,
    groupLocked,
    status: 'pending',
    params,
    pixels: 'absent',
    ...view,
    stretch,
  };
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function sourceOf({ file, url, params }: ImageRequest): { readonly file?: string; readonly url?: string } {
  if (file !== undefined) return { file };
  if (url !== undefined) return { url };
  if (params['Service'] === undefined) throw new ViewerFailure('No file specified', '');
  throw new ViewerFailure('Could not parse results', 'Image services cannot be reached from here.');
}

function nextLevel(plot: PlotState, kind: string, level: number): number {
  if (kind === 'UP') return plot.zoomLevel * 2;
  if (kind === 'DOWN') return plot.zoomLevel / 2;
  if (kind === 'ONE') return 1;
  if (kind === 'LEVEL') return level;
  return plot.image?.zoomLevel ?? 1;
}
