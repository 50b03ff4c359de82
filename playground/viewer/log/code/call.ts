/**
 * The call of the SDK that makes an action. A call is only given when it makes this very action again: what a method would
 * send differently, or refuse, becomes a `dispatch`, which sends anything.
 */
import { ACTION, rawAction, type ViewerMode } from 'firefly-client/actions';
import { same } from '../same.js';
import { fieldsOf } from '../subject.js';
import * as charts from './charts.js';
import * as images from './images.js';
import * as layout from './layout.js';
import { callText } from './literal.js';
import * as others from './others.js';
import * as tables from './tables.js';
import type { Call, Reader } from './types.js';
import * as views from './views.js';

const readers: ReadonlyMap<string, Reader> = new Map([
  [ACTION.ShowImage, images.showImage],
  [ACTION.ShowHiPS, images.showHiPS],
  [ACTION.ShowImageOrHiPS, images.showEither],
  [ACTION.ShowAnyData, images.showAnyData],
  [ACTION.ZoomImage, views.zoomImage],
  [ACTION.PanImage, views.panImage],
  [ACTION.StretchImage, views.stretchImage],
  [ACTION.ColorImage, views.colorImage],
  [ACTION.AlignImages, views.align],
  [ACTION.DeletePlot, views.removeImage],
  [ACTION.ShowTable, tables.searchTable],
  [ACTION.FetchTable, tables.fetchTableOnly],
  [ACTION.TableFilter, tables.filterTable],
  [ACTION.TableSort, tables.sortTable],
  [ACTION.RemoveTable, tables.tableRemoved],
  [ACTION.ShowPlot, charts.addChart],
  [ACTION.UpdateChart, charts.changeChart],
  [ACTION.RemoveChart, charts.chartRemoved],
  [ACTION.CreateRegionLayer, others.createLayer],
  [ACTION.AddRegionData, others.addRegions],
  [ACTION.RemoveRegionData, others.removeRegions],
  [ACTION.DeleteRegionLayer, others.deleteLayer],
  [ACTION.PlotMask, layout.mask],
  [ACTION.DeleteOverlayMask, layout.maskRemoved],
  [ACTION.ChangeOverlayMask, layout.maskChanged],
  [ACTION.ImagelineBasedFootprint, layout.footprints],
  [ACTION.AddCell, layout.cell],
  [ACTION.ShowCoverage, layout.special],
  [ACTION.TriviewLayout, layout.layout],
  [ACTION.AddExtension, others.extensionAdd],
  [ACTION.RemoveExtension, others.extensionRemove],
  [ACTION.ReinitViewer, others.reinit],
]);

/** What clients add to follow their own actions; it is no part of a call. */
const trackingKey = 'fireflyClientKey';

/** The call of a client of this mode for what came as an action; undefined when it is none. */
export function callOf(data: unknown, mode: ViewerMode): Call | undefined {
  const { type } = fieldsOf(data);
  const dispatched = dispatchOf(data);
  if (dispatched === undefined) return undefined;
  try {
    const action = dispatched.rebuild();
    const call = readers.get(String(type))?.(action.payload, mode);
    if (call && same(call.rebuild(), action)) return call;
  } catch {
    // What a method refuses, nobody has sent with it.
  }
  return dispatched;
}

/** The same as a raw action, which has all ids as they were. */
export function dispatchOf(data: unknown): Call | undefined {
  const { type, payload } = fieldsOf(data);
  if (typeof type !== 'string' || type === '') return undefined;
  const plain = withoutTracking(fieldsOf(payload));
  return {
    method: 'dispatch',
    args: Object.keys(plain).length > 0 ? [type, plain] : [type],
    rebuild: () => rawAction(type, plain),
  };
}

export const codeOf = (call: Call): string => callText(`firefly.${call.method}`, call.args);

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
