/**
 * The call of the SDK that makes an action. A call is only given when it makes this very action again: what a method would
 * send differently, or refuse, becomes a `dispatch`, which sends anything.
 */
import { ACTION, rawAction } from 'firefly-client/actions';
import { fieldsOf } from '../subject.js';
import * as images from './images.js';
import { callText } from './literal.js';
import * as others from './others.js';
import * as tables from './tables.js';
import type { Call, Reader } from './types.js';

const readers: ReadonlyMap<string, Reader> = new Map([
  [ACTION.ShowImage, images.showImage],
  [ACTION.ZoomImage, images.zoomImage],
  [ACTION.PanImage, images.panImage],
  [ACTION.StretchImage, images.stretchImage],
  [ACTION.ColorImage, images.colorImage],
  [ACTION.ShowTable, tables.searchTable],
  [ACTION.FetchTable, tables.fetchTableOnly],
  [ACTION.TableFilter, tables.filterTable],
  [ACTION.TableSort, tables.sortTable],
  [ACTION.ShowPlot, tables.addChart],
  [ACTION.CreateRegionLayer, others.createLayer],
  [ACTION.AddRegionData, others.addRegions],
  [ACTION.RemoveRegionData, others.removeRegions],
  [ACTION.DeleteRegionLayer, others.deleteLayer],
  [ACTION.AddExtension, others.extensionAdd],
  [ACTION.RemoveExtension, others.extensionRemove],
  [ACTION.ReinitViewer, others.reinit],
]);

/** What clients add to follow their own actions; it is no part of a call. */
const trackingKey = 'fireflyClientKey';

/** The call for what came as an action; undefined when it is none. */
export function callOf(data: unknown): Call | undefined {
  const { type, payload = {} } = fieldsOf(data);
  if (typeof type !== 'string' || type === '') return undefined;
  const plain = withoutTracking(fieldsOf(payload));
  const call = readers.get(type)?.(plain);
  if (call && makes(call, { type, payload: plain })) return call;
  return {
    method: 'dispatch',
    args: Object.keys(plain).length > 0 ? [type, plain] : [type],
    rebuild: () => rawAction(type, plain),
  };
}

export const codeOf = (call: Call): string => callText(`firefly.${call.method}`, call.args);

function makes(call: Call, action: object): boolean {
  try {
    return same(call.rebuild(), action);
  } catch {
    return false;
  }
}

function withoutTracking(payload: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { attributes, request, ...rest } = payload;
  const { [trackingKey]: key, ...others } = fieldsOf(attributes);
  const info = fieldsOf(fieldsOf(request)['META_INFO']);
  const { [trackingKey]: tableKey, ...META_INFO } = info;
  return {
    ...rest,
    ...(attributes === undefined || (key !== undefined && Object.keys(others).length === 0)
      ? {}
      : { attributes: key === undefined ? attributes : others }),
    ...(request === undefined
      ? {}
      : { request: tableKey === undefined ? request : { ...fieldsOf(request), META_INFO } }),
  };
}

/** Equal as JSON: the order of keys does not count. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [fieldsOf({ ...one }), fieldsOf({ ...other })];
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}
