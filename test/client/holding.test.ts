import { DependencyError, SupersededError } from 'firefly-client';
import { afterEach, describe, expect, it } from 'vitest';
import {
  closeAll,
  complaints,
  failureOf,
  fits,
  gate,
  passes,
  Stage,
  stateOf,
  stopTime,
  turn,
} from './stage.js';

afterEach(closeAll);

const TRACE = { tbl_id: 't', mode: 'markers', x: 'tables::ra', y: 'tables::mag' };

/** Everything in one tick, without a single await. */
function everything({ client, ...stage }: { client: Stage['client']; image: string; table: string }) {
  client.showFitsImage(stage.image, { plotId: 'a' });
  client.setZoom('a', 3);
  client.setPan('a', { x: 10.7, y: 41.3, coord: 'J2000' });
  const { rvString } = client.setStretch('a', { type: 'zscale', algorithm: 'log' });
  client.setColor('a', { colormapId: 6, bias: 0.6, contrast: 1.5 });
  client.overlayRegionLayer({ regionLayerId: 'r', plotId: 'a', regionData: ['circle 1 2 3'] });
  client.addRegionData('point 4 5', 'r');
  client.showTable(stage.table, { tblId: 't', pageSize: 2 });
  client.applyTableFilters('t', '"mag" > 10');
  client.sortTableColumn('t', 'mag', 'DESC');
  client.showChart({ chartId: 'c', data: [TRACE] });
  return rvString;
}

const tidy = (rvString: string) =>
  rvString
    .split(',')
    .map((part) => (part === 'NaN' ? part : String(Number(part))))
    .join();

function expectEverything({ viewer }: Stage, rvString: string): void {
  expect(viewer.images.get('a')).toMatchObject({
    status: 'displayed',
    zoomLevel: 3,
    center: { x: 10.7, y: 41.3, system: 'J2000' },
    stretch: tidy(rvString),
    color: { cbarId: 6, bias: 0.6, contrast: 1.5 },
  });
  expect(viewer.layers.get('r')).toMatchObject({
    plotIds: ['a'],
    regions: ['circle 1 2 3', 'point 4 5'],
  });
  expect(viewer.tables.get('t')).toMatchObject({
    status: 'loaded',
    request: { filters: '"mag" > 10', sortInfo: 'DESC,mag' },
    model: { totalRows: 3 },
  });
  expect(viewer.tables.get('t')?.model?.tableData?.data?.map(([, , , mag]) => mag)).toEqual([15, 12.5]);
  expect(viewer.charts.get('c')).toMatchObject({
    status: 'drawn',
    drawn: [{ x: [10.8, 10.5, 10.9], y: [15, 12.5, 11] }],
  });
}

/** Milliseconds by type of action; the same in each run, and never in the order of the calls. */
const uneven = (type: string, factor: number): number => ([...type].length * factor) % 23;

describe('everything in one tick', () => {
  it.each([0, 1, 7, 11])('ends in exactly that state, however slow the viewer is (%i)', async (factor) => {
    const stage = await Stage.open({ viewer: { delay: ({ type }) => uneven(type, factor) } });
    await stage.viewer.openPinnedCharts();
    const rvString = everything({ client: stage.client, image: stage.image(), table: stage.table() });
    await stage.client.flush();
    await stage.viewer.core.settled();
    expectEverything(stage, rvString);
    expect(stage.errors).toEqual([]);
  });

  it('does so with uploads, and when the server takes its time over each action', async () => {
    const stage = await Stage.open();
    await stage.viewer.openPinnedCharts();
    stage.before = async (cmd, params) => {
      const text = params['action'] ?? params['request'] ?? '';
      await new Promise((resolve) => setTimeout(resolve, cmd === 'upload' ? 20 : text.length % 3));
      return undefined;
    };
    const { client } = stage;
    const [image, table] = [fits(), new TextEncoder().encode('ra,dec,x,mag\n1,2,3,15\n4,5,6,9\n7,8,9,12\n')];
    client.showFitsImage(image, { plotId: 'a' });
    client.setZoom('a', 3);
    client.showTable(table, { tblId: 't', filename: 't.csv' });
    client.applyTableFilters('t', '"mag" > 10');
    client.setColor('a', { colormapId: 4 });
    client.showChart({ chartId: 'c', data: [TRACE] });
    client.sortTableColumn('t', 'mag', 'ASC');
    await client.flush();
    await stage.viewer.core.settled();
    expect(stage.viewer.images.get('a')).toMatchObject({ zoomLevel: 3, color: { cbarId: 4 } });
    expect(stage.viewer.tables.get('t')).toMatchObject({
      model: { totalRows: 2 },
      request: { sortInfo: 'ASC,mag' },
    });
    expect(stage.viewer.charts.get('c')).toMatchObject({ drawn: [{ x: [7, 1] }] });
    expect(stage.errors).toEqual([]);
  });

  it('does so a second time on the same ids, and twice in one tick', async () => {
    const stage = await Stage.open({ viewer: { delay: ({ type }) => uneven(type, 5) } });
    await stage.viewer.openPinnedCharts();
    const once = () => everything({ client: stage.client, image: stage.image(), table: stage.table() });
    once();
    once();
    await stage.client.flush();
    await stage.viewer.core.settled();
    once();
    const rvString = once();
    await stage.client.flush();
    await stage.viewer.core.settled();
    expectEverything(stage, rvString);
    await complaints();
    expect(stage.errors).toEqual([]);
  });
});

