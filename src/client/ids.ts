/** Which ids a call concerns, as keys of the queue and of the tracker: `plot:m31`, `table:stars`, … */
import { isRecord } from '../schema/json.js';
import type { Needs } from '../session/tracker.js';

type Kind = 'plot' | 'table' | 'chart' | 'layer' | 'mask' | 'cell' | 'extension';

/** Keys of one or several ids of a kind; what is no id is the builders' to refuse. */
export function on(kind: Kind, ids: string | readonly string[]): string[] {
  return strings(ids)
    .filter((id) => id !== '')
    .map((id) => `${kind}:${id}`);
}

/** An action on things that have to be on the screen. */
export function onAll(keys: readonly string[]): { keys: readonly string[]; needs: Needs } {
  return { keys, needs: { displayed: keys } };
}

export const onTable = (tblId: string) => onAll(on('table', tblId));

/** The ids in a payload somebody wrote by hand. */
export function idsOf(payload: Readonly<Record<string, unknown>>): string[] {
  const request = isRecord(payload['request']) ? payload['request'] : {};
  return [
    ...on('plot', strings(payload['plotId'])),
    ...on('table', strings(payload['tbl_id'] ?? request['tbl_id'])),
    ...on('chart', strings(payload['chartId'])),
    ...on('layer', strings(payload['drawLayerId'])),
  ];
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}

/** A handle with its ids on it. */
export function withIds<H extends object, I extends object>(handle: H, ids: I): H & I {
  return Object.assign(handle, ids);
}
