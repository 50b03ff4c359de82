import { ClosedError, type FireflyEvents, OverflowError, type Report } from 'firefly-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeAll, failureOf, ownWatches, passes, Stage, stopTime, turn } from './stage.js';

afterEach(closeAll);

const POINT = { image: { x: 1.5, y: 2.5 }, world: { ra: 10.5, dec: 41.25 } };
const CORNER = { image: { x: 3.5, y: 4.5 }, world: { ra: 10.25, dec: 41.5 } };
const WORLD = { x: 10.5, y: 41.25, system: 'EQ_J2000' };

/** An image, a table, and a button for each kind of selection. */
async function scene(): Promise<Stage> {
  const stage = await Stage.open();
  const { client } = stage;
  for (const type of ['POINT', 'LINE_SELECT', 'AREA_SELECT']) {
    client.addExtension(type, { extensionId: type.toLowerCase(), title: type });
  }
  client.showTable(stage.table(), { tblId: 't' });
  await client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
  await client.flush();
  await stage.viewer.core.settled();
  await turn();
  return stage;
}

/** Everything that comes under a name. */
function collect<K extends keyof FireflyEvents>(stage: Stage, name: K): FireflyEvents[K][] {
  const seen: FireflyEvents[K][] = [];
  stage.client.on(name, (event) => seen.push(event));
  return seen;
}

describe('events with a shape of their own', () => {
  it('POINT has its position in the sky and on the image', async () => {
    const stage = await scene();
    const points = collect(stage, 'POINT');
    stage.viewer.press('point', 'a', POINT);
    stage.viewer.press('point', 'a', { image: { x: 0, y: 0 } });
    await turn();
    expect(points).toEqual([
      {
        type: 'POINT',
        extensionId: 'point',
        plotId: 'a',
        world: WORLD,
        image: { x: 1.5, y: 2.5 },
        report: expect.objectContaining({ id: 'point', ipt: '1.5;2.5' }),
      },
      expect.objectContaining({ image: { x: 0, y: 0 } }),
    ]);
    expect(points[1]).not.toHaveProperty('world');
  });

  it('LINE_SELECT and AREA_SELECT have two', async () => {
    const stage = await scene();
    const [lines, areas] = [collect(stage, 'LINE_SELECT'), collect(stage, 'AREA_SELECT')];
    stage.viewer.press('line_select', 'a', POINT, CORNER);
    stage.viewer.press('area_select', 'a', CORNER, POINT);
    await turn();
    const corner = { world: { x: 10.25, y: 41.5, system: 'EQ_J2000' }, image: { x: 3.5, y: 4.5 } };
    const point = { world: WORLD, image: { x: 1.5, y: 2.5 } };
    expect(lines).toMatchObject([{ type: 'LINE_SELECT', plotId: 'a', from: point, to: corner }]);
    expect(areas).toMatchObject([{ extensionId: 'area_select', from: corner, to: point }]);
  });

  it('table.highlight has the row and its values, and table.select the selection', async () => {
    const stage = await scene();
    const rows = collect(stage, 'table.highlight');
    const selections = collect(stage, 'table.select');
    await stage.client.flush();
    await stage.viewer.highlight('t', 2);
    stage.viewer.select('t', [0, 2]);
    await turn();
    expect(rows).toMatchObject([{ type: 'table.highlight', tblId: 't', rowIndex: 2 }]);
    expect(rows[0]?.row).toEqual({ name: 'gamma', ra: 10.7, dec: 41.3, mag: null });
    expect(selections).toMatchObject([{ type: 'table.select', tblId: 't', selectAll: false, rowCount: 5 }]);
  });

  it('table.update arrives although its payload overwrites the type of the report (T19)', async () => {
    const stage = await scene();
    const updates: Report[] = [];
    const stop = stage.client.on('table.update', (report) => updates.push(report));
    const strays: Report[] = [];
    stage.client.on('table', (report) => strays.push(report));
    await stage.client.applyTableFilters('t', '"mag" < 10').displayed();
    await turn();
    expect(updates).toMatchObject([{ type: 'table', tbl_id: 't', totalRows: 1 }]);
    expect(strays).toEqual([]);
    stop();
  });

  it('of types that are not known here come as they are', async () => {
    const stage = await scene();
    const clicks: Report[] = [];
    stage.client.on('ImagePlotCntlr.ChangePlotAttribute', (report) => clicks.push(report));
    const own: Report[] = [];
    stage.client.on('my.type', (report) => own.push(report));
    await stage.client.dispatch('my.type', { x: [1, { y: 'é☃' }] });
    stage.viewer.click('a', POINT);
    await turn();
    const id = expect.stringMatching(/^ffc:/);
    expect(own).toEqual([{ id, type: 'my.type', x: [1, { y: 'é☃' }] }]);
    expect(clicks).toMatchObject([
      { plotId: 'a', attKey: 'ACTIVE_POINT', attValue: { pt: { x: 10.5, y: 41.25 } } },
    ]);
  });

  it('viewer:ready, report and frame tell what goes on in the channel', async () => {
    const stage = await scene();
    const ready = collect(stage, 'viewer:ready');
    const frames = collect(stage, 'frame');
    stage.viewer.reload();
    await stage.viewer.ready;
    await turn();
    expect(ready).toEqual([{ viewerUrl: stage.client.viewerUrl }]);
    expect(frames.map(({ name }) => name)).toContain('FLUX_ACTION');
    expect(frames.find(({ data }) => Object(data)['type'] === 'app_data.notifyRemoteAppReady')).toMatchObject(
      {
        from: '-1',
      },
    );
  });
});

