/** Which way actions take, and that their order holds when it changes. */
import { type DispatchPath, OutcomeUnknownError } from 'firefly-client';
import { createMemoryServer, Hub, type ScriptedViewer } from 'firefly-client/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeAll, Stage, turn } from './stage.js';

afterEach(closeAll);

const NUMBERED = 'my.numbered';

/** The numbers of the actions that a viewer has received. */
const numbersOf = (viewer: ScriptedViewer): unknown[] =>
  viewer.received
    .filter(({ type }) => type === NUMBERED)
    .map(({ payload }) => Reflect.get(Object(payload), 'n'));

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Calls without waiting until frames are used; gives how many calls that took. */
async function untilFrames(stage: Stage): Promise<number> {
  let n = 0;
  const sent: PromiseLike<unknown>[] = [];
  await vi.waitFor(
    () => {
      for (let i = 0; i < 20; i++) sent.push(stage.client.dispatch(NUMBERED, { n: n++ }));
      expect(stage.client.connection.path).toBe('socket');
    },
    { timeout: 10_000, interval: 20 },
  );
  await Promise.all(sent);
  return n;
}

describe('dispatchPath auto', () => {
  it('sends few actions by HTTP, and asks nobody anything', async () => {
    const stage = await Stage.open();
    for (let n = 0; n < 5; n++) stage.client.dispatch(NUMBERED, { n });
    await stage.client.flush();
    expect(stage.client.connection).toMatchObject({ path: 'http', state: 'connected' });
    expect(stage.pushed.map(({ type }) => type)).toEqual(Array(5).fill(NUMBERED));
  });

  it('sends many as frames once all viewers have answered one', async () => {
    const stage = await Stage.open();
    const second = stage.openViewer();
    await second.ready;
    const count = await untilFrames(stage);
    await stage.client.flush();
    await turn();
    expect(numbersOf(stage.viewer)).toEqual(upTo(count));
    expect(numbersOf(second)).toEqual(upTo(count));
    const { viewers, latency, since } = stage.client.connection;
    expect(viewers?.count).toBe(2);
    expect(latency).toBeGreaterThanOrEqual(0);
    expect(since).toBeInstanceOf(Date);
  });

  it('goes back to HTTP when a socket comes, until frames are proven to reach it as well', async () => {
    const stage = await Stage.open();
    await untilFrames(stage);
    const second = stage.openViewer();
    await second.ready;
    stage.client.dispatch('after.join');
    await stage.client.flush();
    expect(stage.client.connection.path).toBe('http');
    await untilFrames(stage);
  });

  it('never uses frames where a viewer does not get them (T6); nothing is lost', async () => {
    const hub = new Hub();
    const [one, other] = [createMemoryServer({ hub }), createMemoryServer({ hub })];
    // The client is the first socket of one node, the viewer the first of the other: their ids are the same.
    const stage = await Stage.open({ withViewer: false, client: { transport: one.transport() } });
    const viewer = other.openViewer(stage.client.channel);
    await viewer.ready;
    const sent = upTo(600).map((n) => stage.client.dispatch(NUMBERED, { n }));
    await Promise.all(sent);
    await vi.waitFor(() => expect(numbersOf(viewer)).toHaveLength(600), { timeout: 10_000 });
    expect(numbersOf(viewer)).toEqual(upTo(600));
    expect(stage.client.connection.path).toBe('http');
  });

  it('that is given up for "socket" loses them there: the proof is what helps', async () => {
    const hub = new Hub();
    const [one, other] = [createMemoryServer({ hub }), createMemoryServer({ hub })];
    const options = { transport: one.transport(), dispatchPath: 'socket' as const };
    const stage = await Stage.open({ withViewer: false, client: options });
    const viewer = other.openViewer(stage.client.channel);
    await viewer.ready;
    await Promise.all(upTo(20).map((n) => stage.client.dispatch(NUMBERED, { n })));
    await turn();
    expect(numbersOf(viewer)).toEqual([]);
  });

  it('does nothing of that without tracking', async () => {
    const stage = await Stage.open({ client: { tracking: false } });
    await Promise.all(upTo(400).map((n) => stage.client.dispatch(NUMBERED, { n })));
    expect(stage.pushed).toHaveLength(400);
    expect(stage.client.connection.path).toBe('http');
  });
});

