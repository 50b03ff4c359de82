/** What goes over the wire besides the actions: cookies, charset, keep-alives, long frames. */
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { FireflyClient } from '../../src/client/client.js';
import { CommandError, OutcomeUnknownError, ProtocolError } from '../../src/errors.js';
import { CookieJar } from '../../src/transport/cookies.js';
import { action, connect, formOf, json, page, rejection, reply, startServer } from './server.js';

afterEach(() => {
  vi.useRealTimers();
});

const cookiesOf = (header: string | undefined): Record<string, string> =>
  Object.fromEntries((header ?? '').split('; ').map((pair) => pair.split('=', 2)));

describe('cookies (T18)', () => {
  it('come back with every later request and with the handshake', async () => {
    const session = 'JSESSIONID=ABC123; Path=/firefly; HttpOnly';
    const server = await startServer({
      healthz: reply(200, { 'set-cookie': 'lb=node-2; Path=/' }),
      version: (response) => {
        response.writeHead(200, { 'set-cookie': [session, 'usrkey=u=1; Max-Age=1209600'] });
        response.end('{"success":true,"data":{"Firefly Version":"2026.1"}}');
      },
    });
    const client = await connect(server.url);
    await client.dispatch('ffc.test');
    expect(server.seen[0]?.headers).not.toHaveProperty('cookie');
    expect(cookiesOf(server.seen[1]?.headers.cookie)).toEqual({ lb: 'node-2' });
    const all = { lb: 'node-2', JSESSIONID: 'ABC123', usrkey: 'u' };
    expect(cookiesOf(server.handshakes[0]?.cookie)).toEqual(all);
    expect(server.handshakes[0]?.cookie).toContain('usrkey=u=1');
    expect(cookiesOf(server.seen.at(-1)?.headers.cookie)).toEqual(all);
  });

  it('are replaced, and go when the server says so', async () => {
    const answers = ['a=1', 'a=2; Path=/', 'b=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'a=; Max-Age=0'];
    const server = await startServer({
      command: (response) => {
        response.writeHead(200, { 'set-cookie': answers.shift() ?? 'c=1' }).end('[{"success":true}]');
      },
    });
    const client = await connect(server.url, { tracking: false });
    for (let i = 0; i < 6; i++) await client.dispatch('ffc.test');
    const pushes = server.seen.filter((seen) => formOf(seen).get('cmd') === 'pushAction');
    const sent = pushes.map(({ headers }) => headers.cookie);
    expect(sent).toEqual([undefined, 'a=1', 'a=2', 'a=2', undefined, 'c=1']);
  });

  it('are not shared between servers', async () => {
    const first = await startServer({ healthz: reply(200, { 'set-cookie': 'secret=1' }) });
    const second = await startServer();
    await connect(first.url);
    const client = await connect(second.url);
    await client.dispatch('ffc.test');
    for (const { headers } of second.seen) expect(headers).not.toHaveProperty('cookie');
  });

  it('last as long as they may', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const jar = new CookieJar();
    const set = (...lines: string[]) =>
      jar.store(new Headers(lines.map((line): [string, string] => ['set-cookie', line])));
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    set('ten=1; max-age=10', `hour=2; Expires=${inAnHour}; Secure`, 'session=3', 'odd=4; Max-Age=soon');
    expect(jar.header()).toBe('ten=1; hour=2; session=3; odd=4');
    vi.advanceTimersByTime(10_001);
    expect(jar.header()).toBe('hour=2; session=3; odd=4');
    vi.advanceTimersByTime(3_600_000);
    expect(jar.header()).toBe('session=3; odd=4');
    set('session=; Max-Age=-1', 'odd=; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    expect(jar.header()).toBeUndefined();
    set('both=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60', 'nonsense', '=6');
    expect(jar.header()).toBe('both=5');
  });
});

describe('a command', () => {
  it('is a form with a charset, and text of any plane arrives', async () => {
    const server = await startServer();
    const client = await connect(server.url, { channel: 'form', tracking: false });
    const title = 'délta ☃ 𝒜 & % + = "';
    await client.dispatch('ffc.test', { title });
    const push = server.seen.at(-1);
    expect(push?.method).toBe('POST');
    expect(push?.path).toBe('/firefly/CmdSrv/sync');
    expect(push?.headers['content-type']?.toLowerCase()).toBe(
      'application/x-www-form-urlencoded;charset=utf-8',
    );
    const form = formOf({ body: push?.body ?? Buffer.of() });
    expect([...form.keys()].sort()).toEqual(['action', 'channelID', 'cmd']);
    expect(form.get('channelID')).toBe('form');
    expect(JSON.parse(form.get('action') ?? '')).toEqual({ type: 'ffc.test', payload: { title } });
  });

  it.each([
    [
      'a refusal',
      json('[{"success":"false","error":"missing parameter: action"}]'),
      'missing parameter: action',
    ],
    ['a failure without a word', reply(500, {}, '{"success":false,"error":{}}'), 'no reason was given'],
  ])('that meets %s is a CommandError', async (_what, command, text) => {
    const server = await startServer({ command });
    const client = await connect(server.url, { tracking: false });
    const error = await rejection(client.dispatch('ffc.test'));
    expect(error).toBeInstanceOf(CommandError);
    expect(error.message).toContain(text);
  });

  it('that meets a web page is a ProtocolError', async () => {
    const server = await startServer({ command: page() });
    const client = await connect(server.url, { tracking: false });
    expect(await rejection(client.dispatch('ffc.test'))).toBeInstanceOf(ProtocolError);
  });

  it('whose answer is lost has an unknown outcome, and is not sent again', async () => {
    const server = await startServer({ command: (response) => void response.destroy() });
    const client = await connect(server.url, { tracking: false });
    const error = await rejection(client.dispatch('ffc.test'));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(server.seen.filter((seen) => formOf(seen).get('cmd') === 'pushAction')).toHaveLength(1);
  });
});

describe('the event socket', () => {
  it('sends an empty frame every 20 s, and none after close', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const server = await startServer();
    const opened = once(server.events, 'open');
    const client = await FireflyClient.connect(server.url, { tracking: false });
    const [socket]: WebSocket[] = await opened;
    if (socket === undefined) throw new Error('no socket');
    const frames: string[] = [];
    socket.on('message', (data) => frames.push(String(data)));
    vi.advanceTimersByTime(19_999);
    for (let round = 0; round < 3; round++) {
      const next = once(socket, 'message');
      vi.advanceTimersByTime(round === 0 ? 1 : 20_000);
      await next;
    }
    expect(frames).toEqual(['', '', '']);
    const left = once(server.events, 'left');
    await client.close();
    expect(vi.getTimerCount()).toBe(0);
    await left;
    expect(frames).toHaveLength(3);
  });

  it('takes frames of a million characters', async () => {
    const server = await startServer();
    const client = await connect(server.url, { channel: 'long' });
    const text = 'ä'.repeat(1_000_000);
    const frame = client.once('frame');
    for (const socket of server.sockets) socket.send(action('ffc.long', { text }));
    const data = (await frame).data;
    expect(data).toEqual({ type: 'ffc.long', payload: { text } });
  });

  it('says goodbye with 1000', async () => {
    const server = await startServer();
    const opened = once(server.events, 'open');
    const client = await FireflyClient.connect(server.url);
    const [socket]: WebSocket[] = await opened;
    if (socket === undefined) throw new Error('no socket');
    const closed = once(socket, 'close');
    await client.close();
    expect((await closed)[0]).toBe(1000);
    await client.close();
    expect(client.state).toBe('closed');
  });

  it('escapes the channel in its address', async () => {
    const server = await startServer();
    const client = await connect(server.url, { channel: 'a~b.c-d_e' });
    expect(client.viewerUrl).toBe(`${server.url}/?__wsch=a~b.c-d_e`);
    expect(client.state).toBe('connected');
  });
});
