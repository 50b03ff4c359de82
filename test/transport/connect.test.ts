/** From an address to a channel that can be used, and back at any moment. */
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { FireflyClient } from '../../src/client/client.js';
import { ArgumentError } from '../../src/errors.js';
import { webSocketTransport } from '../../src/transport/websocket.js';
import {
  type Behaviour,
  connect,
  formOf,
  hello,
  json,
  listing,
  rejection,
  reply,
  silence,
  startServer,
} from './server.js';

/** What to wait for before the abort, and how the server sees it. */
interface Stage {
  readonly behaviour: Behaviour;
  readonly reached: string;
  readonly left: string;
}

const STAGES: Readonly<Record<string, Stage>> = {
  'while it probes': { behaviour: { healthz: silence }, reached: 'request', left: 'gone' },
  'while it asks for the version': { behaviour: { version: silence }, reached: 'gone-version', left: 'gone' },
  'while the socket opens': { behaviour: { upgrade: () => undefined }, reached: 'upgrade', left: 'left' },
  'while it waits for the hello': { behaviour: { welcome: () => undefined }, reached: 'open', left: 'left' },
  'while it waits to be listed': {
    behaviour: { welcome: (socket, channel) => socket.send(hello(channel)) },
    reached: 'open',
    left: 'left',
  },
};

