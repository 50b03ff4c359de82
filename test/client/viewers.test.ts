import { DependencyError, NoViewerError, ViewerGoneError } from 'firefly-client';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, complaints, failureOf, passes, Stage, stateOf, stopTime, turn } from './stage.js';

afterEach(closeAll);

const POINT = { image: { x: 1.5, y: 2.5 }, world: { ra: 10.5, dec: 41.2 } };

describe('viewerReady', () => {
  it('ends by the pulse of a viewer that is there', async () => {
    const stage = await Stage.open();
    const announcements = () => stage.viewer.received.filter(({ type }) => type.endsWith('RemoteAppReady'));
    const before = announcements().length;
    await stage.client.viewerReady({ timeout: 1_000 });
    expect(announcements()).toHaveLength(before);
    expect(stage.pushed.filter(({ type }) => type.startsWith('ffc.pulse')).length).toBeGreaterThan(0);
  });

  it('ends by the announcement of a viewer that loads, without waiting for a pulse', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    const ready = stage.client.viewerReady();
    await passes(10_000);
    expect(await stateOf(ready)).toBe('pending');
    const viewer = stage.openViewer({ silent: true });
    await viewer.ready;
    expect(await stateOf(ready)).toBe('fulfilled');
  });

  it('finds a viewer that has come without any announcement', async () => {
    stopTime();
    const stage = await Stage.open();
    stage.viewer.disconnect();
    const ready = stage.client.viewerReady();
    await passes(5_000);
    expect(await stateOf(ready)).toBe('pending');
    stage.viewer.reconnect();
    await passes(2_000);
    expect(await stateOf(ready)).toBe('fulfilled');
  });

  it('fails with NoViewerError when its time is up, and names the page to open', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    const failure = failureOf(stage.client.viewerReady({ timeout: 4_000 }));
    await passes(3_999);
    expect(await stateOf(failure)).toBe('pending');
    await passes(2);
    const error = await failure;
    expect(error).toBeInstanceOf(NoViewerError);
    expect(String(error)).toContain(`http://memory.test/firefly/?__wsch=${stage.client.channel}`);
    const pulses = stage.pushed.length;
    await passes(20_000);
    expect(stage.pushed.length).toBeLessThanOrEqual(pulses + 1);
  });

  it('is not answered by a viewer that does nothing', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { silent: true } });
    const failure = failureOf(stage.client.viewerReady({ timeout: 4_000 }));
    await passes(4_001);
    expect(await failure).toBeInstanceOf(NoViewerError);
  });
});

describe('requireViewer', () => {
  it('refuses actions that nobody would see, and sends nothing of them', async () => {
    stopTime();
    const stage = await Stage.open({ client: { requireViewer: true }, withViewer: false });
    const image = failureOf(stage.client.showFitsImage(stage.image(), { plotId: 'a' }));
    const zoom = failureOf(stage.client.setZoom('a', 2));
    const raw = failureOf(stage.client.dispatch('some.type'));
    await passes(1_500);
    expect(await image).toBeInstanceOf(NoViewerError);
    expect(String(await image)).toMatch(/showFitsImage was not sent: no viewer is open.*openViewer\(\)/);
    expect(await zoom).toMatchObject({ name: expect.stringMatching(/NoViewerError|DependencyError/) });
    expect(await raw).toBeInstanceOf(NoViewerError);
    expect(stage.actions).toEqual([]);
  });

  it('lets them through, in order, where there is one', async () => {
    const stage = await Stage.open({ client: { requireViewer: true } });
    const { client } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    client.setZoom('a', 2);
    await client.setColor('a', { colormapId: 2 }).displayed();
    expect(stage.viewer.images.get('a')).toMatchObject({ zoomLevel: 2, color: { cbarId: 2 } });
  });
});

describe('without any viewer', () => {
  it('what waits to be displayed fails with NoViewerError long before its limit', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    const { client } = stage;
    const image = client.showFitsImage(stage.image(), { plotId: 'a' });
    const failures = [
      image,
      client.showTable(stage.table(), { tblId: 't' }),
      client.showChart({ data: [{ x: [1] }] }),
      client.overlayRegionLayer({ regionLayerId: 'r', plotId: 'elsewhere', regionData: 'circle 1 2 3' }),
      client.setZoom('elsewhere', 2),
    ].map((handle) => failureOf(handle.displayed()));
    const dependent = failureOf(client.setZoom('a', 2));
    expect(await image).toMatchObject({ success: true });
    await passes(10_000);
    for (const failure of failures) expect(await failure).toBeInstanceOf(NoViewerError);
    expect(await dependent).toBeInstanceOf(DependencyError);
    const handled = failureOf(client.dispatch('some.type').displayed());
    await passes(10_001);
    expect(await handled).toBeInstanceOf(NoViewerError);
  });

  it('is what a slow viewer is not', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 40_000 } });
    const shown = stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    await passes(39_000);
    expect(await stateOf(shown)).toBe('pending');
    await passes(60_000);
    expect((await shown).plotId).toBe('a');
  });

  it('is not what a viewer is that ignores what it does not know: that takes the whole limit', async () => {
    stopTime();
    const stage = await Stage.open({ client: { displayTimeout: 30_000 } });
    const lost = failureOf(stage.client.setZoom('elsewhere', 2).displayed());
    await passes(29_000);
    expect(await stateOf(lost)).toBe('pending');
    await passes(1_001);
    expect(await lost).toMatchObject({ name: 'TimeoutError', timeout: 30_000 });
  });
});

