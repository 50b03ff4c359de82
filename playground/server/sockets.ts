/** The event sockets: real WebSockets on one side, the protocol core on the other. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { faultyLine, type Happening, type SocketRule } from 'firefly-client/testing';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Context } from './context.js';
import { parseForm } from './http/params.js';
import { BASE } from './http/router.js';
import type { Visitor } from './http/visitors.js';

const EVENTS_PATH = `${BASE}/sticky/firefly/events`;

/** Above what the core allows in any encoding, so that it is the core that refuses. */
const MAX_FRAME_BYTES = 64 * 1024;
/** What is taken where frames have no limit. */
const LONGEST_FRAME_BYTES = 64 * 1024 * 1024;

/** How long a socket may take to say goodbye when the playground closes. */
const GOODBYE = 150;

/** The sockets of one playground. */
export interface Sockets {
  /** Says goodbye with 1001, as an orderly stop does, and drops whoever does not answer soon. */
  close(): Promise<void>;
  /** Ends all of them at once, without a goodbye. */
  kill(): void;
}

/** Takes the upgrade requests of a server. */
export function attachSockets(server: Server, context: Context): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    autoPong: false,
    maxPayload: context.core.traps.frameLimit ? MAX_FRAME_BYTES : LONGEST_FRAME_BYTES,
  });
  const shaking = new Set<Duplex>();
  const visitors = new WeakMap<IncomingMessage, Visitor>();
  sockets.on('headers', (headers, request) => {
    for (const cookie of visitors.get(request)?.setCookies ?? []) headers.push(`Set-Cookie: ${cookie}`);
  });
  server.on('upgrade', (request, stream: Duplex, head) => {
    stream.on('error', () => stream.destroy());
    const [path, query = ''] = (request.url ?? '').split('?', 2);
    const refusal = context.guard.refusal(request, 'command');
    if (refusal !== undefined) return refuse(stream, 403, refusal);
    if (path !== EVENTS_PATH) return refuse(stream, 404, 'Not found.');
    const visitor = context.visitors.identify(request);
    visitors.set(request, visitor);
    const channel = parseForm(query, 'utf-8').get('channelID') || visitor.user || 'everybody';
    const fault = context.core.faults.forSocket(channel);
    const goOn = () => {
      if (stream.destroyed || context.signal.aborted) return;
      sockets.handleUpgrade(request, stream, head, (socket: WebSocket) =>
        join(socket, channel, visitor.user, context, fault),
      );
    };
    if (fault === undefined) return goOn();
    shaking.add(stream);
    stream.once('close', () => shaking.delete(stream));
    shakeHands(stream, fault, () => {
      shaking.delete(stream);
      goOn();
    });
  });
  const endHandshakes = () => {
    for (const stream of shaking) stream.destroy();
  };
  return {
    close: async () => {
      endHandshakes();
      await closeAll(sockets);
    },
    kill: () => {
      endHandshakes();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function refuse(stream: Duplex, status: number, text: string): void {
  const head = [
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : status === 404 ? 'Not Found' : 'Refused'}`,
    'Content-Type: text/plain;charset=utf-8',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  stream.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

/** Carries out what is to go wrong with a handshake; afterwards, if at all, it goes on. */
function shakeHands(stream: Duplex, { rule, removed }: Happening<SocketRule>, goOn: () => void): void {
  if (rule.fault === 'refuse') {
    refuse(stream, rule.status ?? 503, 'Refused by a fault that was asked for.');
  } else if (rule.fault === 'stall') {
    removed.addEventListener('abort', () => stream.destroy(), { once: true });
    stream.resume();
  } else if (rule.fault === 'late') {
    setTimeout(goOn, rule.ms).unref();
  } else goOn();
}

/** Puts a socket on a channel for as long as it is open. */
function join(
  socket: WebSocket,
  channel: string,
  user: string | undefined,
  { core, log }: Context,
  fault: Happening<SocketRule> | undefined,
): void {
  const line = faultyLine(
    {
      send: (text) => sendText(socket, text),
      close: (code, reason) => socket.close(code, reason),
      terminate: () => (core.traps.suddenEnds ? socket.terminate() : socket.close(1001)),
    },
    fault,
    // What comes from a dead link is not even read: neither frames, nor pings, nor a goodbye.
    () => socket.pause(),
  );
  const connection = core.connect(channel, line.sink, user);
  socket.on('message', (data, isBinary) => {
    if (isBinary || !line.isOpenInwards()) return;
    try {
      connection.receive(textOf(data));
    } catch (error) {
      log(`a frame could not be taken: ${error instanceof Error ? error.message : error}`);
      socket.terminate();
    }
  });
  socket.on('ping', (data) => {
    if (line.isOpenInwards() && socket.readyState === socket.OPEN) socket.pong(data);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => connection.disconnected());
}

/** Done at once where the system takes the text; else a promise until the other end reads (T15). */
function sendText(socket: WebSocket, text: string): void | Promise<void> {
  if (socket.readyState !== socket.OPEN) return undefined;
  let taken = () => {};
  socket.send(text, () => taken());
  if (socket.bufferedAmount === 0) return undefined;
  return new Promise((resolve) => {
    taken = resolve;
  });
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

async function closeAll(sockets: WebSocketServer): Promise<void> {
  const closing = [...sockets.clients].map((socket) => {
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.close(1001);
    return closed;
  });
  const impatience = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
  }, GOODBYE);
  await Promise.all(closing);
  clearTimeout(impatience);
  sockets.close();
}
