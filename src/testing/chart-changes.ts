/** What a viewer says of a chart that has been drawn: its arrays, and the points that are marked on it. */
import { isRecord } from '../schema/json.js';
import { plainList, unquoted } from './chart-columns.js';
import type { JsonObject, TableModel } from './engine.js';

/** From this many points on they are drawn by the graphics card. */
const MIN_GL_ROWS = 1000;

export const HIGHLIGHTED = {
  name: '__HIGHLIGHTED',
  color: 'rgba(255, 165, 0, 1)',
  line: { color: 'rgba(255, 165, 0, 1)', width: 2 },
};
export const SELECTED = { name: '__SELECTED', color: 'rgba(255, 200, 0, 1)' };

/**
 * Each point takes some forty characters of a report, and a server refuses forms of more than 2 MiB: what is said of more
 * points than this never arrives (T5, T29), so it is not even made.
 */
const MAX_TOLD_POINTS = 50_000;

interface ScatterSource {
  readonly mappings: Readonly<Record<string, string>>;
  readonly model: TableModel;
  readonly index: number;
}

interface Scatter {
  readonly trace: JsonObject;
  changes(): JsonObject;
}

/** Whether a report about so many points can arrive at all. */
export const canBeTold = (points: number): boolean => points <= MAX_TOLD_POINTS;

/** A trace of points with what a viewer adds to it. */
export function scatterOf(filled: JsonObject, rowCount: number, source: ScatterSource): Scatter {
  const { mappings, index } = source;
  const type = rowCount > MIN_GL_ROWS ? 'scattergl' : 'scatter';
  const legendgroup = filled['legendgroup'] ?? `grp${index}`;
  const trace = { ...filled, type, legendgroup, ...hoverOf(filled, source) };
  const symmetric = (key: string) => {
    const bars = filled[key];
    return isRecord(bars) && bars['array'] !== undefined && bars['arrayminus'] === undefined;
  };
  return {
    trace,
    changes: () => ({
      ...plotOf(index, filled, mappings),
      ...(filled['legendgroup'] === undefined ? { [`data.${index}.legendgroup`]: legendgroup } : {}),
      [`data.${index}.type`]: type,
      [`fireflyData.${index}.annotations`]: [],
      [`data.${index}.error_x.symmetric`]: symmetric('error_x'),
      [`data.${index}.error_y.symmetric`]: symmetric('error_y'),
      ...textChanges(filled, type, source),
    }),
  };
}

/** The arrays that came from the table, by path. */
export function plotOf(
  index: number,
  filled: JsonObject,
  mappings: Readonly<Record<string, string>>,
): JsonObject {
  const arrays = Object.keys(mappings).map((path) => {
    const value = valueAt(filled, path);
    return [`data.${index}.${path}`, isList(value) ? plainList(value) : value];
  });
  return { [`fireflyData.${index}.isLoading`]: false, ...Object.fromEntries(arrays) };
}

function valueAt(trace: JsonObject, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), trace);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/** Names and units of what is under the pointer. */
function tipsOf({
  mappings,
  model,
}: ScatterSource): readonly (readonly [axis: 'x' | 'y', name: string, unit: string])[] {
  return (['x', 'y'] as const).map((axis) => {
    const name = unquoted(mappings[axis] ?? axis);
    const units = model.tableData?.columns.find((column) => column.name === name)?.units;
    return [axis, name.length <= 20 ? name : axis, units ?? ''];
  });
}

/** A template in place of a text for each point: the same words, without a million strings. */
function hoverOf(filled: JsonObject, source: ScatterSource): JsonObject {
  if (['hoverinfo', 'hovertemplate', 'hovertext', 'text'].some((key) => filled[key] !== undefined)) return {};
  const lines = tipsOf(source).map(([axis, name, unit]) => `${escaped(name)} = %{${axis}} ${escaped(unit)}`);
  return { hovertemplate: `${lines.join('<br>')}<extra></extra>` };
}

/** A name as a plotting library shows it that takes markup. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('%{', '%\u200b{');

function textChanges(filled: JsonObject, type: string, source: ScatterSource): JsonObject {
  const { hoverinfo = 'text', x, y } = filled;
  if (hoverinfo !== 'text' || !isList(x) || !isList(y)) return {};
  const { index } = source;
  const text = Array.from(x, (_, point) => pointText(filled, point, source));
  const key = type === 'scatter' ? 'hovertext' : 'text';
  return { [`data.${index}.${key}`]: text, [`data.${index}.hoverinfo`]: 'text' };
}

function pointText(trace: JsonObject, point: number, source: ScatterSource): string {
  const parts = tipsOf(source).map(([axis, name, unit]) => {
    const list = trace[axis];
    return ` ${name} = ${Number.parseFloat(String(isList(list) ? list[point] : ''))} ${unit} `;
  });
  return `<span>${parts.join('<br>')} </span>`;
}

/** A trace of some of another's points, as a viewer marks them. */
export function marked(
  trace: JsonObject,
  points: readonly number[],
  look: typeof HIGHLIGHTED | typeof SELECTED,
): JsonObject {
  const pick = (key: string) => {
    const list = trace[key];
    return isList(list) ? points.map((point) => plainList([list[point]])[0]) : list;
  };
  const optional = ['z', 'text', 'hovertext', 'hoverinfo', 'legendgroup'].filter(
    (key) => trace[key] !== undefined,
  );
  const { color } = look;
  const line = 'line' in look ? { line: look.line } : {};
  return {
    x: pick('x'),
    y: pick('y'),
    ...Object.fromEntries(optional.map((key) => [key, pick(key)])),
    ...textsOf(trace, points),
    error_x: { color, symmetric: false },
    error_y: { color, symmetric: false },
    marker: { ...(isRecord(trace['marker']) ? sizeOf(trace['marker'], points) : {}), color, ...line },
    firefly: { rowIdx: points },
    showlegend: false,
    type: trace['type'] ?? 'scatter',
    mode: 'markers',
    name: look.name,
  };
}

/** What is under the pointer, in the words of the template that the trace is drawn with. */
function textsOf(trace: JsonObject, points: readonly number[]): JsonObject {
  const { hovertemplate, type, x, y } = trace;
  if (typeof hovertemplate !== 'string' || !isList(x) || !isList(y)) return {};
  const lines = hovertemplate.replace('<extra></extra>', '').split('<br>');
  const texts = points.map((point) => {
    const said = lines.map((line) =>
      line.replace('%{x}', String(x[point])).replace('%{y}', String(y[point])),
    );
    return `<span> ${said.join(' <br> ')}  </span>`;
  });
  return { hoverinfo: 'text', [type === 'scattergl' ? 'text' : 'hovertext']: texts };
}

function sizeOf(marker: JsonObject, points: readonly number[]): JsonObject {
  const { size } = marker;
  if (size === undefined) return {};
  return { size: isList(size) ? points.map((point) => size[point]) : size };
}
