/** The transport contract on every transport there is; and that each of its cases can fail. */
import type { Transport } from 'firefly-client';
import { ContractError, createMemoryServer, transportContract } from 'firefly-client/testing';
import { serverTransport } from 'firefly-client/transports';
import { type Playground, startPlayground } from 'firefly-playground';
import { WebSocket as NativeWebSocket } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bridge } from '../../examples/postmessage/bridge.js';
import { portTransport } from '../../examples/postmessage/port-transport.js';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground({ port: 0 });
});
afterAll(() => playground.close());

/** As between a page and a frame; both ends are here. */
function overPorts(): Transport {
  const { port1, port2 } = new MessageChannel();
  bridge(port2, serverTransport({ base: playground.url }));
  return portTransport(port1);
}

const elsewhere = process.env['FIREFLY_URL'];

const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  memory: () => createMemoryServer().transport(),
  'HTTP and ws': () => serverTransport({ base: playground.url }),
  'HTTP and a WebSocket like that of browsers': () =>
    serverTransport({ base: playground.url, WebSocket: NativeWebSocket }),
  'the example of the documents': overPorts,
  ...(elsewhere === undefined
    ? {}
    : { 'the server of FIREFLY_URL': () => serverTransport({ base: elsewhere }) }),
  'a fetch of the caller': () =>
    serverTransport({ base: playground.url, fetch: (...call) => fetch(...call) }),
};

describe.each(Object.entries(TRANSPORTS))('%s', (_name, make) => {
  it.each(transportContract.map(({ name, run }) => [name, run] as const))('%s', (_case, run) =>
    run({ make }),
  );
});

/** A transport of which one thing is broken. */
type Break = (transport: Transport) => Transport;

const commands =
  (change: (whole: Transport['commands']) => Partial<Transport['commands']>): Break =>
  (transport) => {
    const { commands: whole } = transport;
    const same: Transport['commands'] = {
      probe: (...call) => whole.probe(...call),
      command: (...call) => whole.command(...call),
      download: (...call) => whole.download(...call),
      submit: (...call) => whole.submit(...call),
      upload: (...call) => whole.upload(...call),
    };
    return { ...transport, commands: { ...same, ...change(whole) } };
  };

const events =
  (change: (whole: Transport['events']) => Transport['events']['open']): Break =>
  (transport) => ({ ...transport, events: { open: change(transport.events) } });

const lost = { status: 0, contentType: '', text: '' };

const BROKEN: Readonly<Record<string, Break>> = {
  'probe() is answered with status 200': commands(() => ({ probe: async () => lost })),
  'command() gives what the server says': commands((whole) => ({
    command: async (...call) => ({ ...(await whole.command(...call)), text: '' }),
  })),
  'command() resolves with the status of a failure': commands((whole) => ({
    command: async (...call) => {
      const reply = await whole.command(...call);
      if (reply.status >= 400) throw new Error('it failed');
      return reply;
    },
  })),
  'command() gives each of many at once its own answer': commands((whole) => {
    let first: ReturnType<typeof whole.command> | undefined;
    return { command: (...call) => (first ??= whole.command(...call)) };
  }),
  'command() ends at its time limit': commands((whole) => ({
    command: (cmd, params, { signal }) => whole.command(cmd, { ...params, tryMS: '60' }, { signal }),
  })),
  'command() ends with its signal': commands((whole) => ({
    command: (cmd, params, { timeout }) => whole.command(cmd, { ...params, tryMS: '60' }, { timeout }),
  })),
  'upload() takes bytes, blobs and streams, and what was sent can be read': commands((whole) => ({
    upload: (file, fields, limits) => whole.upload({ ...file, body: new Uint8Array(3) }, fields, limits),
  })),
  'download() gives the same as command(), as bytes': commands((whole) => ({
    download: async (...call) => {
      const { body, ...head } = await whole.download(...call);
      const none = {
        async *[Symbol.asyncIterator]() {
          for await (const piece of body) yield piece.subarray(1);
        },
      };
      return { ...head, body: none };
    },
  })),
  'submit() makes a job': commands(() => ({ submit: async () => lost })),
  'an action comes back over the socket, as it was written': commands((whole) => ({
    command: (cmd, params, limits) =>
      whole.command(cmd, { ...params, action: (params['action'] ?? '').replace('☃', '?') }, limits),
  })),
  'an action of a hundred thousand characters arrives': commands((whole) => ({
    command: (cmd, params, limits) =>
      whole.command(cmd, { ...params, action: (params['action'] ?? '').replace('ää', 'ä') }, limits),
  })),
  'actions that are awaited come in their order, each once': commands((whole) => ({
    command: async (cmd, params, limits) => {
      await whole.command(cmd, params, limits);
      return whole.command(cmd, params, limits);
    },
  })),
  'frames that are sent reach the others in their order': events((whole) => async (channel, ...rest) => {
    const socket = await whole.open(channel, ...rest);
    const held: string[] = [];
    const send = (text: string) => {
      if (held.push(text) === 10) for (const each of held.reverse()) socket.send(each);
    };
    return { ...sameSocket(socket), send };
  }),
  'channels do not hear of each other': events((whole) => async (channel, handlers, limits) => {
    await whole.open(`${channel}-2`, { ...handlers, closed: () => undefined }, limits);
    return whole.open(channel, handlers, limits);
  }),
  'frames that were sent before close() arrive': events((whole) => async (channel, ...rest) => {
    const socket = await whole.open(channel, ...rest);
    return { ...sameSocket(socket), send: (text) => socket.send(text.replace('last', 'first')) };
  }),
  'closed() is called once, and last, after close()': events((whole) => (channel, handlers, limits) => {
    const closed: typeof handlers.closed = (info) => {
      handlers.closed(info);
      handlers.closed(info);
    };
    return whole.open(channel, { ...handlers, closed }, limits);
  }),
  'closed() is called once after terminate()': events((whole) => (channel, handlers, limits) => {
    const closed: typeof handlers.closed = (info) => {
      handlers.closed(info);
      handlers.closed(info);
    };
    return whole.open(channel, { ...handlers, closed }, limits);
  }),
  'send() throws when the socket is not open': events((whole) => async (channel, handlers, limits) => {
    let open = true;
    const closed: typeof handlers.closed = (info) => {
      open = false;
      handlers.closed(info);
    };
    const socket = await whole.open(channel, { ...handlers, closed }, limits);
    return { ...sameSocket(socket), send: (text) => void (open && socket.send(text)) };
  }),
  'open() ends with its signal': events((whole) => (channel, handlers) => whole.open(channel, handlers, {})),
  'ping(), where there is one, is answered, and ends with the socket': events((whole) => async (...call) => ({
    ...sameSocket(await whole.open(...call)),
    ping: async () => undefined,
  })),
};

const sameSocket = (socket: Awaited<ReturnType<Transport['events']['open']>>) => ({
  send: (text: string) => socket.send(text),
  close: (code?: number, reason?: string) => socket.close(code, reason),
  terminate: () => socket.terminate(),
});

describe('a case of the contract', () => {
  it.each(transportContract.map(({ name, run }) => [name, run] as const))(
    'can fail: %s',
    async (name, run) => {
      const broken = BROKEN[name];
      if (broken === undefined) throw new Error('no transport is broken in this way');
      const make = () => broken(createMemoryServer().transport());
      const error = await run({ make }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      if (name !== 'command() resolves with the status of a failure')
        expect(error).toBeInstanceOf(ContractError);
    },
  );
});