describe('one gesture is one event', () => {
  it('although there is an extension of the same type too', async () => {
    const stage = await scene();
    const rows = collect(stage, 'table.highlight');
    const more = collect(stage, 'table.highlight');
    await stage.client.addExtension('table.highlight', { extensionId: 'mine', title: 'mine' });
    await stage.viewer.highlight('t', 1);
    await turn();
    expect([rows.length, more.length]).toEqual([1, 1]);
    expect(stage.viewer.extensions.filter(({ extType }) => extType === 'table.highlight')).toHaveLength(2);
  });

  it('and two buttons are two', async () => {
    const stage = await scene();
    await stage.client.addExtension('POINT', { extensionId: 'second', title: 'second' });
    const ids: string[] = [];
    stage.client.on('POINT', ({ extensionId }) => ids.push(extensionId));
    stage.viewer.press('point', 'a', POINT);
    stage.viewer.press('second', 'a', POINT);
    await turn();
    expect(ids).toEqual(['point', 'second']);
  });

  it('in each client of the channel, whether it shares the socket or not', async () => {
    const stage = await scene();
    const clients = [
      stage.client,
      await stage.connect({ channel: stage.client.channel }),
      await stage.connectElsewhere(),
    ];
    const counts = clients.map(() => 0);
    for (const [index, client] of clients.entries()) {
      client.on('table.highlight', () => {
        counts[index] = (counts[index] ?? 0) + 1;
      });
      await client.flush();
    }
    await stage.viewer.highlight('t', 1);
    await turn();
    expect(counts).toEqual([1, 1, 1]);
  });
});

describe('report listeners', () => {
  it('hear what is reported to extensions of anybody, and nothing of our housekeeping', async () => {
    const stage = await scene();
    const other = await stage.connectElsewhere();
    await other.addExtension('POINT', { extensionId: 'theirs', title: 'theirs' });
    const reports = collect(stage, 'report');
    other.on('table.highlight', () => undefined);
    collect(stage, 'table.highlight');
    await Promise.all([stage.client.flush(), other.flush()]);
    await stage.client.viewerReady();
    await other.showFitsImage(stage.image(), { plotId: 'b' }).displayed();
    await stage.client.setZoom('b', 2).displayed();
    await stage.viewer.highlight('t', 1);
    stage.viewer.press('point', 'a', POINT);
    stage.viewer.press('theirs', 'a', POINT);
    await turn();
    expect(reports.map(({ id }) => id)).toEqual(['point', 'theirs']);
  });

  it('do not have the watches of others arrive under a name', async () => {
    const stage = await scene();
    const other = await stage.connectElsewhere();
    other.on('table.highlight', () => undefined);
    await other.flush();
    const plain = collect(stage, 'report');
    const named: unknown[] = [];
    const untracked = await stage.connectElsewhere({ tracking: false });
    untracked.on('table.highlight', (event) => named.push(event));
    await stage.viewer.highlight('t', 1);
    await turn();
    expect([plain, named]).toEqual([[], []]);
  });
});

