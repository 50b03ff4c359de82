/** Commands pipelined by undici, against a server that speaks plain HTTP. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runtime } from '../../src/runtime/node.js';
import type { Pipeline } from '../../src/transport/types.js';
import { connect, formOf, freePort, json, rejection, reply, startServer } from './server.js';

/** A server of raw connections. */
async function listen(onConnection: (socket: Socket) => void): Promise<{ url: string; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return { url: `http://127.0.0.1:${address.port}/firefly`, server };
}

async function openPipeline(
  base: string,
  more: { cookie?: string; store?: (headers: Headers) => void } = {},
) {
  const pipeline = await runtime.pipeline({
    base,
    headers: () => ({ authorization: 'Bearer t' }),
    cookies: () => more.cookie,
    store: more.store ?? (() => undefined),
  });
  if (pipeline === undefined) throw new Error('undici is not installed');
  onTestFinished(() => pipeline.close());
  return pipeline;
}

const push = (pipeline: Pipeline, n: number, limits = {}) =>
  pipeline.command('pushAction', { channelID: 'c', action: `{"n":${n}}` }, limits);

/** The numbers of the pushes in what came over a connection. */
const pushesIn = (text: string) =>
  [...text.matchAll(/action=%7B%22n%22%3A(\d+)%7D/g)].map(([, n]) => Number(n));

const OK =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n[{"success":true}]';

describe('a pipeline', () => {
  it('sends without waiting for answers, on one connection, in order', async () => {
    let text = '';
    let connections = 0;
    const { url } = await listen((socket) => {
      connections++;
      socket.on('data', (data) => {
        text += data.toString();
        // Nothing is answered before everything is there.
        if (pushesIn(text).length === 20) socket.write(OK.repeat(20));
      });
    });
    const pipeline = await openPipeline(url, { cookie: 'JSESSIONID=s' });
    const replies = await Promise.all(Array.from({ length: 20 }, (_, n) => push(pipeline, n)));
    expect(replies).toEqual(
      Array(20).fill({
        status: 200,
        contentType: 'application/json',
        location: undefined,
        text: '[{"success":true}]',
      }),
    );
    expect(pushesIn(text)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(connections).toBe(1);
    expect(text).toMatch(/^POST \/firefly\/CmdSrv\/sync HTTP\/1.1/);
    expect(text).toMatch(/cookie: JSESSIONID=s/i);
    expect(text).toMatch(/authorization: Bearer t/i);
    expect(text).toMatch(/charset=utf-8/i);
  });

  it('never sends again what has left: when the connection is cut each says that nobody knows', async () => {
    let text = '';
    const { url } = await listen((socket) => {
      socket.on('data', (data) => {
        text += data.toString();
        const count = pushesIn(text).length;
        if (count < 5 || count > 5) return;
        socket.write(OK.repeat(2), () => socket.destroy());
      });
    });
    const pipeline = await openPipeline(url);
    const ends = await Promise.allSettled(Array.from({ length: 5 }, (_, n) => push(pipeline, n)));
    expect(ends.map(({ status }) => status)).toEqual([
      ...Array(2).fill('fulfilled'),
      ...Array(3).fill('rejected'),
    ]);
    for (const end of ends.slice(2))
      expect(end).toMatchObject({ reason: { name: 'ConnectionError', received: 'unknown' } });
    expect(pushesIn(text)).toEqual([0, 1, 2, 3, 4]);
  });

  it('says that nothing was received where there is no server', async () => {
    const pipeline = await openPipeline(`http://127.0.0.1:${await freePort()}/firefly`);
    for (const error of await Promise.all([rejection(push(pipeline, 1)), rejection(push(pipeline, 2))]))
      expect(error).toMatchObject({ name: 'ConnectionError', received: 'no' });
  });

  it('gives up in its time, and with its signal', async () => {
    const { url } = await listen((socket) => socket.resume());
    const pipeline = await openPipeline(url);
    expect(await rejection(push(pipeline, 1, { timeout: 50 }))).toMatchObject({
      name: 'TimeoutError',
      timeout: 50,
    });
    const reason = new Error('enough');
    expect(await rejection(push(pipeline, 2, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });

  it('gives the cookies of answers to the jar', async () => {
    const { url } = await listen((socket) => {
      socket.on('data', () =>
        socket.write(OK.replace('\r\n\r\n', '\r\nSet-Cookie: SERVERID=a\r\nSet-Cookie: usrkey=b\r\n\r\n')),
      );
    });
    const stored: string[] = [];
    const pipeline = await openPipeline(url, { store: (headers) => stored.push(...headers.getSetCookie()) });
    await push(pipeline, 1);
    expect(stored).toEqual(['SERVERID=a', 'usrkey=b']);
  });
});

describe('a client with many actions', () => {
  it('pipelines them: all leave on one connection, and each has its own answer', async () => {
    let n = 0;
    const server = await startServer({
      command: (response, seen) => {
        const answer = ++n === 30 ? '[{"success":"false","error":"no"}]' : '[{"success":true}]';
        json(answer)(response, seen);
      },
    });
    const client = await connect(server.url, { dispatchPath: 'http', tracking: false });
    const sent = Array.from({ length: 100 }, (_, i) => client.dispatch('my.type', { i }));
    const ends = await Promise.allSettled(sent);
    expect(ends.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { name: 'CommandError', reasons: ['no'] } },
    ]);
    const pushed = server.seen.filter((one) => formOf(one).get('cmd') === 'pushAction');
    const numbers = pushed.map((one) => JSON.parse(formOf(one).get('action') ?? '').payload.i);
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('keeps to its own fetch where it has one', async () => {
    const server = await startServer();
    let requests = 0;
    const counting: typeof fetch = (...args) => {
      requests++;
      return fetch(...args);
    };
    const client = await connect(server.url, { dispatchPath: 'http', tracking: false, fetch: counting });
    await Promise.all(Array.from({ length: 20 }, (_, i) => client.dispatch('my.type', { i })));
    expect(requests).toBeGreaterThanOrEqual(22);
  });

  it('sends one at a time where the pipeline breaks again and again', async () => {
    let requests = 0;
    const server = await startServer({
      command: (response, seen) => {
        requests++;
        reply(
          200,
          { 'content-type': 'application/json', connection: 'close' },
          '[{"success":true}]',
        )(response, seen);
      },
    });
    const client = await connect(server.url, { dispatchPath: 'http', tracking: false });
    const pan = (n: number) => client.dispatch('ImagePlotCntlr.recenter', { plotId: 'a', n });
    await Promise.all(Array.from({ length: 200 }, (_, n) => pan(n)));
    const seen = new Set(server.seen.map((one) => formOf(one).get('action')));
    expect([...seen].filter((action) => action?.includes('recenter'))).toHaveLength(200);
    expect(requests).toBeGreaterThanOrEqual(200);
  });
});
