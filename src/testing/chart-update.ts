/** Changes of a chart by the paths of a viewer: `layout.title.text`, `data.0.marker.color`. */
import { isRecord } from '../schema/json.js';
import type { JsonObject } from './engine.js';
import type { ChartState } from './viewer-state.js';

/** Traces and layout with the changes that are for them; other paths are about what a viewer makes of them. */
export function changedBy(
  { data, layout }: ChartState,
  changes: unknown,
): Pick<ChartState, 'data' | 'layout'> {
  let changed: JsonObject = { data, layout };
  for (const [path, value] of Object.entries(isRecord(changes) ? changes : {})) {
    const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
    const [root, index] = keys;
    const isThere = root === 'layout' || (root === 'data' && data[Number(index)] !== undefined);
    if (isThere && keys.length > 1) changed = withValue(changed, keys, value);
  }
  return changed as Pick<ChartState, 'data' | 'layout'>;
}

/** A copy with another value at the end of a path; what is missing on the way is made. */
function withValue(object: JsonObject, [key = '', ...rest]: readonly string[], value: unknown): JsonObject {
  const before = object[key];
  if (rest.length === 0) return { ...object, [key]: value };
  if (!Array.isArray(before)) {
    return { ...object, [key]: withValue(isRecord(before) ? before : {}, rest, value) };
  }
  if (!/^\d+$/.test(rest[0] ?? '')) return object;
  const inside = withValue({ ...before }, rest, value);
  return { ...object, [key]: Object.values(inside) };
}
