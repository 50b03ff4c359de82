/** Images: where they come from and how they are shown. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import { checkParameters, hasParameter, type PlotParams, parameterHint } from './plot-parameters.js';
import { SURVEY_KEYS, type SurveyName, type SurveyOptions, surveyParameters } from './survey.js';
import {
  ACTION,
  type Action,
  type Built,
  compact,
  ignoredIn,
  type ModeWarning,
  PINNED_IMAGE_VIEWER_ID,
  remarks,
  unlessEmpty,
  type ViewerMode,
} from './types.js';

const Placed = z.looseObject({
  plotId: z.optional(nonEmpty('a plot id')),
  viewerId: z.optional(nonEmpty('a viewer id')),
});

/** Where an image is put. */
export interface Placement {
  /** Id of the plot; an image of the same id is replaced. */
  readonly plotId?: string | undefined;
  /** Cell the image goes to (slate viewers only). */
  readonly viewerId?: string | undefined;
}

/**
 * Options of an image. Besides the two ids every parameter of a viewer's plot request is taken (`Title`,
 * `ZoomType`, `RangeValues`, `ColorTable`, `MultiImageIdx`, `WorldPt`, …) and sent as it is spelled here;
 * a viewer reads the names without regard to case. `survey`, `band`, `target` and `size` ask for an image without a file.
 */
export type ShowFitsImageOptions<S extends SurveyName = SurveyName> = Placement &
  SurveyOptions<S> &
  PlotParams;

/** Where an image comes from: a file on the server, an address the server fetches, or neither (a service). */
export interface ImageSource {
  readonly file?: string | undefined;
  readonly url?: string | undefined;
}

export interface ImageContext {
  readonly mode?: ViewerMode;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** For errors. @default the builder's own name */
  readonly method?: string | undefined;
}

export function showFitsImage(
  source: ImageSource,
  options: ShowFitsImageOptions = {},
  context: ImageContext = {},
): Action {
  return buildFitsImage(source, options, context).action;
}

/** The same, with what there is to say about it. */
export function buildFitsImage(
  source: ImageSource,
  options: ShowFitsImageOptions = {},
  context: ImageContext = {},
): Built {
  const method = context.method ?? 'showFitsImage';
  const { plotId, viewerId, ...given } = check(method, 'options', Placed, options);
  const params = withSurvey(method, source, given);
  checkParameters(method, 'options', params);
  const place = viewerOf(viewerId, context.mode);
  const wpRequest = compact({
    plotGroupId: 'groupFromPython',
    GroupLocked: false,
    plotId,
    file: source.file,
    url: source.url,
    ...params,
  });
  const payload = compact({
    wpRequest,
    useContextModifications: true,
    viewerId: place.viewerId,
    attributes: context.attributes,
  });
  return { action: { type: ACTION.ShowImage, payload }, ...remarks(place.warning, parameterHint(params)) };
}

/** Replaces `survey`, `band`, `target` and `size` by the parameters of a service; what was given by its own name wins. */
function withSurvey(
  method: string,
  source: ImageSource,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const service = surveyParameters(method, given);
  if (service === undefined) return { ...given };
  if (source.file !== undefined || source.url !== undefined) {
    const named = SURVEY_KEYS.find((key) => given[key] !== undefined) ?? 'survey';
    throw new ArgumentError(method, `options.${named}`, given[named], 'left out, because there is an input');
  }
  const own = Object.fromEntries(
    Object.entries(given).filter(([key]) => !(SURVEY_KEYS as readonly string[]).includes(key)),
  );
  const rest = Object.entries(service).filter(([name]) => !hasParameter(own, name));
  return { ...Object.fromEntries(rest), ...own };
}

/** The viewer an image goes to: cells are there in slate mode only. */
function viewerOf(
  viewerId: string | undefined,
  mode: ViewerMode | undefined,
): { readonly viewerId: string; readonly warning: ModeWarning | undefined } {
  if (viewerId !== undefined && mode === 'slate') return { viewerId, warning: undefined };
  const ignored = viewerId !== undefined && mode === 'triview';
  return {
    viewerId: PINNED_IMAGE_VIEWER_ID,
    warning: ignored
      ? ignoredIn('triview', 'viewerId', 'the image goes to the pinned images, since there are no cells')
      : undefined,
  };
}

/** One band of a three-colour image: a file on the server or an address, and parameters of the plot request. */
export type BandParams = PlotParams & { readonly plotId?: string | undefined };

const Band = z.looseObject({ plotId: z.optional(nonEmpty('a plot id')) });
const Bands = z.union([Band, z.array(z.nullable(Band)).check(z.minLength(1), z.maxLength(3))]);

/** The bands in the order red, green, blue; `null` leaves one out. */
export function showFits3Color(
  bands: BandParams | readonly (BandParams | null)[],
  options: Placement = {},
  context: ImageContext = {},
): Built {
  const method = 'showFits3Color';
  const { plotId, viewerId } = check(method, 'options', placement, options);
  const given = check(method, 'bands', Bands, bands);
  const list = Array.isArray(given) ? given : [given];
  if (list.every((band) => band === null)) {
    throw new ArgumentError(method, 'bands', bands, 'at least one band that is not null');
  }
  const wpRequest = list.map((band, index) => {
    if (band === null) return null;
    checkParameters(method, Array.isArray(given) ? `bands[${index}]` : 'bands', band);
    return compact({
      GroupLocked: false,
      plotGroupId: 'groupFromPython',
      Title: '3 Color',
      plotId,
      ...compact(band),
    });
  });
  const place = viewerOf(viewerId, context.mode);
  const payload = compact({
    wpRequest,
    threeColor: true,
    useContextModifications: true,
    viewerId: place.viewerId,
    attributes: context.attributes,
  });
  const hints = list.map((band) => band && parameterHint(band)).find((hint) => typeof hint === 'string');
  return { action: { type: ACTION.ShowImage, payload }, ...remarks(place.warning, hints ?? undefined) };
}

