/** Brings things on the screen from their actions: after a reload, from a snapshot, from a recording. Each waits for what it needs. */
import { nanoid } from 'nanoid';
import { ACTION, type Action } from '../actions/types.js';
import { effectOf, keysOf } from '../scene/effects.js';
import { isRecord } from '../schema/json.js';
import type { Expectation } from '../session/display.js';
import { expectChart, tableTraces } from '../session/expect-chart.js';
import { dig, expectColor, expectImage, expectStretch, TRACKING_KEY } from '../session/expect-image.js';
import { expectNewLayer } from '../session/expect-layer.js';
import { expectHips, expectMask } from '../session/expect-report.js';
import { type AskWhy, expectTable, expectTableChange } from '../session/expect-table.js';
import type { Needs, Tracked } from '../session/tracker.js';
import type { Dispatcher } from './dispatcher.js';
import type { Handle } from './handle.js';

/** What a performance needs of the client. */
export interface Stagehand {
  readonly method: string;
  readonly dispatcher: Dispatcher;
  readonly askWhy: AskWhy;
  /** Ids of a kind (`plot:`) that are not displayed yet. */
  readonly pending: (kind: string) => readonly string[];
}

/** How viewers tell of an action, and what else depends on it. */
interface Followed {
  readonly action: Action;
  readonly expect: () => Expectation<unknown>;
  /** Whether later actions on the same have to wait until it is done. */
  readonly occupies?: boolean;
}

/** Performs one action as it is, but for the private keys that tell our calls apart. */
export function perform(action: Action, hand: Stagehand): Handle<unknown, unknown> {
  const keys = queueKeys(action);
  const call = { method: hand.method, keys, needs: needsOf(action, keys, hand), result: {} };
  const [key = ''] = keys;
  const followed = FOLLOWED[action.type]?.(action, key.slice(key.indexOf(':') + 1), hand);
  if (followed === undefined) return hand.dispatcher.run({ ...call, action: () => action });
  const { action: marked, expect, occupies } = followed;
  const tracked: Tracked = isMaker(action) ? { shows: key } : occupies ? { occupies: key } : {};
  return hand.dispatcher.follow({ ...call, expect, tracked, action: () => marked });
}

/** Whether it puts something on the screen that viewers tell of; the others change what is there. */
function isMaker(action: Action): boolean {
  const effect = effectOf(action);
  return effect !== undefined && 'makes' in effect && action.type in FOLLOWED;
}

/** What an action is about, as keys of the queue. */
function queueKeys(action: Action): readonly string[] {
  const own = keysOf(action);
  const plots = [dig(action.payload, 'plotId')].flat().filter((id): id is string => typeof id === 'string');
  const tables = action.type === ACTION.ShowPlot ? tablesOf(action.payload['data']) : [];
  return [...new Set([...own, ...plots.map((id) => `plot:${id}`), ...tables.map((id) => `table:${id}`)])];
}

const tablesOf = (data: unknown): string[] =>
  (Array.isArray(data) ? data : [])
    .map((trace) => dig(trace, 'tbl_id'))
    .filter((id): id is string => typeof id === 'string');

function needsOf(action: Action, keys: readonly string[], hand: Stagehand): Needs {
  if (isMaker(action)) return { settled: [keys[0] ?? ''], displayed: keys.slice(1) };
  if (action.type === ACTION.AlignImages) return { settled: hand.pending('plot:') };
  return { displayed: keys };
}

/** Actions that viewers tell of by themselves. `id` is what they are about. */
const FOLLOWED: Readonly<Record<string, (action: Action, id: string, hand: Stagehand) => Followed>> = {
  [ACTION.ShowImage]: (action, id) => {
    const mark = nanoid(12);
    return { action: marked(action, mark), expect: () => expectImage(id, mark, '') };
  },
  [ACTION.ShowHiPS]: (action, id) => {
    const mark = nanoid(12);
    return { action: marked(action, mark), expect: () => expectHips(id, mark, false) };
  },
  [ACTION.ShowImageOrHiPS]: (action, id) => {
    const mark = nanoid(12);
    return { action: marked(action, mark), expect: () => expectHips(id, mark, true) };
  },
  [ACTION.ShowTable]: (action, id, hand) => followTable(action, id, hand),
  [ACTION.FetchTable]: (action, id, hand) => followTable(action, id, hand),
  [ACTION.TableFilter]: (action, id, hand) => followChange(action, id, 'filters', hand),
  [ACTION.TableSort]: (action, id, hand) => followChange(action, id, 'sortInfo', hand),
  [ACTION.ShowPlot]: (action, id) => {
    const { data } = action.payload;
    return { action, expect: () => expectChart(id, tableTraces(Array.isArray(data) ? data : [])) };
  },
  [ACTION.CreateRegionLayer]: (action, id) => ({ action, expect: () => expectNewLayer(id) }),
  [ACTION.PlotMask]: (action) => {
    const { plotId, imageOverlayId } = action.payload;
    return { action, expect: () => expectMask(String(plotId), String(imageOverlayId)) };
  },
  [ACTION.StretchImage]: (action, id) => ({ action, expect: () => expectStretch(id), occupies: true }),
  [ACTION.ColorImage]: (action, id) => ({ action, expect: () => expectColor(id) }),
};

function followTable(action: Action, tblId: string, { askWhy }: Stagehand): Followed {
  const mark = nanoid(12);
  const show = { tblId, key: mark, sameRequestKeys: new Set<string>() };
  const request = requestIn(action.payload);
  return { action: markedTable(action, mark), expect: () => expectTable(show, () => request, askWhy) };
}

function followChange(
  action: Action,
  tblId: string,
  what: 'filters' | 'sortInfo',
  { askWhy }: Stagehand,
): Followed {
  const change = { tblId, what, value: String(requestIn(action.payload)[what] ?? '') };
  return { action, expect: () => expectTableChange(change, undefined, askWhy), occupies: true };
}

function marked(action: Action, mark: string): Action {
  const attributes = action.payload['attributes'];
  const all = { ...(isRecord(attributes) ? attributes : {}), [TRACKING_KEY]: mark };
  return { type: action.type, payload: { ...action.payload, attributes: all } };
}

const requestIn = (payload: Action['payload']): Readonly<Record<string, unknown>> => {
  const { request } = payload;
  return isRecord(request) ? request : {};
};

function markedTable(action: Action, mark: string): Action {
  const request = requestIn(action.payload);
  const meta = isRecord(request['META_INFO']) ? request['META_INFO'] : {};
  const withMark = { ...request, META_INFO: { ...meta, [TRACKING_KEY]: mark } };
  return { type: action.type, payload: { ...action.payload, request: withMark } };
}
