/** Tokens: over https only, to one server only, and never in a message. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FireflyClient } from '../../src/client/client.js';
import type { ConnectOptions } from '../../src/client/options.js';
import { ArgumentError, AuthenticationError } from '../../src/errors.js';
import { connect, rejection, reply, startServer } from './server.js';

const TOKEN = 'gho-5ecr3t.token_value';
const HOST = 'firefly.example';

/** There is no certificate here, so that what goes to the https address is led to a plain server. */
const route = vi.hoisted(() => ({ to: '', urls: [] as string[] }));

vi.mock('isomorphic-ws', async () => {
  const { WebSocket } = await import('ws');
  return {
    default: class extends WebSocket {
      constructor(url: string, options: { readonly headers?: Record<string, string> }) {
        route.urls.push(url);
        super(url.replace('wss://firefly.example', route.to.replace('http', 'ws')), options);
      }
    },
  };
});

afterEach(() => {
  route.urls.length = 0;
});

/** A fetch for the https address, and what it was asked for. */
function secureFetch(port: number) {
  const asked: { readonly url: string; readonly authorization: string | null; readonly redirect: string }[] =
    [];
  route.to = `http://127.0.0.1:${port}`;
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    asked.push({
      url: request.url,
      authorization: request.headers.get('authorization'),
      redirect: request.redirect,
    });
    return globalThis.fetch(new Request(request.url.replace(`https://${HOST}`, route.to), request));
  };
  return { fetch, asked };
}

describe('a token', () => {
  it.each(['http://127.0.0.1', 'http://localhost', 'http://[::1]', 'http://firefly.example'])(
    'is refused for %s and never sent',
    async (origin) => {
      const server = await startServer();
      const { fetch, asked } = secureFetch(server.port);
      const url = `${origin}:${server.port}/firefly`;
      const error = await rejection(FireflyClient.connect(url, { token: TOKEN, fetch }));
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error.message).toContain('plain http');
      expect(error.message).toContain(url);
      expect(asked).toEqual([]);
      expect(server.seen).toEqual([]);
      expect(server.handshakes).toEqual([]);
    },
  );

  it('goes with every request and the handshake of an https server', async () => {
    const server = await startServer();
    const { fetch, asked } = secureFetch(server.port);
    const client = await connect(`https://${HOST}/firefly`, { token: TOKEN, fetch });
    await client.dispatch('ffc.test');
    expect(client.viewerUrl).not.toContain(TOKEN);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    for (const { url, authorization, redirect } of asked) {
      expect(new URL(url).origin).toBe(`https://${HOST}`);
      expect(authorization).toBe(`Bearer ${TOKEN}`);
      expect(redirect).toBe('manual');
    }
    expect(route.urls).toHaveLength(1);
    expect(route.urls[0]).toMatch(/^wss:\/\/firefly\.example\/firefly\/sticky\/firefly\/events\?channelID=/);
    expect(route.urls[0]).not.toContain(TOKEN);
    expect(server.handshakes[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('may be a function, which is asked before each attempt to connect', async () => {
    const server = await startServer();
    const { fetch, asked } = secureFetch(server.port);
    let count = 0;
    const token = async () => `token-${++count}`;
    const client = await connect(`https://${HOST}/firefly`, { token, fetch });
    const back = once(server.events, 'open');
    for (const socket of server.sockets) socket.terminate();
    await back;
    await client.opened();
    await client.dispatch('ffc.test');
    expect(server.handshakes.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(asked[0]?.authorization).toBe('Bearer token-1');
    expect(asked.at(-1)?.authorization).toBe('Bearer token-2');
  });

  it.each([undefined, '', 'a b', 5])('that a function gives has to be one: not %j', async (given) => {
    const options = { token: () => given } as unknown as ConnectOptions;
    const error = await rejection(FireflyClient.connect(`https://${HOST}/firefly`, options));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toContain('token');
  });

  it('is not there when none is given', async () => {
    const server = await startServer();
    const { fetch, asked } = secureFetch(server.port);
    await connect(`https://${HOST}/firefly`, { fetch });
    expect(asked.map(({ authorization }) => authorization)).toEqual([null, null]);
    expect(server.handshakes[0]).not.toHaveProperty('authorization');
  });

  it('does not follow a redirect to another host', async () => {
    const other = await startServer();
    const server = await startServer({ healthz: reply(302, { location: `${other.url}/healthz` }) });
    const { fetch, asked } = secureFetch(server.port);
    const error = await rejection(FireflyClient.connect(`https://${HOST}/firefly`, { token: TOKEN, fetch }));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(asked).toHaveLength(1);
    expect(other.seen).toEqual([]);
  });

  it('does not go along when the client fetches data from somewhere else', async () => {
    const elsewhere: (string | undefined)[] = [];
    const files = createServer((request, response) => {
      elsewhere.push(request.headers.authorization);
      response.end('a,b\n1,2\n');
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    const address = files.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    const server = await startServer({
      command: (response, { path }) =>
        void response.end(
          path.includes('upload') ? '200::::${upload-dir}/upload_1_t.csv' : '[{"success":true}]',
        ),
    });
    const { fetch } = secureFetch(server.port);
    const client = await connect(`https://${HOST}/firefly`, { token: TOKEN, fetch, tracking: false });
    await client.showTable(`http://127.0.0.1:${address.port}/t.csv`, { fetchBy: 'client' });
    files.close();
    expect(elsewhere).toEqual([undefined]);
    expect(server.seen.find(({ path }) => path.includes('upload'))?.headers.authorization).toBe(
      `Bearer ${TOKEN}`,
    );
  });

  it.each([`${TOKEN}\n`, `Bearer ${TOKEN}`, '', `${TOKEN}é`])(
    'is refused when it is none, and not repeated: %j',
    async (token) => {
      const error = await rejection(FireflyClient.connect(`https://${HOST}/firefly`, { token }));
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error.message).toContain('token');
      expect(inspect(error)).not.toContain(TOKEN);
    },
  );

  it('tells clients apart: another token, another socket', async () => {
    const server = await startServer();
    const { fetch } = secureFetch(server.port);
    const url = `https://${HOST}/firefly`;
    await connect(url, { token: 'one', channel: 'same', fetch });
    await connect(url, { token: 'two', channel: 'same', fetch });
    await connect(url, { token: 'two', channel: 'same', fetch });
    expect(server.handshakes.map(({ authorization }) => authorization)).toEqual(['Bearer one', 'Bearer two']);
  });
});
