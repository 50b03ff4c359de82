import { describe, expect, it } from 'vitest';
import { createMemoryServer, type FaultRule, type MemoryServer } from '../../../src/testing/index.js';
import type { SocketClosed, SocketHandlers } from '../../../src/transport/types.js';
import { Listener } from './helpers.js';

const registered = () => Promise.resolve();

/** A server on which one thing goes wrong, and somebody who hears what is carried out. */
async function withFault(rule: FaultRule) {
  const server = createMemoryServer();
  const listener = new Listener(server.core, 'c');
  await registered();
  return { server, listener, fault: server.faults.add(rule) };
}

const push = (server: MemoryServer, limits = {}) =>
  server.transport().commands.command('pushAction', { channelID: 'c', action: '{"type":"a"}' }, limits);

describe('a request', () => {
  it.each<[FaultRule, string, boolean, object]>([
    [{ on: 'request', fault: 'refuse' }, 'refused', false, { code: 'CONNECTION', received: 'no' }],
    [{ on: 'request', fault: 'drop' }, 'cut', false, { code: 'CONNECTION', received: 'unknown' }],
    [{ on: 'request', fault: 'lose' }, 'cut', true, { code: 'CONNECTION', received: 'unknown' }],
    [{ on: 'request', fault: 'cut' }, 'terminated', true, { code: 'CONNECTION', received: 'unknown' }],
  ])('%j: no answer (%s), carried out: %s', async (rule, message, isCarriedOut, error) => {
    const { server, listener } = await withFault(rule);
    const failure: unknown = await push(server).catch((reason: unknown) => reason);
    expect(failure).toMatchObject(error);
    expect(String(failure)).toContain(message);
    expect(listener.actions('a')).toHaveLength(isCarriedOut ? 1 : 0);
  });

  it.each<[FaultRule, object]>([
    [
      { on: 'request', fault: 'status' },
      { status: 500, text: '{"success":false,"error":{}}' },
    ],
    [
      { on: 'request', fault: 'status', status: 503, text: 'busy' },
      { status: 503, text: 'busy' },
    ],
    [
      { on: 'request', fault: 'redirect' },
      { status: 302, location: '/login' },
    ],
    [
      { on: 'request', fault: 'wrongType' },
      { status: 200, contentType: 'text/html;charset=utf-8' },
    ],
    [
      { on: 'request', fault: 'wrongType', contentType: 'text/plain', text: '?' },
      { contentType: 'text/plain', text: '?' },
    ],
  ])('%j: answered by something in between', async (rule, reply) => {
    const { server, listener } = await withFault(rule);
    expect(await push(server)).toMatchObject(reply);
    expect(listener.actions('a')).toEqual([]);
  });

  it('late: carried out at once, answered later', async () => {
    const { server, listener, fault } = await withFault({ on: 'request', fault: 'late', ms: 2 ** 30 });
    const reply = push(server);
    await fault.hit();
    await expect.poll(() => listener.actions('a')).toHaveLength(1);
    fault.remove();
    expect((await reply).text).toBe('[{"success":true}]');
  });

  it.each(['halfOpen', 'stall'] as const)(
    '%s: ends by a time limit, a signal, or with the fault',
    async (name) => {
      const { server, listener, fault } = await withFault({ on: 'request', fault: name });
      await expect(push(server, { timeout: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
      const stop = new AbortController();
      const stopped = push(server, { signal: stop.signal });
      await fault.hit(2);
      stop.abort(new Error('enough'));
      await expect(stopped).rejects.toThrow('enough');
      const held = push(server);
      await fault.hit(3);
      fault.remove();
      await expect(held).rejects.toMatchObject({ received: 'unknown' });
      expect(listener.actions('a')).toHaveLength(name === 'stall' ? 3 : 0);
    },
  );

  it('of another command or channel is not touched', async () => {
    const { server } = await withFault({ on: 'request', fault: 'drop', cmd: 'upload' });
    server.faults.add({ on: 'request', fault: 'drop', channel: 'd' });
    expect((await push(server)).status).toBe(200);
    const { commands } = server.transport();
    await expect(commands.upload({ name: 'a', body: new Blob([]) }, {}, {})).rejects.toThrow('upload');
  });
});

/** What came through a socket, and how it ended. */
function inbox(): SocketHandlers & { readonly frames: string[]; readonly ended: Promise<SocketClosed> } {
  const frames: string[] = [];
  let end: (info: SocketClosed) => void = () => undefined;
  const ended = new Promise<SocketClosed>((resolve) => {
    end = resolve;
  });
  return { frames, ended, frame: (text) => void frames.push(text), closed: (info) => end(info) };
}

const open = (server: MemoryServer, handlers: SocketHandlers, limits = {}) =>
  server.transport().events.open('c', handlers, limits);

describe('a socket', () => {
  it('is refused at the handshake', async () => {
    const { server } = await withFault({ on: 'socket', fault: 'refuse', times: 1 });
    server.faults.add({ on: 'socket', fault: 'refuse', status: 401 });
    await expect(open(server, inbox())).rejects.toMatchObject({ code: 'CONNECTION', received: 'no' });
    await expect(open(server, inbox())).rejects.toMatchObject({ code: 'AUTHENTICATION' });
  });

  it('waits for a handshake that is late or never comes', async () => {
    const { server, fault } = await withFault({ on: 'socket', fault: 'stall' });
    await expect(open(server, inbox(), { timeout: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    fault.remove();
    const late = server.faults.add({ on: 'socket', fault: 'late', ms: 2 ** 30 });
    const opening = open(server, inbox());
    await late.hit();
    expect(server.core.connectionIds('c')).toHaveLength(1);
    late.remove();
    await opening;
    await expect.poll(() => server.core.connectionIds('c')).toHaveLength(2);
  });

  it.each([
    [{ fault: 'cut' }, { code: 1006, reason: '' }, 0],
    [{ fault: 'cut', after: 2 }, { code: 1006, reason: '' }, 2],
    [{ fault: 'close', after: 1 }, { code: 1001, reason: '' }, 1],
    [{ fault: 'close', code: 1011, after: 2 }, { code: 1011, reason: '' }, 2],
  ] as const)('%j ends with %j', async (what, closed, frames) => {
    const { server } = await withFault({ on: 'socket', ...what });
    const box = inbox();
    await open(server, box);
    await registered();
    server.core.pushAction('c', '{"type":"a"}');
    expect(await box.ended).toEqual(closed);
    expect(box.frames).toHaveLength(frames);
    expect(server.core.connectionIds('c')).toEqual(['0']);
  });

  it('that is half-open hears nothing and is not heard, and breaks when the fault is removed', async () => {
    const { server, listener, fault } = await withFault({ on: 'socket', fault: 'halfOpen', after: 2 });
    const box = inbox();
    const socket = await open(server, box);
    await expect.poll(() => box.frames).toHaveLength(2);
    server.core.pushAction('c', '{"type":"a"}');
    socket.send('{"name":"x","scope":"CHANNEL","dataType":"STRING","data":"lost"}');
    await registered();
    expect(box.frames).toHaveLength(2);
    expect(listener.texts.some((text) => text.includes('lost'))).toBe(false);
    expect(server.core.connectionIds('c')).toHaveLength(2);
    fault.remove();
    expect(await box.ended).toEqual({ code: 1006, reason: '' });
  });

  it('that is not read holds up all channels, until it is given up (T15)', async () => {
    const server = createMemoryServer({ stallLimit: 20 });
    const stranger = new Listener(server.core, 'elsewhere');
    await registered();
    server.faults.add({ on: 'socket', fault: 'unread', after: 2 });
    const box = inbox();
    await open(server, box);
    await expect.poll(() => box.frames).toHaveLength(2);
    server.core.pushAction('c', '{"type":"not read"}');
    server.core.pushAction('elsewhere', '{"type":"held up"}');
    expect(stranger.actions('held up')).toEqual([]);
    expect(await box.ended).toEqual({ code: 1000, reason: '' });
    await expect.poll(() => stranger.actions('held up')).toHaveLength(1);
  });

  it('that is not read holds up nobody without the trap', async () => {
    const server = createMemoryServer({ traps: { stalledReaders: false } });
    const stranger = new Listener(server.core, 'elsewhere');
    server.faults.add({ on: 'socket', fault: 'unread', after: 2 });
    const box = inbox();
    await open(server, box);
    await expect.poll(() => box.frames).toHaveLength(2);
    server.core.pushAction('c', '{"type":"not read"}');
    server.core.pushAction('elsewhere', '{"type":"heard"}');
    expect(stranger.actions('heard')).toHaveLength(1);
  });
});

describe('a frame', () => {
  it('is lost where a fault is for it, and those around it are not', async () => {
    const { server, listener, fault } = await withFault({ on: 'frame', fault: 'drop', type: 'b', times: 1 });
    for (const type of ['a', 'b', 'b']) server.core.pushAction('c', JSON.stringify({ type }));
    expect(listener.actions().map(({ type }) => type)).toEqual(['app_data.wsConnUpdated', 'a', 'b']);
    expect(fault.hits).toBe(1);
  });
});

describe('pushAliveCount', () => {
  const count = (server: MemoryServer, tryMS: string, limits = {}) =>
    server.transport().commands.command('pushAliveCount', { channelID: 'c', tryMS }, limits);

  it('waits until somebody is there', async () => {
    const server = createMemoryServer();
    const reply = count(server, '60000');
    new Listener(server.core, 'c');
    expect((await reply).text).toBe('[{"activeCount":1,"success":true}]');
  });

  it.each(['0', '', 'abc', '-5', '1e9', '1.5', '99999999999', '1'])(
    'with tryMS=%j it answers soon, with 0',
    async (tryMS) => {
      expect((await count(createMemoryServer(), tryMS)).text).toBe('[{"activeCount":0,"success":true}]');
    },
  );

  it('ends with the caller’s patience', async () => {
    const server = createMemoryServer();
    await expect(count(server, '2000000000', { timeout: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});
