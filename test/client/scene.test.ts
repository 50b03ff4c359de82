/** What is on the screen is brought back: after a reload, and from a snapshot. */
import { ArgumentError, broadcast, type ConnectOptions, type Snapshot } from 'firefly-client';
import { ViewerFailure } from 'firefly-client/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, failureOf, passes, Stage, stopTime, turn } from './stage.js';

afterEach(closeAll);

/** An image with a view of its own, a table that is filtered and sorted, regions, another image that was deleted; a chart waits three seconds behind its tab. */
async function furnish(stage: Stage, withChart = false): Promise<void> {
  const { client } = stage;
  await client.showFitsImage(stage.image(), { plotId: 'a', Title: 'An image' }).displayed();
  client.showFitsImage(stage.image('n.fits'), { plotId: 'gone' });
  client.setZoom('a', 3);
  client.setPan('a', { x: 2, y: 1 });
  await client.setStretch('a', { type: 'percent', lowerValue: 5, upperValue: 95 }).displayed();
  await client.setColor('a', { colormapId: 4 }).displayed();
  client.showTable(stage.table(), { tblId: 't' });
  await client.applyTableFilters('t', '"ra" > 0').displayed();
  await client.sortTableColumn('t', 'ra', 'DESC').displayed();
  const chart =
    withChart &&
    client.showChart({
      chartId: 'c',
      data: [{ type: 'scatter', tbl_id: 't', x: 'tables::ra', y: 'tables::dec' }],
    });
  client.overlayRegionLayer({ regionData: 'image;circle 1 1 1', plotId: 'a', regionLayerId: 'r' });
  await client.addRegionData('image;circle 2 2 1', 'r').displayed();
  await client.deletePlot('gone').displayed();
  if (chart) await chart.displayed();
}

function look(stage: Stage) {
  const { images, tables, charts, layers } = stage.viewer;
  const image = images.get('a');
  const table = tables.get('t');
  return {
    plots: [...images.keys()],
    image: image && [
      image.status,
      image.title,
      image.zoomLevel,
      image.center,
      image.stretch,
      image.color.cbarId,
    ],
    table: table && [table.status, table.request['filters'], table.request['sortInfo']],
    charts: [...charts.keys()].includes('c'),
    regions: layers.get('r')?.regions,
  };
}

describe('with restore: true', () => {
  it('a viewer that was loaded anew is given everything again, with the views as they were', async () => {
    const stage = await Stage.open({ client: { restore: true } });
    await furnish(stage, true);
    // The user's own hands.
    stage.viewer.core.userZoom('a', 5);
    await turn();
    const before = look(stage);
    expect(before.image?.[2]).toBe(5);
    const restored = stage.client.once('viewer:restored');
    const reloaded = stage.client.once('viewer:reloaded');
    stage.viewer.reload();
    await reloaded;
    const { results } = await restored;
    expect(results.map(({ key }) => key)).toEqual(['plot:a', 'table:t', 'chart:c', 'layer:r']);
    expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(look(stage)).toEqual(before);
    expect(stage.errors).toEqual([]);
  });

  it('what cannot be brought back is said, and the rest is there', async () => {
    const stage = await Stage.open({ client: { restore: true } });
    await furnish(stage);
    stage.viewer.fail = { a: new ViewerFailure('File not found') };
    const restored = stage.client.once('viewer:restored');
    stage.viewer.reload();
    const { results } = await restored;
    expect(results.filter(({ error }) => error !== undefined).map(({ key }) => key)).toEqual([
      'plot:a',
      'layer:r',
    ]);
    expect(String(results[0]?.error)).toContain('File not found');
    expect(stage.errors.map(String).join('\n')).toContain('File not found');
    expect(look(stage).table?.[0]).toBe('loaded');
  });

  it('an emptied viewer stays empty', async () => {
    const stage = await Stage.open({ client: { restore: true } });
    await furnish(stage);
    await stage.client.reinitViewer().displayed();
    const restored = stage.client.once('viewer:restored');
    stage.viewer.reload();
    expect((await restored).results).toEqual([]);
  });

  it('needs tracking', async () => {
    const stage = await Stage.open();
    const wrong: ConnectOptions = { restore: true, tracking: false };
    expect(await failureOf(stage.connect(wrong))).toMatchObject({ argument: 'options.restore' });
  });
});