describe('on', () => {
  it('takes the watch back when the last listener has gone, after a while', async () => {
    stopTime();
    const stage = await Stage.open();
    const first = vi.fn();
    const stopFirst = stage.client.on('table.highlight', first);
    const stopSecond = stage.client.on('table.highlight', () => undefined);
    await stage.client.flush();
    expect(ownWatches(stage.viewer)).toEqual(['table.highlight']);
    stopFirst();
    stopFirst();
    await passes(10_000);
    expect(ownWatches(stage.viewer)).toEqual(['table.highlight']);
    stopSecond();
    await passes(1_000);
    expect(ownWatches(stage.viewer)).toEqual(['table.highlight']);
    await passes(5_000);
    expect(ownWatches(stage.viewer)).toEqual([]);
    expect(stage.watched).toEqual(['table.highlight']);
    expect(first).not.toHaveBeenCalled();
  });

  it('keeps a watch that is wanted again before it is taken back', async () => {
    stopTime();
    const stage = await Stage.open();
    stage.client.on('table.highlight', () => undefined)();
    await passes(3_000);
    stage.client.on('table.highlight', () => undefined);
    await passes(10_000);
    expect(ownWatches(stage.viewer)).toEqual(['table.highlight']);
    expect(stage.watched).toEqual(['table.highlight']);
  });

  it('calls nobody who has stopped listening, and needs no watch for selections', async () => {
    const stage = await scene();
    const listener = vi.fn();
    stage.client.on('POINT', listener)();
    const seen = collect(stage, 'POINT');
    stage.viewer.press('point', 'a', POINT);
    await turn();
    expect(seen).toHaveLength(1);
    expect(listener).not.toHaveBeenCalled();
    expect(stage.watched).not.toContain('POINT');
  });

  it('is refused when the client is closed', async () => {
    const stage = await Stage.open();
    await stage.client.close();
    expect(() => stage.client.on('POINT', () => undefined)).toThrow(ClosedError);
    expect(() => stage.client.events('POINT')).toThrow(ClosedError);
    expect(await failureOf(stage.client.once('POINT'))).toBeInstanceOf(ClosedError);
    expect(await failureOf(stage.client.viewerReady())).toBeInstanceOf(ClosedError);
  });
});

describe('once', () => {
  it('gives the next event and stops listening', async () => {
    stopTime();
    const stage = await Stage.open();
    const shown = stage.client.showTable(stage.table(), { tblId: 't' }).displayed();
    await passes(5);
    await shown;
    const next = stage.client.once('table.highlight');
    await stage.client.flush();
    await stage.viewer.highlight('t', 1);
    await stage.viewer.highlight('t', 2);
    expect((await next).rowIndex).toBe(1);
    await passes(6_000);
    expect(ownWatches(stage.viewer)).toEqual([expect.stringContaining('pulse')]);
  });

  it('ends with the client', async () => {
    const stage = await Stage.open();
    const waiting = failureOf(stage.client.once('POINT'));
    const shared = await stage.connect({ channel: stage.client.channel });
    stage.viewer.close();
    const ready = failureOf(stage.client.viewerReady());
    await stage.client.close();
    expect(await waiting).toBeInstanceOf(ClosedError);
    expect(await ready).toBeInstanceOf(ClosedError);
    expect(shared.state).toBe('connected');
  });
});

describe('events', () => {
  it('is an iterator that loses nothing and ends with a break', async () => {
    const stage = await scene();
    const events = stage.client.events('table.highlight');
    await stage.client.flush();
    for (const row of [1, 2, 3]) await stage.viewer.highlight('t', row);
    await turn();
    const rows: number[] = [];
    for await (const { rowIndex } of events) {
      rows.push(rowIndex);
      if (rows.length === 3) break;
    }
    expect(rows).toEqual([1, 2, 3]);
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('ends with its signal, without an error, and takes its watch back', async () => {
    stopTime();
    const stage = await Stage.open();
    const stop = new AbortController();
    const rows: unknown[] = [];
    const reading = (async () => {
      for await (const event of stage.client.events('table.highlight', { signal: stop.signal }))
        rows.push(event);
      return 'ended';
    })();
    await stage.client.flush();
    expect(ownWatches(stage.viewer)).toEqual(['table.highlight']);
    stop.abort();
    expect(await reading).toBe('ended');
    await passes(6_000);
    expect(ownWatches(stage.viewer)).toEqual([]);
    expect(rows).toEqual([]);
  });

  it('ends with the client, after what had come', async () => {
    const stage = await scene();
    const events = stage.client.events('POINT');
    const reading = (async () => {
      const plots: string[] = [];
      for await (const { plotId } of events) plots.push(plotId);
      return plots;
    })();
    stage.viewer.press('point', 'a', POINT);
    await turn();
    await stage.client.close();
    expect(await reading).toEqual(['a']);
  });

  it('tells a reader that is too slow', async () => {
    const stage = await scene();
    const events = stage.client.events('POINT', { buffer: 2 });
    for (let press = 0; press < 3; press++) stage.viewer.press('point', 'a', POINT);
    await turn();
    expect((await events.next()).value).toMatchObject({ type: 'POINT' });
    await events.next();
    expect(await failureOf(events.next())).toBeInstanceOf(OverflowError);
  });
});