describe('the order of actions', () => {
  it('is that of the calls, however fast the server answers each (T3)', async () => {
    const stage = await Stage.open();
    let [running, most] = [0, 0];
    stage.before = async (_cmd, params) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, (params['action']?.length ?? 0) % 4));
      running--;
      return undefined;
    };
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    await Promise.all(
      numbers.map((number) => stage.client.dispatch('some.type', { number, pad: 'x'.repeat(number % 7) })),
    );
    const seen = stage.viewer.received.filter(({ type }) => type === 'some.type');
    expect(seen.map(({ payload }) => Reflect.get(Object(payload), 'number'))).toEqual(numbers);
    expect(most).toBe(1);
  });

  it('holds on one id although uploads are of different speed', async () => {
    const stage = await Stage.open();
    const [slow, fast] = [gate(), gate()];
    const uploads = [slow, fast];
    stage.before = (cmd) => (cmd === 'upload' ? uploads.shift()?.passed : undefined);
    const first = stage.client.showFitsImage(fits(5, 5), { plotId: 'a' });
    const second = stage.client.showFitsImage(fits(7, 7), { plotId: 'a' });
    const other = stage.client.showFitsImage(stage.image(), { plotId: 'b' });
    await other.displayed();
    fast.open();
    await turn();
    expect(stage.actions.map(({ payload }) => Reflect.get(Object(payload['wpRequest']), 'plotId'))).toEqual([
      'b',
    ]);
    slow.open();
    expect((await second.displayed()).width).toBe(7);
    expect(await failureOf(first.displayed())).toBeInstanceOf(SupersededError);
    expect(stage.viewer.images.get('a')?.image?.width).toBe(7);
    expect(await first).toMatchObject({ success: true });
  });

  it('lets a faster upload for another id pass', async () => {
    const stage = await Stage.open();
    const [slow, fast] = [gate(), gate()];
    const uploads = [slow, fast];
    stage.before = (cmd) => (cmd === 'upload' ? uploads.shift()?.passed : undefined);
    const first = stage.client.showFitsImage(fits(5, 5), { plotId: 'a' });
    const second = stage.client.showFitsImage(fits(7, 7), { plotId: 'b' });
    fast.open();
    await second.displayed();
    expect(await stateOf(first)).toBe('pending');
    slow.open();
    await first.displayed();
  });

  it('lets actions on other ids flow on while something waits to be displayed', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 1_000 } });
    const { client } = stage;
    await client.showFitsImage(stage.image(), { plotId: 'a' });
    const zoom = client.setZoom('a', 3);
    const dispatched = client.dispatch('some.type');
    const other = client.showFitsImage(stage.image(), { plotId: 'b' });
    const foreign = client.setZoom('c', 2);
    await Promise.all([dispatched, other, foreign]);
    expect(stage.types).toEqual(['PlotImage', 'type', 'PlotImage', 'ZoomImage']);
    expect(await stateOf(zoom)).toBe('pending');
    await passes(2_001);
    await zoom.displayed();
    expect(stage.viewer.images.get('a')?.zoomLevel).toBe(3);
    const lost = failureOf(foreign.displayed({ timeout: 10 }));
    await passes(11);
    expect(await lost).toMatchObject({ name: 'TimeoutError' });
  });

  it('takes in actions that are written by hand', async () => {
    const stage = await Stage.open({ viewer: { delay: 10 } });
    const { client } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    client.showTable(stage.table(), { tblId: 't' });
    const zoom = { plotId: 'a', userZoomType: 'LEVEL', level: 5, actionScope: 'SINGLE' };
    const byHand = client.dispatch('ImagePlotCntlr.ZoomImage', zoom);
    const filter = client.dispatch('table.filter', { request: { tbl_id: 't', filters: '"mag" < 10' } });
    const elsewhere = client.dispatch('ImagePlotCntlr.ZoomImage', zoom, { channel: 'another' });
    await elsewhere;
    expect(await stateOf(byHand)).toBe('pending');
    await Promise.all([byHand, filter]);
    await stage.viewer.core.settled();
    expect(stage.viewer.images.get('a')?.zoomLevel).toBe(5);
    expect(stage.viewer.tables.get('t')).toMatchObject({ status: 'loaded', model: { totalRows: 1 } });
  });

  it('has regions for no plot in particular wait for the images that are on their way', async () => {
    const stage = await Stage.open({ viewer: { delay: 10 } });
    const { client } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    client
      .showFitsImage('${nowhere}', { plotId: 'b' })
      .displayed()
      .catch(() => undefined);
    await client.overlayRegionLayer({ regionLayerId: 'r', regionData: 'circle 1 2 3' }).displayed();
    expect(stage.viewer.layers.get('r')?.plotIds).toEqual(['a']);
  });

  it('has regions from a file wait for their upload and their image, and what is added wait for them', async () => {
    const stage = await Stage.open({ viewer: { delay: 10 } });
    const { client } = stage;
    const regions = new TextEncoder().encode('# Region file\ncircle 1 2 3\n');
    client.showFitsImage(stage.image(), { plotId: 'a' });
    client.overlayRegionLayer({ regionLayerId: 'r', plotId: 'a', file: regions, filename: 'a.reg' });
    client.addRegionData('point 4 5', 'r');
    await client.removeRegionData('circle 1 2 3', 'r').displayed();
    expect(stage.viewer.layers.get('r')).toMatchObject({ plotIds: ['a'], regions: ['point 4 5'] });
  });
});

