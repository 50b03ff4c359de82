/** The methods of a client that show and change charts. */
import * as actions from '../actions/index.js';
import { expectChart, tableTraces } from '../session/expect-chart.js';
import { expectAction, expectChartUpdate } from '../session/expect-report.js';
import { said } from './caller.js';
import { on, onAll, withIds } from './ids.js';
import { TableCalls } from './table-calls.js';
import type { ChangedChartHandle, ChartHandle } from './types.js';

export class ChartCalls extends TableCalls {
  /** Shows a chart of Plotly traces, whose arrays may be columns of a table (`tables::column`, with `tbl_id` in the trace). */
  showChart(options: actions.ShowChartOptions = {}): ChartHandle {
    const chartId = options?.chartId ?? this.newId('Plotly');
    const built = actions.showChart({ chartId, mode: this.mode }, options);
    const data = options.data ?? [];
    return this.#chart('showChart', chartId, built, actions.tablesOfChart(data), tableTraces(data));
  }

  /** Shows one column of a table, or an expression of columns, over another. */
  showXYPlot(tblId: string, options: actions.XYPlotOptions): ChartHandle {
    const chartId = this.newId('XYPlot');
    const built = actions.showXYPlot({ chartId, mode: this.mode }, tblId, options);
    return this.#chart('showXYPlot', chartId, built, [tblId], [0]);
  }

  /** Shows how often the values of a column, or of an expression of columns, occur. */
  showHistogram(tblId: string, options: actions.HistogramOptions): ChartHandle {
    const chartId = this.newId('Histogram');
    const built = actions.showHistogram({ chartId, mode: this.mode }, tblId, options);
    return this.#chart('showHistogram', chartId, built, [tblId], [0]);
  }

  /** Changes a chart by the viewer's paths: `{ 'layout.title.text': 'New', 'data.0.marker.color': 'red' }`. */
  updateChart(chartId: string, changes: Readonly<Record<string, unknown>>): ChangedChartHandle {
    const action = actions.updateChart(chartId, changes);
    const handle = this.dispatcher.follow({
      method: 'updateChart',
      action: () => action,
      ...onAll(on('chart', chartId)),
      expect: () => expectChartUpdate(chartId, changes),
      result: { chartId },
    });
    return withIds(handle, { chartId });
  }

  /** Removes a chart from the viewer. */
  removeChart(chartId: string): ChangedChartHandle {
    const action = actions.removeChart(chartId);
    const handle = this.dispatcher.follow({
      method: 'removeChart',
      action: () => action,
      ...onAll(on('chart', chartId)),
      expect: () => expectAction(`removal of chart '${chartId}'`, actions.ACTION.RemoveChart, { chartId }),
      result: { chartId },
    });
    return withIds(handle, { chartId });
  }

  #chart(
    method: string,
    chartId: string,
    built: actions.Built,
    tables: readonly string[],
    traces: readonly number[],
  ): ChartHandle {
    const handle = this.dispatcher.follow({
      method,
      action: () => built.action,
      keys: [...on('chart', chartId), ...on('table', tables)],
      needs: { displayed: on('table', tables) },
      expect: () => expectChart(chartId, traces),
      tracked: { shows: `chart:${chartId}` },
      result: { chartId, ...said(built) },
    });
    return withIds(handle, { chartId });
  }
}
