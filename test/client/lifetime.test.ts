/** How connections end: dead ones, those that are not wanted back, those that the server refuses or evicts. */
import { AuthenticationError, type ConnectionChange, ConnectionError } from 'firefly-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeAll, failureOf, passes, Stage, stopTime, turn } from './stage.js';

afterEach(closeAll);

const changesOf = (stage: Stage): ConnectionChange[] => {
  const changes: ConnectionChange[] = [];
  stage.client.on('connection', (change) => changes.push(change));
  return changes;
};

describe('a connection that is dead', () => {
  it('is noticed after 15 s of silence, dropped and replaced; what waits is still heard of', async () => {
    stopTime();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const stage = await Stage.open({ withViewer: false });
    // The next socket is dead as soon as it is registered.
    const fault = stage.server.faults.add({ on: 'socket', fault: 'halfOpen', after: 2, times: 1 });
    stage.drop();
    await passes(1);
    expect(stage.client.state).toBe('connected');
    const changes = changesOf(stage);
    const viewer = stage.openViewer({ delay: 20_000 });
    const image = stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    await passes(14_000);
    expect(changes).toEqual([]);
    await passes(1_500);
    expect(changes.map(({ state }) => state)).toEqual(['reconnecting', 'connected']);
    expect(changes[0]).toMatchObject({
      code: 1006,
      reason: expect.stringMatching(/^nothing was heard .* for 15 s$/),
    });
    await passes(20_000);
    expect((await image.displayed()).plotId).toBe('a');
    viewer.close();
    fault.remove();
  });

  it('may be noticed earlier or later', async () => {
    stopTime();
    const stage = await Stage.open({ withViewer: false, client: { silence: 3_000 } });
    stage.server.faults.add({ on: 'socket', fault: 'halfOpen', after: 2, times: 1 });
    stage.drop();
    await passes(600);
    await stage.client.dispatch('my.type');
    const changes = changesOf(stage);
    await passes(2_300);
    expect(changes).toEqual([]);
    await passes(800);
    expect(changes[0]?.state).toBe('reconnecting');
  });

  it('is never taken for one that is only quiet', async () => {
    stopTime();
    const stage = await Stage.open();
    const changes = changesOf(stage);
    await passes(600_000);
    expect(changes).toEqual([]);
    expect(stage.pushed).toEqual([]);
  });
});

describe('a connection that ends for good', () => {
  it('is one that is not wanted back: everything that waits, and everything called later, is told', async () => {
    const asked: ConnectionChange[] = [];
    const shouldReconnect = (change: ConnectionChange) => {
      asked.push(change);
      return false;
    };
    const stage = await Stage.open({ client: { shouldReconnect } });
    const opened = new Promise<unknown>((resolve) => {
      stage.client.on('error', resolve);
    });
    stage.drop();
    const error = await opened;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(asked).toMatchObject([{ code: 1006, attempt: 1, delay: expect.any(Number) }]);
    expect(stage.client.state).toBe('closed');
    expect(await failureOf(stage.client.dispatch('my.type'))).toBe(error);
    await stage.client.close();
  });

  it('is one that the server wants a login for, and it is said loudly', async () => {
    stopTime();
    const stage = await Stage.open();
    stage.beforeSocket = () => {
      throw new AuthenticationError('a token is needed');
    };
    const changes = changesOf(stage);
    stage.drop();
    await passes(600);
    expect(changes.map(({ state }) => state)).toEqual(['reconnecting', 'closed']);
    expect(stage.errors).toMatchObject([{ name: 'AuthenticationError' }]);
    await passes(60_000);
    expect(changes).toHaveLength(2);
    expect(await failureOf(stage.client.opened())).toBeInstanceOf(ConnectionError);
  });

  it('is none where shouldReconnect throws: that is told as it is', async () => {
    const reason = new Error('my own');
    const stage = await Stage.open({
      client: {
        shouldReconnect: () => {
          throw reason;
        },
      },
    });
    stage.drop();
    await turn();
    expect(stage.errors).toEqual([reason]);
    expect(stage.client.state).toBe('closed');
  });
});

describe('a client that is evicted (T27)', () => {
  it('stays away after the second time in a minute, and says why', async () => {
    stopTime();
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const stage = await Stage.open({ server: { maxSocketsPerChannel: 2 } });
    const changes = changesOf(stage);
    const visitor = stage.openViewer({ silent: true });
    await passes(501);
    expect(changes.map(({ state }) => state)).toEqual(['reconnecting', 'connected']);
    expect(stage.errors).toEqual([]);
    // The client has evicted the viewer meanwhile; its page comes back and takes the place again.
    stage.openViewer({ silent: true });
    stage.openViewer({ silent: true });
    await turn();
    expect(stage.errors).toMatchObject([
      { name: 'EvictedError', code: 'EVICTED', channel: stage.client.channel },
    ]);
    expect(changes.at(-1)).toMatchObject({ state: 'reconnecting', code: 1000, delay: 60_000 });
    visitor.close();
  });
});

describe('a viewer that is busy', () => {
  it('is not taken for closed while its socket is there', async () => {
    stopTime();
    const stage = await Stage.open();
    await stage.client.viewerReady();
    stage.viewer.silent = true;
    const zoom = stage.client.setZoom('a', 2);
    await zoom;
    const failure = failureOf(zoom.displayed({ timeout: 40_000 }));
    await passes(39_000);
    await passes(1_001);
    expect(await failure).toMatchObject({ name: 'TimeoutError', timeout: 40_000 });
  });

  it('that never answered is none', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { silent: true } });
    const failure = failureOf(stage.client.setZoom('a', 2).displayed({ timeout: 40_000 }));
    await passes(8_000);
    expect(await failure).toMatchObject({ name: 'NoViewerError' });
  });
});
