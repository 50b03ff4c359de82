/** Conditions for the rows whose points are in an area of a chart, in the words that a viewer uses. */
import { quoted } from './chart-columns.js';
import type { JsonObject } from './engine.js';

export interface ChartArea {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
}

/** What is told of an area that was drawn. */
export function areaChanges(area: ChartArea, points: readonly number[]): JsonObject {
  const { x, y } = area;
  const line = { width: 1, dash: 'dot' };
  const box = { type: 'rect', xref: 'x', yref: 'y', x0: x[1], x1: x[0], y0: y[1], y1: y[0], line };
  return {
    selection: { multiArea: false, range: { x, y }, points: points.map((point) => [point, 0]) },
    'layout.selections': [box],
  };
}

/** The filters of a table, with those on the two expressions replaced by the ranges of the area. */
export function areaFilters(
  filters: string,
  columns: readonly string[],
  axes: { readonly x: string; readonly y: string },
  area: ChartArea,
): string {
  const known = new Set(columns);
  const sql = (expression: string) => (known.has(expression) ? quoted(expression) : expression);
  const ranges = (['x', 'y'] as const).map((axis) => {
    const name = sql(axes[axis]);
    const [from, to] = area[axis];
    return { name, text: `${name} > ${from} and ${name} < ${to}` };
  });
  const kept = filters
    .split(' _AND_ ')
    .filter((part) => part !== '' && !ranges.some(({ name }) => part.trim().startsWith(`${name} `)));
  return [...kept, ...ranges.map(({ text }) => text)].join(' _AND_ ');
}
