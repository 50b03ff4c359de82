/**
 * Bayesian blocks: bins whose edges are where the density of values changes (Scargle et al. 2013, ApJ 764, 167,
 * for a series of events).
 */
import { nextTurn } from './values.js';

/** Steps of the search at a stretch; then other things get their turn. */
const STEPS_PER_TURN = 2_000_000;

/** The edges of the blocks, of values in ascending order: from the smallest value to the largest. */
export async function bayesianBlocks(
  values: ArrayLike<number>,
  falsePositiveRate: number,
): Promise<readonly number[]> {
  const count = values.length;
  const edges = cellEdges(values);
  const prior = 4 - Math.log(73.53 * falsePositiveRate * count ** -0.478);
  const best = new Float64Array(count);
  const starts = new Int32Array(count);
  let steps = 0;
  for (let end = 0; end < count; end++) {
    const { fitness, start } = bestLastBlock(edges, best, end, prior);
    best[end] = fitness;
    starts[end] = start;
    steps += end;
    if (steps < STEPS_PER_TURN) continue;
    await nextTurn();
    steps = 0;
  }
  return changePoints(starts).map((i) => edges[i] ?? Number.NaN);
}

/** Each value has a cell that ends halfway to the next. */
function cellEdges(values: ArrayLike<number>): Float64Array {
  const edges = new Float64Array(values.length + 1);
  edges[0] = values[0] ?? Number.NaN;
  for (let i = 1; i < values.length; i++) edges[i] = ((values[i - 1] ?? 0) + (values[i] ?? 0)) / 2;
  edges[values.length] = values[values.length - 1] ?? Number.NaN;
  return edges;
}

/** Of all ways to divide the cells up to `end`: where the last block of the best of them begins. */
function bestLastBlock(edges: Float64Array, best: Float64Array, end: number, prior: number) {
  let fitness = Number.NEGATIVE_INFINITY;
  let start = -1;
  const right = edges[end + 1] ?? 0;
  for (let first = 0; first <= end; first++) {
    const width = right - (edges[first] ?? 0);
    if (!(width > 0)) continue;
    const size = end + 1 - first;
    const total = size * Math.log(size / width) - prior + (first > 0 ? (best[first - 1] ?? 0) : 0);
    if (!Number.isFinite(total) || total <= fitness) continue;
    fitness = total;
    start = first;
  }
  return start < 0 ? { fitness: 0, start } : { fitness, start };
}

/** Goes back from the end, block by block. */
function changePoints(starts: Int32Array): number[] {
  const points: number[] = [];
  for (let at = starts.length; at >= 0; at = starts[at - 1] ?? -1) {
    points.unshift(at);
    if (at === 0) break;
  }
  return points;
}
