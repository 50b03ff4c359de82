import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../src/testing/index.js';
import { Ear, push, raw } from './clients.js';
import { playground, uploaded } from './helpers.js';

const log: string[] = [];
const { url, faults, core } = await playground({ log: (line) => log.push(line) });
let count = 0;

/** A fault for one channel, somebody on it, and a push to it. */
async function withFault(rule: { readonly fault: string } & Readonly<Record<string, unknown>>) {
  const channel = `fault-${count++}`;
  const ear = await Ear.open(url, channel);
  // The rows of the tables below are checked when they are added.
  const fault = faults.add({ on: 'request', channel, ...rule } as FaultRule);
  return { ear, fault, channel, pushed: () => push(url, channel, { type: 'a' }) };
}

/** Ends when all that was pushed to a channel before has been delivered. */
async function settled(ear: Ear, channel: string): Promise<void> {
  core.pushAction(channel, '{"type":"barrier"}');
  await ear.hears('barrier');
}

describe('a request', () => {
  it.each([
    ['drop', false],
    ['refuse', false],
    ['lose', true],
  ])('%s: no response; carried out: %s', async (name, isCarriedOut) => {
    const { ear, fault, channel, pushed } = await withFault({ fault: name, times: 1 });
    await expect(pushed()).rejects.toThrow(/ECONNRESET|socket hang up/);
    await settled(ear, channel);
    expect(ear.types).toEqual(isCarriedOut ? ['a', 'barrier'] : ['barrier']);
    expect(fault.hits).toBe(1);
    expect((await pushed()).text).toBe('[{"success":true}]');
  });

  it('cut: the answer breaks off in the middle', async () => {
    const { ear, pushed } = await withFault({ fault: 'cut' });
    const answer = await pushed();
    expect([answer.status, answer.text, answer.isComplete]).toEqual([200, '[{"succes', false]);
    await ear.hears('a');
  });

  it('stall: the answer begins and does not end', async () => {
    const { ear, fault, pushed } = await withFault({ fault: 'stall' });
    const answer = pushed();
    await ear.hears('a');
    fault.remove();
    expect(await answer).toMatchObject({ status: 200, text: '[{"succes', isComplete: false });
  });

  it('halfOpen: nothing comes, until the caller or the fault gives up', async () => {
    const { ear, fault, channel, pushed } = await withFault({ fault: 'halfOpen' });
    const stop = new AbortController();
    const stopped = push(url, channel, { type: 'a' }, { signal: stop.signal });
    await fault.hit();
    stop.abort();
    await expect(stopped).rejects.toThrow('aborted');
    const held = pushed();
    await fault.hit(2);
    fault.remove();
    await expect(held).rejects.toThrow('socket hang up');
    await settled(ear, channel);
    expect(ear.types).toEqual(['barrier']);
  });

  it('late: carried out at once, answered later', async () => {
    const { ear, fault, pushed } = await withFault({ fault: 'late', ms: 2 ** 30 });
    const answer = pushed();
    await ear.hears('a');
    fault.remove();
    expect((await answer).text).toBe('[{"success":true}]');
  });

  it.each([
    [{ fault: 'status' }, { status: 500, text: '{"success":false,"error":{}}' }],
    [
      { fault: 'status', status: 502, text: 'bad gateway' },
      { status: 502, text: 'bad gateway' },
    ],
    [
      { fault: 'wrongType', text: '<html>' },
      { status: 200, text: '<html>' },
    ],
    [
      { fault: 'redirect', location: 'https://login.example/' },
      { status: 302, text: '' },
    ],
  ])('%j: something in between answers', async (rule, reply) => {
    const { ear, channel, pushed } = await withFault(rule);
    const answer = await pushed();
    expect(answer).toMatchObject(reply);
    if (rule.fault === 'redirect') expect(answer.headers.location).toBe('https://login.example/');
    if (rule.fault === 'wrongType') expect(answer.headers['content-type']).toMatch(/^text\/html/);
    await settled(ear, channel);
    expect(ear.types).toEqual(['barrier']);
  });

  it('is matched by command and path as well, and the log names what happened', async () => {
    const key = await uploaded(url, 'a.csv', 'a\n1\n');
    const named = [
      faults.add({ on: 'request', cmd: 'healthz', fault: 'status', status: 503, times: 1, name: 'sick' }),
      faults.add({ on: 'request', cmd: 'upload', fault: 'status', times: 1 }),
      faults.add({ on: 'request', cmd: 'Download', fault: 'cut', times: 1 }),
      faults.add({ on: 'request', path: '/index.html', fault: 'status', status: 404, times: 1 }),
    ];
    expect((await raw(url, '/healthz')).status).toBe(503);
    expect((await raw(url, '/healthz')).status).toBe(200);
    await expect(uploaded(url, 'b.csv', 'a\n1\n')).resolves.toBe('');
    const download = `/servlet/Download?${new URLSearchParams({ file: key })}`;
    expect((await raw(url, download)).isComplete).toBe(false);
    expect((await raw(url, download)).text).toBe('a\n1\n');
    expect((await raw(url, '/index.html')).status).toBe(404);
    expect(named.map(({ hits }) => hits)).toEqual([1, 1, 1, 1]);
    expect(log).toContain('fault: sick');
    expect(log).toContain('fault: cut of a request');
  });
});

