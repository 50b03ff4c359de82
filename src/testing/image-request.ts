/** Reads what `PlotImage` asks for. */
import { isRecord } from '../schema/json.js';
import type { ImageRequest, JsonObject } from './engine.js';
import { stringAt } from './viewer-context.js';

/** The viewer's own spelling of the parameters that callers spell as they like. */
const SPELLINGS: readonly string[] = [
  'ColorTable',
  'File',
  'GridOn',
  'GroupLocked',
  'InitZoomLevel',
  'InitialCenterPosition',
  'InitialZoomLevel',
  'MultiImageIdx',
  'OverlayPosition',
  'PredefinedOverlayIds',
  'RangeValues',
  'RotateNorth',
  'Service',
  'SizeInDeg',
  'SurveyKey',
  'SurveyKeyBand',
  'Title',
  'Type',
  'URL',
  'WorldPt',
  'ZoomToWidth',
  'ZoomToHeight',
  'ZoomType',
  'plotGroupId',
  'plotId',
];
const SPELLING: ReadonlyMap<string, string> = new Map(SPELLINGS.map((name) => [name.toLowerCase(), name]));

/** One call of `PlotImage`. */
export interface PlotCall {
  /** Of a three-colour image that of its first band. */
  readonly request: ImageRequest;
  /** Red, green and blue of a three-colour image; undefined for one that is not asked for. */
  readonly bands?: readonly (ImageRequest | undefined)[];
  readonly viewerId: string;
  readonly groupId: string;
  readonly groupLocked: boolean;
  /** What all reports of this call have in common. */
  readonly report: JsonObject;
}

/** What viewers call an image of several bands, whatever its requests say. */
const COLOR_TITLE = '3-color';

/**
 * Undefined when it is no request for an image. A three-colour image is a list of requests, one for each band; a single one
 * is that of the red band. Throws a `TypeError` where the script of a real viewer's page does.
 */
export function readPlotCall(
  payload: JsonObject,
  made: { readonly requestKey: string; readonly plotId: string },
): PlotCall | undefined {
  const asked = payload['wpRequest'];
  const list = Array.isArray(asked) ? asked.slice(0, 3) : [asked];
  const bands = list.map((band) => (isRecord(band) ? respelled(band) : undefined));
  const given = bands.find((band) => band !== undefined);
  if (given === undefined) return withoutRequest(payload);
  const plotId = idOf(payload['plotId'] ?? given['plotId']) ?? made.plotId;
  const params = paramsOf(given, plotId, made.requestKey);
  const viewerId = stringAt(payload, 'viewerId') ?? 'DEFAULT_FITS_VIEWER_ID';
  const groupId = stringAt(params, 'plotGroupId') ?? stringAt(payload, 'plotGroupId') ?? 'defaultPlotGroup';
  const groupLocked = isTrue(params['GroupLocked'] ?? true);
  const requests = bands.map((band) => band && paramsOf(band, plotId, made.requestKey));
  const threeColor = payload['threeColor'] === true || Array.isArray(asked);
  const report = {
    plotType: 'image',
    pvOptions: isRecord(payload['pvOptions']) ? payload['pvOptions'] : {},
    viewerId,
    requestKey: made.requestKey,
    useContextModifications: payload['useContextModifications'] !== false,
    groupLocked,
    ...(threeColor ? { threeColor, ...bandRequests(requests) } : { wpRequest: reported(params) }),
    plotGroupId: groupId,
    enableRestore: true,
    plotId,
    setNewPlotAsActive: payload['setNewPlotAsActive'] !== false,
    ...(payload['attributes'] === undefined ? {} : { attributes: payload['attributes'] }),
  };
  const request = imageRequest(plotId, params);
  const place = { viewerId, groupId, groupLocked, report };
  if (!threeColor) return { request, ...place };
  const images = requests.map((band) => band && imageRequest(plotId, band));
  return { request: { ...request, title: COLOR_TITLE }, bands: images, ...place };
}

/** Bands at the payload's top level are what viewers make of an action, not what they take. */
function withoutRequest(payload: JsonObject): undefined {
  const named = ['redReq', 'greenReq', 'blueReq'].filter((name) => payload[name] !== undefined);
  if (named.length > 0) {
    throw new TypeError(`${named.join(', ')} cannot be read: the bands are a list of requests, wpRequest.`);
  }
  if (Array.isArray(payload['wpRequest'])) throw new TypeError('wpRequest has no request for any band.');
  return undefined;
}

const COMMON = { RequestClass: 'WebPlotRequest', id: 'ID_NOT_DEFINED' } as const;

const paramsOf = (given: JsonObject, plotId: string, ProgressKey: string): JsonObject => ({
  ColorTable: 1,
  ...given,
  ...COMMON,
  plotId,
  ProgressKey,
});

const reported = (params: JsonObject): JsonObject => ({ attributeCache: COMMON, params });

/** The bands that are asked for, each under the id of the whole; the first has been read more closely. */
function bandRequests(bands: readonly (JsonObject | undefined)[]): JsonObject {
  const first = bands.find((band) => band !== undefined);
  const requests = ['redReq', 'greenReq', 'blueReq'].map((name, i) => {
    const params = bands[i];
    return params && [name, params === first ? reported(params) : { params }];
  });
  return Object.fromEntries(requests.filter((entry) => entry !== undefined));
}

function imageRequest(plotId: string, params: JsonObject): ImageRequest {
  const file = stringAt(params, 'File');
  const url = stringAt(params, 'URL');
  return {
    plotId,
    title: stringAt(params, 'Title') ?? '',
    ...(file === undefined ? {} : { file }),
    ...(url === undefined ? {} : { url }),
    params,
  };
}

/** Of several spellings of one name the last counts. */
function respelled(asked: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(asked).map(([key, value]) => [SPELLING.get(key.toLowerCase()) ?? key, value]),
  );
}

function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isTrue(value: unknown): boolean {
  return value === true || String(value).toLowerCase() === 'true';
}
