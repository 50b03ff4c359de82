/** Heat maps: of `fireflyHeatmap`, and of tables that have too many rows to draw a point for each. */
import { isRecord } from '../schema/json.js';
import { numberAt, quoted, unquoted, wholeColumns } from './chart-columns.js';
import type { JsonObject, TableModel, ViewerHost } from './engine.js';
import { ViewerFailure } from './engine.js';
import { ALL_ROWS } from './table-reports.js';

/** A viewer draws default charts of more rows than this as heat maps. */
export const MAX_SCATTER_ROWS = 25_000;

const BINS = 100;

export interface HeatmapSource {
  /** The request of the table as it is filtered now. */
  readonly request: JsonObject;
  readonly columns: readonly string[];
  readonly x: string;
  readonly y: string;
  readonly bins: { readonly x: number; readonly y: number };
}

/** What is in a cell of the grid. */
interface Cell {
  readonly x: number;
  readonly y: number;
  readonly row: number;
  readonly weight: number;
}

interface Grid {
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
  readonly nx: number;
  readonly ny: number;
  readonly cells: readonly Cell[];
}

export function binsOfHeatmap(trace: JsonObject): HeatmapSource['bins'] {
  const firefly = isRecord(trace['firefly']) ? trace['firefly'] : {};
  const asked = isRecord(firefly['nbins']) ? firefly['nbins'] : {};
  return { x: Number(asked['x']) || BINS, y: Number(asked['y']) || BINS };
}

/** The grid of a table: by the server, or where it has no such processor, here. */
export async function loadGrid(host: ViewerHost, source: HeatmapSource, signal: AbortSignal): Promise<Grid> {
  const known = new Set(source.columns);
  const named = (expression: string, name: string) => {
    const plain = unquoted(expression);
    return known.has(plain)
      ? { name: plain, sql: quoted(plain) }
      : { name, sql: `${expression} as "${name}"` };
  };
  const [x, y] = [named(source.x, 'xColumnExpression'), named(source.y, 'yColumnExpression')];
  const inclCols = [...new Set([x.sql, y.sql])].join(',');
  const request = { ...source.request, inclCols };
  const { bins } = source;
  const decimated = {
    startIdx: 0,
    pageSize: ALL_ROWS,
    id: 'DecimateTable',
    searchRequest: JSON.stringify(request),
    decimate: `decimate=${x.name},${y.name},${bins.x * bins.y},${bins.x / bins.y},,,,,0`,
    META_INFO: { title: 'heatmap' },
  };
  const answer = await host.tableSearch(decimated, signal).catch((error: unknown) => {
    if (error instanceof ViewerFailure && /query processor/i.test(error.detail)) return undefined;
    throw error;
  });
  if (answer?.error !== undefined) throw new ViewerFailure(answer.error);
  const grid = answer && readGrid(answer);
  if (grid) return grid;
  const whole = await wholeColumns(host, { ...request, startIdx: 0, pageSize: ALL_ROWS }, signal);
  if (whole.error !== undefined) throw new ViewerFailure(whole.error);
  const names = whole.columns.map(({ name }) => name);
  const [xs = [], ys = []] = [whole.values[names.indexOf(x.name)], whole.values[names.indexOf(y.name)]];
  return gridOf(xs, ys, bins);
}

/** The grid out of what `DecimateTable` answers; its key tells where the cells are. */
export function readGrid(answer: TableModel): Grid | undefined {
  const key = /^decimate_key\((.*)\)$/.exec(String(answer.tableMeta?.['decimate_key'] ?? ''))?.[1];
  const numbers = key?.split(',').slice(-6).map(Number) ?? [];
  const [x0, y0, nx, ny, dx, dy] = numbers;
  if (x0 === undefined || y0 === undefined || nx === undefined || ny === undefined) return undefined;
  if (dx === undefined || dy === undefined || numbers.some(Number.isNaN)) return undefined;
  const cells = (answer.tableData?.data ?? []).map((row) => ({
    x: Number(row[0]),
    y: Number(row[1]),
    row: Number(row[2]),
    weight: Number(row[3]),
  }));
  return { x0, y0, dx, dy, nx, ny, cells };
}

/** The grid of two columns: the first row of a cell stands for it. */
export function gridOf(xs: ArrayLike<unknown>, ys: ArrayLike<unknown>, bins: HeatmapSource['bins']): Grid {
  const [x, y] = [extent(xs, ys), extent(ys, xs)];
  const dx = (x.max - x.min) / bins.x || 1;
  const dy = (y.max - y.min) / bins.y || 1;
  const weights = new Uint32Array(bins.x * bins.y);
  const first = new Int32Array(bins.x * bins.y);
  for (let row = 0; row < xs.length; row++) {
    const [a, b] = [numberAt(xs, row), numberAt(ys, row)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    const i = Math.min(bins.x - 1, Math.floor((a - x.min) / dx));
    const j = Math.min(bins.y - 1, Math.floor((b - y.min) / dy));
    const place = i * bins.y + j;
    if (weights[place] === 0) first[place] = row;
    weights[place] = (weights[place] ?? 0) + 1;
  }
  const cells = [...weights].flatMap((weight, place) => {
    const row = first[place] ?? 0;
    return weight > 0 ? [{ x: numberAt(xs, row), y: numberAt(ys, row), row, weight }] : [];
  });
  return { x0: x.min, y0: y.min, dx, dy, nx: bins.x, ny: bins.y, cells };
}

/** The range of the values that have a partner. */
function extent(values: ArrayLike<unknown>, partners: ArrayLike<unknown>): { min: number; max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row++) {
    const value = numberAt(values, row);
    if (!Number.isFinite(value) || !Number.isFinite(numberAt(partners, row))) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}

/** The members of a trace that draws a grid; cells without points are there too, so that all are of one size. */
export function heatmapOf(grid: Grid, labels: { readonly x: string; readonly y: string }): JsonObject {
  const { x0, y0, dx, dy, nx, ny } = grid;
  const full = new Set<string>();
  const x: number[] = [];
  const y: number[] = [];
  const z: (number | null)[] = [];
  const text: string[] = [];
  const rowIdx: number[] = [];
  for (const cell of grid.cells) {
    const i = Math.min(nx - 1, Math.max(0, Math.floor((cell.x - x0) / dx)));
    const j = Math.min(ny - 1, Math.max(0, Math.floor((cell.y - y0) / dy)));
    full.add(`${i}:${j}`);
    x.push(x0 + (i + 0.5) * dx);
    y.push(y0 + (j + 0.5) * dy);
    z.push(cell.weight);
    rowIdx.push(cell.row);
    text.push(
      `<span> ${labels.x} = ${cell.x} <br> ${labels.y} = ${cell.y} <br> represents ${cell.weight} points</span>`,
    );
  }
  for (let i = 0; i < nx; i++) {
    for (let j = 0; j < ny; j++) {
      if (full.has(`${i}:${j}`)) continue;
      x.push(x0 + (i + 0.5) * dx);
      y.push(y0 + (j + 0.5) * dy);
      z.push(null);
    }
  }
  return { type: 'heatmap', x, y, z, text, hoverinfo: 'text', firefly: { rowIdx } };
}
