import { type ConnectionChange, ConnectionError, OutcomeUnknownError } from 'firefly-client';
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
} from './stage.js';

afterEach(closeAll);

/** The next change to a state. */
function until(stage: Stage, state: ConnectionChange['state']): Promise<ConnectionChange> {
  return new Promise((resolve) => {
    const off = stage.client.on('connection', (change) => {
      if (change.state !== state) return;
      off();
      resolve(change);
    });
  });
}

describe('an event socket that breaks', () => {
  it('comes back by itself; the changes of state are told', async () => {
    stopTime();
    const stage = await Stage.open();
    const changes: ConnectionChange[] = [];
    stage.client.on('connection', (change) => changes.push(change));
    expect(stage.client.state).toBe('connected');
    stage.drop();
    await turn();
    expect(stage.client.state).toBe('reconnecting');
    await passes(1_000);
    expect(stage.client.state).toBe('connected');
    expect(changes).toMatchObject([
      { state: 'reconnecting', previous: 'connected', code: 1006, attempt: 1, delay: expect.any(Number) },
      { state: 'connected', previous: 'reconnecting' },
    ]);
    expect(changes[0]?.delay).toBeLessThanOrEqual(500);
    expect(stage.server.core.connectionIds(stage.client.channel)).toHaveLength(2);
  });

  it('tries again and again, later and later, with the reason', async () => {
    stopTime();
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const stage = await Stage.open();
    const changes: ConnectionChange[] = [];
    stage.client.on('connection', (change) => changes.push(change));
    stage.beforeSocket = () => {
      throw new ConnectionError('refused', 'no');
    };
    const warnings = complaintsOfProcess('warning');
    stage.drop();
    await passes(200_000);
    await turn();
    warnings.stop();
    expect(changes.length).toBeGreaterThan(20);
    expect(warnings.seen).toEqual([]);
    const delays = changes.map(({ delay }) => delay ?? 0);
    expect(delays.slice(0, 7)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(changes.map(({ attempt }) => attempt).slice(0, 3)).toEqual([1, 2, 3]);
    expect(changes[1]?.reason).toBe('refused');
    stage.beforeSocket = () => undefined;
    await passes(10_000);
    expect(stage.client.state).toBe('connected');
  });

  it('lets listeners and iterators go on', async () => {
    const stage = await Stage.open();
    await stage.client.showTable(stage.table(), { tblId: 't' }).displayed();
    const rows: number[] = [];
    stage.client.on('table.highlight', ({ rowIndex }) => rows.push(rowIndex));
    const events = stage.client.events('table.highlight');
    await stage.client.flush();
    const back = until(stage, 'connected');
    stage.drop();
    await back;
    await stage.viewer.highlight('t', 2);
    await turn();
    expect(rows).toEqual([2]);
    expect((await events.next()).value).toMatchObject({ rowIndex: 2 });
  });

  it('does not lose what waits to be displayed, nor what is called meanwhile', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 5_000 } });
    const { client } = stage;
    const image = client.showFitsImage(stage.image(), { plotId: 'a' });
    await image;
    const zoom = client.setZoom('a', 2);
    stage.drop();
    const table = client.showTable(stage.table(), { tblId: 't' });
    expect(await table).toMatchObject({ success: true });
    await passes(20_000);
    expect((await image.displayed()).plotId).toBe('a');
    await zoom.displayed();
    expect((await table.displayed()).totalRows).toBe(5);
    expect(stage.errors).toEqual([]);
  });

  it('registers everything again: a viewer may have loaded while nothing was heard', async () => {
    stopTime();
    const stage = await Stage.open();
    const { client } = stage;
    await client.addExtension('POINT', { extensionId: 'e' });
    const rows: number[] = [];
    client.on('table.highlight', ({ rowIndex }) => rows.push(rowIndex));
    await client.flush();
    const hole = gate();
    stage.beforeSocket = () => hole.passed;
    stage.drop();
    await passes(1_000);
    stage.viewer.reload();
    await stage.viewer.ready;
    expect(stage.viewer.extensions).toEqual([]);
    hole.open();
    await passes(10);
    expect(stage.viewer.extensions.map(({ extType }) => extType).sort()).toEqual([
      'POINT',
      'table.highlight',
    ]);
    const shown = client.showTable(stage.table(), { tblId: 't' }).displayed();
    await passes(10);
    await shown;
    await stage.viewer.highlight('t', 4);
    await turn();
    expect(rows).toEqual([4]);
  });

  it.each(['in a pause', 'in an attempt'])(
    'does not come back when the client is closed %s',
    async (when) => {
      stopTime();
      const stage = await Stage.open();
      const { client } = stage;
      const opening = gate();
      if (when === 'in an attempt') stage.beforeSocket = () => opening.passed;
      stage.drop();
      await turn();
      if (when === 'in an attempt') await passes(1_000);
      expect(client.state).toBe('reconnecting');
      const closing = client.close();
      expect(await stateOf(closing)).toBe('fulfilled');
      expect(client.state).toBe('closed');
      opening.open();
      await passes(30_000);
      expect(stage.server.core.connectionIds(client.channel)).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('that breaks as soon as it is back comes back later and later: whoever is evicted does not fight (T27)', async () => {
    stopTime();
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const stage = await Stage.open();
    await passes(10_000);
    const delays: unknown[] = [];
    const off = stage.client.on('connection', ({ state, delay }) => {
      if (state === 'reconnecting') delays.push(delay);
      if (state === 'connected') queueMicrotask(() => stage.drop());
    });
    stage.drop();
    await passes(20_000);
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000]);
    off();
    await passes(20_000);
    expect(stage.client.state).toBe('connected');
    stage.client.on('connection', ({ delay }) => delays.push(delay));
    stage.drop();
    await turn();
    expect(delays.at(-1)).toBe(500);
  });

  it('that is evicted by others comes back when there is room', async () => {
    stopTime();
    const stage = await Stage.open({ server: { maxSocketsPerChannel: 2 } });
    const change = until(stage, 'reconnecting');
    const visitor = stage.openViewer({ silent: true });
    expect(await change).toMatchObject({ code: 1000 });
    visitor.close();
    await passes(1_000);
    expect(stage.client.state).toBe('connected');
    expect(stage.viewer.connected).toBe(true);
  });
});

