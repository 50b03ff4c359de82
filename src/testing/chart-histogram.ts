/** Firefly's own histograms: bins of equal size, or of sizes that the data suggest (Bayesian blocks). */
import { isRecord } from '../schema/json.js';
import { numberAt } from './chart-columns.js';
import type { JsonObject } from './engine.js';
import { stringAt } from './viewer-context.js';

export interface Bin {
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** What a `fireflyHistogram` asks for, in the words in which a viewer asks the server. */
export interface BinOptions {
  readonly columnExpression: string;
  readonly fixedBinSizeSelection?: string;
  readonly binSize?: number;
  readonly falsePositiveRate?: number;
  readonly min?: number;
  readonly max?: number;
}

/** Bins where nothing is said of their number. */
const USUAL_BINS = 50;
/** Edges that Bayesian blocks choose from: its cost grows with the square of their number. */
const MAX_BLOCKS = 1000;

/** Undefined where the trace names no column. On a logarithmic axis logarithms are counted (observed). */
export function binOptions(trace: JsonObject, logarithmic: boolean): BinOptions | undefined {
  const { firefly } = trace;
  const asked = isRecord(firefly) && isRecord(firefly['options']) ? firefly['options'] : {};
  const column = stringAt(asked, 'columnOrExpr') ?? stringAt(asked, 'columnExpression');
  if (column === undefined) return undefined;
  const selection = stringAt(asked, 'fixedBinSizeSelection');
  const size = numberOf(
    selection === 'binWidth' ? asked['binWidth'] : (asked['numBins'] ?? asked['binSize']),
  );
  return {
    columnExpression: logarithmic ? `lg(${column})` : column,
    ...(selection === undefined ? {} : { fixedBinSizeSelection: selection }),
    ...given('binSize', size),
    ...given('falsePositiveRate', numberOf(asked['falsePositiveRate'])),
    ...given('min', numberOf(asked['minCutoff'])),
    ...given('max', numberOf(asked['maxCutoff'])),
  };
}

/** Counts values; none where there is no number among them. */
export function binsOf(values: ArrayLike<unknown>, options: BinOptions): readonly Bin[] {
  const numbers = finiteNumbers(values, options);
  const range = rangeOf(numbers);
  if (range === undefined) return [];
  const min = options.min ?? range.min;
  const max = options.max ?? range.max;
  if (options.falsePositiveRate !== undefined && options.fixedBinSizeSelection === undefined) {
    return bayesianBlocks(numbers, min, max, options.falsePositiveRate);
  }
  const byWidth = options.fixedBinSizeSelection === 'binWidth' && (options.binSize ?? 0) > 0;
  const count = byWidth ? Math.ceil((max - min) / (options.binSize ?? 1)) : (options.binSize ?? USUAL_BINS);
  return equalBins(numbers, min, max, Math.max(1, Math.round(count)));
}

function finiteNumbers(values: ArrayLike<unknown>, { min, max }: BinOptions): Float64Array {
  const numbers = new Float64Array(values.length);
  let length = 0;
  for (let index = 0; index < values.length; index++) {
    const number = numberAt(values, index);
    if (!Number.isFinite(number) || number < (min ?? number) || number > (max ?? number)) continue;
    numbers[length++] = number;
  }
  return numbers.subarray(0, length);
}

function rangeOf(numbers: Float64Array): { min: number; max: number } | undefined {
  if (numbers.length === 0) return undefined;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) {
    if (number < min) min = number;
    if (number > max) max = number;
  }
  return { min, max };
}

function equalBins(numbers: Float64Array, min: number, max: number, count: number): Bin[] {
  if (max === min) return [{ count: numbers.length, min, max }];
  const width = (max - min) / count;
  const counts = new Array<number>(count).fill(0);
  for (const number of numbers) {
    const index = Math.min(count - 1, Math.floor((number - min) / width));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((n, index) => ({ count: n, min: min + index * width, max: min + (index + 1) * width }));
}

/** Scargle's blocks over cells: the best cut of the data into stretches of constant rate. */
function bayesianBlocks(numbers: Float64Array, min: number, max: number, rate: number): readonly Bin[] {
  const cells = cellsOf(numbers, min, max);
  const prior = 4 - Math.log(73.53 * Math.min(0.99, Math.max(1e-6, rate)) * numbers.length ** -0.478);
  const best: number[] = [];
  const last: number[] = [];
  for (let end = 0; end < cells.length; end++) {
    let [count, champion, from] = [0, Number.NEGATIVE_INFINITY, 0];
    for (let start = end; start >= 0; start--) {
      count += cells[start]?.count ?? 0;
      const width = (cells[end]?.max ?? 0) - (cells[start]?.min ?? 0);
      const fit = count > 0 && width > 0 ? count * Math.log(count / width) : 0;
      const value = fit - prior + (best[start - 1] ?? 0);
      if (value > champion) [champion, from] = [value, start];
    }
    best.push(champion);
    last.push(from);
  }
  return blocksFrom(cells, last);
}

function blocksFrom(cells: readonly Bin[], last: readonly number[]): readonly Bin[] {
  const blocks: Bin[] = [];
  for (let end = cells.length - 1; end >= 0; end = (last[end] ?? 0) - 1) {
    const block = cells.slice(last[end] ?? 0, end + 1);
    const count = block.reduce((sum, cell) => sum + cell.count, 0);
    blocks.unshift({ count, min: block[0]?.min ?? 0, max: block.at(-1)?.max ?? 0 });
  }
  return blocks;
}

/** A cell around each value while there are few, else cells of equal size. */
function cellsOf(numbers: Float64Array, min: number, max: number): readonly Bin[] {
  if (numbers.length > MAX_BLOCKS) return equalBins(numbers, min, max, MAX_BLOCKS);
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const edges = sorted.slice(1).map((value, index) => (value + (sorted[index] ?? value)) / 2);
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return sorted.map((value, index) => ({
    count: counts.get(value) ?? 0,
    min: edges[index - 1] ?? min,
    max: edges[index] ?? max,
  }));
}

/** The bars of bins, as a trace that a plotting library knows. */
export function barsOf(bins: readonly Bin[], color: unknown): JsonObject {
  const whole = (bins.at(-1)?.max ?? 0) - (bins[0]?.min ?? 0) || 1;
  const center = ({ min, max }: Bin) => (min + max) / 2;
  return {
    type: 'bar',
    x: bins.map(center),
    y: bins.map(({ count }) => count),
    width: bins.map(({ min, max }) => (max > min ? max - min : whole * 0.02)),
    marker: { color, colorscale: [], line: { width: 1, color: 'black' } },
    hovertext: bins.map((bin) => {
      const where =
        bin.min === bin.max
          ? ''
          : `<b>Bin center: </b>${tidy(center(bin))}<br><b>Range: </b>${tidy(bin.min)} to ${tidy(bin.max)}<br>`;
      return `<span> ${where}<b>Count:</b> ${bin.count}</span>`;
    }),
    hoverinfo: 'text',
  };
}

const tidy = (value: number): number => Number(value.toPrecision(6));

function numberOf(value: unknown): number | undefined {
  const number = value === undefined || value === null || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function given(key: string, value: number | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}
