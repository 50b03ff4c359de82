import { ArgumentError, ConnectionError, NoViewerError, TimeoutError } from 'firefly-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  closeAll,
  complaintsOfProcess,
  failureOf,
  gate,
  passes,
  Stage,
  stateOf,
  stopTime,
  turn,
  URL_OF_SERVER,
} from './stage.js';

afterEach(closeAll);

const REASON = new Error('no longer wanted');

/** A signal that is aborted by hand, or already. */
function aborter(aborted = false): AbortController {
  const controller = new AbortController();
  if (aborted) controller.abort(REASON);
  return controller;
}

describe('connect', () => {
  it.each(['healthz', 'CmdVersion'])('gives up in its time when %s is not answered', async (silent) => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    const never = gate();
    stage.before = (cmd) => (cmd === silent ? never.passed : undefined);
    const failure = failureOf(stage.connect({ timeout: 3_000 }));
    await passes(2_999);
    expect(await stateOf(failure)).toBe('pending');
    await passes(2);
    expect(await failure).toBeInstanceOf(TimeoutError);
    expect(await failure).toMatchObject({ timeout: 3_000, message: expect.stringContaining(URL_OF_SERVER) });
  });

  it('gives up in its time when the server never registers the socket (T11)', async () => {
    stopTime();
    let schedule: (task: () => void) => void = (task) => task();
    const stage = await Stage.open({ withViewer: false, server: { schedule: (task) => schedule(task) } });
    schedule = () => undefined;
    const failure = failureOf(stage.connect({ timeout: 3_000 }));
    await passes(3_001);
    expect(await failure).toBeInstanceOf(TimeoutError);
    expect(stage.server.core.channels).toEqual([stage.client.channel]);
  });

  it('is not done before the server lists its socket (T11)', async () => {
    const tasks: (() => void)[] = [];
    const slow = Stage.open({ withViewer: false, server: { schedule: (task) => tasks.push(task) } });
    expect(await stateOf(slow)).toBe('pending');
    for (const task of tasks) task();
    expect((await slow).client.state).toBe('connected');
  });

  it('ends with its signal, before and meanwhile', async () => {
    const stage = await Stage.open({ withViewer: false });
    expect(await failureOf(stage.connect({ signal: aborter(true).signal }))).toBe(REASON);
    const never = gate();
    stage.before = (cmd) => (cmd === 'healthz' ? never.passed : undefined);
    const stop = aborter();
    const failure = failureOf(stage.connect({ signal: stop.signal }));
    await turn();
    stop.abort(REASON);
    expect(await failure).toBe(REASON);
    expect(stage.sockets).toHaveLength(1);
  });

  it('says what to do where no server answers', async () => {
    const stage = await Stage.open({ withViewer: false });
    stage.before = () => {
      throw new ConnectionError('connection refused', 'no');
    };
    const error = await failureOf(stage.connect());
    expect(error).toMatchObject({ name: 'ConnectionError', received: 'no' });
    expect(String(error)).toMatch(
      /no Firefly server answers at http:\/\/memory\.test\/firefly .*npx firefly-playground/,
    );
  });
});

describe('displayed', () => {
  it('gives up in its time, and can be asked again', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 5_000 } });
    const image = stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    const failure = failureOf(image.displayed({ timeout: 1_000 }));
    await passes(1_001);
    expect(await failure).toMatchObject({ name: 'TimeoutError', timeout: 1_000 });
    const again = image.displayed();
    await passes(20_000);
    expect((await again).plotId).toBe('a');
  });

  it('waits longer than the client would, where it is told to', async () => {
    stopTime();
    const stage = await Stage.open({ client: { displayTimeout: 2_000 }, viewer: { delay: 50_000 } });
    const table = stage.client.showTable(stage.table(), { tblId: 't' });
    const patient = table.displayed({ timeout: 100_000 });
    const impatient = failureOf(stage.client.showTable(stage.table(), { tblId: 'u' }).displayed());
    await passes(2_100);
    expect(await impatient).toMatchObject({ name: 'TimeoutError', timeout: 2_000 });
    await passes(60_000);
    expect((await patient).totalRows).toBe(5);
  });

  it('ends with its signal, before and meanwhile, without an end to the thing itself', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 1_000 } });
    const image = stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    expect(await failureOf(image.displayed({ signal: aborter(true).signal }))).toBe(REASON);
    const stop = aborter();
    const failure = failureOf(image.displayed({ signal: stop.signal }));
    await turn();
    stop.abort(REASON);
    expect(await failure).toBe(REASON);
    await passes(3_000);
    expect((await image.displayed()).plotId).toBe('a');
    expect(stage.errors).toEqual([]);
  });

  it('of what viewers only work through has limits too, on its way and after', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 20_000 } });
    const { client } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    const zoom = { plotId: 'a', userZoomType: 'LEVEL', level: 2 };
    const held = client.dispatch('ImagePlotCntlr.ZoomImage', zoom);
    const late = failureOf(held.displayed({ timeout: 1_000 }));
    const stop = aborter();
    const ended = failureOf(held.displayed({ signal: stop.signal }));
    await passes(1_001);
    expect(await late).toMatchObject({ name: 'TimeoutError', timeout: 1_000 });
    stop.abort(REASON);
    expect(await ended).toBe(REASON);
    stage.viewer.silent = true;
    const unheard = failureOf(client.dispatch('some.type').displayed({ timeout: 2_000 }));
    await passes(2_001);
    expect(await unheard).toBeInstanceOf(NoViewerError);
  });
});

