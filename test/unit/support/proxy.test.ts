import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type ProxyOptions, TcpProxy } from '../../support/proxy.js';
import { randomOf } from '../../support/random.js';

/** Only a guard, for busy machines. */
const PATIENCE = { timeout: 20_000 };

/** A server that sends everything back, a proxy in front of it, and a client that keeps what it hears. */
async function stage(options: ProxyOptions = {}) {
  const served: Socket[] = [];
  const server = createServer((socket) => {
    served.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await TcpProxy.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, options);
  onTestFinished(async () => {
    await proxy.close();
    for (const socket of served) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { proxy, served, client: () => new Client(proxy.port) };
}

class Client {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  heard = '';
  error: unknown;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes) => {
      this.heard += bytes;
    });
    this.socket.on('error', (error) => {
      this.error = error;
    });
    this.closed = once(this.socket, 'close').catch(() => undefined);
    onTestFinished(() => void this.socket.destroy());
  }

  async hears(text: string): Promise<void> {
    while (!this.heard.endsWith(text)) await once(this.socket, 'data');
  }

  async says(text: string): Promise<void> {
    this.socket.write(text);
    await this.hears(text);
  }
}

it('passes bytes on, each way later by the delay, and the end of the stream after them', async () => {
  const { client, proxy } = await stage({ delay: 30 });
  const one = client();
  const start = performance.now();
  await one.says('hello');
  expect(performance.now() - start).toBeGreaterThanOrEqual(60);
  one.socket.end('bye');
  await one.closed;
  expect([one.heard, one.error]).toEqual(['hellobye', undefined]);
  await expect.poll(() => proxy.connections, PATIENCE).toBe(0);
  expect(proxy.url).toBe(`http://127.0.0.1:${proxy.port}/x`);
});

it('keeps the order although every piece is late by another time', async () => {
  const { client } = await stage({ delay: 1, jitter: 20, random: randomOf(7) });
  const one = client();
  const pieces = Array.from({ length: 200 }, (_, index) => `${index};`);
  for (const piece of pieces) {
    one.socket.write(piece);
    await new Promise(setImmediate);
  }
  await one.hears('199;');
  expect(one.heard).toBe(pieces.join(''));
});

it('passes on more than it keeps, at the pace of the reader', async () => {
  const { client } = await stage();
  const one = client();
  const size = 40 * 1024 * 1024;
  one.socket.pause();
  one.socket.write(Buffer.alloc(size, 'x'));
  one.socket.resume();
  while (one.heard.length < size) await once(one.socket, 'data');
  expect(one.heard.length).toBe(size);
});

it('cut: both ends hear of it; later connections work', async () => {
  const { client, proxy, served } = await stage();
  const one = client();
  await one.says('a');
  const gone = once(served[0] as Socket, 'close').catch(() => undefined);
  expect(proxy.cut()).toBe(1);
  await Promise.all([one.closed, gone]);
  expect(one.error).toMatchObject({ code: 'ECONNRESET' });
  await client().says('b');
  expect(proxy.accepted).toBe(2);
});

it('cuts one of several, and the same one for the same seed', async () => {
  const cut = async (seed: number) => {
    const { client, proxy } = await stage({ random: randomOf(seed) });
    expect(proxy.cutOne()).toBe(false);
    const clients = [client(), client(), client(), client()];
    for (const [index, one] of clients.entries()) await one.says(String(index));
    expect(proxy.cutOne()).toBe(true);
    return Promise.race(clients.map(({ closed }, index) => closed.then(() => index)));
  };
  expect(await cut(3)).toBe(await cut(3));
});

it('halfOpen: the server hears of it, the client does not', async () => {
  const { client, proxy, served } = await stage();
  const one = client();
  await one.says('a');
  const gone = once(served[0] as Socket, 'close').catch(() => undefined);
  proxy.halfOpen();
  await gone;
  one.socket.write('b');
  await client().says('c');
  expect([one.heard, one.socket.destroyed, one.error]).toEqual(['a', false, undefined]);
  one.socket.destroy();
  await expect.poll(() => proxy.connections, PATIENCE).toBe(1);
});

it('blackHole: silence both ways, for new connections too; what waits passes when it is over', async () => {
  const { client, proxy } = await stage();
  const [one, gone] = [client(), client()];
  await Promise.all([one.says('a'), gone.says('z')]);
  proxy.blackHole(true);
  const other = client();
  one.socket.write('b');
  other.socket.write('c');
  await once(other.socket, 'connect');
  gone.socket.write('too late');
  gone.socket.destroy();
  await gone.closed;
  expect([one.heard, other.heard, proxy.connections]).toEqual(['a', '', 3]);
  proxy.blackHole(false);
  await Promise.all([one.hears('b'), other.hears('c')]);
  await expect.poll(() => proxy.connections, PATIENCE).toBe(2);
});

it('refuse: new connections are reset, old ones stay', async () => {
  const { client, proxy } = await stage();
  const one = client();
  await one.says('a');
  proxy.refuse(true);
  const other = client();
  await other.closed;
  await one.says('b');
  proxy.refuse(false);
  await client().says('c');
});

it('resets who connects while the server is not there', async () => {
  const { client, proxy, served } = await stage();
  await client().says('a');
  const lonely = await TcpProxy.open('http://127.0.0.1:9');
  onTestFinished(() => lonely.close());
  const one = new Client(lonely.port);
  await one.closed;
  expect([served.length, proxy.connections, lonely.connections]).toEqual([1, 1, 0]);
});
