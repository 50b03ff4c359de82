import { describe, expect, it } from 'vitest';
import { createMemoryServer, Hub, ProtocolCore, type TrapSwitches } from '../../../src/testing/index.js';
import { Listener } from './helpers.js';

const registered = () => Promise.resolve();

async function cluster(traps: TrapSwitches = {}) {
  const hub = new Hub();
  const [a, b] = [new ProtocolCore({ hub, traps }), new ProtocolCore({ hub, traps })];
  const onA = new Listener(a, 'c');
  const onB = new Listener(b, 'c');
  await registered();
  const lists = (listener: Listener) =>
    listener.actions('app_data.wsConnUpdated').map(({ payload }) => payload);
  const quiet = () => {
    for (const listener of [onA, onB]) listener.texts.length = 0;
  };
  return { hub, a, b, onA, onB, lists, quiet };
}

const frame = (type: string) =>
  JSON.stringify({ name: 'FLUX_ACTION', scope: 'CHANNEL', dataType: 'JSON', data: { type } });

describe('two nodes', () => {
  it('deliver posts to both, and lose frames between sockets of equal number (T6)', async () => {
    const { a, b, onA, onB, quiet } = await cluster();
    const third = new Listener(b, 'c');
    await registered();
    quiet();
    expect([onA.connection.id, onB.connection.id, third.connection.id]).toEqual(['0', '0', '1']);
    a.pushAction('c', '{"type":"post"}');
    b.pushAction('c', '{"type":"other post"}');
    onA.connection.receive(frame('frame'));
    expect(onA.actions().map(({ type }) => type)).toEqual(['post', 'other post']);
    expect(onB.actions().map(({ type }) => type)).toEqual(['post', 'other post']);
    expect(third.actions('frame')).toHaveLength(1);
  });

  it('lose none when each socket has a number of its own', async () => {
    const { onA, onB } = await cluster({ equalIds: false });
    expect([onA.connection.id, onB.connection.id]).toEqual(['0', '1']);
    onA.connection.receive(frame('frame'));
    expect(onB.actions('frame')).toHaveLength(1);
  });

  it('merge equal numbers in the list of who is here, and send it once for each (T12)', async () => {
    const { onA, onB, lists } = await cluster();
    expect(lists(onA)).toEqual([{ c: ['0'] }, { c: ['0'] }, { c: ['0'] }]);
    expect(lists(onB)).toEqual(lists(onA).slice(1));
  });

  it('tell strangers of equal number what is none of their business (T12)', async () => {
    const hub = new Hub();
    const [a, b] = [new ProtocolCore({ hub }), new ProtocolCore({ hub })];
    const stranger = new Listener(b, 'elsewhere');
    new Listener(a, 'c');
    await registered();
    expect(stranger.actions('app_data.wsConnUpdated').map(({ payload }) => payload)).toEqual([
      { elsewhere: ['0'] },
      { c: ['0'] },
    ]);
  });

  it('count each its own sockets, unless told otherwise (T12)', async () => {
    const counts = async (traps: TrapSwitches) => {
      const { a } = await cluster(traps);
      return [a.pushAliveCount('c').text, a.pushAliveCheck('c').text];
    };
    expect(await counts({})).toEqual([
      '[{"activeCount":1,"success":true}]',
      '[{"success":true,"active":false}]',
    ]);
    expect(await counts({ nodeCounts: false })).toEqual([
      '[{"activeCount":2,"success":true}]',
      '[{"success":true,"active":true}]',
    ]);
  });

  it('keep the ghosts of a killed one, whose sockets break without a goodbye (T12, T14)', async () => {
    const { a, b, onA, onB, lists, quiet } = await cluster();
    new Listener(a, 'c');
    await registered();
    quiet();
    a.kill();
    expect([onA.closes, onB.closes, lists(onB)]).toEqual([[{ code: 1006, reason: '' }], [], []]);
    onA.connection.disconnected();
    new Listener(b, 'c').connection.disconnected();
    const late = new Listener(b, 'c');
    await registered();
    expect(lists(late)[0]).toEqual({ c: ['0', '1', '2'] });
    expect(b.connectionIds('c')).toEqual(['0', '2']);
    expect(new Listener(a, 'c').closes).toEqual([{ code: 1006, reason: '' }]);
  });

  it('leave no ghosts after an orderly stop, nor with the trap off', async () => {
    for (const [traps, end, code] of [
      [{}, 'stop', 1001],
      [{ ghosts: false }, 'kill', 1006],
    ] as const) {
      const { a, b, onA, lists, quiet } = await cluster({ ...traps, equalIds: false });
      const waiting = new Listener(b, 'c');
      await registered();
      quiet();
      a[end]();
      expect(onA.closes).toEqual([{ code, reason: '' }]);
      expect(lists(waiting).at(-1)).toEqual({ c: ['1', '2'] });
    }
  });

  it('accept and lose everything while what joins them is down (T1)', async () => {
    const { hub, a, onA, onB, quiet } = await cluster();
    quiet();
    hub.isDown = true;
    expect(a.pushAction('c', '{"type":"lost"}').text).toBe('[{"success":true}]');
    hub.isDown = false;
    a.pushAction('c', '{"type":"heard"}');
    expect([onA, onB].map((one) => one.actions().map(({ type }) => type))).toEqual([['heard'], ['heard']]);
  });
});

describe('sockets of one user', () => {
  it('hear of each other on all of their channels', async () => {
    const core = new ProtocolCore();
    const heard: unknown[] = [];
    core.connect(
      'one',
      { send: (text) => void heard.push(JSON.parse(text).data.payload), close: () => {} },
      'u',
    );
    await registered();
    core.connect('two', { send: () => {}, close: () => {} }, 'u');
    core.connect('three', { send: () => {}, close: () => {} }, 'v');
    await registered();
    expect(heard.slice(1)).toEqual([{ one: ['0'] }, { one: ['0'], two: ['1'] }]);
  });
});

describe('memory servers', () => {
  it('share files, and viewers of both see what is pushed at one', async () => {
    const hub = new Hub();
    const [one, other] = [createMemoryServer({ hub }), createMemoryServer({ hub })];
    const viewer = other.openViewer('c');
    await viewer.ready;
    const source = one.addFile('t.csv', 'a\n1\n2\n');
    const request = { id: 'IpacTableFromSource', source, tbl_id: 't', META_INFO: { tbl_id: 't' } };
    const action = JSON.stringify({ type: 'table.search', payload: { request } });
    const { commands } = one.transport();
    await commands.command('pushAction', { channelID: 'c', action }, {});
    await viewer.core.settled();
    expect(viewer.tables.get('t')).toMatchObject({ model: { totalRows: 2 } });
  });

  it('that are gone take nothing any more', async () => {
    const server = createMemoryServer();
    const viewer = server.openViewer('c');
    await viewer.ready;
    const transport = server.transport();
    server.kill();
    expect(viewer.connected).toBe(false);
    await expect(transport.commands.probe({})).rejects.toMatchObject({ code: 'CONNECTION', received: 'no' });
    const opening = transport.events.open('c', { frame: () => {}, closed: () => {} }, {});
    await expect(opening).rejects.toThrow('the server is down');
  });
});
