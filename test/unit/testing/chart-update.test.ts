import { expect, it } from 'vitest';
import { Stage } from './helpers.js';

const UPDATE = 'charts.data/chartUpdate';
const CHART = {
  chartId: 'c',
  viewerId: 'PINNED_CHART_VIEWER_ID',
  groupId: 'PINNED_CHART_VIEWER_ID',
  chartType: 'plot.ly',
  data: [{ type: 'scatter', x: [1, 2], y: [3, 4], marker: { color: 'red' } }],
  layout: { title: 'Before', annotations: [{ text: 'one' }] },
};
const CHANGES = {
  'layout.title.text': 'After',
  'data.0.marker.size': 7,
  'data[0].y': [5, 6],
  'layout.annotations.0.text': 'two',
  'layout.annotations.text': 'no place',
  'data.3.x': [1],
  'fireflyData.0.isLoading': false,
};

it('a chart that a program changes is drawn with the changes, and these are reported as they came', async () => {
  const stage = await Stage.open();
  await stage.viewer.openPinnedCharts();
  stage.push('charts.data/chartAdd', CHART);
  await stage.settled();
  stage.watch(UPDATE);
  stage.push(UPDATE, { chartId: 'c', changes: CHANGES });
  await stage.settled();
  expect(stage.reports(`x-${UPDATE}`)[0]).toMatchObject({ chartId: 'c', changes: CHANGES });
  expect(stage.viewer.charts.get('c')).toMatchObject({
    status: 'drawn',
    drawn: [{ y: [5, 6], marker: { color: 'red', size: 7 } }],
    layout: { title: { text: 'After' }, annotations: [{ text: 'two' }] },
  });
  expect(stage.viewer.charts.get('c')?.data).toHaveLength(1);
});

it('behind its tab it has the changes when it comes to the front', async () => {
  const stage = await Stage.open();
  stage.push('charts.data/chartAdd', CHART);
  stage.push(UPDATE, { chartId: 'c', changes: { 'layout.title': 'After' } });
  await stage.settled();
  expect(stage.viewer.charts.get('c')?.status).toBe('behind');
  await stage.viewer.openPinnedCharts();
  await stage.settled();
  expect(stage.viewer.charts.get('c')).toMatchObject({ status: 'drawn', layout: { title: 'After' } });
});
