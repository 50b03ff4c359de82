import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Ear } from './clients.js';
import { command, playground } from './helpers.js';

const { url, core } = await playground();

const pause = () => new Promise((resolve) => setTimeout(resolve, 40));

describe('two sockets on a channel', () => {
  it('are greeted, hear of each other, and exchange actions', async () => {
    const one = await Ear.open(url, 'pair');
    const two = await Ear.open(url, 'pair');
    expect(one.frames[0]?.name).toBe('EVT_CONN_EST');
    expect(core.connectionIds('pair')).toEqual([one, two].map((ear) => ear.frames[0]?.data.connID));
    one.send({ type: 'test.hello', payload: { text: 'é☃𝒜' } });
    const { data, from } = await two.until((frame) => frame.data.type === 'test.hello');
    expect(data.payload).toEqual({ text: 'é☃𝒜' });
    expect(from).toBe(one.frames[0]?.data.connID);
    await pause();
    expect(one.types.includes('test.hello')).toBe(false);
  });

  it('both hear what is pushed, and nobody on another channel does', async () => {
    const one = await Ear.open(url, 'push');
    const two = await Ear.open(url, 'push');
    const other = await Ear.open(url, 'push-other');
    const action = JSON.stringify({ type: 'test.pushed', payload: { n: 1 } });
    expect((await command(url, 'pushAction', { channelID: 'push', action })).text).toBe('[{"success":true}]');
    for (const ear of [one, two]) {
      const frame = await ear.until(({ data }) => data.type === 'test.pushed');
      expect(frame).toMatchObject({ name: 'FLUX_ACTION', scope: 'CHANNEL', from: '-1', dataType: 'JSON' });
    }
    expect(other.types.includes('test.pushed')).toBe(false);
  });

  it('a report reaches all of them and is accepted', async () => {
    const one = await Ear.open(url, 'report');
    const Data = JSON.stringify({ id: 'x', type: 'POINT', wpt: '1;2;EQ_J2000' });
    const { text } = await command(url, 'reportUserAction', { Data }, { 'FF-channel': 'report' });
    expect(text).toBe('true');
    const frame = await one.until(({ name }) => name === 'REPORT_USER_ACTION');
    expect(frame.data).toMatchObject({ id: 'x', type: 'POINT' });
  });

  it('are counted', async () => {
    await Ear.open(url, 'count');
    await Ear.open(url, 'count');
    const { text } = await command(url, 'pushAliveCount', { channelID: 'count' });
    expect(JSON.parse(text)).toEqual([{ success: true, activeCount: 2 }]);
  });
});

describe('limits and faults', () => {
  it('a frame of 8192 characters passes, one more ends the socket that sent it', async () => {
    const one = await Ear.open(url, 'size');
    const two = await Ear.open(url, 'size');
    const frame = (length: number) => {
      const empty = JSON.stringify({
        name: 'FLUX_ACTION',
        scope: 'CHANNEL',
        dataType: 'JSON',
        data: { type: 'test.big', payload: '' },
      });
      return empty.replace('""', `"${'☃'.repeat(length - empty.length)}"`);
    };
    one.socket.send(frame(8192));
    await two.until(({ data }) => data.type === 'test.big');
    one.socket.send(frame(8193));
    expect(await one.closed).toBe(1009);
    expect(two.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('a frame of 20 MB ends the socket that sent it', async () => {
    const one = await Ear.open(url, 'huge');
    one.socket.send('x'.repeat(20 * 1024 * 1024));
    expect([1009, 1006]).toContain(await one.closed);
  });

  it('what is no JSON, and bytes, are passed over', async () => {
    const one = await Ear.open(url, 'noise');
    for (const noise of ['', 'x', '{', 'null', '[]']) one.socket.send(noise);
    one.socket.send(Buffer.from([1, 2, 3]));
    await pause();
    expect(one.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('a protocol ping is answered', async () => {
    const one = await Ear.open(url, 'ping');
    const pong = new Promise((resolve) => one.socket.once('pong', resolve));
    one.socket.ping();
    await pong;
  });

  it('a socket that goes is no longer on the channel', async () => {
    const one = await Ear.open(url, 'leave');
    const two = await Ear.open(url, 'leave');
    const id = one.frames[0]?.data.connID;
    one.frames.length = 0;
    two.socket.terminate();
    await one.until(({ data }) => JSON.stringify(data.payload) === `{"leave":["${id}"]}`);
    expect(core.connectionIds('leave')).toHaveLength(1);
  });

  it('another path is not found', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/nope`);
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain('404');
  });
});
