import { describe, expect, it } from 'vitest';
import { type JsonObject, ViewerCore } from '../../../src/testing/index.js';
import { ScriptedEngine } from '../../../src/testing/scripted-engine.js';
import { expectShape, recorded, Stage } from './helpers.js';

const CHART = [
  'charts.data/chartAdd',
  'charts.ui/mounted',
  'charts.data/chartUpdate',
  'charts.data/chartRemove',
];
const UPDATE = 'x-charts.data/chartUpdate';

const trace = (x: string, y: string, more: JsonObject = {}): JsonObject => ({
  type: 'scatter',
  mode: 'markers',
  tbl_id: 't',
  x: `tables::${x}`,
  y: `tables::${y}`,
  ...more,
});

function chart(stage: Stage, chartId: string, ...data: readonly JsonObject[]): void {
  const where = { viewerId: 'PINNED_CHART_VIEWER_ID', groupId: 'PINNED_CHART_VIEWER_ID' };
  stage.push('charts.data/chartAdd', {
    chartId,
    ...where,
    chartType: 'plot.ly',
    closable: true,
    activateViewer: true,
    data,
    layout: { title: 'cc' },
  });
}

/** Nobody is told of more than is asked for, and what is asked for is in front. */
async function plain(): Promise<Stage> {
  const stage = await Stage.open({ defaultCharts: false });
  await stage.viewer.openPinnedCharts();
  return stage;
}

const changes = (stage: Stage) => stage.reports(UPDATE).map((report) => report['changes']);

describe('a chart of its own data', () => {
  it('is added and mounted, and there is nothing to update', async () => {
    const stage = await plain();
    stage.watch(...CHART);
    chart(stage, 'c', { type: 'histogram', x: [1, 2, 2, 3] });
    await stage.settled();
    expect(stage.order).toEqual(['x-charts.data/chartAdd', 'x-charts.ui/mounted']);
    expectShape(stage.reports()[1], recorded('chartMounted').data);
    expect(stage.viewer.charts.get('c')).toMatchObject({
      status: 'drawn',
      drawn: [{ x: [1, 2, 2, 3] }],
      layout: { title: { text: 'cc' } },
    });
  });
});

