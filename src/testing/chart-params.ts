/** XY plots and histograms that are asked for by parameters: what a viewer makes of them, as it reports it. */
import { isRecord } from '../schema/json.js';
import type { JsonObject } from './engine.js';
import { stringAt } from './viewer-context.js';

const MODES: Readonly<Record<string, string>> = { line: 'lines', linepoints: 'lines+markers' };
const DEFAULT_BINS = 50;

/** The payload with the traces and layout that `chartType` and `params` stand for; as it is, where it has traces. */
export function withTraces(payload: JsonObject): JsonObject {
  const { params, chartType, ...rest } = payload;
  if (Array.isArray(payload['data']) || !isRecord(params)) return payload;
  const made =
    chartType === 'scatter' ? xyPlot(params) : chartType === 'histogram' ? histogram(params) : undefined;
  return made === undefined ? payload : { ...rest, chartType: 'plot.ly', ...made };
}

function xyPlot(params: JsonObject): JsonObject | undefined {
  const [x, y] = [stringAt(params, 'xCol'), stringAt(params, 'yCol')];
  if (!x || !y) return undefined;
  const trace = {
    tbl_id: params['tbl_id'],
    x: `tables::${x}`,
    y: `tables::${y}`,
    ...errors('error_x', stringAt(params, 'xError')),
    ...errors('error_y', stringAt(params, 'yError')),
    mode: MODES[stringAt(params, 'plotStyle') ?? ''] ?? 'markers',
  };
  return { data: [trace], layout: layoutOf(params, { showgrid: false }) };
}

const errors = (axis: string, column: string | undefined): JsonObject =>
  column ? { [axis]: { array: `tables::${column}` } } : {};

/** With a rate of false positives and no number of bins, the bins are Bayesian blocks. */
function histogram(params: JsonObject): JsonObject | undefined {
  const columnOrExpr = stringAt(params, 'col');
  if (!columnOrExpr) return undefined;
  const { falsePositiveRate, binWidth, fixedBinSizeSelection } = params;
  const numBins = params['numBins'] ?? (falsePositiveRate ? undefined : DEFAULT_BINS);
  const options = numBins
    ? {
        algorithm: 'fixedSizeBins',
        fixedBinSizeSelection: fixedBinSizeSelection ?? 'numBins',
        numBins,
        ...(binWidth === undefined ? {} : { binWidth }),
      }
    : { algorithm: 'bayesianBlocks', falsePositiveRate };
  const firefly = { tbl_id: params['tbl_id'], options: { ...options, columnOrExpr } };
  return { data: [{ type: 'fireflyHistogram', firefly }], layout: layoutOf(params, {}) };
}

function layoutOf(params: JsonObject, yaxis: JsonObject): JsonObject {
  const axis = (name: string) => {
    const options = stringAt(params, `${name}Options`) ?? '';
    const label = stringAt(params, `${name}Label`);
    return {
      ...(label ? { title: { text: label } } : {}),
      ...(options.includes('grid') ? { showgrid: true } : {}),
      ...(options.includes('flip') ? { autorange: 'reversed' } : {}),
      ...(options.includes('log') ? { type: 'log' } : {}),
    };
  };
  const title = stringAt(params, 'chartTitle');
  return {
    xaxis: axis('x'),
    yaxis: { ...yaxis, ...axis('y') },
    ...(title ? { title: { text: title } } : {}),
  };
}