describe('what depends on something that fails', () => {
  it('is not sent, and is told the reason', async () => {
    const stage = await Stage.open();
    await stage.viewer.openPinnedCharts();
    const { client } = stage;
    const image = client.showFitsImage('${nowhere}', { plotId: 'a' });
    const table = client.showTable('${nowhere}', { tblId: 't' });
    const dependents = [
      client.setZoom('a', 2),
      client.setPan('a', { x: 1, y: 2 }),
      client.setStretch('a'),
      client.setColor('a'),
      client.overlayRegionLayer({ plotId: 'a', regionData: 'circle 1 2 3' }),
      client.applyTableFilters('t', '"mag" < 1'),
      client.sortTableColumn('t', 'mag'),
      client.showChart({ data: [TRACE] }),
      client.dispatch('ImagePlotCntlr.ZoomImage', { plotId: 'a' }),
    ];
    const reasons = [await failureOf(image.displayed()), await failureOf(table.displayed())];
    const failures = await Promise.all(dependents.map((handle) => failureOf(handle)));
    for (const [index, error] of failures.entries()) {
      expect(error).toBeInstanceOf(DependencyError);
      const onTable = index >= 5 && index <= 7;
      expect(error).toMatchObject({ code: 'DEPENDENCY', cause: reasons[onTable ? 1 : 0] });
    }
    expect(String(failures[0])).toMatch(
      /setZoom was not sent, because image 'a' is not on the screen: .*not found/,
    );
    for (const handle of dependents)
      expect(await failureOf(handle.displayed())).toBeInstanceOf(DependencyError);
    expect(stage.types).toEqual(['PlotImage', 'search']);
    await complaints();
    expect(stage.errors).toEqual([]);
  });

  it('is told so also when it is called later, until the id is shown anew', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    await failureOf(client.showFitsImage('${nowhere}', { plotId: 'a' }).displayed());
    expect(await failureOf(client.setZoom('a', 2))).toBeInstanceOf(DependencyError);
    client.showFitsImage(stage.image(), { plotId: 'a' });
    await client.setZoom('a', 2).displayed();
    expect(stage.viewer.images.get('a')?.zoomLevel).toBe(2);
    await failureOf(client.showFitsImage('${nowhere}', { plotId: 'a' }).displayed());
    await client.reinitViewer();
    const unknown = client.setZoom('a', 2);
    expect(await unknown).toMatchObject({ success: true });
  });

  it('hears of an upload that failed, and of one that the server refused', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    const image = client.showFitsImage(new Uint8Array(10), { plotId: 'a' });
    const zoom = client.setZoom('a', 2);
    const reason = await failureOf(image.displayed());
    expect(reason).toMatchObject({ name: 'InputError' });
    expect(await failureOf(zoom)).toMatchObject({ name: 'DependencyError', cause: reason });
    stage.before = (cmd) =>
      cmd === 'upload'
        ? {
            status: 500,
            contentType: 'application/json',
            text: '{"success":false,"error":{"cause1":"no room"}}',
          }
        : undefined;
    const refused = await failureOf(client.showTable(new Uint8Array(3), { tblId: 't' }));
    expect(refused).toMatchObject({ name: 'CommandError', command: 'upload', reasons: ['no room'] });
    expect(await failureOf(client.applyTableFilters('t', '"a" < 1'))).toMatchObject({ cause: refused });
  });

  it('is told of each of a list of plots', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    client
      .showFitsImage('${nowhere}', { plotId: 'b' })
      .displayed()
      .catch(() => undefined);
    const both = client.setZoom(['a', 'b'], 2);
    expect(await failureOf(both)).toBeInstanceOf(DependencyError);
    expect(await failureOf(both.displayed())).toBeInstanceOf(DependencyError);
    await client.flush();
    expect(stage.viewer.images.get('a')?.zoomLevel).toBe(2);
  });
});
