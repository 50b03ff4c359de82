/** The connection by the names of the Python client. */
import { ALL_EVENTS, ClosedError, type Frame, TimeoutError } from 'firefly-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeAll, failureOf, passes, Stage, stateOf, stopTime, turn } from './stage.js';

afterEach(closeAll);

describe('connected, opened, closed, terminated', () => {
  it('follow the event socket and the client', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    const { client } = stage;
    expect([client.connected, client.terminated]).toEqual([true, false]);
    await client.opened();

    stage.drop();
    await turn();
    expect(client.connected).toBe(false);
    const back = client.opened();
    expect(await stateOf(back)).toBe('pending');
    await passes(1_000);
    await back;
    expect(client.connected).toBe(true);

    const closed = client.closed();
    expect(await stateOf(closed)).toBe('pending');
    await client.close();
    await closed;
    expect([client.connected, client.terminated]).toEqual([false, true]);
  });

  it('opened ends with its limits, and with the client', async () => {
    const stage = await Stage.open({ withViewer: false });
    stage.beforeSocket = () => Promise.reject(new Error('no'));
    stage.drop();
    await turn();
    expect(await failureOf(stage.client.opened({ timeout: 10 }))).toBeInstanceOf(TimeoutError);
    const reason = new Error('enough');
    expect(await failureOf(stage.client.opened({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    const open = failureOf(stage.client.opened());
    await stage.client.close({ timeout: 0 });
    expect(await open).toBeInstanceOf(ClosedError);
    expect(await failureOf(stage.client.opened())).toBeInstanceOf(ClosedError);
  });

  it('disconnect is close', async () => {
    const stage = await Stage.open();
    stage.client.on('table.highlight', () => undefined);
    await stage.client.flush();
    await stage.client.disconnect();
    expect(stage.client.terminated).toBe(true);
    expect(stage.viewer.extensions).toEqual([]);
  });

  it('close({ timeout: 0 }) waits for nothing', async () => {
    const stage = await Stage.open({ viewer: { silent: true } });
    const { client } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    const waiting = failureOf(client.setZoom('a', 2));
    await client.close({ timeout: 0 });
    expect(await waiting).toMatchObject({ code: 'DEPENDENCY', cause: { code: 'CLOSED' } });
  });
});

describe('ping', () => {
  it('gives the milliseconds to the server and back, without any viewer', async () => {
    const stage = await Stage.open({ withViewer: false });
    expect(await stage.client.ping()).toBeGreaterThanOrEqual(0);
    expect(stage.actions).toEqual([]);
  });

  it('is ignored by viewers', async () => {
    const stage = await Stage.open();
    await stage.client.ping();
    expect(stage.viewer.errors).toEqual([]);
    expect(stage.errors).toEqual([]);
  });

  it('fails when it does not come back in time', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    stage.beforeSocket = () => Promise.reject(new Error('no'));
    stage.drop();
    const lost = failureOf(stage.client.ping());
    const sooner = failureOf(stage.client.ping({ timeout: 500 }));
    await passes(501);
    expect(await sooner).toMatchObject({ name: 'TimeoutError', timeout: 500 });
    expect(await stateOf(lost)).toBe('pending');
    await passes(9_500);
    expect(await lost).toMatchObject({ name: 'TimeoutError', timeout: 10_000 });
  });

  it('is refused by a closed client, and ends with one', async () => {
    const stage = await Stage.open({ withViewer: false });
    stage.before = () => new Promise(() => undefined);
    const waiting = failureOf(stage.client.ping());
    await stage.client.close({ timeout: 0 });
    expect(await waiting).toBeInstanceOf(ClosedError);
    expect(await failureOf(stage.client.ping())).toBeInstanceOf(ClosedError);
  });
});

describe('runForever', () => {
  it('ends with the client', async () => {
    const stage = await Stage.open({ withViewer: false });
    const runs = [stage.client.runForever(), stage.client.waitForEvents()];
    expect(await Promise.all(runs.map(stateOf))).toEqual(['pending', 'pending']);
    await stage.client.close();
    await Promise.all(runs);
  });

  it('ends with its signal, and leaves the client open', async () => {
    const stage = await Stage.open({ withViewer: false });
    const end = new AbortController();
    const run = stage.client.runForever({ signal: end.signal });
    expect(await stateOf(run)).toBe('pending');
    end.abort();
    await run;
    expect(stage.client.connected).toBe(true);
  });
});

describe('addListener', () => {
  const reports = (frames: readonly Frame[]) =>
    frames
      .filter(({ name }) => name === 'REPORT_USER_ACTION')
      .map(({ data }) => Reflect.get(Object(data), 'type'));

  it('calls back with all frames, or those of a name, but for our own housekeeping', async () => {
    const stage = await Stage.open();
    const { client, viewer } = stage;
    const all: Frame[] = [];
    const some: Frame[] = [];
    client.addListener((frame) => all.push(frame));
    client.addListener((frame) => some.push(frame), 'REPORT_USER_ACTION');
    await client.addExtension('POINT', { extensionId: 'pick', title: 'Pick' });
    await client.showTable(stage.table(), { tblId: 't' }).displayed();
    client.on('table.highlight', () => undefined);
    await client.flush();
    await viewer.highlight('t', 0);
    await client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    await viewer.press('pick', 'a', { image: { x: 1, y: 2 }, world: { ra: 1, dec: 2 } });
    // What this program asked viewers to report goes to `on`; only the button was asked for by hand.
    expect(reports(all)).toEqual(['POINT']);
    expect(some.map(({ name }) => name)).toEqual(['REPORT_USER_ACTION']);
    const pushed = all
      .filter(({ name }) => name === 'FLUX_ACTION')
      .map(({ data }) => Reflect.get(Object(data), 'type'));
    expect(pushed).toEqual(
      expect.arrayContaining([
        'ExternalAccessCntlr/extensionAdd',
        'table.search',
        'ImagePlotCntlr.PlotImage',
      ]),
    );
    expect(JSON.stringify(all)).not.toContain('"ffc:');
  });

  it('counts a function once for each name, and ends with removeListener', async () => {
    const stage = await Stage.open({ withViewer: false });
    const { client } = stage;
    const called = vi.fn();
    client.addListener(called);
    client.addListener(called, ALL_EVENTS);
    client.addListener(called, 'FLUX_ACTION');
    await client.dispatch('a.b');
    expect(called).toHaveBeenCalledTimes(2);
    client.removeListener(called);
    await client.dispatch('a.b');
    expect(called).toHaveBeenCalledTimes(3);
    client.removeListener(called, 'FLUX_ACTION');
    client.removeListener(called, 'FLUX_ACTION');
    await client.dispatch('a.b');
    expect(called).toHaveBeenCalledTimes(3);
  });
});
