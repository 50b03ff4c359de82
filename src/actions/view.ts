/** What is done to images that are shown: zoom, pan, colour, alignment, removal. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, finite, ids, nonEmpty } from '../schema/validate.js';
import { coordinateSystem } from './points.js';
import { ACTION, type Action } from './types.js';

const PlotIds = ids('a plot id');
const PlotId = nonEmpty('a plot id');
const Factor = z.number().check(z.positive());

/** `factor` is screen pixels per image pixel. */
export function setZoom(plotId: string | readonly string[], factor = 1): Action {
  return {
    type: ACTION.ZoomImage,
    payload: {
      plotId: check('setZoom', 'plotId', PlotIds, plotId),
      userZoomType: 'LEVEL',
      level: check('setZoom', 'factor', Factor, factor),
      actionScope: 'SINGLE',
    },
  };
}

/** Where to pan to; neither `x` nor `y` means the middle of the image. */
export interface PanOptions {
  /** Pixel column or longitude in degrees; zero is a coordinate. */
  readonly x?: number | undefined;
  /** Pixel row or latitude in degrees. */
  readonly y?: number | undefined;
  /** `image` (pixels, the default), `ZERO_BASED`, `FITSPIXEL`, or a sky system such as `J2000` or `GAL`. */
  readonly coord?: string | undefined;
}

const PanOptions = z.strictObject({
  x: z.optional(finite),
  y: z.optional(finite),
  coord: z.optional(z.string()),
});

export function setPan(plotId: string | readonly string[], options: PanOptions = {}): Action {
  const plots = check('setPan', 'plotId', PlotIds, plotId);
  const { x, y, coord } = check('setPan', 'options', PanOptions, options);
  const system = coordinateSystem('setPan', 'options.coord', coord ?? 'image');
  if (x === undefined && y === undefined) {
    return { type: ACTION.PanImage, payload: { plotId: plots, centerOnImage: 'true' } };
  }
  if (x === undefined) throw new ArgumentError('setPan', 'options.x', x, 'given together with y');
  if (y === undefined) throw new ArgumentError('setPan', 'options.y', y, 'given together with x');
  return { type: ACTION.PanImage, payload: { plotId: plots, centerPt: `${x};${y};${system}` } };
}

/** A colour map and how it is laid over the values. */
export interface ColorOptions {
  /** Number of the colour map in the viewer's list, -1 for the one of a HiPS. @default 0 */
  readonly colormapId?: number | undefined;
  /** 0 to 1. @default 0.5 */
  readonly bias?: number | undefined;
  /** 0 to 10. @default 1 */
  readonly contrast?: number | undefined;
}

const Bias = finite.check(z.minimum(0), z.maximum(1));
const Contrast = finite.check(z.minimum(0), z.maximum(10));

const ColorOptions = z.strictObject({
  colormapId: z.optional(z.int().check(z.minimum(-1))),
  bias: z.optional(Bias),
  contrast: z.optional(Contrast),
});

export function setColor(plotId: string | readonly string[], options: ColorOptions = {}): Action {
  const plots = check('setColor', 'plotId', PlotIds, plotId);
  const { colormapId = 0, bias = 0.5, contrast = 1 } = check('setColor', 'options', ColorOptions, options);
  return { type: ACTION.ColorImage, payload: { plotId: plots, cbarId: colormapId, bias, contrast } };
}

/** Three values, for red, green and blue. */
export type Rgb<T> = readonly [T, T, T];

/** How the bands of a three-colour image are coloured. */
export interface RgbColorOptions {
  /** @default true */
  readonly useRed?: boolean | undefined;
  /** @default true */
  readonly useGreen?: boolean | undefined;
  /** @default true */
  readonly useBlue?: boolean | undefined;
  /** 0 to 1 for each band. @default [0.5, 0.5, 0.5] */
  readonly bias?: Rgb<number> | undefined;
  /** 0 to 10 for each band. @default [1, 1, 1] */
  readonly contrast?: Rgb<number> | undefined;
}

const RgbColors = z.strictObject({
  useRed: z.optional(z.boolean()),
  useGreen: z.optional(z.boolean()),
  useBlue: z.optional(z.boolean()),
  bias: z.optional(z.array(Bias).check(z.length(3, { error: 'three numbers, for red, green and blue' }))),
  contrast: z.optional(
    z.array(Contrast).check(z.length(3, { error: 'three numbers, for red, green and blue' })),
  ),
});

export function setRgbColors(plotId: string | readonly string[], options: RgbColorOptions = {}): Action {
  const plots = check('setRgbColors', 'plotId', PlotIds, plotId);
  const input = check('setRgbColors', 'options', RgbColors, options);
  const payload = {
    plotId: plots,
    useRed: input.useRed ?? true,
    useGreen: input.useGreen ?? true,
    useBlue: input.useBlue ?? true,
    bias: input.bias ?? [0.5, 0.5, 0.5],
    contrast: input.contrast ?? [1, 1, 1],
  };
  return { type: ACTION.ColorImage, payload };
}

/** How images are aligned: by sky position, by target, by their first pixels, or by their middle pixels. */
export const MATCH_TYPES = ['Standard', 'Target', 'Pixel', 'PixelCenter'] as const;

export interface AlignOptions {
  /** @default 'Standard' */
  readonly matchType?: (typeof MATCH_TYPES)[number] | undefined;
  /** Whether pans and zooms of one go for all from now on. @default false */
  readonly lockMatch?: boolean | undefined;
}

const AlignOptions = z.strictObject({
  matchType: z.optional(z.enum(MATCH_TYPES)),
  lockMatch: z.optional(z.boolean()),
});

export function alignImages(options: AlignOptions = {}): Action {
  const { matchType = 'Standard', lockMatch = false } = check(
    'alignImages',
    'options',
    AlignOptions,
    options,
  );
  return { type: ACTION.AlignImages, payload: { matchType, lockMatch } };
}

export function deletePlot(plotId: string): Action {
  return {
    type: ACTION.DeletePlot,
    payload: { plotId: check('deletePlot', 'plotId', PlotId, plotId) },
  };
}
