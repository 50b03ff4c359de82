/** Charts of Plotly traces, XY plots, histograms. */
import {
  type HistogramOptions,
  removeChart,
  showChart,
  showHistogram,
  showXYPlot,
  updateChart,
  type XYPlotOptions,
} from 'firefly-client/actions';
import { fieldsOf } from '../subject.js';
import { given, type Reader, withOptions } from './types.js';

export const addChart: Reader = (payload, mode) => {
  const { chartId, groupId, chartType, data, layout } = payload;
  if (chartType !== 'plot.ly') return plotOfTable(payload, mode);
  const id = String(chartId);
  const options = given({ chartId: id, groupId: mode === 'slate' ? groupId : undefined, data, layout });
  return {
    method: 'showChart',
    args: withOptions([], options),
    rebuild: () => showChart({ chartId: id, mode }, options).action,
  };
};

/** The viewer's own kinds of charts; their ids are always made up. */
const plotOfTable: Reader = ({ chartId, groupId, chartType, params }, mode) => {
  const id = String(chartId);
  const { tbl_id, ...others } = fieldsOf(params);
  const options = given({ ...others, groupId: mode === 'slate' ? groupId : undefined });
  const context = { chartId: id, mode };
  if (chartType === 'scatter') {
    return {
      method: 'showXYPlot',
      args: [tbl_id, options],
      newId: id,
      rebuild: () => showXYPlot(context, tbl_id as string, options as XYPlotOptions).action,
    };
  }
  if (chartType !== 'histogram') return undefined;
  return {
    method: 'showHistogram',
    args: [tbl_id, options],
    newId: id,
    rebuild: () => showHistogram(context, tbl_id as string, options as HistogramOptions).action,
  };
};

export const changeChart: Reader = ({ chartId, changes }) => ({
  method: 'updateChart',
  args: [chartId, changes],
  rebuild: () => updateChart(chartId as string, fieldsOf(changes)),
});

export const chartRemoved: Reader = ({ chartId }) => ({
  method: 'removeChart',
  args: [chartId],
  rebuild: () => removeChart(chartId as string),
});