describe('a socket', () => {
  const socketFault = (rule: { readonly fault: string } & Readonly<Record<string, unknown>>) => {
    const channel = `socket-${count++}`;
    // The rows of the tables below are checked when they are added.
    return { channel, fault: faults.add({ on: 'socket', channel, ...rule } as FaultRule) };
  };

  it.each([
    [{ fault: 'refuse' }, 503],
    [{ fault: 'refuse', status: 401 }, 401],
  ])('%j', async (rule, status) => {
    const { channel } = socketFault(rule);
    const { socket } = new Ear(url, channel);
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain(String(status));
  });

  it('stall, late: the handshake is not answered, or only later', async () => {
    const { channel, fault } = socketFault({ fault: 'stall' });
    const ear = new Ear(url, channel);
    await fault.hit();
    expect(ear.socket.readyState).toBe(ear.socket.CONNECTING);
    fault.remove();
    expect(await ear.closed).toBe(1006);
    const late = socketFault({ fault: 'late', ms: 20 });
    const patient = await Ear.open(url, late.channel);
    expect(patient.frames[0]?.name).toBe('EVT_CONN_EST');
  });

  it.each([
    [{ fault: 'cut', after: 2 }, 1006],
    [{ fault: 'close', after: 2 }, 1001],
    [{ fault: 'close', after: 2, code: 1011 }, 1011],
  ])('%j ends with %i', async (rule, code) => {
    const { channel } = socketFault(rule);
    const ear = await Ear.open(url, channel);
    core.pushAction(channel, '{"type":"a"}');
    expect(await ear.closed).toBe(code);
    expect(ear.types).toEqual([]);
    await expect.poll(() => core.connectionIds(channel)).toEqual([]);
  });

  it('halfOpen: nothing passes in either direction, not even a pong, and nothing is closed', async () => {
    const { channel, fault } = socketFault({ fault: 'halfOpen', after: 2, times: 1 });
    const ear = await Ear.open(url, channel);
    const other = await Ear.open(url, channel);
    core.pushAction(channel, '{"type":"a"}');
    await other.hears('a');
    let pongs = 0;
    ear.socket.on('pong', () => {
      pongs += 1;
    });
    ear.socket.ping();
    ear.send({ type: 'b' });
    other.socket.ping();
    await new Promise((resolve) => other.socket.once('pong', resolve));
    expect([ear.types, other.types, pongs]).toEqual([[], ['a'], 0]);
    expect(core.connectionIds(channel)).toHaveLength(2);
    fault.remove();
    expect(await ear.closed).toBe(1006);
  });

  it('a frame is lost, and those around it are not', async () => {
    const ear = await Ear.open(url, 'lossy');
    faults.add({ on: 'frame', channel: 'lossy', type: 'b', fault: 'drop', times: 1 });
    for (const type of ['a', 'b', 'c']) await push(url, 'lossy', { type });
    await ear.hears('c');
    expect(ear.types).toEqual(['a', 'c']);
  });

  it('nothing that is held up keeps a playground from closing', async () => {
    const own = await playground();
    own.faults.add({ on: 'socket', channel: 'stalled', fault: 'stall' });
    own.faults.add({ on: 'socket', channel: 'dead', fault: 'halfOpen', after: 2 });
    const held = own.faults.add({ on: 'request', fault: 'halfOpen' });
    const stalled = new Ear(own.url, 'stalled');
    const dead = await Ear.open(own.url, 'dead');
    own.core.pushAction('dead', '{"type":"a"}');
    const request = push(own.url, 'c', { type: 'a' }).catch(() => 'ended');
    await held.hit();
    await own.close();
    expect(await request).toBe('ended');
    expect(await stalled.closed).toBe(1006);
    expect([1001, 1006]).toContain(await dead.closed);
  });
});
