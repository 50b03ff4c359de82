/** How the pixels of images are turned into colours: stretches, colour tables, and the mixture of bands. */
import type { JsonObject } from './engine.js';
import { ViewerFailure } from './engine.js';
import { primaryState } from './image-reports.js';
import { BAND_NAMES, bandColorsIn, isWithoutPixels, stretched, stretchesIn } from './viewer-bands.js';
import type { ViewerContext } from './viewer-context.js';
import type { PlotState } from './viewer-state.js';

/** What looks need of the images they belong to. */
export interface LookBook {
  /** The displayed images that an action concerns, the one it names first. */
  targets(payload: JsonObject): readonly PlotState[];
  change(plotId: string, change: Partial<PlotState>): PlotState | undefined;
  replotted(plotId: string): void;
  /** New pixels are on their way. */
  awaitPixels(plotId: string): void;
}

export class ViewerLooks {
  constructor(
    private readonly context: ViewerContext,
    private readonly book: LookBook,
  ) {}

  /** Lost without a report on an image without pixels. */
  stretch(payload: JsonObject): void {
    const stretches = stretchesIn(payload);
    if (stretches.size === 0) return;
    for (const { plotId, pixels, stretch, bands } of this.#alike(payload)) {
      if (pixels === 'absent') continue;
      const own = stretches.get(0) ?? stretch;
      const plot = this.book.change(plotId, {
        stretch: own,
        pixels: 'changing',
        ...(bands ? { bands: stretched(bands, stretches) } : {}),
      });
      if (plot === undefined) continue;
      if (plot.bands === undefined) this.context.engine.setStretch(plotId, own);
      else if (!isWithoutPixels(plot.bands)) {
        this.context.engine.setBandStretch?.(
          plotId,
          plot.bands.map((band) => band?.stretch),
        );
      }
      const primaryStateJson = primaryState(plot);
      this.context.happened('ImagePlotCntlr.StretchChange', () => ({ plotId, primaryStateJson }));
      this.book.replotted(plotId);
      this.book.awaitPixels(plotId);
    }
  }

  /** One stretch for all bands of an image. */
  stretchAll(plotId: string, rv: string): void {
    const [plot] = this.book.targets({ plotId, actionScope: 'SINGLE' });
    const bands = plot?.bands ? BAND_NAMES.filter((_name, place) => plot.bands?.[place]) : ['NO_BAND'];
    const stretchData = bands.map((band) => ({ band, rv, bandVisible: true }));
    this.stretch({ plotId, stretchData, actionScope: 'SINGLE' });
  }

  /** Lost without a report on an image without pixels, also while they are stretched. */
  color(payload: JsonObject): void {
    for (const plot of this.#alike(payload)) {
      if (plot.pixels !== 'present') continue;
      const { plotId } = plot;
      const report = plot.bands === undefined ? this.#colorTable(plot, payload) : this.#mix(plot, payload);
      this.context.happened('ImagePlotCntlr.ColorChange', () => ({ ...report, plotId }));
      this.book.replotted(plotId);
    }
  }

  #colorTable({ plotId, color: before }: PlotState, payload: JsonObject): JsonObject {
    const color = {
      cbarId: colorTable(payload['cbarId'], before.cbarId),
      bias: numberOr(payload['bias'], before.bias),
      contrast: numberOr(payload['contrast'], before.contrast),
    };
    this.book.change(plotId, { color });
    this.context.engine.setColor(plotId, color);
    return {
      useRed: payload['useRed'] !== false,
      useGreen: payload['useGreen'] !== false,
      useBlue: payload['useBlue'] !== false,
      colorTableId: color.cbarId,
      bias: payload['bias'] ?? color.bias,
      contrast: payload['contrast'] ?? color.contrast,
    };
  }

  #mix({ plotId }: PlotState, payload: JsonObject): JsonObject {
    const bandColors = bandColorsIn(payload);
    const { use, bias, contrast } = bandColors;
    this.book.change(plotId, { bandColors });
    this.context.engine.setBandColors?.(plotId, bandColors);
    const [useRed, useGreen, useBlue] = use;
    return { useRed, useGreen, useBlue, colorTableId: 0, bias, contrast };
  }

  /** Of a locked group those that are made of bands as the first is, or not. */
  #alike(payload: JsonObject): readonly PlotState[] {
    const [first, ...others] = this.book.targets(payload);
    if (first === undefined) return [];
    return [first, ...others.filter(({ bands }) => (bands === undefined) === (first.bands === undefined))];
  }
}

/** Why an image that was stretched has no pixels any more, in the words of a real viewer. */
export const noPixels = (): ViewerFailure =>
  new ViewerFailure(
    'Could not retrieve image render data',
    'A stretch that keeps the hues needs three bands, and this image has fewer.',
  );

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

/** A negative number leaves the colours as they are. */
function colorTable(value: unknown, before: number): number {
  const id = numberOr(value, before);
  return id < 0 ? before : id;
}
