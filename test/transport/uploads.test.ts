/** Uploads by node:http against servers that do their worst: all the bytes arrive, or an error says how far they came. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AuthenticationError, ConnectionError, TimeoutError, UploadError } from '../../src/errors.js';
import { nodeUploader } from '../../src/transport/node-upload.js';
import type { ByteStream, UploadLimits } from '../../src/transport/types.js';
import { rejection } from './server.js';

const PIECE = 64 * 1024;
const MANY = 1024;

/** So many pieces, each with a pattern; counts what is asked for, and whether it is let go. */
function pieces(count: number, size = PIECE, known = true) {
  const told = { asked: 0, ended: false };
  async function* give(): AsyncGenerator<Uint8Array> {
    try {
      for (let n = 0; n < count; n++) {
        told.asked++;
        yield new Uint8Array(size).fill(n);
      }
    } finally {
      told.ended = true;
    }
  }
  const body: ByteStream = { size: known ? count * size : undefined, [Symbol.asyncIterator]: give };
  return { body, told };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** Where a server does this with every request. */
const serving = async (serve: Serve): Promise<string> => {
  const server = createServer((request, response) => {
    request.on('error', () => undefined);
    serve(request, response);
  });
  return `http://127.0.0.1:${await listen(server)}/firefly/CmdSrv/sync?cmd=upload`;
};

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A server that takes everything, and what it took. */
async function taking(answer: (response: ServerResponse) => void = (response) => response.end('200::::x')) {
  const received: Received[] = [];
  const url = await serving(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // It broke off, as some of these tests want it.
      return;
    }
    received.push({ headers: request.headers, body: Buffer.concat(chunks) });
    answer(response);
  });
  return { url, received };
}

const send = (url: string, body: ByteStream, limits: UploadLimits = {}, stalled?: number) =>
  nodeUploader({ stalled })(
    {
      url,
      headers: { authorization: 'Bearer t' },
      fields: { fileAnalysis: 'Brief' },
      file: { name: 'a.fits', body },
    },
    limits,
  );

