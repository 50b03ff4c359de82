/** What a server has to bear: floods, noise, clients that die, and headers that nobody sends by accident. */
import { createConnection } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Ear, FORM, push, raw } from './clients.js';
import { command, playground } from './helpers.js';

const log: string[] = [];
const { url, port, core } = await playground({ log: (line) => log.push(line) });

const MIB = 1024 * 1024;

/** Sends bytes as they are; gives everything that comes back until the other end closes. */
function bytes(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

const handshake = (headers: readonly string[]) =>
  bytes(
    [
      'GET /firefly/sticky/firefly/events?channelID=c HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade, close',
      'Upgrade: websocket',
      ...headers,
      '\r\n',
    ].join('\r\n'),
  );

/** It still works as it should. */
async function isWell(): Promise<void> {
  const ear = await Ear.open(url, 'well');
  expect((await push(url, 'well', { type: 'fine' })).text).toBe('[{"success":true}]');
  await ear.hears('fine');
  ear.socket.terminate();
}

describe('frames', () => {
  it('of 20 MB end their socket with 1009, are not kept, and reach nobody', async () => {
    const other = await Ear.open(url, 'flood');
    const senders = await Promise.all(Array.from({ length: 5 }, () => Ear.open(url, 'flood')));
    const flood = 'x'.repeat(20 * MIB);
    const before = process.memoryUsage().arrayBuffers;
    for (const { socket } of senders) socket.send(flood);
    const ends = await Promise.all(senders.map(({ closed }) => closed));
    // Who is still sending when the server has had enough may see the connection break before the reason.
    for (const end of ends) expect([1006, 1009]).toContain(end);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(senders.length * 20 * MIB + 20 * MIB);
    expect([other.types, other.socket.readyState]).toEqual([[], WebSocket.OPEN]);
    await expect.poll(() => core.connectionIds('flood')).toEqual([other.id]);
    await isWell();
  });

  it('of 8,193 characters end with 1009 and the reason', async () => {
    const { socket } = await Ear.open(url, 'reason');
    const ended = new Promise((resolve) => socket.once('close', (code, why) => resolve([code, String(why)])));
    socket.send('x'.repeat(8193));
    expect(await ended).toEqual([1009, expect.stringContaining('too big')]);
  });

  it('that are no frames do nothing at all', async () => {
    const one = await Ear.open(url, 'noise');
    const two = await Ear.open(url, 'noise');
    const noise = ['', '\0', '{', 'null', '[]', '7', '"x"', '{}', '{"name":{}}', `${'['.repeat(4000)}`];
    const deep = `{"name":"F","scope":"CHANNEL","dataType":"JSON","data":{"a":${'['.repeat(900)}${']'.repeat(900)}}}`;
    const proto = '{"name":"F","scope":"CHANNEL","dataType":"JSON","data":{"__proto__":{"x":1},"n":1}}';
    for (const text of [
      ...noise,
      '{"name":"F","scope":"NOWHERE","dataType":"STRING","data":""}',
      deep,
      proto,
    ]) {
      one.socket.send(text);
    }
    one.socket.send(Buffer.from([0xff, 0xfe]));
    one.send({ type: 'end' });
    await two.hears('end');
    expect(two.frames.slice(-3).map(({ name }) => name)).toEqual(['F', 'F', 'FLUX_ACTION']);
    expect(two.frames.at(-2)?.data).toEqual(JSON.parse('{"__proto__":{"x":1},"n":1}'));
    expect(one.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('that are nested too deeply end their socket with 1002', async () => {
    const one = await Ear.open(url, 'deep');
    one.socket.send(`{"name":"F","data":${'['.repeat(4000)}${']'.repeat(4000)}}`);
    expect(await one.closed).toBe(1002);
    await isWell();
  });

  it('that are no UTF-8 end their socket, and no other', async () => {
    const one = await Ear.open(url, 'utf8');
    const two = await Ear.open(url, 'utf8');
    // `binary: false` sends these bytes as text.
    one.socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
    expect([1006, 1007]).toContain(await one.closed);
    expect(two.socket.readyState).toBe(WebSocket.OPEN);
    await isWell();
  });
});

describe('forms', () => {
  it('of 20 MB are read to their end and forgotten', async () => {
    const body = `cmd=pushAction&channelID=c&action=${'x'.repeat(20 * MIB)}`;
    const answer = await raw(url, '/CmdSrv/sync', { headers: FORM, body });
    expect([answer.status, answer.text]).toEqual([500, '{"success":false,"error":{}}']);
    await isWell();
  });

  it.each([
    ['%', 500],
    ['cmd', 500],
    ['=&=&=', 500],
    ['cmd=%ff%fe', 500],
    ['cmd=pushAction&action=%00&channelID=%00', 200],
    ['cmd=__proto__', 500],
    ['cmd=constructor', 500],
    ['cmd=pushAction&channelID=c&action={"type":"a"', 200],
  ])('%s gives %i', async (body, status) => {
    expect((await raw(url, '/CmdSrv/sync', { headers: FORM, body })).status).toBe(status);
  });

  it('in a charset that is none are read as Latin-1', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=klingon' };
    const body = 'cmd=CmdInitApp&spaName=%E9';
    expect((await raw(url, '/CmdSrv/sync', { headers, body })).text).toBe('true');
  });

  it('whose sender goes away in the middle do no harm', async () => {
    const socket = createConnection(port, '127.0.0.1');
    const head = [
      'POST /firefly/CmdSrv/sync HTTP/1.1',
      'Host: localhost',
      `Content-Type: ${FORM['content-type']}`,
    ];
    socket.write(`${head.join('\r\n')}\r\nContent-Length: 1000\r\n\r\ncmd=pushAction`);
    await new Promise((resolve) => socket.once('ready', resolve));
    socket.destroy();
    await isWell();
  });
});

describe('headers', () => {
  it.each([
    [
      'of 64 KiB',
      `GET /firefly/healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(65536)}\r\n\r\n`,
      /^HTTP\/1.1 431/,
    ],
    ['without a Host', 'GET /firefly/healthz HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 400/],
    ['that are none', 'hello\r\n\r\n', /^HTTP\/1.1 400/],
    [
      'with two lengths',
      'POST /firefly/CmdSrv/sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      /^HTTP\/1.1 400/,
    ],
    ['of an old Host', 'GET /firefly/healthz HTTP/1.0\r\nHost: evil.example\r\n\r\n', /^HTTP\/1.1 403/],
  ])('%s are refused', async (_what, text, answer) => {
    expect(await bytes(text)).toMatch(answer);
    await isWell();
  });

  it.each([
    [['Sec-WebSocket-Version: 13'], /^HTTP\/1.1 400/],
    [['Sec-WebSocket-Version: 99', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='], /^HTTP\/1.1 400/],
    [['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: nonsense'], /^HTTP\/1.1 400/],
  ])('of a handshake, %j, are refused', async (headers, answer) => {
    expect(await handshake(headers)).toMatch(answer);
    await isWell();
  });

  it('cookies that are noise count as none', async () => {
    const cookie = `usrkey=${'x'.repeat(4000)}; JSESSIONID=a"b; ;=; JSESSIONID`;
    const answer = await raw(url, '/CmdSrv/sync?cmd=CmdInitApp&spaName=x', { headers: { cookie } });
    expect(answer.headers['set-cookie']).toHaveLength(2);
  });
});

describe('channels', () => {
  it.each(['é☃𝒜', 'a b&c=d%', '__proto__', 'x'.repeat(3000), '{}'])('may be called %j', async (name) => {
    const ear = await Ear.open(url, name);
    await push(url, name, { type: 'a' });
    await ear.hears('a');
    expect((await command(url, 'pushAliveCount', { channelID: name })).text).toContain('"activeCount":1');
  });
});

describe('fifty viewers on a channel', () => {
  it('all hear all in one order; some are killed in the middle of it', async () => {
    const ears = await Promise.all(Array.from({ length: 50 }, () => Ear.open(url, 'crowd')));
    expect(core.connectionIds('crowd')).toHaveLength(50);
    const sent = Array.from({ length: 40 }, (_, i) => `t${i}`);
    const [first, ...rest] = sent.map((type) => push(url, 'crowd', { type, payload: 'x'.repeat(20_000) }));
    await first;
    const killed = ears.filter((_, i) => i % 5 === 0);
    const living = ears.filter((_, i) => i % 5 !== 0);
    for (const { socket } of killed) socket.terminate();
    expect((await Promise.all(rest)).every(({ status }) => status === 200)).toBe(true);
    await push(url, 'crowd', { type: 'last' });
    await Promise.all(living.map((ear) => ear.hears('last')));
    const [order, ...others] = living.map(({ types }) => types.join());
    expect(order?.split(',').sort()).toEqual([...sent, 'last'].sort());
    for (const other of others) expect(other).toBe(order);
    await expect.poll(() => core.connectionIds('crowd')).toEqual(living.map(({ id }) => id));
  });
});

describe('a port', () => {
  it('that is taken, and 19 after it, gives an error that says so', async () => {
    const { createServer } = await import('node:http');
    const { listenOnFreePort } = await import('../../playground/server/http/listen.js');
    const taken = listenOnFreePort(createServer(), port, '127.0.0.1', (line) => log.push(line));
    const next = await taken;
    expect(next).toBeGreaterThan(port);
    expect(log.at(-1)).toBe(`port ${port} is taken, using ${next}`);
  });
});
