/** The masks of a viewer: bits of a plane of a FITS file, drawn over an image. */
import { isRecord } from '../schema/json.js';
import type { JsonObject } from './engine.js';
import { loadedFrames } from './fits-image.js';
import { maskPlot } from './image-reports.js';
import { asFailure, Flights, stringAt, type ViewerAction, type ViewerContext } from './viewer-context.js';
import type { MaskState, PlotState } from './viewer-state.js';

export const MASK = {
  plot: 'ImagePlotCntlr.plotMask',
  start: 'ImagePlotCntlr.plotMaskStart',
  fail: 'ImagePlotCntlr.plotMaskFail',
  pixels: 'ImagePlotCntlr.byteDataRefresh',
  change: 'ImagePlotCntlr.overlayPlotChangeAttributes',
  delete: 'ImagePlotCntlr.deleteOverlayPlot',
} as const;

/** Colours of masks that ask for none, by the number of their bit. */
const COLORS = [
  ...['#FF0000', '#00FF00', '#0000FF', '#91D33D', '#AE14E0', '#FFC0CB', '#EBAA38', '#F6E942'],
  ...['#00E8FF', '#8B572A', '#B8E986', '#4A90E2', '#BD10E0', '#E0107F', '#B9F81C', '#F19301'],
] as const;
const OPACITY = 0.58;

/** What `plotMask` asks for. */
interface MaskCall {
  readonly mask: MaskState;
  /** Which of the images of the file, counted from 0. */
  readonly imageNumber: number;
  readonly fileKey?: string;
  /** What all reports of this call have in common. */
  readonly report: JsonObject;
}

export class ViewerMasks {
  readonly #masks = new Map<string, MaskState>();
  readonly #flights = new Flights();
  #requests = 0;

  constructor(
    private readonly context: ViewerContext,
    private readonly plots: ReadonlyMap<string, PlotState>,
  ) {}

  get masks(): readonly MaskState[] {
    return [...this.#masks.values()];
  }

  /** The actions on masks. */
  get handlers(): Readonly<Record<string, (payload: JsonObject, action: ViewerAction) => void>> {
    return {
      [MASK.plot]: (payload, action) => this.#plot(action, payload),
      [MASK.change]: (payload) => this.#changed(payload),
      [MASK.delete]: (payload) => this.#delete(payload),
    };
  }

  /** Another image is there, or none: masks belong to the one before. */
  plotChanged(plotId: string): void {
    for (const mask of this.masks) if (mask.plotId === plotId) this.#forget(mask);
  }

  clear(): void {
    this.#flights.stopAll();
    for (const mask of this.masks) this.#forget(mask);
  }

  /** Lost without a report while the image is not on the screen. */
  #plot(action: ViewerAction, payload: JsonObject): void {
    const plot = this.plots.get(stringAt(payload, 'plotId') ?? '');
    if (plot?.status !== 'displayed') return;
    const call = readMaskCall(payload, `overlay-${this.#requests++}-${this.context.now()}`);
    if (call === undefined) return;
    this.context.happened(MASK.start, () => call.report);
    this.context.track(this.#load(action, call, plot, this.#flights.start(keyOf(call.mask))));
  }

  async #load(action: ViewerAction, call: MaskCall, plot: PlotState, signal: AbortSignal): Promise<void> {
    const { mask, fileKey, imageNumber } = call;
    const params = fileKey === undefined ? plot.params : { File: fileKey };
    const [file, url] = [stringAt(params, 'File'), stringAt(params, 'URL')];
    try {
      await this.context.pace(action, signal);
      const source = file === undefined ? { url: url ?? '' } : { file };
      const bytes = await this.context.host.fetchImage(source, signal);
      const read = await loadedFrames({ params: { MultiImageIdx: imageNumber } }, bytes);
      if (signal.aborted || this.plots.get(mask.plotId)?.image !== plot.image) return;
      this.context.engine.showMask?.(mask, read.plain, read.fits[0]);
      this.#masks.set(keyOf(mask), mask);
      this.context.happened(MASK.plot, () => ({
        ...call.report,
        plot: maskPlot(call.report, { ...plot, params }, mask.maskId, read.frames[0], bytes.length),
      }));
      const { plotId, maskId: imageOverlayId } = mask;
      const plotImageId = `${imageOverlayId}--0`;
      this.context.happened(MASK.pixels, () => ({ imageOverlayId, plotId, plotImageId }));
    } catch (error) {
      if (!signal.aborted) this.#failed(call, error);
    }
  }

  #failed(call: MaskCall, error: unknown): void {
    const { brief, detail } = asFailure(error);
    this.context.happened(MASK.fail, () => ({
      ...call.report,
      description: `Failed- ${brief}`,
      briefDescription: brief,
      detailFailReason: detail,
    }));
  }

  /** Reported even of a mask that is not there. */
  #changed(payload: JsonObject): void {
    const mask = this.#of(payload);
    const { attributes } = payload;
    if (mask !== undefined && isRecord(attributes)) {
      const changed = { ...mask, ...readAttributes(attributes) };
      this.#masks.set(keyOf(mask), changed);
      this.context.engine.changeMask?.(changed);
    }
    this.context.happened(MASK.change, () => payload);
  }

  /** Reported even of a mask that is not there. */
  #delete(payload: JsonObject): void {
    const mask = this.#of(payload);
    this.#flights.stop(keyOf({ plotId: payload['plotId'], maskId: payload['imageOverlayId'] }));
    if (mask !== undefined) this.#forget(mask);
    this.context.happened(MASK.delete, () => payload);
  }

  #of(payload: JsonObject): MaskState | undefined {
    return this.#masks.get(keyOf({ plotId: payload['plotId'], maskId: payload['imageOverlayId'] }));
  }

  #forget(mask: MaskState): void {
    this.#masks.delete(keyOf(mask));
    this.context.engine.removeMask?.(mask.plotId, mask.maskId);
  }
}

/** Ids of masks count for each plot by itself. */
const keyOf = ({ plotId, maskId }: { readonly plotId: unknown; readonly maskId: unknown }): string =>
  JSON.stringify([plotId, maskId]);

function readMaskCall(payload: JsonObject, requestKey: string): MaskCall | undefined {
  const [plotId, maskId] = [stringAt(payload, 'plotId'), stringAt(payload, 'imageOverlayId')];
  if (plotId === undefined || maskId === undefined) return undefined;
  const maskNumber = Number(payload['maskNumber']);
  const color = stringAt(payload, 'color') || COLORS[maskNumber % COLORS.length] || COLORS[0];
  const title = stringAt(payload, 'title') ?? '';
  const fileKey = stringAt(payload, 'fileKey');
  const maskValue = Number(payload['maskValue'] ?? 2 ** maskNumber);
  const report = { uiCanAugmentTitle: true, ...payload, color, requestKey };
  const mask = { plotId, maskId, maskValue, title, color, opacity: OPACITY, visible: true };
  const imageNumber = Number(payload['imageNumber'] ?? 0);
  return { mask, imageNumber, report, ...(fileKey === undefined ? {} : { fileKey }) };
}

/** Of the attributes, those that are drawn. */
function readAttributes(attributes: JsonObject): Partial<MaskState> {
  const { opacity, visible, colorAttributes } = attributes;
  const color = isRecord(colorAttributes) ? stringAt(colorAttributes, 'color') : undefined;
  return {
    ...(typeof opacity === 'number' ? { opacity: Math.min(1, Math.max(0, opacity)) } : {}),
    ...(typeof visible === 'boolean' ? { visible } : {}),
    ...(color === undefined ? {} : { color }),
  };
}
