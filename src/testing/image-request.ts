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
  readonly request: ImageRequest;
  readonly threeColor: boolean;
  readonly viewerId: string;
  readonly groupId: string;
  readonly groupLocked: boolean;
  /** What all reports of this call have in common. */
  readonly report: JsonObject;
}

/** Undefined when it is no request for an image. A three-colour image is a list of requests, one for each band. */
export function readPlotCall(
  payload: JsonObject,
  made: { readonly requestKey: string; readonly plotId: string },
): PlotCall | undefined {
  const asked = payload['wpRequest'];
  const bands = Array.isArray(asked)
    ? asked.map((band) => (isRecord(band) ? respelled(band) : undefined))
    : [];
  const given = isRecord(asked) ? respelled(asked) : bands.find((band) => band !== undefined);
  if (given === undefined || (payload['threeColor'] === true && bands.length === 0)) return undefined;
  const plotId = idOf(payload['plotId'] ?? given['plotId']) ?? made.plotId;
  const common = { RequestClass: 'WebPlotRequest', id: 'ID_NOT_DEFINED' };
  const params: JsonObject = { ColorTable: 1, ...given, ...common, plotId, ProgressKey: made.requestKey };
  const viewerId = stringAt(payload, 'viewerId') ?? 'DEFAULT_FITS_VIEWER_ID';
  const groupId = stringAt(params, 'plotGroupId') ?? stringAt(payload, 'plotGroupId') ?? 'defaultPlotGroup';
  const groupLocked = isTrue(params['GroupLocked'] ?? true);
  const report = {
    plotType: 'image',
    pvOptions: isRecord(payload['pvOptions']) ? payload['pvOptions'] : {},
    viewerId,
    requestKey: made.requestKey,
    useContextModifications: payload['useContextModifications'] !== false,
    groupLocked,
    ...(bands.length === 0
      ? { wpRequest: { attributeCache: common, params } }
      : { threeColor: true, ...bandRequests(bands, params) }),
    plotGroupId: groupId,
    enableRestore: true,
    plotId,
    setNewPlotAsActive: payload['setNewPlotAsActive'] !== false,
    ...(payload['attributes'] === undefined ? {} : { attributes: payload['attributes'] }),
  };
  const threeColor = bands.length > 0;
  return { request: imageRequest(plotId, params), threeColor, viewerId, groupId, groupLocked, report };
}

/** The bands that are asked for, each under the id of the whole. */
function bandRequests(
  bands: readonly (JsonObject | undefined)[],
  { plotId, ProgressKey }: JsonObject,
): JsonObject {
  const common = { RequestClass: 'WebPlotRequest', id: 'ID_NOT_DEFINED' };
  const requests = ['redReq', 'greenReq', 'blueReq'].map((name, i) => {
    const band = bands[i];
    const params = { ColorTable: 1, ...band, ...common, plotId, ProgressKey };
    return band ? [name, { attributeCache: common, params }] : undefined;
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
