/** The event sockets: real WebSockets on one side, the protocol core on the other. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProtocolCore } from 'firefly-client/testing';
import { type WebSocket, WebSocketServer } from 'ws';
import { HOST_REFUSAL, identify, isLoopbackHost } from './http/guard.js';
import { parseForm } from './http/params.js';
import { BASE } from './http/router.js';

const EVENTS_PATH = `${BASE}/sticky/firefly/events`;

/** Above what the core allows in any encoding, so that it is the core that refuses. */
const MAX_FRAME_BYTES = 64 * 1024;

/** How long a socket may take to say goodbye when the playground closes. */
const GOODBYE = 150;

/** Takes the upgrade requests of a server; `close` ends all sockets. */
export function attachSockets(server: Server, core: ProtocolCore): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  sockets.on('headers', (headers, request) => {
    for (const cookie of identify(request).setCookies) headers.push(`Set-Cookie: ${cookie}`);
  });
  server.on('upgrade', (request, stream: Duplex, head) => {
    stream.on('error', () => stream.destroy());
    const [path, query = ''] = (request.url ?? '').split('?', 2);
    if (!isLoopbackHost(request.headers.host)) return refuse(stream, '403 Forbidden', HOST_REFUSAL);
    if (path !== EVENTS_PATH) return refuse(stream, '404 Not Found', 'Not found.');
    sockets.handleUpgrade(request, stream, head, (socket: WebSocket, from: IncomingMessage) => {
      sockets.emit('connection', socket, from);
      join(socket, parseForm(query, 'utf-8').get('channelID') || randomUUID(), core);
    });
  });
  return { close: () => closeAll(sockets) };
}

function refuse(stream: Duplex, status: string, text: string): void {
  stream.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain;charset=utf-8\r\nConnection: close\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  );
}

/** Puts a socket on a channel for as long as it is open. */
function join(socket: WebSocket, channel: string, core: ProtocolCore): void {
  const connection = core.connect(channel, {
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    close: (code, reason) => socket.close(code, reason),
  });
  socket.on('message', (data, isBinary) => {
    if (!isBinary) connection.receive(textOf(data));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => connection.disconnected());
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

/** Says goodbye with 1001, as an orderly stop does, and drops whoever does not answer soon. */
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