const placement = z.strictObject({
  plotId: z.optional(nonEmpty('a plot id')),
  viewerId: z.optional(nonEmpty('a viewer id')),
});
const Request = z.record(z.string(), z.unknown());

/** Options of a HiPS; parameters of the plot request besides. */
export type ShowHipsOptions = Placement & {
  /** How the viewer changes between HiPS and image: `fovDegFallOver`, `imageRequestRoot`, `hipsRequestRoot`, … */
  readonly hipsImageConversion?: Readonly<Record<string, unknown>> | undefined;
} & PlotParams;

const HipsOptions = z.looseObject({
  plotId: z.optional(nonEmpty('a plot id')),
  viewerId: z.optional(nonEmpty('a viewer id')),
  hipsImageConversion: z.optional(Request),
});

/** `hipsRootUrl` is the address of the HiPS, or its `ivo://` name. */
export function showHips(
  context: ImageContext & { readonly plotId: string },
  hipsRootUrl: string,
  options: ShowHipsOptions = {},
): Built {
  const method = 'showHips';
  const root = check(method, 'hipsRootUrl', nonEmpty('the address of a HiPS'), hipsRootUrl);
  const { plotId, viewerId, hipsImageConversion, ...params } = check(method, 'options', HipsOptions, options);
  checkParameters(method, 'options', params);
  const id = plotId ?? context.plotId;
  const place = viewerOf(viewerId, context.mode);
  const wpRequest = compact({ plotGroupId: 'groupFromPython', hipsRootUrl: root, ...params, plotId: id });
  const payload = compact({
    wpRequest,
    plotId: id,
    viewerId: place.viewerId,
    hipsImageConversion: unlessEmpty(hipsImageConversion),
    attributes: context.attributes,
  });
  return { action: { type: ACTION.ShowHiPS, payload }, ...remarks(place.warning, parameterHint(params)) };
}

/** An image where the view is small, a HiPS where it is wide. */
export interface ShowImageOrHipsOptions extends Placement {
  /** Parameters of the image. */
  readonly imageRequest?: PlotParams | undefined;
  /** Parameters of the HiPS, with `hipsRootUrl`. */
  readonly hipsRequest?: PlotParams | undefined;
  /** Size of the view, in degrees, where the two change. @default 0.12 */
  readonly fovDegFallOver?: number | undefined;
  /** Parameters of an all-sky image, e.g. `{ Type: 'ALL_SKY' }`. */
  readonly allSkyRequest?: PlotParams | undefined;
  /** Whether the all-sky image comes first. @default false */
  readonly plotAllSkyFirst?: boolean | undefined;
}

const ImageOrHips = z.strictObject({
  plotId: z.optional(nonEmpty('a plot id')),
  viewerId: z.optional(nonEmpty('a viewer id')),
  imageRequest: z.optional(Request),
  hipsRequest: z.optional(Request),
  fovDegFallOver: z.optional(z.number().check(z.positive())),
  allSkyRequest: z.optional(Request),
  plotAllSkyFirst: z.optional(z.boolean()),
});

const REQUESTS = ['imageRequest', 'hipsRequest', 'allSkyRequest'] as const;

/** Seen on viewers of 2025; the reference client sends one alone, too. */
const ALONE = 'viewers do nothing, and report nothing, without both imageRequest and hipsRequest';

export function showImageOrHips(
  context: ImageContext & { readonly plotId: string },
  options: ShowImageOrHipsOptions = {},
): Built {
  const method = 'showImageOrHips';
  const input = check(method, 'options', ImageOrHips, options);
  const [image, hips, allSky] = REQUESTS.map((name) => {
    const request = unlessEmpty(input[name]);
    if (request !== undefined) checkParameters(method, `options.${name}`, request);
    return request;
  });
  if (image === undefined && hips === undefined) {
    throw new ArgumentError(method, 'options', options, 'given with imageRequest, hipsRequest or both');
  }
  const grouped = [image, hips].some((request) => request?.['plotGroupId']);
  const group = grouped ? {} : { plotGroupId: 'groupFromPython' };
  const place = viewerOf(input.viewerId, context.mode);
  const payload = compact({
    fovDegFallOver: input.fovDegFallOver ?? 0.12,
    plotAllSkyFirst: input.plotAllSkyFirst ?? false,
    plotId: input.plotId ?? context.plotId,
    viewerId: place.viewerId,
    imageRequest: image && (hips === undefined ? { ...image, ...group } : image),
    hipsRequest: hips && { ...hips, ...group },
    allSkyRequest: allSky,
    attributes: context.attributes,
  });
  const hint = [image, hips, allSky].map((request) => request && parameterHint(request)).find(Boolean);
  const alone = image === undefined || hips === undefined ? ALONE : undefined;
  return { action: { type: ACTION.ShowImageOrHiPS, payload }, ...remarks(place.warning, alone ?? hint) };
}
