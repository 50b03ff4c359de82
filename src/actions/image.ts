/** Images: show, zoom, pan, stretch, colour. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, finite, ids, nonEmpty } from '../schema/validate.js';
import { coordinateSystem } from './points.js';
import { rangeValues, type StretchOptions } from './range-values.js';
import { ACTION, type Action, compact, PINNED_IMAGE_VIEWER_ID, type ViewerMode } from './types.js';

export const ShowFitsImageOptions = z.looseObject({
  /** Id of the plot; an image of the same id is replaced. */
  plotId: z.optional(nonEmpty('a plot id')),
  /** Cell the image goes to (slate viewers only). */
  viewerId: z.optional(nonEmpty('a viewer id')),
});

/**
 * Options of an image. Besides the two ids every parameter of a viewer's plot request is taken (`Title`,
 * `ZoomType`, `RangeValues`, `ColorTable`, `MultiImageIdx`, `WorldPt`, …) and sent as it is spelled here;
 * a viewer reads the names without regard to case.
 */
export type ShowFitsImageOptions = z.input<typeof ShowFitsImageOptions>;

/** Where an image comes from: a file on the server, an address the server fetches, or neither (a service). */
export interface ImageSource {
  readonly file?: string | undefined;
  readonly url?: string | undefined;
}

export function showFitsImage(
  source: ImageSource,
  options: ShowFitsImageOptions = {},
  context: {
    readonly mode?: ViewerMode;
    readonly attributes?: Readonly<Record<string, string>> | undefined;
  } = {},
): Action {
  const { plotId, viewerId, ...params } = check('showFitsImage', 'options', ShowFitsImageOptions, options);
  const inCell = context.mode === 'slate' && viewerId !== undefined;
  return {
    type: ACTION.ShowImage,
    payload: compact({
      wpRequest: compact({
        plotGroupId: 'groupFromPython',
        GroupLocked: false,
        plotId,
        file: source.file,
        url: source.url,
        ...params,
      }),
      useContextModifications: true,
      viewerId: inCell ? viewerId : PINNED_IMAGE_VIEWER_ID,
      attributes: context.attributes,
    }),
  };
}

const PlotIds = ids('a plot id');

/** `factor` is screen pixels per image pixel. */
export function setZoom(plotId: string | readonly string[], factor = 1): Action {
  return {
    type: ACTION.ZoomImage,
    payload: {
      plotId: check('setZoom', 'plotId', PlotIds, plotId),
      userZoomType: 'LEVEL',
      level: check('setZoom', 'factor', z.number().check(z.positive()), factor),
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

/** A stretch of one band, or of the only one. */
export type SetStretchOptions = StretchOptions & {
  /** `RED`, `GREEN`, `BLUE` or `ALL` of a three-colour image; left out for others. */
  readonly band?: 'RED' | 'GREEN' | 'BLUE' | 'ALL' | undefined;
};

const Band = z.optional(z.enum(['RED', 'GREEN', 'BLUE', 'ALL']));

export function setStretch(
  plotId: string | readonly string[],
  options: SetStretchOptions = {},
): { action: Action; rvString: string; note?: string } {
  const plots = check('setStretch', 'plotId', PlotIds, plotId);
  const { band, ...stretch } = check('setStretch', 'options', z.looseObject({ band: Band }), options);
  const values = rangeValues(refuseUnknown(stretch));
  const bands = band === undefined ? ['NO_BAND'] : band === 'ALL' ? ['RED', 'GREEN', 'BLUE'] : [band];
  const stretchData = bands.map((name) => ({ band: name, rv: values.rvString, bandVisible: true }));
  return { action: { type: ACTION.StretchImage, payload: { stretchData, plotId: plots } }, ...values };
}

const STRETCH_OPTIONS: readonly string[] = [
  ...['type', 'algorithm', 'lowerValue', 'upperValue', 'asinhQValue', 'gammaValue'],
  ...['zscaleContrast', 'zscaleSamples', 'zscaleSamplesPerline'],
];

function refuseUnknown(stretch: StretchOptions): StretchOptions {
  for (const [key, value] of Object.entries(stretch)) {
    if (STRETCH_OPTIONS.includes(key)) continue;
    throw new ArgumentError(
      'setStretch',
      `options.${key}`,
      value,
      `left out; known are band, ${STRETCH_OPTIONS.join(', ')}`,
    );
  }
  return stretch;
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

const ColorOptions = z.strictObject({
  colormapId: z.optional(z.int().check(z.minimum(-1))),
  bias: z.optional(finite.check(z.minimum(0), z.maximum(1))),
  contrast: z.optional(finite.check(z.minimum(0), z.maximum(10))),
});

export function setColor(plotId: string | readonly string[], options: ColorOptions = {}): Action {
  const plots = check('setColor', 'plotId', PlotIds, plotId);
  const { colormapId = 0, bias = 0.5, contrast = 1 } = check('setColor', 'options', ColorOptions, options);
  return { type: ACTION.ColorImage, payload: { plotId: plots, cbarId: colormapId, bias, contrast } };
}