describe('a chart of a table', () => {
  it('has the columns in place of the references, and reports as recorded', async () => {
    const stage = await plain();
    stage.table('t');
    await stage.settled();
    stage.watch(...CHART);
    chart(stage, 'c', trace('ra', 'dec'));
    await stage.settled();
    expect(stage.order).toEqual(['x-charts.data/chartAdd', 'x-charts.ui/mounted', UPDATE, UPDATE, UPDATE]);
    const [added, , sources, loading] = stage.reports();
    expectShape(added, recorded('chartAdd').data, ['.data']);
    expectShape(sources, recorded('chartSources').data);
    expectShape(loading, recorded('chartLoading').data);
    expect(changes(stage).at(-1)).toEqual({
      'data.0.x': [10.5, 10.6, 10.7, 10.8, 10.9],
      'data.0.y': [41.1, 41.2, 41.3, 41.4, 41.5],
      'fireflyData.0.isLoading': false,
    });
    expect(stage.viewer.charts.get('c')).toMatchObject({
      status: 'drawn',
      drawn: [{ x: [10.5, 10.6, 10.7, 10.8, 10.9] }],
    });
  });

  it('finds references at any depth, and takes expressions and all rows of the table as it is filtered', async () => {
    const stage = await plain();
    stage.table('t');
    await stage.settled();
    stage.push('table.filter', { request: { tbl_id: 't', filters: '"mag" > 0' } });
    await stage.settled();
    chart(stage, 'c', trace('ra*2', '"mag"', { error_y: { array: 'tables::mag' } }));
    await stage.settled();
    expect(stage.viewer.charts.get('c')?.drawn).toMatchObject([
      { x: [21, 21.2, 21.6, 21.8], y: [12.5, 9.25, 15, 11], error_y: { array: [12.5, 9.25, 15, 11] } },
    ]);
  });

  it('knows columns whose names are no words', async () => {
    const stage = await plain();
    stage.table('t', stage.server.addFile('odd.csv', 'k m,h-k\n1,2\n'));
    await stage.settled();
    chart(stage, 'c', trace('k m', 'h-k'));
    await stage.settled();
    expect(stage.viewer.charts.get('c')?.drawn).toMatchObject([{ x: [1], y: [2] }]);
  });

  it('waits for a table that is not there yet, and follows its filter', async () => {
    const stage = await plain();
    stage.watch(...CHART);
    chart(stage, 'c', trace('ra', 'mag'));
    await stage.settled();
    expect(stage.viewer.charts.get('c')?.status).toBe('waiting');
    expect(stage.order).toEqual(['x-charts.data/chartAdd', 'x-charts.ui/mounted']);
    stage.table('t');
    await stage.settled();
    expect(stage.viewer.charts.get('c')).toMatchObject({
      status: 'drawn',
      drawn: [{ y: [12.5, 9.25, null, 15, 11] }],
    });
    stage.push('table.filter', { request: { tbl_id: 't', filters: '"mag" < 12' } });
    await stage.settled();
    expect(stage.viewer.charts.get('c')?.drawn).toMatchObject([{ y: [9.25, 11] }]);
  });

  it('fails over a wrong column, which is said of the trace that has it', async () => {
    const stage = await plain();
    stage.watch(...CHART);
    stage.table('t');
    chart(stage, 'c', trace('ra', 'dec'), trace('ra', 'nope'));
    await stage.settled();
    expect(changes(stage).at(-1)).toEqual({
      'fireflyData.1.error': {
        message: 'Cannot display requested data',
        reason: expect.stringContaining('"nope"'),
      },
    });
    expect(stage.viewer.charts.get('c')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('trace 1'),
      drawn: [],
    });
    expect(stage.order.slice(0, 2)).toEqual(['x-charts.data/chartAdd', 'x-charts.ui/mounted']);
  });

  it('fails with the table it waits for', async () => {
    const stage = await plain();
    chart(stage, 'c', trace('ra', 'dec'));
    stage.table('t', 'nowhere.csv');
    await stage.settled();
    expect(stage.viewer.charts.get('c')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('nowhere.csv'),
    });
  });

  it('draws the histograms of Firefly too', async () => {
    const stage = await plain();
    stage.table('t');
    chart(stage, 'h', {
      type: 'fireflyHistogram',
      firefly: { tbl_id: 't', options: { columnOrExpr: 'mag', numBins: 30 } },
    });
    await stage.settled();
    expect(stage.viewer.charts.get('h')?.drawn).toMatchObject([
      { type: 'histogram', nbinsx: 30, x: [12.5, 9.25, null, 15, 11] },
    ]);
  });

  it('is drawn once when it is replaced while it loads', async () => {
    const stage = await plain();
    stage.table('t');
    await stage.settled();
    stage.watch(...CHART);
    chart(stage, 'c', trace('ra', 'dec'));
    chart(stage, 'c', trace('ra', 'mag'));
    await stage.settled();
    const done = changes(stage).filter((change) =>
      JSON.stringify(change).includes('"fireflyData.0.isLoading":false'),
    );
    expect(done).toMatchObject([{ 'data.0.y': [12.5, 9.25, null, 15, 11] }]);
  });
});

describe('a pinned chart', () => {
  const behind = async () => {
    const stage = await Stage.open({ defaultCharts: false });
    stage.table('t');
    await stage.settled();
    stage.watch(...CHART);
    chart(stage, 'c', trace('ra', 'dec'));
    await stage.settled();
    return stage;
  };
  const ADDED = 'x-charts.data/chartAdd';
  const MOUNTED = 'x-charts.ui/mounted';

  it('waits behind its tab, and is drawn when the tab comes to the front; later ones at once', async () => {
    const stage = await behind();
    expect(stage.order).toEqual([ADDED]);
    stage.push('table.filter', { request: { tbl_id: 't', filters: '"mag" < 12' } });
    await stage.settled();
    expect(stage.viewer.charts.get('c')).toMatchObject({ status: 'behind', drawn: [] });
    expect(stage.order).toEqual([ADDED]);
    await stage.viewer.openPinnedCharts();
    expect(stage.order).toEqual([ADDED, MOUNTED, UPDATE, UPDATE, UPDATE]);
    expect(stage.viewer.charts.get('c')).toMatchObject({ status: 'drawn', drawn: [{ x: [10.6, 10.9] }] });
    chart(stage, 'd', { x: [1] });
    expect(stage.order.slice(5)).toEqual([ADDED, MOUNTED]);
    await stage.viewer.openPinnedCharts();
    expect(stage.order.slice(5)).toEqual([ADDED, MOUNTED]);
  });

  it('stays behind without tables, and in front once its tab was opened, also in an emptied viewer', async () => {
    const stage = await behind();
    stage.push('table.remove', { tbl_id: 't' });
    expect(stage.order).toEqual([ADDED]);
    await stage.viewer.openPinnedCharts();
    stage.push('app_data.reinitApp');
    chart(stage, 'd', { x: [1] });
    await stage.settled();
    expect(stage.viewer.charts.get('d')?.status).toBe('drawn');
  });

  it('can be replaced and removed unseen', async () => {
    const stage = await behind();
    chart(stage, 'c', { x: [1] });
    stage.push('charts.data/chartRemove', { chartId: 'c' });
    await stage.viewer.openPinnedCharts();
    expect(stage.order).toEqual([ADDED, ADDED, 'x-charts.data/chartRemove']);
  });

  it('is no chart of another viewer', async () => {
    const stage = await Stage.open({ defaultCharts: false });
    stage.watch(...CHART);
    stage.push('charts.data/chartAdd', { chartId: 'cell', viewerId: 'cell-1', data: [{ x: [1] }] });
    expect(stage.order).toEqual([ADDED, MOUNTED]);
  });

  it('is told to the engine, and whether it waits', async () => {
    const told: unknown[] = [];
    const engine = Object.assign(new ScriptedEngine(), {
      chartAdded: (...added: unknown[]) => told.push(added),
    });
    const host = {
      report: () => {},
      tableSearch: async () => ({ tbl_id: 't', totalRows: 0, request: {} }),
      fetchImage: async () => new Uint8Array(),
    };
    const core = new ViewerCore(host, engine, { defaultCharts: false });
    const add = (chartId: string) =>
      core.handle({
        type: 'charts.data/chartAdd',
        payload: { chartId, viewerId: 'PINNED_CHART_VIEWER_ID', data: [] },
      });
    add('first');
    core.userShowPinnedCharts();
    add('second');
    await core.settled();
    expect(told).toEqual([
      ['first', true],
      ['second', false],
    ]);
  });
});

