/** `DecimateTable`: a large table as one row for each cell of a grid, for charts. */
import { quoteName } from './database.js';
import { viewOf } from './filters.js';
import { type Answer, answerQuery } from './pages.js';
import { paramOf, type TableRequest } from './request.js';
import { derivedName } from './statistics.js';
import type { ResultSet, Table } from './table.js';
import { QueryFailure, TableFailure } from './types.js';

/** Tables with fewer points are given as they are, unless the request says otherwise. */
const FEW_POINTS = 5000;

/** Cells of the grid, unless the request says otherwise. */
const MANY_CELLS = 100_000;

/** What the request wants: `decimate=<x>,<y>,<cells>,<ratio>,<limits of both axes>,<few points>`. */
interface Decimation {
  readonly x: string;
  readonly y: string;
  readonly cells: number;
  readonly ratio: number;
  readonly few: number;
  /** The request as it is told back. */
  readonly told: string;
}

/** One axis of the grid. */
interface Axis {
  readonly expression: string;
  readonly name: string;
  readonly min: number;
  readonly cells: number;
  readonly step: number;
}

export async function answerDecimated(
  table: Table,
  request: TableRequest,
  base: TableRequest,
): Promise<Answer> {
  const name = derivedName('DECI', request);
  const decimation = readDecimation(paramOf(request, 'decimate'));
  if (decimation === undefined) {
    if (table.hasDerived(name)) return answerQuery(table, name, request);
    throw new QueryFailure(`MISSING_ENTRY:Table with name ${name} does not exist!`);
  }
  const [xExpression, yExpression] = expressionsOf(paramOf(base, 'inclCols'), decimation);
  const set = await table.resultSet(viewOf({ ...base, params: without(base.params, 'inclCols') }));
  const counts = await measure(table, set, xExpression, yExpression);
  const few = Math.min(counts.x.count, counts.y.count) < decimation.few;
  const x = axisOf(decimation.x, xExpression, counts.x, Math.sqrt(decimation.cells * decimation.ratio));
  const y = axisOf(decimation.y, yExpression, counts.y, Math.sqrt(decimation.cells / decimation.ratio));
  await table.derive(name, async () => (few ? pointsSql(set, x, y) : cellsSql(set, x, y)));
  const answer = await answerQuery(table, name, request);
  return { ...answer, derived: true, meta: few ? {} : await gridMeta(table, name, decimation, x, y) };
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([name]) => name !== key));
}

function readDecimation(text: string | undefined): Decimation | undefined {
  if (text === undefined || !text.startsWith('decimate=')) return undefined;
  const parts = text.slice('decimate='.length).split(',');
  const [x = '', y = '', cells, ratio, , , , , few] = parts;
  if (x === '' || y === '') return undefined;
  const wanted = { cells: Number(cells) || 0, ratio: Number(ratio) || 1 };
  const least = few ? Number(few) : -1;
  const limits = parts.slice(4, 8).map((limit) => limit && printReal(Number(limit)));
  const told = [
    x,
    y,
    wanted.cells || '',
    wanted.ratio === 1 ? '' : printReal(wanted.ratio),
    ...Array.from({ length: 4 }, (_, i) => limits[i] ?? ''),
    least > -1 ? '' : -1,
  ];
  return {
    x,
    y,
    cells: wanted.cells || MANY_CELLS,
    ratio: wanted.ratio,
    few: least > -1 ? least : FEW_POINTS,
    told: told.join(','),
  };
}

/** The columns of the base request say what stands behind a name that is no column: `"ra"*2 as "x"`. */
function expressionsOf(inclCols: string | undefined, { x, y }: Decimation): readonly [string, string] {
  const items = inclCols?.split(',') ?? [];
  if (items.length > 2) throw new TableFailure('Unsupported expression');
  const [first, second = first] = items.map((item) => {
    const [expression, ...alias] = item.split(' as ');
    return alias.length === 1 ? expression : undefined;
  });
  return [first ?? quoteName(x), (items.length === 1 ? first : second) ?? quoteName(y)];
}