describe('a viewer that goes away while something waits', () => {
  it('fails it with ViewerGoneError when it was closed', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 20_000 } });
    const { client } = stage;
    const image = client.showFitsImage(stage.image(), { plotId: 'a' });
    await image;
    const zoom = failureOf(client.setZoom('a', 2));
    const failure = failureOf(image.displayed());
    await passes(100);
    stage.viewer.close();
    await passes(5_000);
    expect(await failure).toBeInstanceOf(ViewerGoneError);
    expect(await failure).toMatchObject({ code: 'VIEWER_GONE', how: 'closed' });
    expect(await zoom).toMatchObject({ name: 'DependencyError', cause: await failure });
  });

  it('fails it with ViewerGoneError when it was loaded anew', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 20_000 } });
    const table = stage.client.showTable(stage.table(), { tblId: 't' });
    await table;
    const failure = failureOf(table.displayed());
    await passes(100);
    stage.viewer.reload();
    await stage.viewer.ready;
    await passes(1_000);
    expect(await failure).toMatchObject({ name: 'ViewerGoneError', how: 'reloaded' });
    stage.viewer.delay = 0;
    const again = stage.client.showTable(stage.table(), { tblId: 't' }).displayed();
    await passes(10);
    expect((await again).totalRows).toBe(5);
  });

  it('spares what is called when the new page is ready', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 5_000 } });
    const before = failureOf(stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed());
    await turn();
    const announced = stage.client.once('viewer:ready');
    stage.viewer.reload();
    await announced;
    const after = stage.client.showFitsImage(stage.image('b.fits', 9, 9), { plotId: 'b' }).displayed();
    await passes(20_000);
    expect(await before).toMatchObject({ how: 'reloaded' });
    expect((await after).width).toBe(9);
  });

  it('is no matter while another one still works', async () => {
    stopTime();
    const delay = ({ type }: { readonly type: string }) => (type.endsWith('.PlotImage') ? 10_000 : 0);
    const stage = await Stage.open({ viewer: { delay } });
    const second = stage.openViewer({ delay });
    await second.ready;
    await turn();
    const shown = stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    await passes(500);
    second.reload();
    await second.ready;
    await passes(500);
    second.close();
    await passes(4_500);
    stage.openViewer();
    await passes(100);
    expect(await stateOf(shown)).toBe('pending');
    await passes(10_000);
    expect((await shown).plotId).toBe('a');
    expect(stage.errors).toEqual([]);
  });
});

describe('the first viewer that loads', () => {
  it('fails what was sent before it was there, since it will never know of it', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    const early = failureOf(stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed());
    await passes(1_000);
    const viewer = stage.openViewer();
    await passes(1_000);
    expect(await early).toMatchObject({ name: 'ViewerGoneError', how: 'reloaded' });
    const shown = stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    await passes(10);
    await shown;
    expect(viewer.images.get('a')?.status).toBe('displayed');
  });
});

describe('two viewers on a channel (T16)', () => {
  it('both show it, and what is awaited ends once', async () => {
    const stage = await Stage.open({ viewer: { delay: 5 } });
    const second = stage.openViewer({ delay: 15 });
    await second.ready;
    await turn();
    const { client } = stage;
    let ends = 0;
    const image = client.showFitsImage(stage.image(), { plotId: 'a' });
    const all = [
      image.displayed(),
      client.setZoom('a', 3).displayed(),
      client.setStretch('a', { type: 'zscale' }).displayed(),
      client.showTable(stage.table(), { tblId: 't' }).displayed(),
    ];
    for (const shown of all) void shown.then(() => ends++);
    await Promise.all(all);
    await Promise.all([stage.viewer.core.settled(), second.core.settled()]);
    await turn();
    expect(ends).toBe(all.length);
    expect((await image.displayed()).plotId).toBe('a');
    for (const viewer of [stage.viewer, second]) {
      expect(viewer.tables.get('t')).toMatchObject({ status: 'loaded' });
      expect(viewer.images.get('a')?.status).toBe('displayed');
    }
    expect(stage.errors).toEqual([]);
    const failed = client.showFitsImage('${nowhere}', { plotId: 'b' });
    expect(await failureOf(failed.displayed())).toMatchObject({ name: 'DisplayError' });
    await second.core.settled();
    await complaints();
    expect(stage.errors).toEqual([]);
  });

  it('are both told of by events, because nothing tells their reports apart', async () => {
    const stage = await Stage.open();
    const second = stage.openViewer();
    await second.ready;
    await turn();
    await stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    await stage.client.addExtension('POINT', { extensionId: 'e', title: 'Pick' });
    const seen: unknown[] = [];
    stage.client.on('POINT', ({ plotId }) => seen.push(plotId));
    stage.viewer.press('e', 'a', POINT);
    second.press('e', 'a', POINT);
    await turn();
    expect(seen).toEqual(['a', 'a']);
  });
});

describe('openViewer', () => {
  it('brings a viewer that is there to the front, and never loads it anew', async () => {
    const stage = await Stage.open();
    expect(await stage.client.openViewer()).toBe('focused');
    expect(stage.types).toEqual(['grabFocus']);
  });
});
