/** The methods of a client that have the server sum up columns of tables. */
import * as z from 'zod/mini';
import { col, isFilter, type SqlFilter } from '../actions/filter.js';
import { agg, sql } from '../actions/sql.js';
import type { ReadCell, ServerColumn } from '../data/read-columns.js';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import { askedBy, quoted, windowOf } from '../server/table-query.js';
import { SaveCalls } from './save-calls.js';
import { type ReadInput, type ReadTableOptions, refuseGroups } from './table-access.js';
import { TableSource } from './table-source.js';

/** What a column holds in all. Of floats NaN and infinities are counted, and left out of the rest. */
export interface ColumnStatistics extends ServerColumn {
  /** Rows with a value. */
  readonly count: number;
  readonly min: ReadCell;
  readonly max: ReadCell;
  /** Null for columns without numbers. */
  readonly mean: number | null;
  readonly stddev: number | null;
}

export interface TableStatistics {
  /** Rows of the result, with values or without. */
  readonly rowCount: number;
  readonly columns: readonly ColumnStatistics[];
}

/** How often values occur. */
export interface Histogram {
  readonly counts: Float64Array;
  /** Where each bin begins, and where it ends. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface HistogramReadOptions
  extends Omit<ReadTableOptions, 'columns' | 'sort' | 'direction' | 'offset' | 'limit'> {
  /** How many bins. @default 50 */
  readonly bins?: number | undefined;
  /** How wide a bin is, in place of their number. */
  readonly binWidth?: number | undefined;
  /** Only values from here on, and up to there. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const HistogramOptions = z.looseObject({
  bins: z.optional(z.int().check(z.minimum(1))),
  binWidth: z.optional(z.number().check(z.positive())),
  min: z.optional(z.number()),
  max: z.optional(z.number()),
});

const NUMBERS: ReadonlySet<string> = new Set(['int8', 'int16', 'int32', 'int64', 'float32', 'float64']);
const FLOATS: ReadonlySet<string> = new Set(['float32', 'float64']);
/** Columns that are asked about at once. */
const AT_ONCE = 200;

export class MeasureCalls extends SaveCalls {
  /** Counts, extremes, means of columns: of all rows, or of those that the source and the options leave. Columns of arrays are left out. */
  async tableStatistics(
    source: ReadInput,
    options: Pick<ReadTableOptions, 'columns' | 'filter' | 'table' | 'signal' | 'fetchBy' | 'filename'> = {},
  ): Promise<TableStatistics> {
    const method = 'tableStatistics';
    const asked = this.access.asked(method, source, options);
    refuseGroups(method, asked.query);
    const info = await this.tableInfo(asked, { signal: options.signal });
    const columns = info.columns.filter(({ type }) => type !== 'array');
    const { where } = asked.query;
    const bare = new TableSource(asked.root, { where, having: [], distinct: false });
    const [total] = await this.readTable(bare.groupBy([], { n: agg.count() }), { signal: options.signal });
    const all: ColumnStatistics[] = [];
    for (let at = 0; at < columns.length; at += AT_ONCE) {
      const some = columns.slice(at, at + AT_ONCE);
      const measures = Object.assign({}, ...some.map((column, index) => measuresOf(column, index)));
      const [row = {}] = await this.readTable(bare.groupBy([], measures), { signal: options.signal });
      all.push(...some.map((column, index) => statisticsOf(column, index, row)));
    }
    return { rowCount: Number(total?.['n'] ?? 0), columns: all };
  }

  /** How the values of a column, or of an expression, are spread over bins of the same width. */
  async histogram(
    source: ReadInput,
    column: string | SqlFilter,
    options: HistogramReadOptions = {},
  ): Promise<Histogram> {
    const method = 'histogram';
    const { bins, binWidth, min, max, ...rest } = check(method, 'options', HistogramOptions, options);
    const of = isFilter(column) ? column.sql : check(method, 'column', nonEmpty('a column'), column);
    if (bins !== undefined && binWidth !== undefined)
      throw new ArgumentError(method, 'options.binWidth', binWidth, 'left out, because there is bins');
    const asked = this.access.asked(method, source, rest);
    refuseGroups(method, asked.query);
    return this.access.working(options, async (limits) => {
      const { base, query } = await this.access.find(method, asked, limits.signal);
      const request = {
        id: 'HistogramProcessor',
        searchRequest: JSON.stringify({
          ...base,
          ...askedBy(query),
          ...windowOf({ offset: 0, limit: undefined }),
        }),
        ...('ffSessionId' in base ? { ffSessionId: base['ffSessionId'] } : {}),
        columnName: of,
        fixedBinSizeSelection: binWidth === undefined ? 'numBins' : 'binWidth',
        binSize: binWidth ?? bins ?? 50,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...windowOf({ offset: 0, limit: undefined }),
      };
      const { info, rows, places } = await this.access.server.search(request, limits);
      const [counts, lower, upper] = ['numInBin', 'binMin', 'binMax'].map((name) => {
        const place = places[info.columns.findIndex((one) => one.name === name)] ?? -1;
        return Float64Array.from(rows, (row) => Number(row[place] ?? Number.NaN));
      });
      const none = new Float64Array(0);
      return { counts: counts ?? none, lower: lower ?? none, upper: upper ?? none };
    });
  }
}

/** The aggregates of a column, under names with its place. */
function measuresOf({ name, type }: ServerColumn, index: number): Record<string, SqlFilter> {
  const value = quoted(name);
  const finite = FLOATS.has(type) ? ` FILTER (WHERE isfinite(${value}))` : '';
  const measure = (of: string) => sql.raw(`${of}(${value})${finite}`);
  return {
    [`c${index}`]: agg.count(col(name)),
    [`lo${index}`]: measure('min'),
    [`hi${index}`]: measure('max'),
    ...(NUMBERS.has(type) ? { [`m${index}`]: measure('avg'), [`s${index}`]: measure('stddev_samp') } : {}),
  };
}

function statisticsOf(
  column: ServerColumn,
  index: number,
  row: Readonly<Record<string, ReadCell>>,
): ColumnStatistics {
  const number = (key: string): number | null => {
    const value = row[`${key}${index}`] ?? null;
    return value === null ? null : Number(value);
  };
  return {
    ...column,
    count: number('c') ?? 0,
    min: row[`lo${index}`] ?? null,
    max: row[`hi${index}`] ?? null,
    mean: number('m'),
    stddev: number('s'),
  };
}