interface Extent {
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

async function measure(
  table: Table,
  set: ResultSet,
  x: string,
  y: string,
): Promise<{ readonly x: Extent; readonly y: Extent }> {
  const parts = [x, y].flatMap((e) => [
    `CAST(max(${e}) AS DOUBLE)`,
    `CAST(min(${e}) AS DOUBLE)`,
    `count(${e})`,
  ]);
  const result = await table.database.run(`SELECT ${parts.join(', ')} FROM ${set.relation}`);
  const values = ((await result.getRows())[0] ?? []).map((value) =>
    value === null ? Number.NaN : Number(value),
  );
  const [xMax = 0, xMin = 0, xCount = 0, yMax = 0, yMin = 0, yCount = 0] = values;
  return { x: { min: xMin, max: xMax, count: xCount }, y: { min: yMin, max: yMax, count: yCount } };
}

/** The step is a bit wide, so that the largest value falls into the last cell. */
function axisOf(name: string, expression: string, { min, max }: Extent, wanted: number): Axis {
  const cells = Math.max(1, Math.trunc(wanted));
  const step = (max - min) / cells || Math.abs(min) || 1;
  return { name, expression, min, cells, step: step + step / 1000 / cells };
}

const NUMBERED = 'row_number() OVER () AS ROW_NUM, row_number() OVER () AS ROW_IDX';

function bothKnown(x: string, y: string): string {
  return `${x} IS NOT NULL AND ${y} IS NOT NULL`;
}

/** All points, with the number of their row. */
function pointsSql({ relation }: ResultSet, x: Axis, y: Axis): string {
  const columns = [x, y].map(({ expression, name }) => `${expression} AS ${quoteName(name)}`);
  return (
    `SELECT ${columns.join(', ')}, CAST("ROW_NUM" AS BIGINT) AS "rowidx", ${NUMBERED} ` +
    `FROM ${relation} WHERE ${bothKnown(x.expression, y.expression)}`
  );
}

/** The first point of each cell, with the number of points in the cell. */
function cellsSql({ relation }: ResultSet, x: Axis, y: Axis): string {
  const cell = [x, y].map(({ expression, min, step }) => `trunc((${expression} - ${min}) / ${step})::INT`);
  const [xName, yName] = x.name === y.name ? [x.name, `${y.name}_1`] : [x.name, y.name];
  const inner =
    `SELECT arg_min(${x.expression}, "ROW_NUM") AS ${quoteName(xName)}, ` +
    `arg_min(${y.expression}, "ROW_NUM") AS ${quoteName(yName)}, CAST(min("ROW_NUM") AS BIGINT) AS "rowidx", ` +
    `count(*) AS "weight", ${cell.join(" || ':' || ")} AS "dkey" ` +
    `FROM ${relation} WHERE ${bothKnown(x.expression, y.expression)} GROUP BY "dkey" ORDER BY "rowidx"`;
  return `SELECT *, ${NUMBERED} FROM (${inner})`;
}

/** What a chart has to know of the grid. */
async function gridMeta(
  table: Table,
  name: string,
  { told }: Decimation,
  x: Axis,
  y: Axis,
): Promise<Readonly<Record<string, string>>> {
  const result = await table.database.run(`SELECT min("weight"), max("weight") FROM ${name}`);
  const [least, most] = (await result.getRows())[0] ?? [];
  const numbers = [x.min, y.min]
    .map(printReal)
    .concat([x.cells, y.cells].map(String), [x.step, y.step].map(printReal));
  return {
    decimate: told,
    decimate_key: `decimate_key(${[quoteName(x.name), quoteName(y.name), ...numbers].join(',')})`,
    'decimate.X-UNIT': printReal(x.step),
    'decimate.Y-UNIT': printReal(y.step),
    'decimate.WEIGHT-MIN': String(least),
    'decimate.WEIGHT-MAX': String(most),
    'decimate.XBINS': String(x.cells),
    'decimate.YBINS': String(y.cells),
  };
}

/** Numbers that show that they are no whole ones. */
function printReal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
