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
    const updates = [UPDATE, UPDATE, UPDATE, UPDATE, UPDATE];
    expect(stage.order).toEqual(['x-charts.data/chartAdd', 'x-charts.ui/mounted', ...updates]);
    const [added, , sources, loading] = stage.reports();
    expectShape(added, recorded('chartAdd').data, ['.data']);
    expectShape(sources, recorded('chartSources').data);
    expectShape(loading, recorded('chartLoading').data);
    expect(changes(stage)[2]).toMatchObject({
      'data.0.x': [10.5, 10.6, 10.7, 10.8, 10.9],
      'data.0.y': [41.1, 41.2, 41.3, 41.4, 41.5],
      'data.0.type': 'scatter',
      'layout.xaxis.title.text': 'ra',
      'fireflyData.0.isLoading': false,
    });
    expect(changes(stage).slice(3)).toMatchObject([
      { highlighted: { x: [10.5], y: [41.1], name: '__HIGHLIGHTED', firefly: { rowIdx: [0] } } },
      { hasSelected: false, selected: { x: [], y: [], name: '__SELECTED' } },
    ]);
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

  it('draws the histograms of Firefly as bars', async () => {
    const stage = await plain();
    stage.table('t');
    chart(stage, 'h', {
      type: 'fireflyHistogram',
      firefly: { tbl_id: 't', options: { columnOrExpr: 'mag', numBins: 2 } },
    });
    await stage.settled();
    expect(stage.viewer.charts.get('h')).toMatchObject({
      drawn: [{ type: 'bar', y: [2, 2] }],
      drawnLayout: { xaxis: { title: { text: 'mag' } }, yaxis: { title: { text: 'Number' } } },
    });
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
    expect(stage.order).toEqual([ADDED, MOUNTED, UPDATE, UPDATE, UPDATE, UPDATE, UPDATE]);
    expect(stage.viewer.charts.get('c')).toMatchObject({ status: 'drawn', drawn: [{ x: [10.6, 10.9] }] });
    chart(stage, 'd', { x: [1] });
    expect(stage.order.slice(7)).toEqual([ADDED, MOUNTED]);
    await stage.viewer.openPinnedCharts();
    expect(stage.order.slice(7)).toEqual([ADDED, MOUNTED]);
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
    const updates = [UPDATE, UPDATE, UPDATE, UPDATE, UPDATE];
    expect(stage.order).toEqual([
      'x-table.loaded',
      'x-charts.data/chartAdd',
      'x-charts.ui/mounted',
      ...updates,
    ]);
    const added = stage.reports('x-charts.data/chartAdd')[0];
    expectShape(added, recorded('chartAddDefault').data, ['.data']);
    expect(added).toMatchObject({
      chartId: 'default-t',
      data: [{ x: 'tables::ra', y: 'tables::dec', type: 'scatter' }],
    });
  });

  it('follows CENTER_COLUMN, then custom, then the first columns of numbers; one alone is a histogram', async () => {
    const stage = await Stage.open();
    const file = stage.server.addFile('x.csv', 'a,b,lon,lat\n1,2,3,4\n');
    const add = (name: string, text: string) => stage.table(name, stage.server.addFile(`${name}.csv`, text));
    stage.table('named', file, { CENTER_COLUMN: 'b;a;EQ_J2000' });
    stage.table('custom', file);
    stage.table('asked', file, { defaultChartXCol: 'a', defaultChartYCol: 'lat' });
    add('first', 'c,d,e\n1,2,3\n');
    add('odd', 'k m,"h""k"\n1,2\n');
    add('one', 'a,b\nx,1\n');
    add('words', 'a,b\nx,y\n');
    add('empty', 'a,b\n');
    await stage.settled();
    const axes = [...stage.viewer.charts.values()].map(({ chartId, data: [first = {}] }) => [
      chartId.slice('default-'.length),
      first['type'],
      first['x'] ?? null,
      first['y'] ?? null,
    ]);
    expect(axes).toEqual([
      ['named', 'scatter', 'tables::b', 'tables::a'],
      ['custom', 'scatter', 'tables::lon', 'tables::lat'],
      ['asked', 'scatter', 'tables::a', 'tables::lat'],
      ['first', 'scatter', 'tables::c', 'tables::d'],
      ['odd', 'scatter', 'tables::"k m"', 'tables::"h""k"'],
      ['one', 'fireflyHistogram', null, null],
    ]);
  });

  it('is on the screen while its table is in front', async () => {
    const stage = await Stage.open();
    stage.table('a');
    await stage.settled();
    stage.watch('charts.ui/mounted', 'charts.ui/unmounted');
    stage.table('b');
    await stage.settled();
    stage.push('table.filter', { request: { tbl_id: 'a', filters: '"mag" < 12' } });
    await stage.settled();
    expect(stage.viewer.charts.get('default-a')?.status).toBe('behind');
    stage.viewer.core.userActivateTable('a');
    await stage.settled();
    expect(stage.viewer.charts.get('default-a')).toMatchObject({
      status: 'drawn',
      drawn: [{ x: [10.6, 10.9] }],
    });
    expect(stage.reports().map(({ type, chartId }) => [type, chartId])).toEqual([
      ['charts.ui/unmounted', 'default-a'],
      ['charts.ui/mounted', 'default-b'],
      ['charts.ui/unmounted', 'default-b'],
      ['charts.ui/mounted', 'default-a'],
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
