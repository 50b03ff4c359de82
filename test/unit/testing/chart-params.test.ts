import { describe, expect, it } from 'vitest';
import { withTraces } from '../../../src/testing/chart-params.js';

const place = { chartId: 'c', viewerId: 'v', groupId: 'v' };

describe('charts that are asked for by parameters', () => {
  it('XY plots: modes, errors, options of the axes, titles', () => {
    const params = {
      ...{ tbl_id: 't', xCol: 'log("j")', yCol: 'h-k', xError: 'ej', plotStyle: 'linepoints' },
      ...{ xOptions: 'grid,log', yOptions: 'flip', xLabel: 'J', chartTitle: 'Colours' },
    };
    expect(withTraces({ ...place, chartType: 'scatter', params })).toEqual({
      ...place,
      chartType: 'plot.ly',
      data: [
        {
          tbl_id: 't',
          x: 'tables::log("j")',
          y: 'tables::h-k',
          error_x: { array: 'tables::ej' },
          mode: 'lines+markers',
        },
      ],
      layout: {
        xaxis: { title: { text: 'J' }, showgrid: true, type: 'log' },
        yaxis: { showgrid: false, autorange: 'reversed' },
        title: { text: 'Colours' },
      },
    });
  });

  it.each([
    [{}, { algorithm: 'fixedSizeBins', fixedBinSizeSelection: 'numBins', numBins: 50 }],
    [{ numBins: 30 }, { algorithm: 'fixedSizeBins', fixedBinSizeSelection: 'numBins', numBins: 30 }],
    [{ falsePositiveRate: 0.05 }, { algorithm: 'bayesianBlocks', falsePositiveRate: 0.05 }],
  ])('histograms: %j', (more, options) => {
    const made = withTraces({
      ...place,
      chartType: 'histogram',
      params: { tbl_id: 't', col: 'ra', ...more },
    });
    const firefly = { tbl_id: 't', options: { ...options, columnOrExpr: 'ra' } };
    expect(made['data']).toEqual([{ type: 'fireflyHistogram', firefly }]);
  });

  it('leaves alone what has traces, and what it does not know', () => {
    for (const payload of [
      { ...place, chartType: 'scatter', data: [], params: { xCol: 'a', yCol: 'b' } },
      { ...place, chartType: 'pie', params: { xCol: 'a' } },
      { ...place, chartType: 'scatter', params: { xCol: 'a' } },
      { ...place },
    ]) {
      expect(withTraces(payload)).toBe(payload);
    }
  });
});
