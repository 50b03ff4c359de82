/** The chart that a table brings along: its sky position, or else its first two columns of numbers. */
import { isRecord } from '../schema/json.js';
import type { JsonObject, TableColumn } from './engine.js';
import { stringAt } from './viewer-context.js';
import type { TableState } from './viewer-state.js';

const NUMERIC = /^(?:double|d|float|f|real|r|int|i|integer|long|l|short|byte)$/i;
const GREYS = [247, 217, 189, 150, 115, 82, 37];
const STEPS = [0, 0.1, 0.2, 0.4, 0.6, 0.8, 1];

/** Undefined for a table without two columns of numbers. */
export function defaultChart(table: TableState): JsonObject | undefined {
  const columns = (table.model?.tableData?.columns ?? []).filter(isPlotted);
  const names = columns.map(({ name }) => name);
  const sky = skyColumns(table.request, names);
  const [x, y] = sky ?? names;
  if (x === undefined || y === undefined) return undefined;
  const colorscale = STEPS.map((step, index) => [step, `rgb(${Array(3).fill(GREYS[index]).join()})`]);
  const { tblId } = table;
  return {
    chartId: `default-${tblId}`,
    viewerId: 'DEFAULT_PLOT2D_VIEWER_ID',
    groupId: tblId,
    chartType: 'plot.ly',
    data: [
      { type: 'scattergl', mode: 'markers', tbl_id: tblId, x: `tables::${x}`, y: `tables::${y}`, colorscale },
    ],
    layout: { xaxis: sky ? { autorange: 'reversed' } : {}, yaxis: { showgrid: false } },
    fireflyData: [{ colorscale: 'GreySeq', dataType: 'scattergl', scatterOrHeatmap: true }],
  };
}

function isPlotted({ name, type, visibility }: TableColumn): boolean {
  return (
    NUMERIC.test(type) && visibility !== 'hidden' && visibility !== 'hide' && !/^ROW_(?:IDX|NUM)$/.test(name)
  );
}

/** Named by the table's `CENTER_COLUMN`, or by custom. */
function skyColumns(request: JsonObject, names: readonly string[]): readonly [string, string] | undefined {
  const meta = request['META_INFO'];
  const [lon = 'ra', lat = 'dec'] = (
    (isRecord(meta) ? stringAt(meta, 'CENTER_COLUMN') : undefined) ?? 'ra;dec'
  ).split(';');
  const find = (wanted: string) => names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  const [x, y] = [find(lon), find(lat)];
  return x === undefined || y === undefined ? undefined : [x, y];
}
