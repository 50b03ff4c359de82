import type { JsonObject } from 'firefly-client/testing';

export const highlightColor = '#ffa500';
export const selectedColor = '#ffc800';

/** More selected points than this are painted rather than drawn. */
export const manyMarks = 2_000;

/** Row numbers of a trace's points, where the viewer has added them; else the point's place is its row. */
export function rowOfPoint(trace: JsonObject, point: number): number {
  const rows = rowsOf(trace);
  const row = rows ? Number(rows[point]) : point;
  return Number.isInteger(row) ? row : point;
}

/** The rows of many points. */
export function rowsOfPoints(trace: JsonObject, points: Uint32Array): number[] {
  return rowsOf(trace) ? Array.from(points, (point) => rowOfPoint(trace, point)) : Array.from(points);
}

function rowsOf(trace: JsonObject): readonly unknown[] | undefined {
  const { firefly } = trace;
  const rows =
    typeof firefly === 'object' && firefly !== null && 'rowIdx' in firefly ? firefly.rowIdx : undefined;
  return Array.isArray(rows) ? rows : undefined;
}

/** The table that a trace is drawn from. */
export function tableOf(trace: JsonObject): string | undefined {
  const { tbl_id, firefly } = trace;
  if (typeof tbl_id === 'string') return tbl_id;
  const own =
    typeof firefly === 'object' && firefly !== null && 'tbl_id' in firefly ? firefly.tbl_id : undefined;
  return typeof own === 'string' ? own : undefined;
}

export function isScatter(trace: JsonObject): boolean {
  return ['scatter', 'scattergl', undefined].includes(trace['type'] as string | undefined);
}

export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/** Some rows of a trace as points of their own, over the others. */
export function markTrace(
  trace: JsonObject,
  rows: ArrayLike<number>,
  look: 'highlighted' | 'selected',
): JsonObject[] {
  const { x, y } = trace;
  if (rows.length === 0 || !isScatter(trace) || !isList(x) || !isList(y)) return [];
  const own = rowsOf(trace);
  const points = Array.from(rows, (row) => (own ? own.indexOf(row) : row));
  const there = points.filter((point) => point >= 0 && x[point] !== undefined && y[point] !== undefined);
  if (there.length === 0) return [];
  const marker =
    look === 'highlighted'
      ? { color: highlightColor, size: 10, line: { color: '#7a4f00', width: 1 } }
      : { color: selectedColor, size: 7, line: { color: '#8a6a00', width: 1 } };
  return [
    {
      type: 'scatter',
      mode: 'markers',
      x: there.map((point) => x[point]),
      y: there.map((point) => y[point]),
      marker,
      hoverinfo: 'skip',
      showlegend: false,
      ...(trace['xaxis'] ? { xaxis: trace['xaxis'] } : {}),
      ...(trace['yaxis'] ? { yaxis: trace['yaxis'] } : {}),
    },
  ];
}