describe('a snapshot', () => {
  it('is JSON, and brings everything back on another channel', async () => {
    const stage = await Stage.open();
    stage.client.snapshot();
    await furnish(stage, true);
    const before = look(stage);
    const text = JSON.stringify(stage.client.snapshot());
    expect(text).not.toContain(stage.client.channel);
    await stage.client.reinitViewer().displayed();
    expect(look(stage).plots).toEqual([]);
    const results = await stage.client.restore(JSON.parse(text));
    expect(results).toEqual(['plot:a', 'table:t', 'chart:c', 'layer:r'].map((key) => ({ key })));
    expect(look(stage)).toEqual(before);
  });

  it('with a damaged action brings back the rest, and says what is wrong with it', async () => {
    const stage = await Stage.open();
    await stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    const [good] = stage.client.snapshot().items;
    if (good === undefined) throw new Error('The snapshot is empty.');
    const bad = { key: 'cell:x', actions: [{ type: 'layout.addCell', payload: { title: '\ud83d' } }] };
    await stage.client.reinitViewer().displayed();
    const results = await stage.client.restore({ schema: 1, taken: '', items: [bad, good] });
    expect(results[0]?.error).toBeInstanceOf(ArgumentError);
    expect(String(results[0]?.error)).toContain('well-formed Unicode');
    expect(results[1]).toEqual({ key: 'plot:a' });
    expect(stage.viewer.images.get('a')?.status).toBe('displayed');
  });

  it('is a copy', async () => {
    const stage = await Stage.open();
    await furnish(stage);
    const first = stage.client.snapshot();
    const text = JSON.stringify(first);
    await stage.client.reinitViewer();
    expect(JSON.stringify(first)).toBe(text);
    expect(stage.client.snapshot().items).toEqual([]);
  });

  it.each([
    ['of a newer version', { schema: 2, taken: '', items: [] }, /schema must be 1 or less.*newer/],
    ['that is none', { schema: 1 }, /restore: snapshot/],
    [
      'that is damaged',
      { schema: 1, taken: '', items: [{ key: 'plot:a', actions: [{}] }] },
      /items\[0\]\.actions\[0\]\.type/,
    ],
    ['that is missing', null, /restore: snapshot/],
  ])('%s is refused, and nothing is sent', async (_what, snapshot, message) => {
    const stage = await Stage.open();
    expect(() => stage.client.restore(snapshot as Snapshot)).toThrow(message);
    expect(() => stage.client.restore(snapshot as Snapshot)).toThrow(ArgumentError);
    expect(stage.actions).toEqual([]);
  });
});

describe('viewers', () => {
  it('are counted by their answers', async () => {
    const stage = await Stage.open();
    expect(await stage.client.viewers()).toBe(1);
    const ready = stage.client.once('viewer:ready');
    const second = stage.openViewer();
    await ready;
    expect(await stage.client.viewers()).toBe(2);
    second.close();
    expect(await stage.client.viewers()).toBe(1);
  });

  it('that are gone are told of, once', async () => {
    const stage = await Stage.open();
    const gone: string[] = [];
    stage.client.on('viewer:gone', ({ viewerUrl }) => gone.push(viewerUrl));
    await stage.client.viewers();
    stopTime();
    stage.viewer.close();
    await passes(5_000);
    expect(gone).toEqual([stage.client.viewerUrl]);
    stage.openViewer().close();
    await passes(5_000);
    expect(gone).toHaveLength(1);
  });

  it('that are one of several may go without a word', async () => {
    const stage = await Stage.open();
    const second = stage.openViewer();
    await second.ready;
    const gone: unknown[] = [];
    stage.client.on('viewer:gone', (event) => gone.push(event));
    await stage.client.viewers();
    stopTime();
    second.close();
    await passes(5_000);
    expect(gone).toEqual([]);
  });
});

describe('broadcast', () => {
  it('has a result for each client, in their order', async () => {
    const stage = await Stage.open();
    const other = await stage.connect({ channel: 'another' });
    await other.close();
    const results = await broadcast([stage.client, other], (client) =>
      client.showFitsImage(stage.image(), { plotId: 'b' }),
    );
    expect(results[0]).toMatchObject({ channel: stage.client.channel, value: { plotId: 'b' } });
    expect(results[1]).toMatchObject({ channel: 'another', error: { name: 'ClosedError' } });
  });

  it('refuses what is no function', async () => {
    expect(await failureOf(broadcast([], 'show' as never))).toMatchObject({ argument: 'call' });
  });
});
