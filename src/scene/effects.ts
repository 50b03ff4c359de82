/** What actions do to a scene: what they make, change or take away. */
import { ACTION, type Action } from '../actions/types.js';
import { isRecord } from '../schema/json.js';
import { ACTIVATE, SCROLL } from './views.js';

type Payload = Readonly<Record<string, unknown>>;

/** What an action does to a scene. */
export type Effect =
  | { readonly makes: string }
  /** One more of its kind: regions are added to regions. */
  | { readonly adds: string }
  | { readonly changes: readonly string[]; readonly kind: string }
  | { readonly removes: readonly string[] }
  | { readonly clears: true };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' && item !== '');
const inner = (payload: Payload, name: string): Payload => {
  const value = payload[name];
  return isRecord(value) ? value : {};
};

const plotKeys = ({ plotId }: Payload): string[] => texts(plotId).map((id) => `plot:${id}`);
const maskKey = ({ plotId, imageOverlayId }: Payload): string =>
  `mask:${text(plotId)}/${text(imageOverlayId)}`;
const requestKey = (payload: Payload): string => `table:${text(inner(payload, 'request')['tbl_id'])}`;

/** The id of an image, which may be in any band's request. */
function shownPlot(payload: Payload): string {
  const requests = ['wpRequest', 'hipsRequest', 'imageRequest', 'redReq', 'greenReq', 'blueReq'];
  const inside = requests.map((name) => text(inner(payload, name)['plotId'])).find((id) => id !== '');
  return `plot:${text(payload['plotId']) || (inside ?? '')}`;
}

/** Bands are stretched apart. */
function stretchKind({ stretchData }: Payload): string {
  const bands = Array.isArray(stretchData)
    ? stretchData.map((one) => (isRecord(one) ? text(one['band']) : ''))
    : [];
  return `stretch ${bands.sort().join()}`;
}

const EFFECTS: Readonly<Record<string, (payload: Payload) => Effect>> = {
  [ACTION.ShowImage]: (payload) => ({ makes: shownPlot(payload) }),
  [ACTION.ShowHiPS]: (payload) => ({ makes: shownPlot(payload) }),
  [ACTION.ShowImageOrHiPS]: (payload) => ({ makes: shownPlot(payload) }),
  [ACTION.ZoomImage]: (payload) => ({ changes: plotKeys(payload), kind: 'zoom' }),
  [ACTION.PanImage]: (payload) => ({ changes: plotKeys(payload), kind: 'center' }),
  [SCROLL]: (payload) => ({ changes: plotKeys(payload), kind: 'center' }),
  [ACTION.StretchImage]: (payload) => ({ changes: plotKeys(payload), kind: stretchKind(payload) }),
  [ACTION.ColorImage]: (payload) => ({ changes: plotKeys(payload), kind: 'color' }),
  [ACTION.DeletePlot]: (payload) => ({ removes: plotKeys(payload) }),
  [ACTION.ShowTable]: (payload) => ({ makes: requestKey(payload) }),
  [ACTION.FetchTable]: (payload) => ({ makes: requestKey(payload) }),
  [ACTION.TableFilter]: (payload) => ({ changes: [requestKey(payload)], kind: 'filter' }),
  [ACTION.TableSort]: (payload) => ({ changes: [requestKey(payload)], kind: 'sort' }),
  [ACTION.RemoveTable]: ({ tbl_id }) => ({ removes: texts(tbl_id).map((id) => `table:${id}`) }),
  [ACTION.ShowPlot]: ({ chartId }) => ({ makes: `chart:${text(chartId)}` }),
  [ACTION.UpdateChart]: (payload) => ({
    changes: [`chart:${text(payload['chartId'])}`],
    kind: Object.keys(inner(payload, 'changes')).sort().join(),
  }),
  [ACTION.RemoveChart]: ({ chartId }) => ({ removes: texts(chartId).map((id) => `chart:${id}`) }),
  [ACTION.CreateRegionLayer]: ({ drawLayerId }) => ({ makes: `layer:${text(drawLayerId)}` }),
  [ACTION.AddRegionData]: ({ drawLayerId }) => ({ adds: `layer:${text(drawLayerId)}` }),
  [ACTION.RemoveRegionData]: ({ drawLayerId }) => ({ adds: `layer:${text(drawLayerId)}` }),
  [ACTION.DeleteRegionLayer]: ({ drawLayerId }) => ({
    removes: texts(drawLayerId).map((id) => `layer:${id}`),
  }),
  [ACTION.ImagelineBasedFootprint]: ({ drawLayerId }) => ({ makes: `layer:${text(drawLayerId)}` }),
  [ACTION.PlotMask]: (payload) => ({ makes: maskKey(payload) }),
  [ACTION.ChangeOverlayMask]: (payload) => ({
    changes: [maskKey(payload)],
    kind: Object.keys(inner(payload, 'attributes')).sort().join(),
  }),
  [ACTION.DeleteOverlayMask]: (payload) => ({ removes: [maskKey(payload)] }),
  [ACTION.AddCell]: ({ cellId }) => ({ makes: `cell:${text(cellId)}` }),
  [ACTION.TriviewLayout]: () => ({ makes: 'layout:' }),
  [ACTION.ShowCoverage]: ({ viewerType, cellId }) => ({
    makes: `special:${text(viewerType)}/${text(cellId)}`,
  }),
  [ACTION.AlignImages]: () => ({ makes: 'alignment:' }),
  [ACTIVATE]: () => ({ makes: 'active:' }),
  [ACTION.ReinitViewer]: () => ({ clears: true }),
};

/** Undefined for actions that put nothing on the screen, and for unknown ones. */
export const effectOf = ({ type, payload }: Action): Effect | undefined => EFFECTS[type]?.(payload);

/** What an action is about, e.g. `plot:m31`. */
export function keysOf(action: Action): readonly string[] {
  const effect = effectOf(action);
  if (effect === undefined || 'clears' in effect) return [];
  if ('makes' in effect) return [effect.makes];
  if ('adds' in effect) return [effect.adds];
  return 'removes' in effect ? effect.removes : effect.changes;
}
