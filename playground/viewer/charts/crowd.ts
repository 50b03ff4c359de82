import type { JsonObject } from 'firefly-client/testing';
import { work } from '../work/client.js';
import type { Area, Extent, Extents, Scale } from '../work/points.js';
import type { Paint, Rgb } from '../work/raster.js';
import type { View } from '../work/tasks.js';

/** More points than this are painted by the worker, rather than drawn one by one; so Firefly does with its graphics card. */
export const manyPoints = 1_000;
/** Up to so many points in view are drawn one by one even of a crowd. */
const fewPoints = 300;

let nextCrowd = 1;

/** Numbers as a typed array; undefined where there is something else among them. */
export function asNumbers(value: unknown): Float64Array | undefined {
  if (value instanceof Float64Array) return value;
  if (!Array.isArray(value) || value.length <= manyPoints) return undefined;
  const numbers = new Float64Array(value.length);
  for (const [index, item] of value.entries()) {
    if (typeof item !== 'number' && item !== null) return undefined;
    numbers[index] = item ?? Number.NaN;
  }
  return numbers;
}

function isTyped(value: unknown): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function member(trace: JsonObject, key: string): JsonObject {
  return { ...Object(trace[key]) };
}

/** Whether a trace has too many points of one look to draw each, or too long a line. */
export function isCrowd(trace: JsonObject): boolean {
  const { type = 'scatter', mode = 'lines', fill } = trace;
  if (type !== 'scatter' && type !== 'scattergl') return false;
  if ((mode !== 'markers' && mode !== 'lines') || (fill && fill !== 'none')) return false;
  const [x, y] = [asNumbers(trace['x']), asNumbers(trace['y'])];
  if (!x || !y || x.length <= manyPoints) return false;
  const { size, symbol, opacity } = member(trace, 'marker');
  const bars = ['error_x', 'error_y'].some((key) => isTyped(member(trace, key)['array']));
  return !bars && ![size, symbol, opacity, trace['text']].some(isTyped);
}

/** A trace of many points, which the worker keeps and paints. */
export class CrowdTrace {
  private constructor(
    readonly trace: JsonObject,
    readonly x: Float64Array,
    readonly y: Float64Array,
    private readonly id: number,
    private readonly extents: Extents,
  ) {}

  static async keep(trace: JsonObject): Promise<CrowdTrace> {
    const empty = new Float64Array();
    const [x, y] = [asNumbers(trace['x']) ?? empty, asNumbers(trace['y']) ?? empty];
    const color = asNumbers(member(trace, 'marker')['color']);
    const id = nextCrowd++;
    const extents = await work().do('keep', { crowd: id, points: { x, y, ...(color ? { color } : {}) } });
    return new CrowdTrace(trace, x, y, id, extents);
  }

  get isLine(): boolean {
    return this.trace['mode'] !== 'markers';
  }

  forget(): void {
    void work()
      .do('forget', { crowd: this.id })
      .catch(() => {});
  }

  /** Two points that take as much room as all, unseen: from them Plotly makes axes and legend. */
  standIn(layout: JsonObject): JsonObject {
    const { x: _x, y: _y, text: _text, ...rest } = this.trace;
    const marker = member(this.trace, 'marker');
    const ends = (extent: Extent, axis: unknown) => {
      const log = member(layout, `${String(axis)}`)['type'] === 'log';
      return [log ? extent.minPositive : extent.min, extent.max];
    };
    const [x, y] = axesOf(this.trace);
    return {
      ...rest,
      type: 'scatter',
      mode: 'markers',
      x: ends(this.extents.x, x),
      y: ends(this.extents.y, y),
      marker: { size: 6, ...(isTyped(marker['color']) ? {} : marker), opacity: [0, 0] },
      hoverinfo: 'skip',
      hovertemplate: '',
    };
  }

  /** The points in view as a trace, where they are few enough, or a line thinned to what can be seen of it. */
  async near(view: View): Promise<JsonObject | undefined> {
    if (this.isLine) {
      const rows = await work().do('line', { crowd: this.id, view });
      return rows ? this.part(rows) : undefined;
    }
    const { rows, more } = await work().do('inView', { crowd: this.id, view, most: fewPoints });
    return more ? undefined : this.part(rows);
  }

  /** Some of the points as a trace of their own. */
  part(rows: Uint32Array): JsonObject {
    const marker = member(this.trace, 'marker');
    const { color } = marker;
    const own =
      ArrayBuffer.isView(color) || Array.isArray(color)
        ? { color: pick(color as ArrayLike<unknown>, rows) }
        : {};
    return {
      ...this.trace,
      type: 'scatter',
      x: pick(this.x, rows),
      y: pick(this.y, rows),
      marker: { ...marker, ...own },
      showlegend: false,
      firefly: { rowIdx: Array.from(rows) },
    };
  }

  /** A PNG of the crowd, or of some of it. */
  async paint(view: View, paint: Paint, rows?: Uint32Array): Promise<string> {
    const { url } = await work().do('paint', { crowd: this.id, view, paint, ...(rows ? { rows } : {}) });
    return url;
  }

  paintOf(color: Rgb, opacity: number, dpr: number, stops: readonly (readonly [number, Rgb])[]): Paint {
    const marker = member(this.trace, 'marker');
    if (this.isLine) {
      const { width = 2 } = member(this.trace, 'line');
      return { color, opacity, size: Number(width) * dpr, joined: true };
    }
    const size = typeof marker['size'] === 'number' ? marker['size'] : 6;
    const { min, max } = this.extents.color;
    const [cmin, cmax] = [Number(marker['cmin'] ?? min), Number(marker['cmax'] ?? max)];
    const scale = isTyped(marker['color']) ? { scale: { min: cmin, max: cmax, stops } } : {};
    return { color, opacity, size: size * dpr, ...scale };
  }

  async nearest(
    view: View,
    at: { readonly x: number; readonly y: number },
    reach: number,
  ): Promise<number | undefined> {
    return (await work().do('nearest', { crowd: this.id, view, at, reach })) ?? undefined;
  }

  inside(area: Area): Promise<Uint32Array> {
    return work().do('inside', { crowd: this.id, area });
  }
}

function pick(values: ArrayLike<unknown>, rows: Uint32Array): unknown[] {
  return Array.from(rows, (row) => values[row]);
}

/** The names of a trace's axes in a layout: `xaxis2` of `x2`. */
export function axesOf(trace: JsonObject): readonly [x: string, y: string] {
  const name = (value: unknown, axis: string) => `${axis}axis${/\d*$/.exec(String(value ?? ''))?.[0] ?? ''}`;
  return [name(trace['xaxis'], 'x'), name(trace['yaxis'], 'y')];
}

/** Turns an axis of a drawn plot into a scale of so many pixels. */
export function scaleOf(
  axis: { readonly range: readonly number[]; readonly type: string; readonly _length: number },
  dpr: number,
): Scale {
  const [from = 0, to = 1] = axis.range;
  return { from, to, length: axis._length * dpr, log: axis.type === 'log' };
}
