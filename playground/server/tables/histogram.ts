/** `HistogramProcessor`: how many values of a column fall into which bin. Bins are of one size, or Bayesian blocks. */
import { DuckDBTypeId } from '@duckdb/node-api';
import { bayesianBlocks } from './bayesian-blocks.js';
import { quoteName } from './database.js';
import { viewOf } from './filters.js';
import { paramOf, type TableRequest } from './request.js';
import type { ResultSet, Table } from './table.js';
import { BATCH_ROWS, type Batch, type ReadTable, TableFailure } from './types.js';
import { columnValues, isList, nextTurn } from './values.js';

interface Bin {
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** What the request wants; where no size is said, the bins are as the values have it. */
interface Binning {
  readonly column: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly bins: number;
  readonly width: number;
  readonly falsePositiveRate: number;
  readonly emptyBins: boolean;
}

/** The histogram of a column of another table. The texts of the failures are those of a real server. */
export async function readHistogram(
  table: Table,
  request: TableRequest,
  base: TableRequest,
): Promise<ReadTable> {
  const binning = readBinning(request);
  const sorted = paramOf(request, 'sortedColData')?.toLowerCase() === 'true';
  const set = await table.resultSet(viewOf(sorted ? base : withoutColumns(base)));
  const values = await valuesOf(table, set, binning.column);
  const bins = values.length === 0 ? [] : await binsOf(values, binning);
  return tableOf(binning.emptyBins ? bins : bins.filter(({ count }) => count > 0));
}

function withoutColumns(base: TableRequest): TableRequest {
  const params = new Map(base.params);
  params.delete('inclCols');
  params.delete('sortInfo');
  return { ...base, params };
}

function readBinning(request: TableRequest): Binning {
  const size = request.params.get('binSize') ?? undefined;
  const kind = paramOf(request, 'fixedBinSizeSelection')?.toLowerCase();
  return {
    column: paramOf(request, 'columnName') ?? 'null',
    min: optionalNumber(paramOf(request, 'min')),
    max: optionalNumber(paramOf(request, 'max')),
    bins: kind === 'numbins' ? wholeNumber(size) : 0,
    width: kind === 'binwidth' ? realNumber(size) : 0,
    falsePositiveRate: optionalNumber(paramOf(request, 'falsePositiveRate')) ?? 0.05,
    emptyBins: paramOf(request, 'preserveEmptyBins')?.toLowerCase() !== 'false',
  };
}

function optionalNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : realNumber(text);
}

function realNumber(text: string | undefined): number {
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(number)) throw unreadable(text);
  return number;
}

function wholeNumber(text: string | undefined): number {
  if (text === undefined || !/^[+-]?\d{1,9}$/.test(text)) throw unreadable(text);
  return Number(text);
}

function unreadable(text: string | undefined): TableFailure {
  return new TableFailure(
    text === undefined
      ? 'SQLDataException: Cannot parse null string'
      : `For input string: ${JSON.stringify(text)}`,
  );
}

const NOT_NUMERIC = new Set([
  DuckDBTypeId.VARCHAR,
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIMESTAMP,
]);

/** The values of a column from the smallest to the largest, without those that are none. */
async function valuesOf(table: Table, set: ResultSet, column: string): Promise<Float64Array> {
  const head = await table.database.run(`SELECT ${set.selection} FROM ${set.stored} LIMIT 0`);
  const index = head.columnNames().indexOf(column);
  if (index < 0) throw new TableFailure(`Invalid column: ${column}`);
  const type = head.columnType(index);
  if (NOT_NUMERIC.has(type.typeId) || isList(type)) return new Float64Array();
  const name = quoteName(column);
  const sql = `SELECT v FROM (SELECT CAST(${name} AS DOUBLE) AS v FROM ${set.relation}) WHERE NOT isnan(v) ORDER BY v`;
  const values = new Float64Array(set.totalRows);
  let count = 0;
  await table.database.stream(sql, async ({ chunks }) => {
    for await (const chunk of chunks()) {
      for await (const [, column] of columnValues(chunk)) {
        for (const value of column) values[count++] = Number(value);
      }
      await nextTurn();
    }
  });
  return values.subarray(0, count);
}

async function binsOf(values: Float64Array, binning: Binning): Promise<Bin[]> {
  const min = binning.min ?? values[0] ?? 0;
  const max = binning.max ?? values.at(-1) ?? 0;
  return binning.bins > 0 || binning.width > 0
    ? equalBins(values, min, max, binning)
    : variableBins(values, min, max, await bayesianBlocks(values, binning.falsePositiveRate));
}

/** More bins than this would be a mistake. */
const MAX_BINS = 1_000_000;

function equalBins(values: Float64Array, min: number, max: number, { bins, width }: Binning): Bin[] {
  const size = bins > 0 ? (max - min) / bins : width;
  const wanted = bins > 0 ? bins : Math.ceil((max - min) / size);
  if (!(wanted <= MAX_BINS)) throw new TableFailure(`${wanted} bins are too many: at most ${MAX_BINS}`);
  const counts = new Float64Array(Math.max(0, wanted));
  for (const value of values) {
    const bin = value === max ? counts.length - 1 : Math.trunc((value - min) / size) || 0;
    if (value >= min && value <= max && bin < counts.length) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const result: Bin[] = [];
  let start = min;
  for (const count of counts) {
    result.push({ count, min: start, max: start + size });
    start += size;
  }
  return result;
}

/** Between these edges, the first being the smallest value: a real server has an empty bin before it. */
function variableBins(values: Float64Array, min: number, max: number, edges: readonly number[]): Bin[] {
  const bins = edges.map((edge, i) => ({ count: 0, min: i === 0 ? min : (edges[i - 1] ?? min), max: edge }));
  let at = 0;
  for (const value of values) {
    if (value < min || value > max) continue;
    while (at < edges.length - 1 && value >= (edges[at] ?? 0)) at += 1;
    const bin = bins[at];
    if (bin !== undefined && value <= bin.max) bin.count += 1;
  }
  const [only] = bins;
  if (bins.length !== 1 || only === undefined || only.min !== only.max) return bins;
  const margin = (max - min) / 100;
  return [{ count: only.count, min: min - margin, max: max + margin }];
}

/** A real server keeps 15 digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(15));
}

function tableOf(bins: readonly Bin[]): ReadTable {
  return {
    columns: [
      { name: 'numInBin', kind: 'long', info: {} },
      { name: 'binMin', kind: 'double', info: {} },
      { name: 'binMax', kind: 'double', info: {} },
    ],
    about: () => ({ keywords: [] }),
    batches: async function* () {
      for (let start = 0; start < bins.length; start += BATCH_ROWS) {
        const part = bins.slice(start, start + BATCH_ROWS);
        const batch: Batch = [
          part.map(({ count }) => BigInt(count)),
          part.map(({ min }) => rounded(min)),
          part.map(({ max }) => rounded(max)),
        ];
        yield batch;
      }
    },
  };
}
