/** The chart that a table brings along: its sky position, or else its first two columns of numbers. */
import { isRecord, parseJson } from '../schema/json.js';
import type { JsonObject, TableColumn } from './engine.js';
import { stringAt } from './viewer-context.js';
import type { TableState } from './viewer-state.js';

const NUMERIC = /^(?:double|d|float|f|real|r|int|i|integer|long|l|short|byte)$/i;
const GREYS = [247, 217, 189, 150, 115, 82, 37];
const STEPS = [0, 0.1, 0.2, 0.4, 0.6, 0.8, 1];
const MIN_GL_ROWS = 1000;

/** Undefined for a table without rows, or without numbers. */
export function defaultChart(table: TableState): JsonObject | undefined {
  if (!table.model?.totalRows) return undefined;
  const { tblId } = table;
  const chart = ownDefinition(table) ?? chartOf(table);
  if (chart === undefined) return undefined;
  return {
    chartId: `default-${tblId}`,
    viewerId: 'DEFAULT_PLOT2D_VIEWER_ID',
    groupId: tblId,
    chartType: 'plot.ly',
    ...chart,
  };
}

/** A chart that the table itself asks for, under `defaultChartDef` of its meta data. */
function ownDefinition(table: TableState): JsonObject | undefined {
  const text = metaOf(table, 'defaultChartDef');
  const definition = text === undefined ? undefined : parseJson(text);
  if (!isRecord(definition) || !Array.isArray(definition['data'])) return undefined;
  const data = definition['data'].filter(isRecord).map((trace) => ({ ...trace, tbl_id: table.tblId }));
  return { ...definition, data };
}

function chartOf(table: TableState): JsonObject | undefined {
  const columns = (table.model?.tableData?.columns ?? []).filter(isPlotted);
  const names = columns.map(({ name }) => name);
  const asked = metaOf(table, 'defaultChartXCol');
  if (asked !== undefined) return xyChart(table, asked, metaOf(table, 'defaultChartYCol') ?? asked, false);
  const sky = skyColumns(table, columns);
  if (sky) return xyChart(table, sky[0], sky[1], true);
  const [x, y = x] = names;
  return x === undefined || y === undefined ? undefined : xyChart(table, x, y, false);
}

/** Two columns as points, one as a histogram. */
function xyChart(table: TableState, x: string, y: string, flipped: boolean): JsonObject {
  if (x === y) return histogram(table.tblId, x);
  const colorscale = STEPS.map((step, index) => [step, `rgb(${Array(3).fill(GREYS[index]).join()})`]);
  const rows = table.model?.totalRows ?? 0;
  return {
    data: [
      {
        tbl_id: table.tblId,
        type: rows >= MIN_GL_ROWS ? 'scattergl' : 'scatter',
        mode: 'markers',
        x: `tables::${quotedOnce(x)}`,
        y: `tables::${quotedOnce(y)}`,
        colorscale,
        firefly: { scatterOrHeatmap: true, colorscale: 'GreySeq' },
      },
    ],
    layout: { xaxis: { autorange: flipped ? 'reversed' : 'true' }, yaxis: { showgrid: false } },
  };
}

function histogram(tblId: string, column: string): JsonObject {
  const columnOrExpr = quotedOnce(column);
  const options = { algorithm: 'fixedSizeBins', fixedBinSizeSelection: 'numBins', numBins: 20, columnOrExpr };
  return { data: [{ type: 'fireflyHistogram', firefly: { tbl_id: tblId, options }, name: columnOrExpr }] };
}

/** Names that are no words stand in quotes. */
function quotedOnce(name: string): string {
  return /^\w+$/.test(name) || name.startsWith('"') ? name : `"${name.replaceAll('"', '""')}"`;
}

function isPlotted({ name, type, visibility }: TableColumn): boolean {
  return (
    NUMERIC.test(type) && visibility !== 'hidden' && visibility !== 'hide' && !/^ROW_(?:IDX|NUM)$/.test(name)
  );
}

/** Named by the table's `CENTER_COLUMN`, marked by their UCD, or known by custom. */
function skyColumns(
  table: TableState,
  columns: readonly TableColumn[],
): readonly [string, string] | undefined {
  const named = metaOf(table, 'CENTER_COLUMN')?.split(';');
  const find = (test: (column: TableColumn) => boolean) => columns.find(test)?.name;
  const pairOf = (lon: (column: TableColumn) => boolean, lat: (column: TableColumn) => boolean) => {
    const [x, y] = [find(lon), find(lat)];
    return x === undefined || y === undefined ? undefined : ([x, y] as const);
  };
  const called = (wanted: string | undefined) => (column: TableColumn) => column.name === wanted;
  const marked = (start: string) => (column: TableColumn) => {
    const ucd = column['UCD'] ?? column['ucd'];
    return typeof ucd === 'string' && ucd.toLowerCase().startsWith(start) && /meta\.main/i.test(ucd);
  };
  const like = (name: string) => (column: TableColumn) =>
    new RegExp(`^[A-Za-z]?[-_]?${name}[1-9]*$`).test(column.name);
  return (
    (named && pairOf(called(named[0]), called(named[1]))) ??
    pairOf(marked('pos.eq.ra'), marked('pos.eq.dec')) ??
    pairOf(called('ra'), called('dec')) ??
    pairOf(called('lon'), called('lat')) ??
    pairOf(like('ra'), like('dec')) ??
    pairOf(like('lon'), like('lat'))
  );
}

/** From the file, or from the request. */
function metaOf(table: TableState, key: string): string | undefined {
  const asked = table.request['META_INFO'];
  return (isRecord(asked) ? stringAt(asked, key) : undefined) ?? stringAt(table.model?.tableMeta ?? {}, key);
}
