/** A small real server whose every answer a test can replace. */
import { EventEmitter, once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { FireflyClient } from '../../src/client/client.js';
import type { ConnectOptions } from '../../src/client/options.js';

/** A request as it came. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

type Answer = (response: ServerResponse, seen: Seen) => void;

/** What a test may replace. */
export interface Behaviour {
  healthz?: Answer;
  version?: Answer;
  /** Every other command. */
  command?: Answer;
  /** In place of the WebSocket handshake. */
  upgrade?: (stream: Duplex, request: IncomingMessage) => void;
  /** What a new socket is told. */
  welcome?: (socket: WebSocket, channel: string) => void;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly seen: readonly Seen[];
  readonly handshakes: readonly IncomingHttpHeaders[];
  /** The sockets that are open now. */
  readonly sockets: ReadonlySet<WebSocket>;
  /** `request` (path), `gone` (path of a request whose connection has ended before the answer), `upgrade`, `open`, `left`. */
  readonly events: EventEmitter;
}

const ID = '7';

export const hello = (channel: string, id = ID): string =>
  JSON.stringify({ name: 'EVT_CONN_EST', scope: 'SELF', dataType: 'JSON', data: { connID: id, channel } });

export const listing = (channel: string, ids: readonly string[] = [ID]): string =>
  action('app_data.wsConnUpdated', { [channel]: ids });

export const action = (type: string, payload: unknown): string =>
  JSON.stringify({
    name: 'FLUX_ACTION',
    scope: 'CHANNEL',
    dataType: 'JSON',
    from: '-1',
    data: { type, payload },
  });

export const reply = (status: number, headers: Readonly<Record<string, string>>, body = ''): Answer => {
  return (response) => void response.writeHead(status, headers).end(body);
};
export const json = (body: string): Answer => reply(200, { 'content-type': 'application/json' }, body);
export const page = (status = 200): Answer =>
  reply(status, { 'content-type': 'text/html' }, '<!doctype html><title>Hello</title>');
/** Never says anything. */
export const silence: Answer = () => undefined;

const DEFAULTS: Required<Omit<Behaviour, 'upgrade'>> = {
  healthz: reply(200, {}),
  version: json('{"success":true,"data":{"Firefly Version":"2026.1-test"}}'),
  command: json('[{"success":true}]'),
  welcome: (socket, channel) => {
    socket.send(hello(channel));
    socket.send(listing(channel));
  },
};

/** Starts one that ends with the test. */
export async function startServer(behaviour: Behaviour = {}): Promise<TestServer> {
  const does = { ...DEFAULTS, ...behaviour };
  const events = new EventEmitter();
  const seen: Seen[] = [];
  const handshakes: IncomingHttpHeaders[] = [];
  const sockets = new Set<WebSocket>();
  const streams = new Set<Duplex>();
  const wss = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    response.on('close', () => response.writableFinished || events.emit('gone', path));
    const entry = {
      method: request.method ?? '',
      path,
      headers: request.headers,
      body: await bodyOf(request),
    };
    seen.push(entry);
    if (path === '/firefly/healthz') does.healthz(response, entry);
    else if (!path.startsWith('/firefly/CmdSrv/sync')) reply(404, {}, 'Not found.')(response, entry);
    else if (formOf(entry).get('cmd') === 'CmdVersion') does.version(response, entry);
    else does.command(response, entry);
    events.emit('request', path);
  }

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    handshakes.push(request.headers);
    stream.on('error', () => stream.destroy());
    stream.on('end', () => stream.end());
    streams.add(stream);
    stream.on('close', () => {
      streams.delete(stream);
      events.emit('left');
    });
    if (does.upgrade !== undefined) does.upgrade(stream.resume(), request);
    else
      wss.handleUpgrade(request, stream, head, (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        does.welcome(socket, new URL(request.url ?? '', 'http://x').searchParams.get('channelID') ?? '');
        events.emit('open', socket);
      });
    events.emit('upgrade');
  });

  const port = await listen(server);
  onTestFinished(() => stop(server, streams));
  return { url: `http://127.0.0.1:${port}/firefly`, port, seen, handshakes, sockets, events };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const formOf = ({ body }: Pick<Seen, 'body'>): URLSearchParams =>
  new URLSearchParams(body.toString('utf8'));

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server, streams: ReadonlySet<Duplex>): Promise<void> {
  for (const stream of streams) stream.destroy();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A port where nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** Connects, and closes when the test ends. */
export async function connect(url: string | undefined, options: ConnectOptions = {}): Promise<FireflyClient> {
  const client = await FireflyClient.connect(url, options);
  onTestFinished(() => client.close());
  return client;
}

/** What a promise is rejected with; fails when it is not. */
export async function rejection(promise: PromiseLike<unknown>): Promise<Error> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new TypeError('it was rejected with something that is no Error', { cause: error });
  }
  throw new Error(`it was expected to be rejected, but resolved with ${String(value)}`);
}
