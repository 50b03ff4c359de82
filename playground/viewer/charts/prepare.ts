import type { JsonObject } from 'firefly-client/testing';
import type { Bins, BinWish } from '../work/bins.js';
import { work } from '../work/client.js';
import { asNumbers, CrowdTrace, isCrowd } from './crowd.js';

/** A trace as Plotly gets it, and the crowd that is drawn behind it where there are too many points for it. */
export interface Prepared {
  readonly trace: JsonObject;
  readonly crowd?: CrowdTrace;
}

/** More values than this are counted by the worker. */
const manyValues = 25_000;

/** Turns a trace into one that Plotly draws without keeping the page waiting. */
export async function prepare(trace: JsonObject, layout: JsonObject): Promise<Prepared> {
  if (isCrowd(trace)) {
    const crowd = await CrowdTrace.keep(trace);
    return { trace: crowd.standIn(layout), crowd };
  }
  if (trace['type'] === 'histogram') return { trace: await histogram(trace) };
  if (trace['type'] === 'histogram2d' || trace['type'] === 'histogram2dcontour') {
    return { trace: await histogram2d(trace) };
  }
  return { trace };
}

async function histogram(trace: JsonObject): Promise<JsonObject> {
  const upright = asNumbers(trace['x']);
  const values = upright ?? asNumbers(trace['y']);
  const plain = !trace['histfunc'] && !trace['cumulative'];
  if (!values || values.length <= manyValues || !plain) return trace;
  const axis = upright ? 'x' : 'y';
  const bins = await work().do('bins', { values, wish: wishOf(trace, axis) });
  const places = centers(bins);
  const heights = normalized(bins, String(trace['histnorm'] ?? ''));
  const { x: _x, y: _y, nbinsx: _nx, nbinsy: _ny, xbins: _xb, ybins: _yb, ...rest } = trace;
  const along = upright ? { x: places, y: heights } : { x: heights, y: places, orientation: 'h' };
  return { ...rest, ...along, type: 'bar', width: bins.size };
}

async function histogram2d(trace: JsonObject): Promise<JsonObject> {
  const [x, y] = [asNumbers(trace['x']), asNumbers(trace['y'])];
  if (!x || !y || x.length <= manyValues || trace['histfunc'] || trace['z']) return trace;
  const wish = { x: wishOf(trace, 'x'), y: wishOf(trace, 'y') };
  const bins = await work().do('bins2d', { x, y, wish });
  const type = trace['type'] === 'histogram2dcontour' ? 'contour' : 'heatmap';
  const z = bins.counts.map((line) => Array.from(line));
  return { ...trace, type, x: centers(bins.x), y: centers(bins.y), z };
}

function wishOf(trace: JsonObject, axis: 'x' | 'y'): BinWish {
  const bins: Readonly<Record<string, unknown>> = { ...Object(trace[`${axis}bins`]) };
  const given = (key: string, value: unknown) => (typeof value === 'number' ? { [key]: value } : {});
  return {
    ...given('count', trace[`nbins${axis}`]),
    ...given('size', bins['size']),
    ...given('start', bins['start']),
    ...given('end', bins['end']),
  };
}

function centers({ start, size, counts }: Bins): number[] {
  return Array.from(counts, (_, index) => start + (index + 0.5) * size);
}

function normalized({ counts, size }: Bins, norm: string): number[] {
  const sum = counts.reduce((all, count) => all + count, 0) || 1;
  const whole = norm === 'percent' ? 100 : 1;
  const byShare = norm === 'percent' || norm.startsWith('probability');
  const width = norm.includes('density') ? size : 1;
  return Array.from(counts, (count) => (byShare ? (count / sum) * whole : count) / width);
}