describe('connect is aborted', () => {
  it('before it began: nothing is sent', async () => {
    const server = await startServer();
    const reason = new Error('changed my mind');
    await expect(FireflyClient.connect(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(server.seen).toEqual([]);
  });

  it.each(Object.entries(STAGES))('%s: it ends at once and leaves nothing open', async (name, stage) => {
    const server = await startServer(stage.behaviour);
    const reached =
      stage.reached === 'gone-version'
        ? until(server.events, '/firefly/CmdSrv/sync')
        : once(server.events, stage.reached);
    const left = once(server.events, stage.left);
    const controller = new AbortController();
    const reason = new Error(`stopped ${name}`);
    const attempt = rejection(FireflyClient.connect(server.url, { signal: controller.signal }));
    await reached;
    controller.abort(reason);
    expect(await attempt).toBe(reason);
    await left;
  });

  it('once it is connected: nothing happens any more', async () => {
    const server = await startServer();
    const controller = new AbortController();
    const client = await connect(server.url, { signal: controller.signal });
    controller.abort();
    await client.dispatch('ffc.test');
    expect(client.state).toBe('connected');
    expect(server.sockets.size).toBe(1);
  });

  it('by one of two for the same channel: the other goes on', async () => {
    let answer: () => void = () => undefined;
    const server = await startServer({ healthz: (response) => (answer = () => void response.end()) });
    const reached = once(server.events, 'request');
    const controller = new AbortController();
    const first = rejection(
      FireflyClient.connect(server.url, { channel: 'both', signal: controller.signal }),
    );
    const second = connect(server.url, { channel: 'both' });
    await reached;
    const reason = new Error('only me');
    controller.abort(reason);
    expect(await first).toBe(reason);
    answer();
    expect((await second).state).toBe('connected');
    expect(server.handshakes).toHaveLength(1);
  });

  it('by the second of two for the same channel: only the second ends', async () => {
    let answer: () => void = () => undefined;
    const server = await startServer({ healthz: (response) => (answer = () => void response.end()) });
    const reached = once(server.events, 'request');
    const controller = new AbortController();
    const first = connect(server.url, { channel: 'both' });
    const second = rejection(
      FireflyClient.connect(server.url, { channel: 'both', signal: controller.signal }),
    );
    await reached;
    const reason = new Error('only me');
    controller.abort(reason);
    expect(await second).toBe(reason);
    answer();
    expect((await first).state).toBe('connected');
  });
});

async function until(events: NodeJS.EventEmitter, path: string): Promise<void> {
  for (;;) if ((await once(events, 'request'))[0] === path) return;
}

describe('the event socket', () => {
  it('opens nothing when its signal was aborted before', async () => {
    const server = await startServer();
    const transport = webSocketTransport({ base: server.url });
    const handlers = { frame: () => undefined, closed: () => undefined };
    const reason = new Error('too late');
    await expect(transport.open('c', handlers, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.handshakes).toEqual([]);
  });

  it('can be used from the listing that has its own id on, not before (T11)', async () => {
    const server = await startServer({ welcome: () => undefined });
    const opened = once(server.events, 'open');
    let connected = false;
    const attempt = connect(server.url, { channel: 'mine' }).then((client) => {
      connected = true;
      return client;
    });
    const [socket] = await opened;
    for (const frame of [
      listing('mine', ['7']),
      hello('mine', '7'),
      listing('mine', ['1', '77']),
      listing('other', ['7']),
      '',
      'no json',
      '{"name":"FLUX_ACTION"}',
      '[]',
    ]) {
      socket.send(frame);
    }
    const ponged = once(socket, 'pong');
    socket.ping();
    await ponged;
    expect(connected).toBe(false);
    socket.send(listing('mine', ['1', '7']));
    expect((await attempt).state).toBe('connected');
  });

  it('takes ids that are numbers', async () => {
    const server = await startServer({
      welcome: (socket, channel) => {
        socket.send(`{"name":"EVT_CONN_EST","data":{"connID":12,"channel":"${channel}"}}`);
        socket.send(
          `{"name":"FLUX_ACTION","data":{"type":"app_data.wsConnUpdated","payload":{"${channel}":[3,12]}}}`,
        );
      },
    });
    expect((await connect(server.url)).state).toBe('connected');
  });

  it('leaves no timer behind when it is never listed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const server = await startServer({ welcome: () => undefined });
      await rejection(FireflyClient.connect(server.url, { timeout: 100 }));
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the channel', () => {
  it('has one socket for all its clients, until the last of them closes', async () => {
    const server = await startServer();
    const [one, two] = await Promise.all([
      connect(server.url, { channel: 'shared' }),
      connect(`${server.url}/`, { channel: 'shared' }),
    ]);
    const three = await connect(server.url, { channel: 'shared' });
    expect(server.handshakes).toHaveLength(1);
    expect(server.seen.filter(({ path }) => path.endsWith('/healthz'))).toHaveLength(1);
    await one.close();
    await two.close();
    expect(server.sockets.size).toBe(1);
    await three.dispatch('ffc.test');
    const left = once(server.events, 'left');
    await three.close();
    await left;
    expect(server.sockets.size).toBe(0);
  });

  it('gets a new socket when it is joined while its last client closes', async () => {
    const server = await startServer();
    for (let round = 0; round < 20; round++) {
      const first = await FireflyClient.connect(server.url, { channel: 'again' });
      const second = FireflyClient.connect(server.url, { channel: 'again' });
      for (let tick = 0; tick < round; tick++) await Promise.resolve();
      await first.close();
      const client = await second;
      await client.dispatch('ffc.test');
      expect(client.state).toBe('connected');
      await client.close();
    }
  });

  it('has a socket of its own for each channel', async () => {
    const server = await startServer();
    const clients = await Promise.all(['a', 'b'].map((channel) => connect(server.url, { channel })));
    expect(server.handshakes).toHaveLength(2);
    expect(clients.map(({ channel }) => channel)).toEqual(['a', 'b']);
  });

  it('is opened anew after a failure', async () => {
    let healthy = false;
    const server = await startServer({
      healthz: (response) => void response.writeHead(healthy ? 200 : 503).end(),
    });
    await rejection(FireflyClient.connect(server.url, { channel: 'later' }));
    healthy = true;
    expect((await connect(server.url, { channel: 'later' })).state).toBe('connected');
  });

  it('is unguessable unless it is named', async () => {
    const server = await startServer();
    const channels = new Set<string>();
    for (let i = 0; i < 5; i++) channels.add((await connect(server.url)).channel);
    expect(channels.size).toBe(5);
    for (const channel of channels) expect(channel).toMatch(/^ffc-[\w-]{24}$/);
  });

  it('has a viewer page for each client', async () => {
    const server = await startServer();
    const plain = await connect(server.url, { channel: 'pages' });
    const slate = await connect(server.url, { channel: 'pages', htmlFile: 'slate.html' });
    expect(plain.viewerUrl).toBe(`${server.url}/?__wsch=pages`);
    expect(slate.viewerUrl).toBe(`${server.url}/slate.html?__wsch=pages`);
  });
});

describe('the address', () => {
  it('may end with slashes or be a URL', async () => {
    const server = await startServer();
    for (const address of [`${server.url}/`, `${server.url}//`, new URL(server.url)]) {
      const client = await FireflyClient.connect(address);
      expect(client.url).toBe(server.url);
      await client.close();
    }
  });

  it('is FIREFLY_URL when none is given', async () => {
    const server = await startServer();
    vi.stubEnv('FIREFLY_URL', `${server.url}/`);
    expect((await connect(undefined)).url).toBe(server.url);
  });

  it('is the playground on this machine when there is no FIREFLY_URL, or an empty one', async () => {
    for (const value of [undefined, '']) {
      vi.stubEnv('FIREFLY_URL', value);
      const asked: string[] = [];
      const fetch: typeof globalThis.fetch = async (input) => {
        asked.push(new Request(input).url);
        return new Response('', { status: 503 });
      };
      await rejection(FireflyClient.connect(undefined, { fetch }));
      expect(asked).toEqual(['http://localhost:8080/firefly/healthz']);
    }
  });

  it('is blamed by the name of the variable when that is wrong', async () => {
    vi.stubEnv('FIREFLY_URL', 'firefly.example');
    const error = await rejection(FireflyClient.connect());
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/FIREFLY_URL.*"firefly.example"/);
  });
});

describe('the version', () => {
  it.each([
    [
      'of a server that tells',
      json('{"success":true,"data":{"Firefly Version":"2026.1-rc3_dev"}}'),
      '2026.1',
    ],
    ['of a server without a suffix', json('{"success":true,"data":{"Firefly Version":"2026.2"}}'), '2026.2'],
    [
      'of an older server',
      reply(500, { 'content-type': 'application/json' }, '{"success":false,"error":{}}'),
      undefined,
    ],
    ['of a server that answers otherwise', json('[{"success":"false","error":"no"}]'), undefined],
  ])('%s', async (_what, version, expected) => {
    const server = await startServer({ version });
    const client = await connect(server.url, { channel: 'version' });
    const shared = await connect(server.url, { channel: 'version' });
    expect([client.serverVersion, shared.serverVersion]).toEqual([expected, expected]);
    expect(server.seen.filter((seen) => formOf(seen).get('cmd') === 'CmdVersion')).toHaveLength(1);
  });
});

describe('long and odd time limits', () => {
  it.each([2 ** 31, Number.MAX_SAFE_INTEGER, 5_000.5])('%d ms do no harm', async (timeout) => {
    const server = await startServer();
    const client = await connect(server.url, { timeout });
    expect(client.state).toBe('connected');
  });
});