describe('clients of one channel', () => {
  it('share one socket, and closing one leaves the other working', async () => {
    const stage = await Stage.open();
    const second = await stage.connect({ channel: stage.client.channel });
    expect(stage.sockets).toHaveLength(1);
    expect(stage.server.core.connectionIds(second.channel)).toHaveLength(2);
    const rows: number[] = [];
    second.on('table.highlight', ({ rowIndex }) => rows.push(rowIndex));
    stage.client.on('table.highlight', () => undefined);
    const table = second.showTable(stage.table(), { tblId: 't' });
    await stage.client.close();
    expect(stage.client.state).toBe('closed');
    expect(second.state).toBe('connected');
    expect((await table.displayed()).totalRows).toBe(5);
    await second.flush();
    await stage.viewer.highlight('t', 1);
    await turn();
    expect(rows).toEqual([1]);
    await second.close();
    expect(stage.server.core.connectionIds(second.channel)).toHaveLength(1);
  });

  it('do not end what the other waits for', async () => {
    const stage = await Stage.open({ viewer: { delay: 20 } });
    const second = await stage.connect({ channel: stage.client.channel });
    const mine = failureOf(stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed());
    const theirs = second.showFitsImage(stage.image(), { plotId: 'b' }).displayed();
    await stage.client.close();
    expect(await mine).toMatchObject({ name: 'ClosedError' });
    expect((await theirs).plotId).toBe('b');
  });

  it('that connect and close in the same moment leave no socket', async () => {
    const stage = await Stage.open();
    const channel = 'in-one-breath';
    const both = [stage.connect({ channel }), stage.connect({ channel })];
    await Promise.all(both.map(async (client) => (await client).close()));
    expect(stage.server.core.channels).not.toContain(channel);
    const again = stage.connect({ channel });
    const closing = (await again).close();
    const last = await stage.connect({ channel });
    await closing;
    expect(stage.server.core.connectionIds(channel)).toHaveLength(1);
    expect(last.state).toBe('connected');
    await last.dispatch('some.type');
    await last.close();
    expect(stage.server.core.channels).not.toContain(channel);
    expect(await last.close()).toBeUndefined();
  });

  it('that fail to connect leave nothing for the next one', async () => {
    const stage = await Stage.open();
    const channel = 'second-try';
    stage.before = (cmd) => {
      if (cmd === 'healthz') throw new ConnectionError('refused', 'no');
      return undefined;
    };
    const both = [failureOf(stage.connect({ channel })), failureOf(stage.connect({ channel }))];
    for (const failure of await Promise.all(both)) expect(failure).toBeInstanceOf(ConnectionError);
    stage.before = undefined;
    const client = await stage.connect({ channel });
    expect(stage.server.core.connectionIds(channel)).toHaveLength(1);
    await client.close();
  });
});