describe('the chart that a table brings along', () => {
  it('shows its sky position, as recorded, after the table is reported', async () => {
    const stage = await Stage.open();
    stage.watch('table.loaded', ...CHART);
    stage.table('t');
    await stage.settled();
    expect(stage.order).toEqual([
      'x-table.loaded',
      'x-charts.data/chartAdd',
      'x-charts.ui/mounted',
      UPDATE,
      UPDATE,
      UPDATE,
    ]);
    const added = stage.reports('x-charts.data/chartAdd')[0];
    expectShape(added, recorded('chartAddDefault').data, ['.data']);
    expect(added).toMatchObject({
      chartId: 'default-t',
      data: [{ x: 'tables::ra', y: 'tables::dec', type: 'scattergl' }],
    });
  });

  it('follows CENTER_COLUMN, else takes the first two columns of numbers, and is left out without them', async () => {
    const stage = await Stage.open();
    const file = stage.server.addFile('x.csv', 'a,b,lon,lat\n1,2,3,4\n');
    stage.table('sky', file, { CENTER_COLUMN: 'lon;lat;EQ_J2000' });
    stage.table('first', file);
    stage.table('words', stage.server.addFile('w.csv', 'a,b\nx,1\n'));
    await stage.settled();
    const axes = [...stage.viewer.charts.values()].map(({ chartId, data }) => [
      chartId,
      data[0]?.['x'],
      data[0]?.['y'],
    ]);
    expect(axes).toEqual([
      ['default-sky', 'tables::lon', 'tables::lat'],
      ['default-first', 'tables::a', 'tables::b'],
    ]);
  });

  it('goes with the table, while other charts stay', async () => {
    const stage = await Stage.open();
    stage.table('t');
    chart(stage, 'c', trace('ra', 'dec'));
    await stage.settled();
    expect([...stage.viewer.charts.keys()].sort()).toEqual(['c', 'default-t']);
    stage.push('table.remove', { tbl_id: 't' });
    expect([...stage.viewer.charts.keys()]).toEqual(['c']);
  });
});

describe('removing', () => {
  it('is reported once', async () => {
    const stage = await plain();
    stage.watch(...CHART);
    chart(stage, 'c', { x: [1], y: [2] });
    stage.push('charts.data/chartRemove', { chartId: 'c' });
    stage.push('charts.data/chartRemove', { chartId: 'c' });
    await stage.settled();
    expect(stage.reports('x-charts.data/chartRemove')).toMatchObject([{ chartId: 'c' }]);
    expect(stage.viewer.charts.size).toBe(0);
  });

  it('shows a chart it cannot draw as unknown', async () => {
    const stage = await plain();
    stage.push('charts.data/chartAdd', { chartId: 'xy', chartType: 'scatter', params: { xCol: 'a' } });
    expect(stage.viewer.unknown).toMatchObject([{ type: 'charts.data/chartAdd' }]);
    expect(stage.viewer.charts.size).toBe(0);
  });
});
