import type { ViewerState } from 'firefly-client/testing';
import type { AxisNames } from './theme.js';

/** Names for the axes of a chart out of the columns it shows: `ra (deg)`. */
export function axisNames(state: Pick<ViewerState, 'charts' | 'tables'>, chartId: string): AxisNames {
  const [trace] = state.charts.get(chartId)?.data ?? [];
  if (!trace) return {};
  const columns = state.tables.get(String(trace['tbl_id']))?.model?.tableData?.columns ?? [];
  const named = (value: unknown): string | undefined => {
    if (typeof value !== 'string' || !value.startsWith('tables::')) return undefined;
    const expression = value.slice('tables::'.length).replaceAll('"', '');
    const units = columns.find(({ name }) => name === expression)?.units;
    return units ? `${expression} (${units})` : expression;
  };
  const [x, y] = [named(trace['x']), named(trace['y'])];
  return { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) };
}