describe('a POST that fails', () => {
  const failWith = (stage: Stage, received: 'no' | 'unknown', type: string) => {
    stage.before = (_cmd, params) => {
      if (params['action']?.includes(type)) throw new ConnectionError('ECONN', received);
      return undefined;
    };
  };

  it('because there was no connection says so: nothing was received', async () => {
    stopTime();
    const stage = await Stage.open();
    failWith(stage, 'no', '"type":"ImagePlotCntlr.PlotImage"');
    const image = stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    const zoom = stage.client.setZoom('a', 2);
    const failure = failureOf(image);
    await passes(29_000);
    expect(await stateOf(image)).toBe('pending');
    await passes(5_000);
    const error = await failure;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ received: 'no' });
    expect(await failureOf(image.displayed())).toBe(error);
    expect(await failureOf(zoom)).toMatchObject({ name: 'DependencyError', cause: error });
    expect(stage.types.filter((type) => type === 'PlotImage').length).toBeGreaterThan(10);
  });

  it('half-way says that its outcome is not known, and is not tried again', async () => {
    const stage = await Stage.open();
    failWith(stage, 'unknown', 'some.type');
    const action = stage.client.dispatch('some.type');
    const error = await failureOf(action);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      cause: { name: 'ConnectionError', received: 'unknown' },
    });
    expect(await failureOf(action.displayed())).toBe(error);
    expect(stage.types).toEqual(['type']);
    expect(await stage.client.dispatch('other.type')).toEqual({ success: true });
  });

  it('because it is never answered says so after its own limit', async () => {
    stopTime();
    const stage = await Stage.open();
    const never = gate();
    stage.before = (_cmd, params) => (params['action']?.includes('some.type') ? never.passed : undefined);
    const failure = failureOf(stage.client.dispatch('some.type'));
    const next = stage.client.dispatch('other.type');
    await passes(29_000);
    expect(await stateOf(next)).toBe('pending');
    await passes(1_001);
    expect(await failure).toMatchObject({ name: 'OutcomeUnknownError', cause: { name: 'TimeoutError' } });
    expect(await next).toEqual({ success: true });
  });

  it('because the server refuses it tells what the server said', async () => {
    const stage = await Stage.open();
    stage.before = (_cmd, params) =>
      params['action']?.includes('some.type')
        ? { status: 200, contentType: 'application/json', text: '[{"success":"false","error":"not today"}]' }
        : undefined;
    const error = await failureOf(stage.client.dispatch('some.type'));
    expect(error).toMatchObject({ name: 'CommandError', command: 'pushAction', reasons: ['not today'] });
  });

  it('because a gateway wants a login says that a token is needed', async () => {
    const stage = await Stage.open();
    stage.before = (_cmd, params) =>
      params['action']?.includes('some.type')
        ? { status: 302, contentType: '', location: 'https://login.example/?next=x', text: '' }
        : undefined;
    const error = await failureOf(stage.client.dispatch('some.type'));
    expect(error).toMatchObject({ name: 'AuthenticationError', message: expect.stringContaining('token') });
  });
});
