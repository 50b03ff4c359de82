import type { JsonObject } from 'firefly-client/testing';
import type { Rgb } from '../work/raster.js';
import type { View } from '../work/tasks.js';
import { readColor } from './colors.js';
import { axesOf, type CrowdTrace, scaleOf } from './crowd.js';
import { manyMarks, markTrace, selectedColor, tableOf } from './marks.js';
import type { PlotlyAxis, PlotlyElement } from './plotly-types.js';

/** A crowd and its place among the traces. */
export interface Placed {
  readonly crowd: CrowdTrace;
  readonly index: number;
}

/** What is drawn for crowds, as far as the axes show them now. */
export interface Painting {
  readonly traces: readonly JsonObject[];
  readonly images: readonly JsonObject[];
}

export async function paintCrowds(
  plot: PlotlyElement,
  placed: readonly Placed[],
  selected: ReadonlyMap<string, Uint32Array>,
): Promise<Painting> {
  const parts = await Promise.all(placed.map((one) => paintOne(plot, one, selected)));
  return {
    traces: parts.flatMap(({ traces }) => traces),
    images: parts.flatMap(({ images }) => images),
  };
}

async function paintOne(
  plot: PlotlyElement,
  { crowd, index }: Placed,
  selected: ReadonlyMap<string, Uint32Array>,
): Promise<Painting> {
  const axes = axesIn(plot, crowd);
  if (!axes) return { traces: [], images: [] };
  const dpr = Math.min(2, window.devicePixelRatio || 1);
  const view = { x: scaleOf(axes.x, dpr), y: scaleOf(axes.y, dpr) };
  const rows = selected.get(tableOf(crowd.trace) ?? '') ?? new Uint32Array();
  const many = rows.length > manyMarks;
  const marks = many ? [] : markTrace(crowd.trace, rows, 'selected');
  const yellow = async (): Promise<JsonObject[]> =>
    many
      ? [
          imageOf(
            crowd,
            axes,
            await crowd.paint(view, crowd.paintOf(readColor(selectedColor).rgb, 0.8, dpr, []), rows),
          ),
        ]
      : [];
  const near = await crowd.near(view);
  if (near) return { traces: [{ ...near, ...looksOf(plot, index, near) }, ...marks], images: await yellow() };
  const look = lookOf(plot, index, crowd);
  const url = await crowd.paint(view, crowd.paintOf(look.rgb, look.opacity, dpr, look.stops));
  return { traces: marks, images: [imageOf(crowd, axes, url), ...(await yellow())] };
}

function axesIn(plot: PlotlyElement, crowd: CrowdTrace): { x: PlotlyAxis; y: PlotlyAxis } | undefined {
  const [x, y] = axesOf(crowd.trace).map((name) => plot._fullLayout?.[name] as PlotlyAxis | undefined);
  return x && y ? { x, y } : undefined;
}

/** An image that covers what is in view, and moves with the axes. */
function imageOf(crowd: CrowdTrace, { x, y }: { x: PlotlyAxis; y: PlotlyAxis }, source: string): JsonObject {
  const [x0 = 0, x1 = 1] = x.range;
  const [y0 = 0, y1 = 1] = y.range;
  return {
    source,
    xref: crowd.trace['xaxis'] ?? 'x',
    yref: crowd.trace['yaxis'] ?? 'y',
    x: x0,
    y: y1,
    sizex: Math.abs(x1 - x0),
    sizey: Math.abs(y1 - y0),
    xanchor: 'left',
    yanchor: 'top',
    sizing: 'stretch',
    layer: 'below',
  };
}

interface Look {
  readonly rgb: Rgb;
  readonly opacity: number;
  readonly stops: readonly (readonly [number, Rgb])[];
}

/** The colour that Plotly has given a trace, or its scale of colours. */
function lookOf(plot: PlotlyElement, index: number, { trace, isLine }: CrowdTrace): Look {
  const full = plot._fullData?.[index];
  const own: Readonly<Record<string, unknown>> = { ...Object(trace[isLine ? 'line' : 'marker']) };
  const marker: Readonly<Record<string, unknown>> = { ...Object(full?.['marker']) };
  const color = isLine ? (own['color'] ?? marker['color']) : marker['color'];
  const { rgb, opacity } = readColor(typeof color === 'string' ? color : '#1f77b4');
  const share = typeof own['opacity'] === 'number' ? own['opacity'] : 1;
  const scale = own['colorscale'];
  return { rgb, opacity: opacity * share, stops: Array.isArray(scale) ? scale.map(stopOf) : viridis };
}

function stopOf(stop: unknown): readonly [number, Rgb] {
  const [at, color] = Array.isArray(stop) ? stop : [0, '#000000'];
  return [Number(at), readColor(String(color)).rgb];
}

const viridis: Look['stops'] = [
  [0, [68, 1, 84]],
  [0.25, [59, 82, 139]],
  [0.5, [33, 145, 140]],
  [0.75, [94, 201, 98]],
  [1, [253, 231, 37]],
];

/** Points that are drawn for themselves keep the colour that the whole trace has. */
function looksOf(plot: PlotlyElement, index: number, near: JsonObject): JsonObject {
  const full = plot._fullData?.[index];
  const color = { ...Object(full?.['marker']) }.color;
  if (typeof color !== 'string') return {};
  const key = near['mode'] === 'markers' ? 'marker' : 'line';
  return { [key]: { color, ...Object(near[key]) } };
}

/** Where in a plot a place in the window is, as the worker counts: pixels from the left and from below. */
export function placeIn(
  plot: PlotlyElement,
  crowd: CrowdTrace,
  client: { readonly clientX: number; readonly clientY: number },
): { readonly view: View; readonly at: { readonly x: number; readonly y: number } } | undefined {
  const axes = axesIn(plot, crowd);
  if (!axes) return undefined;
  const box = plot.getBoundingClientRect();
  const x = client.clientX - box.left - axes.x._offset;
  const y = axes.y._length - (client.clientY - box.top - axes.y._offset);
  if (x < 0 || y < 0 || x > axes.x._length || y > axes.y._length) return undefined;
  return { view: { x: scaleOf(axes.x, 1), y: scaleOf(axes.y, 1) }, at: { x, y } };
}
