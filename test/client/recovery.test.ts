/** What becomes of actions when the connection breaks while they are on their way, and what limits calls have. */
import {
  ArgumentError,
  ConnectionError,
  OutcomeUnknownError,
  QueueFullError,
  TimeoutError,
} from 'firefly-client';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, failureOf, gate, passes, Stage, stateOf, stopTime, turn } from './stage.js';

afterEach(closeAll);

const seen = (stage: Stage, type: string) => stage.viewer.received.filter((action) => action.type === type);

describe('an answer that is lost', () => {
  it('is made good by the echo: the action was published, and is not sent again', async () => {
    const stage = await Stage.open();
    stage.server.faults.add({ on: 'request', cmd: 'pushAction', fault: 'lose' });
    const zoom = { plotId: 'a', userZoomType: 'LEVEL', level: 2 };
    const sent = [
      stage.client.dispatch('my.type', { n: 1, big: 1e300, text: 'ä𝄞"' }),
      stage.client.dispatch('ImagePlotCntlr.ZoomImage', zoom),
      stage.client.dispatch('my.type', { n: 1, big: 1e300, text: 'ä𝄞"' }),
    ];
    expect(await Promise.all(sent)).toEqual(Array(3).fill({ success: true }));
    expect(stage.types).toEqual(['type', 'ZoomImage', 'type']);
    expect(seen(stage, 'my.type')).toHaveLength(2);
  });

  it('is not made good while the event socket is down: then nobody knows', async () => {
    const stage = await Stage.open();
    const hole = gate();
    stage.beforeSocket = () => hole.passed;
    stage.drop();
    await turn();
    stage.server.faults.add({ on: 'request', cmd: 'pushAction', fault: 'lose', times: 1 });
    const error = await failureOf(stage.client.dispatch('my.type'));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(seen(stage, 'my.type')).toHaveLength(1);
    hole.open();
  });
});

describe('a request that is cut on its way', () => {
  it('is sent again where twice does no harm, before everything called later', async () => {
    const stage = await Stage.open({ client: { hold: false } });
    stage.server.faults.add({ on: 'request', cmd: 'pushAction', fault: 'drop', times: 3 });
    const sent = [1, 2, 3].map((level) =>
      stage.client.dispatch('ImagePlotCntlr.ZoomImage', { plotId: 'a', userZoomType: 'LEVEL', level }),
    );
    await Promise.all(sent);
    await turn();
    const levels = seen(stage, 'ImagePlotCntlr.ZoomImage').map(({ payload }) => Object(payload).level);
    expect(levels).toEqual([1, 2, 3]);
  });

  it('is not sent again where it could do harm', async () => {
    const stage = await Stage.open();
    stage.server.faults.add({ on: 'request', cmd: 'pushAction', fault: 'drop', times: 1 });
    const zoom = { plotId: 'a', userZoomType: 'UP' };
    const error = await failureOf(stage.client.dispatch('ImagePlotCntlr.ZoomImage', zoom));
    expect(error).toMatchObject({ name: 'OutcomeUnknownError', cause: { name: 'ConnectionError' } });
    expect(seen(stage, 'ImagePlotCntlr.ZoomImage')).toHaveLength(0);
    expect(await stage.client.dispatch('my.next')).toEqual({ success: true });
  });
});

describe('a server that is not there for a while', () => {
  it('gets everything when it is back: what it cannot have received may always go again', async () => {
    stopTime();
    const stage = await Stage.open();
    let isDown = true;
    stage.before = () => {
      if (isDown) throw new ConnectionError('refused', 'no');
      return undefined;
    };
    const sent = [1, 2, 3].map((n) => stage.client.dispatch('my.type', { n }));
    await passes(15_000);
    expect(await stateOf(Promise.any(sent))).toBe('pending');
    isDown = false;
    await passes(3_000);
    await Promise.all(sent);
    expect(seen(stage, 'my.type').map(({ payload }) => Object(payload).n)).toEqual([1, 2, 3]);
  });

  it('is tried for half a minute, not for each action anew', async () => {
    stopTime();
    const stage = await Stage.open();
    stage.before = () => {
      throw new ConnectionError('refused', 'no');
    };
    const failures = [1, 2, 3].map((n) => failureOf(stage.client.dispatch('my.type', { n })));
    await passes(33_000);
    for (const failure of failures)
      expect(await failure).toMatchObject({ name: 'ConnectionError', received: 'no' });
  });
});

