import { DependencyError, DisplayError, NoViewerError, SupersededError } from 'firefly-client';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, failureOf, fits, gate, passes, Stage, stateOf, stopTime } from './stage.js';

afterEach(closeAll);

describe('hold: false', () => {
  it('sends at once, and loses what comes too early', async () => {
    stopTime();
    const stage = await Stage.open({
      client: { hold: false, displayTimeout: 20_000 },
      viewer: { delay: 100 },
    });
    const { client } = stage;
    const image = client.showFitsImage(stage.image(), { plotId: 'a' });
    const zoom = client.setZoom('a', 7);
    const table = client.showTable(stage.table(), { tblId: 't' });
    const filter = client.applyTableFilters('t', '"mag" < 10');
    await Promise.all([image, zoom, table, filter]);
    expect(stage.types).toEqual(['PlotImage', 'ZoomImage', 'search', 'filter']);
    const lost = failureOf(zoom.displayed());
    const destroyed = failureOf(table.displayed());
    await passes(300);
    await image.displayed();
    expect(stage.viewer.images.get('a')?.zoomLevel).toBe(128);
    expect(stage.viewer.tables.get('t')?.status).toBe('failed');
    await passes(20_000);
    expect(await lost).toMatchObject({ name: 'TimeoutError', timeout: 20_000 });
    expect(await destroyed).toMatchObject({ name: 'TimeoutError' });
    expect(await failureOf(filter.displayed())).toMatchObject({ name: 'TimeoutError' });
  });
});

describe('ids from elsewhere', () => {
  it('are not held: another program has asked for them', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 1_000 } });
    const other = await stage.connectElsewhere();
    await other.showFitsImage(stage.image(), { plotId: 'a' });
    await other.showTable(stage.table(), { tblId: 't' });
    const zoom = stage.client.setZoom('a', 3);
    const filter = stage.client.applyTableFilters('t', '"mag" < 10');
    const lost = failureOf(zoom.displayed({ timeout: 5_000 }));
    const failed = failureOf(filter.displayed({ timeout: 5_000 }));
    await Promise.all([zoom, filter]);
    expect(stage.viewer.images.get('a')?.status).toBe('pending');
    await passes(5_001);
    expect(await lost).toMatchObject({ name: 'TimeoutError' });
    expect(await failed).toBeInstanceOf(DisplayError);
  });

  it('are not held either when the other client shares the socket', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 1_000 } });
    const other = await stage.connect({ channel: stage.client.channel });
    await other.showFitsImage(stage.image(), { plotId: 'a' });
    expect(await stage.client.setZoom('a', 3)).toMatchObject({ success: true });
    expect(stage.viewer.images.get('a')?.status).toBe('pending');
  });
});

describe('reinitViewer', () => {
  it('waits for everything before it, and everything after waits for it', async () => {
    const stage = await Stage.open({ viewer: { delay: 10 } });
    const { client } = stage;
    const upload = gate();
    stage.before = (cmd) => (cmd === 'upload' ? upload.passed : undefined);
    client.showFitsImage(fits(), { plotId: 'a' });
    client.setZoom('a', 3);
    client.showTable(stage.table(), { tblId: 't' });
    client.applyTableFilters('t', '"mag" < 10');
    const emptied = client.reinitViewer();
    const after = client.showFitsImage(stage.image('n.fits', 8, 8), { plotId: 'a' });
    const zoom = client.setZoom('a', 2);
    const raw = client.dispatch('some.type');
    await stage.viewer.core.settled();
    expect(await stateOf(raw)).toBe('pending');
    upload.open();
    await zoom.displayed();
    const order = stage.types;
    expect(order.slice(-4)).toEqual(['reinitApp', 'PlotImage', 'type', 'ZoomImage']);
    expect(order.slice(0, -4).sort()).toEqual(['PlotImage', 'ZoomImage', 'filter', 'search']);
    expect(await emptied.displayed()).toEqual({ viewers: 1 });
    expect((await after.displayed()).width).toBe(8);
    expect(stage.viewer.images.get('a')).toMatchObject({ zoomLevel: 2 });
    expect(stage.viewer.tables.size).toBe(0);
    expect(stage.errors).toEqual([]);
  });

  it('supersedes what is sent and not displayed yet, and nothing that was called after it', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 1_000 } });
    const { client } = stage;
    const gone = client.showFitsImage(stage.image(), { plotId: 'a' });
    const emptied = client.reinitViewer();
    const kept = client.showFitsImage(stage.image(), { plotId: 'b' });
    await emptied;
    expect(await failureOf(gone.displayed())).toBeInstanceOf(SupersededError);
    const zoom = client.setZoom('b', 3);
    await kept;
    expect(await stateOf(zoom)).toBe('pending');
    await passes(2_001);
    await zoom.displayed();
    expect([...stage.viewer.images.values()]).toMatchObject([{ plotId: 'b', zoomLevel: 3 }]);
  });

  it('does not keep the client from finding out that there is no viewer', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    const image = stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    const zoom = stage.client.setZoom('a', 2);
    const emptied = stage.client.reinitViewer();
    const failures = [failureOf(image.displayed()), failureOf(zoom)];
    await passes(10_000);
    expect(await failures[0]).toBeInstanceOf(NoViewerError);
    expect(await failures[1]).toBeInstanceOf(DependencyError);
    expect(await emptied).toEqual({ success: true });
  });
});