describe('the order', () => {
  it.each<DispatchPath>(['auto', 'http', 'socket'])(
    'is that of the calls with %s, also where large actions go by HTTP in between (T5, T7)',
    async (dispatchPath) => {
      const stage = await Stage.open({ client: { dispatchPath } });
      const first = dispatchPath === 'auto' ? await untilFrames(stage) : 0;
      const text = 'x'.repeat(9_000);
      const sent = upTo(200).map((n) =>
        stage.client.dispatch(NUMBERED, { n: first + n, ...(n % 17 === 3 ? { text } : {}) }),
      );
      await Promise.all(sent);
      await turn();
      expect(numbersOf(stage.viewer)).toEqual(upTo(first + 200));
      expect(stage.sockets).toHaveLength(1);
    },
  );

  it('is kept by a frame of exactly 8,192 characters, the longest there may be (T5)', async () => {
    const stage = await Stage.open({ client: { dispatchPath: 'socket' } });
    const around = `{"name":"FLUX_ACTION","scope":"CHANNEL","dataType":"JSON","data":{"type":"${NUMBERED}","payload":{"n":0,"text":""}}}`;
    const room = 8_192 - around.length;
    const [fits, tooLong] = [room, room + 1].map((length) => 'x'.repeat(length));
    await Promise.all([
      stage.client.dispatch(NUMBERED, { n: 0, text: fits }),
      stage.client.dispatch(NUMBERED, { n: 1, text: tooLong }),
      stage.client.dispatch(NUMBERED, { n: 2 }),
    ]);
    await turn();
    expect(numbersOf(stage.viewer)).toEqual([0, 1, 2]);
    expect(stage.client.state).toBe('connected');
    expect(stage.sockets).toHaveLength(1);
  });
});

describe('a socket that breaks with frames on their way', () => {
  it('has what may run twice sent again, in order, and the rest fail as unknown; nothing runs twice', async () => {
    const stage = await Stage.open({ client: { dispatchPath: 'socket', hold: false } });
    const { client } = stage;
    const socket = stage.sockets[0];
    const fault = stage.server.faults.add({ on: 'socket', fault: 'cut', channel: 'nobody' });
    const outcomes = upTo(30).map((n) =>
      (n % 2 === 0
        ? client.dispatch('ImagePlotCntlr.recenter', { plotId: 'a', n })
        : client.dispatch(NUMBERED, { n })
      ).then(
        () => 'published',
        (error: unknown) => (error instanceof OutcomeUnknownError ? 'unknown' : error),
      ),
    );
    // They have left by the end of this tick, and the pong has not come.
    await Promise.resolve();
    await Promise.resolve();
    socket?.terminate();
    const ends = await Promise.all(outcomes);
    await turn();
    const pans = stage.viewer.received.filter(({ type }) => type === 'ImagePlotCntlr.recenter');
    const numbers = numbersOf(stage.viewer);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toEqual([...numbers].sort((one, other) => Number(one) - Number(other)));
    for (const [n, end] of ends.entries()) {
      if (n % 2 === 0) expect(end).toBe('published');
      else if (end !== 'published') expect(end).toBe('unknown');
      else expect(numbers).toContain(n);
    }
    const last = pans.map(({ payload }) => Reflect.get(Object(payload), 'n'));
    expect(new Set(last)).toEqual(new Set(upTo(30).filter((n) => n % 2 === 0)));
    expect(last.at(-1)).toBe(28);
    fault.remove();
  });
});