describe('limits of a call', () => {
  it('take back what has not left', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { silent: true } });
    const { client } = stage;
    const stop = new AbortController();
    const image = client.showFitsImage(stage.image(), { plotId: 'a' });
    const aborted = failureOf(client.with({ signal: stop.signal }).setZoom('a', 2));
    const late = failureOf(client.with({ timeout: 500 }).setPan('a'));
    await image;
    await passes(501);
    expect(await late).toMatchObject({
      name: 'TimeoutError',
      message: expect.stringContaining('setPan was not sent'),
    });
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await aborted).toBe(reason);
    expect(stage.types).toEqual(['PlotImage']);
    expect(await failureOf(client.with({ signal: stop.signal }).dispatch('my.type'))).toBe(reason);
  });

  it('that are over while it is on its way leave its outcome unknown; it is not sent again', async () => {
    stopTime();
    const stage = await Stage.open();
    const never = gate();
    stage.before = (_cmd, params) => (params['action']?.includes('my.type') ? never.passed : undefined);
    const handle = stage.client.with({ timeout: 500 }).dispatch('my.type');
    const failure = failureOf(handle);
    await passes(501);
    expect(await failure).toBeInstanceOf(OutcomeUnknownError);
    never.open();
    await turn();
    expect(stage.types).toEqual(['type']);
  });

  it('are those of the call, and of no other; limits of limits are both', async () => {
    const stage = await Stage.open();
    const stop = new AbortController();
    const limited = stage.client.with({ signal: stop.signal }).with({ timeout: 10_000 });
    expect(limited.channel).toBe(stage.client.channel);
    stop.abort(new Error('enough'));
    expect(await failureOf(limited.dispatch('my.type'))).toEqual(new Error('enough'));
    expect(await stage.client.dispatch('my.type')).toEqual({ success: true });
    for (const wrong of [{ timeout: 0 }, { timeout: '1' }, { signal: 1 }, { other: 1 }])
      expect(() => Reflect.apply(stage.client.with, stage.client, [wrong])).toThrow(ArgumentError);
  });

  it('many calls may share a signal', async () => {
    const stage = await Stage.open();
    const stop = new AbortController();
    const limited = stage.client.with({ signal: stop.signal });
    await Promise.all(Array.from({ length: 30 }, (_, n) => limited.dispatch('my.type', { n })));
    expect(seen(stage, 'my.type')).toHaveLength(30);
  });
});

describe('the queue', () => {
  it('refuses what has no room, as a failure of the call; the others go', async () => {
    const stage = await Stage.open({ client: { queue: { maxActions: 3 } } });
    const calls = [1, 2, 3, 4].map((n) => stage.client.dispatch('my.type', { n }));
    const error = await failureOf(calls[3] as PromiseLike<unknown>);
    expect(error).toBeInstanceOf(QueueFullError);
    expect(error).toMatchObject({ code: 'QUEUE_FULL', actions: 3 });
    await Promise.all(calls.slice(0, 3));
    expect(await stage.client.dispatch('my.type', { n: 5 })).toEqual({ success: true });
    const large = await Stage.open({ client: { queue: { maxCharacters: 1_000 } } });
    expect(await failureOf(large.client.dispatch('my.type', { text: 'x'.repeat(1_000) }))).toBeInstanceOf(
      QueueFullError,
    );
  });

  it('holds copies: later changes of what was passed in do not count', async () => {
    const stage = await Stage.open();
    const payload = { n: 1 };
    const sent = stage.client.dispatch('my.type', payload);
    payload.n = 2;
    await sent;
    expect(seen(stage, 'my.type')[0]?.payload).toEqual({ n: 1 });
  });

  it('flush has limits, and takes nothing back', async () => {
    stopTime();
    const stage = await Stage.open();
    const slow = gate();
    stage.before = (_cmd, params) => (params['action']?.includes('my.type') ? slow.passed : undefined);
    const sent = stage.client.dispatch('my.type');
    const failure = failureOf(stage.client.flush({ timeout: 100 }));
    await passes(101);
    expect(await failure).toBeInstanceOf(TimeoutError);
    slow.open();
    await sent;
    await stage.client.flush();
  });

  it('is emptied by close, or each action is told of: what had left as unknown', async () => {
    stopTime();
    const stage = await Stage.open();
    const never = gate();
    stage.before = (_cmd, params) => (params['action']?.includes('my.first') ? never.passed : undefined);
    const failures = ['my.first', 'my.second'].map((type) => failureOf(stage.client.dispatch(type)));
    await turn();
    const closing = stage.client.close({ timeout: 1_000 });
    await passes(3_000);
    await closing;
    expect(await failures[0]).toBeInstanceOf(OutcomeUnknownError);
    expect(await failures[1]).toMatchObject({ name: 'ClosedError' });
  });
});