describe('viewerReady and once', () => {
  it('end with their signals, before and meanwhile', async () => {
    const stage = await Stage.open({ withViewer: false });
    const waits = [
      (signal: AbortSignal) => stage.client.viewerReady({ signal }),
      (signal: AbortSignal) => stage.client.once('POINT', { signal }),
    ];
    for (const wait of waits) {
      expect(await failureOf(wait(aborter(true).signal))).toBe(REASON);
      const stop = aborter();
      const failure = failureOf(wait(stop.signal));
      await turn();
      stop.abort(REASON);
      expect(await failure).toBe(REASON);
    }
  });

  it('give up in their time', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false });
    const ready = failureOf(stage.client.viewerReady({ timeout: 500 }));
    const event = failureOf(stage.client.once('table.highlight', { timeout: 700 }));
    await passes(501);
    expect(await ready).toBeInstanceOf(NoViewerError);
    expect(await stateOf(event)).toBe('pending');
    await passes(200);
    expect(await event).toMatchObject({ name: 'TimeoutError', timeout: 700 });
    expect(String(await event)).toContain("no 'table.highlight' event came");
  });
});

describe('many waits', () => {
  it('may share a signal, and a client, without a warning', async () => {
    const stage = await Stage.open({ viewer: { delay: 5 } });
    const warnings = complaintsOfProcess('warning');
    const stop = aborter();
    const images = Array.from({ length: 15 }, () => stage.client.showFitsImage(stage.image()));
    const shown = images.map((image) => image.displayed({ signal: stop.signal }));
    const events = images.flatMap(() => [
      failureOf(stage.client.once('POINT', { signal: stop.signal })),
      failureOf(stage.client.once('LINE_SELECT')),
    ]);
    const iterators = images.map(() => stage.client.events('POINT', { signal: stop.signal }).next());
    await Promise.all(shown);
    stop.abort(REASON);
    expect(await Promise.all(iterators)).toContainEqual({ done: true, value: undefined });
    await stage.client.close();
    expect(await Promise.all(events)).toContain(REASON);
    warnings.stop();
    expect(warnings.seen).toEqual([]);
  });
});

describe('close', () => {
  it('gives up in its time what cannot be delivered', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { silent: true } });
    const { client } = stage;
    const image = failureOf(client.showFitsImage(stage.image(), { plotId: 'a' }).displayed());
    const zoom = failureOf(client.setZoom('a', 2));
    const closing = client.close({ timeout: 1_000 });
    await passes(999);
    expect(await stateOf(closing)).toBe('pending');
    await passes(10);
    await closing;
    expect(await image).toMatchObject({ name: 'ClosedError' });
    expect(await zoom).toMatchObject({ name: 'DependencyError', cause: { name: 'ClosedError' } });
    expect(() => client.setZoom('b', 2)).toThrow('setZoom: the client is closed');
    expect(client.state).toBe('closed');
  });

  it('delivers what was called before it, and leaves no timer and no socket', async () => {
    stopTime();
    const stage = await Stage.open();
    const { client } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    client.setZoom('a', 2);
    const closing = client.close();
    await passes(10);
    await closing;
    expect(stage.viewer.images.get('a')?.zoomLevel).toBe(2);
    expect(stage.server.core.connectionIds(client.channel)).toHaveLength(1);
    await stage.viewer.core.settled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is the end of a block with await using', async () => {
    const stage = await Stage.open();
    let channel = '';
    {
      await using client = await stage.connect();
      channel = client.channel;
      expect(stage.server.core.connectionIds(channel)).toHaveLength(1);
    }
    expect(stage.server.core.connectionIds(channel)).toHaveLength(0);
  });
});

describe('options of connect', () => {
  it('are refused where they make no sense, before anything is asked', async () => {
    const stage = await Stage.open({ withViewer: false });
    const before = stage.commands.length;
    for (const options of [
      { timeout: 0 },
      { timeout: Number.NaN },
      { displayTimeout: -1 },
      { channel: 'a b' },
    ]) {
      expect(await failureOf(stage.connect(options))).toBeInstanceOf(ArgumentError);
    }
    expect(stage.commands).toHaveLength(before);
  });
});
