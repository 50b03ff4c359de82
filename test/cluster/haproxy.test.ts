import { type FireflyClient, OutcomeUnknownError } from 'firefly-client';
import { expect, it } from 'vitest';
import type { ScriptedViewer } from '../../src/testing/index.js';
import { describeCluster } from './stage.js';

const STEP = 'lab.step';

/** Only a guard, for busy machines. */
const PATIENCE = { timeout: 20_000 };

/** Numbers of the steps that a viewer was told, in the order of their arrival. */
const stepsOf = (viewer: ScriptedViewer): number[] =>
  viewer.received
    .filter(({ type }) => type === STEP)
    .map(({ payload }) => Number(Reflect.get(Object(payload), 'n')));

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Sends steps at once; gives the failures by their numbers, once all are settled. */
async function send(client: FireflyClient, count: number): Promise<ReadonlyMap<number, unknown>> {
  const outcomes = await Promise.allSettled(upTo(count).map((n) => client.dispatch(STEP, { n })));
  return new Map(
    outcomes.flatMap((outcome, n) => (outcome.status === 'rejected' ? [[n, outcome.reason]] : [])),
  );
}

/** Resolves when a viewer has been told of so many steps. */
const told = (viewer: ScriptedViewer, count: number) =>
  expect.poll(() => stepsOf(viewer).length, { ...PATIENCE, interval: 1 }).toBeGreaterThanOrEqual(count);

/** Everything is in its place, once, or was said to be missing; what was said not to be there is not there. */
function expectHonest(arrived: readonly number[], failed: ReadonlyMap<number, unknown>, count: number): void {
  expect(arrived).toEqual([...new Set(arrived)].sort((one, other) => one - other));
  const missing = upTo(count).filter((n) => !arrived.includes(n));
  expect(missing.filter((n) => !failed.has(n))).toEqual([]);
  const denied = arrived.filter((n) => failed.has(n) && !(failed.get(n) instanceof OutcomeUnknownError));
  expect(denied).toEqual([]);
}

describeCluster('a cluster behind HAProxy', (open) => {
  it('has all actions at the viewers of both nodes, once and in order, although ids repeat (T6)', async () => {
    const { client, nodes } = await open();
    for (const { playground } of nodes) expect(playground.core.connectionIds(client.channel)[0]).toBe('0');
    expect([...(await send(client, 400)).keys()]).toEqual([]);
    for (const { viewer } of nodes) expect(stepsOf(viewer)).toEqual(upTo(400));
  });

  it('loses frames to the viewer of the other node where they are used without proof (T6)', async () => {
    const { client, sides } = await open({ dispatchPath: 'socket' });
    await send(client, 50);
    const { near, far } = sides();
    expect([near, far].map(({ viewer }) => stepsOf(viewer).length)).toEqual([50, 0]);
  });

  it('keeps several clients apart, each in its own order', async () => {
    const { client, connect, nodes } = await open();
    const clients = [client, await connect(), await connect()];
    await Promise.all(
      clients.flatMap((client, who) => upTo(100).map((n) => client.dispatch(STEP, { n: who * 1000 + n }))),
    );
    for (const { viewer } of nodes) {
      for (const who of clients.keys()) {
        const own = stepsOf(viewer).filter((n) => Math.floor(n / 1000) === who);
        expect(own).toEqual(upTo(100).map((n) => who * 1000 + n));
      }
    }
  });

  it('loses nothing without a word when the node of the client is killed in the middle, and sends on', async () => {
    const { client, sides } = await open();
    const { near, far } = sides();
    const sent = send(client, 400);
    await told(far.viewer, 100);
    await near.playground.kill();
    const failed = await sent;
    expectHonest(stepsOf(far.viewer), failed, 400);
    await client.opened();
    await client.dispatch('lab.after', {});
    expect(far.viewer.received.filter(({ type }) => type === 'lab.after')).toHaveLength(1);
  });

  it('loses nothing without a word when the other node is killed in the middle', async () => {
    const { client, sides } = await open();
    const { near, far } = sides();
    const sent = send(client, 400);
    await told(near.viewer, 100);
    await far.playground.kill();
    const failed = await sent;
    expectHonest(stepsOf(near.viewer), failed, 400);
    expect(client.state).toBe('connected');
  });

  it('is heard again after its node was killed: each event once', async () => {
    const { client, sides } = await open();
    const heard: unknown[] = [];
    client.on('lab.seen', (report) => heard.push(report['n']));
    await client.flush();
    const { near, far } = sides();
    const say = (n: number) =>
      far.playground.core.pushAction(client.channel, JSON.stringify({ type: 'lab.seen', payload: { n } }));
    say(1);
    // Two viewers, and both report (T16).
    await expect.poll(() => heard, PATIENCE).toEqual([1, 1]);
    const back = new Promise((resolve) =>
      client.on('connection', ({ state }) => state === 'connected' && resolve(state)),
    );
    await near.playground.kill();
    await back;
    await client.flush();
    say(2);
    await expect.poll(() => heard, PATIENCE).toEqual([1, 1, 2]);
  });
});