describe('an upload that arrives', () => {
  it.each([
    ['of known length', pieces(5), String(5 * PIECE)],
    ['of unknown length, in chunks', pieces(5, PIECE, false), undefined],
    ['of tiny pieces', pieces(3000, 7), String(3000 * 7)],
    ['of large pieces', pieces(3, 3 * 1024 * 1024), String(9 * 1024 * 1024)],
  ] as const)('%s: the fields first, the file last, byte for byte', async (_what, { body, told }, length) => {
    const { url, received } = await taking();
    const progress: number[] = [];
    const reply = await send(url, body, { onProgress: (bytes) => progress.push(bytes) });
    expect(reply).toMatchObject({ status: 200, text: '200::::x' });
    const [{ headers, body: form }] = received as [Received];
    expect(headers.authorization).toBe('Bearer t');
    expect(headers['transfer-encoding']).toBe(length === undefined ? 'chunked' : undefined);
    expect(headers['content-length']).toBe(length === undefined ? undefined : String(form.length));
    const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1];
    const head = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="fileAnalysis"\r\n\r\nBrief\r\n` +
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.fits"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n',
    );
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    const file = form.subarray(head.length, form.length - tail.length);
    expect(form.subarray(0, head.length).equals(head)).toBe(true);
    expect(form.subarray(-tail.length).equals(tail)).toBe(true);
    const whole: Uint8Array[] = [];
    for await (const piece of body) whole.push(piece);
    expect(file.equals(Buffer.concat(whole))).toBe(true);
    expect(told.ended).toBe(true);
    expect(progress.at(-1)).toBe(file.length);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  });

  it('hands over the cookies of the answer, and unpacks it', async () => {
    const { url } = await taking((response) => {
      response.setHeader('set-cookie', ['JSESSIONID=1; Path=/', 'usrkey=2']);
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/html' });
      response.end(gzipSync('200::::délta'));
    });
    const cookies: string[] = [];
    const request = { url, headers: {}, fields: {}, file: { name: 'a', body: new Uint8Array(3) } };
    const onHeaders = (headers: Headers) => cookies.push(...headers.getSetCookie());
    const reply = await nodeUploader()({ ...request, onHeaders }, {});
    expect(reply).toMatchObject({ text: '200::::délta', contentType: 'text/html' });
    expect(cookies).toEqual(['JSESSIONID=1; Path=/', 'usrkey=2']);
  });

  it('waits for a server that reads slowly: little is asked of the source', async () => {
    let resume: () => void = () => undefined;
    const url = await serving((request, response) => {
      request.pause();
      resume = () => {
        request.resume();
        request.on('end', () => response.end('200::::x'));
      };
    });
    const { body, told } = pieces(MANY);
    let seen = -1;
    const sent = send(url, body);
    // It stands still when two looks in a row see the same.
    await expect
      .poll(
        () => {
          const same = told.asked > 0 && told.asked === seen;
          seen = told.asked;
          return same;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(told.asked).toBeLessThan(MANY / 4);
    resume();
    expect((await sent).status).toBe(200);
    expect(told.asked).toBe(MANY);
  });
});

describe('a server that answers before it has all', () => {
  const early = (status: number, when: number, headers: Readonly<Record<string, string>> = {}): Serve => {
    return (request, response) => {
      let count = 0;
      request.on('data', (chunk: Buffer) => {
        count += chunk.length;
        if (count < when || response.headersSent) return;
        response.writeHead(status, { connection: 'close', ...headers }).end('too large');
        response.on('finish', () => setImmediate(() => request.socket.destroy()));
      });
    };
  };

  it.each([
    [413, 1_000_000],
    [500, 1],
    [503, 10_000_000],
    [401, 1],
  ])('is heard, and not the cut that follows: %i after %i bytes', async (status, when) => {
    const url = await serving(early(status, when));
    for (let run = 0; run < 10; run++) {
      const { body, told } = pieces(MANY);
      expect(await send(url, body)).toMatchObject({ status });
      expect(told.asked).toBeLessThan(MANY);
      await expect.poll(() => told.ended).toBe(true);
    }
  });

  it('may send us elsewhere, where nothing goes', async () => {
    const elsewhere = await taking();
    const url = await serving(early(302, 1, { location: elsewhere.url }));
    expect(await send(url, pieces(MANY).body)).toMatchObject({ status: 302, location: elsewhere.url });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('an upload that breaks off', () => {
  it('says how far it came when the connection is cut', async () => {
    const url = await serving((request) => {
      let count = 0;
      request.on('data', (chunk: Buffer) => {
        count += chunk.length;
        if (count > 1_000_000) request.socket.destroy();
      });
    });
    const { body, told } = pieces(MANY);
    const error = await rejection(send(url, body));
    expect(error).toBeInstanceOf(UploadError);
    expect(error).toBeInstanceOf(ConnectionError);
    if (!(error instanceof UploadError)) return;
    expect(error).toMatchObject({ code: 'CONNECTION', received: 'unknown', bytesTotal: MANY * PIECE });
    expect(error.bytesSent).toBeGreaterThanOrEqual(1_000_000 - PIECE);
    expect(error.bytesSent).toBeLessThan(MANY * PIECE);
    expect(error.message).toContain(`after ${error.bytesSent} of ${MANY * PIECE} bytes`);
    await expect.poll(() => told.ended).toBe(true);
  });

  it('has not begun where nobody listens', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const error = await rejection(send(`http://127.0.0.1:${port}/x`, pieces(3).body));
    expect(error).toMatchObject({ name: 'UploadError', received: 'no', bytesSent: 0, bytesTotal: 3 * PIECE });
  });

  it('does not tell a total that nobody knows', async () => {
    const url = await serving((request) => void request.socket.destroy());
    const error = await rejection(send(url, pieces(MANY, PIECE, false).body));
    expect(error).toMatchObject({ name: 'UploadError', bytesTotal: undefined });
    expect(error.message).toContain('of an unknown number of bytes');
  });

  it.each<readonly [string, Serve, RegExp]>([
    ['takes nothing', (request) => void request.pause(), /took no more of a\.fits/],
    ['takes all and does not answer', (request) => void request.resume(), /did not answer/],
    [
      'stops in the middle of its answer',
      (request, response) => {
        request.resume();
        request.on('end', () => response.writeHead(200, { 'content-length': '100' }).write('200::'));
      },
      /did not answer/,
    ],
  ])('is given up when a server %s', async (what, serve, text) => {
    const { body, told } = pieces(what === 'takes nothing' ? MANY : 2);
    const error = await rejection(send(await serving(serve), body, {}, 300));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toMatch(text);
    expect(error.cause).toBeInstanceOf(UploadError);
    await expect.poll(() => told.ended).toBe(true);
  });

  it('is given up when the source gives no more', async () => {
    const { url } = await taking();
    const stuck = { next: () => new Promise<never>(() => undefined) };
    const body = { size: 10, [Symbol.asyncIterator]: () => stuck };
    const error = await rejection(send(url, body, {}, 200));
    expect(error).toMatchObject({ name: 'TimeoutError', cause: { bytesSent: 0, bytesTotal: 10 } });
    expect(error.message).toContain('a.fits gave no more data');
  });

  it('is given up after its time, and by its signal', async () => {
    const url = await serving((request) => void request.pause());
    expect(await rejection(send(url, pieces(MANY).body, { timeout: 100 }))).toMatchObject({
      name: 'TimeoutError',
      timeout: 100,
    });
    const reason = new Error('enough');
    const { body, told } = pieces(MANY);
    const giveUp = new AbortController();
    const sent = rejection(send(url, body, { signal: giveUp.signal }));
    await expect.poll(() => told.asked).toBeGreaterThan(1);
    giveUp.abort(reason);
    expect(await sent).toBe(reason);
    await expect.poll(() => told.ended).toBe(true);
    expect(await rejection(send(url, body, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });

  it('ends with the error of its source, or of who hears of its progress', async () => {
    const { url, received } = await taking();
    const failure = new Error('disk on fire');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(PIECE);
      throw failure;
    }
    expect(await rejection(send(url, { size: 2 * PIECE, [Symbol.asyncIterator]: broken }))).toBe(failure);
    const onProgress = () => {
      throw failure;
    };
    const { body, told } = pieces(MANY);
    expect(await rejection(send(url, body, { onProgress }))).toBe(failure);
    await expect.poll(() => told.ended).toBe(true);
    expect(received).toEqual([]);
  });
});

describe('a proxy', () => {
  const through = (proxy: string, url: string) =>
    nodeUploader({ proxy })(
      { url, headers: {}, fields: {}, file: { name: 'a.fits', body: pieces(20).body } },
      {},
    );

  it('gets plain uploads with their whole address, and its own login', async () => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      asked.push([request.method, request.url, request.headers.host, request.headers['proxy-authorization']]);
      request.resume();
      request.on('end', () => response.end('200::::x'));
    });
    const url = 'http://firefly.test:8080/firefly/CmdSrv/sync?cmd=upload';
    const reply = await through(`http://us%40er:p%3Aw@127.0.0.1:${await listen(server)}`, url);
    expect(reply.text).toBe('200::::x');
    const login = `Basic ${Buffer.from('us@er:p:w').toString('base64')}`;
    expect(asked).toEqual([['POST', url, 'firefly.test:8080', login]]);
  });

  it('gets a tunnel for secure ones', async () => {
    const asked: unknown[] = [];
    const server = createServer();
    server.on('connect', (request, socket) => {
      asked.push([request.method, request.url, request.headers['proxy-authorization']]);
      socket.on('error', () => undefined);
      // What speaks behind it is no TLS: the handshake has to fail, and to say so.
      socket.end('HTTP/1.1 200 OK\r\n\r\nno TLS here');
    });
    const proxy = `http://me:secret@127.0.0.1:${await listen(server)}`;
    const error = await rejection(through(proxy, 'https://firefly.test/firefly/CmdSrv/sync?cmd=upload'));
    expect(asked).toEqual([
      ['CONNECT', 'firefly.test:443', `Basic ${Buffer.from('me:secret').toString('base64')}`],
    ]);
    expect(error).toBeInstanceOf(UploadError);
    expect(error.message).not.toContain('secret');
  });

  it.each([407, 502, 403])('that refuses the tunnel with %i is an error without secrets', async (status) => {
    const server = createServer();
    server.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
    const proxy = `http://me:secret@127.0.0.1:${await listen(server)}`;
    const error = await rejection(through(proxy, 'https://firefly.test/x'));
    expect(error).toBeInstanceOf(status === 407 ? AuthenticationError : ConnectionError);
    expect(error.message).toContain(String(status));
    expect(error.message).not.toContain('secret');
  });

  it('that wants a login for a plain upload says so', async () => {
    const proxy = `http://127.0.0.1:${
      new URL(
        await serving((request, response) => {
          request.resume();
          response.writeHead(407, { connection: 'close' }).end();
        }),
      ).port
    }`;
    const error = await rejection(through(proxy, 'http://firefly.test/x'));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toContain('wants a login');
  });

  it.each(['socks5://me:secret@h:1', 'http://', 'ftp://h'])(
    'of another kind is refused: %s',
    async (proxy) => {
      const error = await rejection(through(proxy, 'http://firefly.test/x'));
      expect(error).toMatchObject({ name: 'ArgumentError' });
      expect(error.message).toContain('HTTP_PROXY');
      expect(error.message).not.toContain('secret');
    },
  );
});
