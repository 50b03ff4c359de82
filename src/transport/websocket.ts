/** Event sockets, by isomorphic-ws. The only file that knows it. */
import WebSocket from 'isomorphic-ws';
import { ArgumentError, AuthenticationError, ConnectionError, TimeoutError } from '../errors.js';
import type { CallOptions, Endpoint, EventSocket, EventTransport, SocketHandlers } from './types.js';

/** What an event socket has to have; those of browsers, Node, Deno, Bun and `ws` have it. */
export interface SocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: object) => void): void;
}

/** A class of sockets, such as the runtime's own `WebSocket`. It is given the address, and no headers. */
export type WebSocketClass = new (url: string) => SocketLike;

/** What the adapter needs to know. */
export interface WebSocketOptions {
  /** Address of the server, as for HTTP. */
  readonly base: string;
  /** A class of sockets in place of `ws`, which runtimes other than browsers use by default. */
  readonly WebSocket?: WebSocketClass | undefined;
  /** Headers of the handshake, made anew for each; only where the runtime can send them. */
  readonly headers?: (() => Readonly<Record<string, string>>) | undefined;
  /** Takes the cookies that the answer to a handshake sets, such as a proxy's for stickiness (T18). */
  readonly store?: ((headers: Headers) => void) | undefined;
}

/** Milliseconds a server has to answer a close; without this limit a dead one would hold the process for 30 s (T14). */
const GOODBYE = 500;

/** States of a socket, the same for every class of them. */
const OPEN = 1;
const CLOSED = 3;

export function webSocketTransport(options: WebSocketOptions): EventTransport {
  return { open: (channel, handlers, limits) => open(options, channel, handlers, limits) };
}

async function open(
  options: WebSocketOptions,
  channel: string,
  handlers: SocketHandlers,
  limits: CallOptions,
): Promise<EventSocket> {
  limits.signal?.throwIfAborted();
  const url = `${options.base.replace(/^http/, 'ws')}/sticky/firefly/events?channelID=${encodeURIComponent(channel)}`;
  const socket = makeSocket(options, url);
  keepCookies(socket, options.store);
  return new Promise((resolve, reject) => {
    let opened = false;
    let lastError: unknown;
    const fail = (error: unknown) => {
      cleanUp();
      drop(socket);
      reject(error);
    };
    const onAbort = () => fail(limits.signal?.reason);
    const limit = limits.timeout ?? 0;
    const timer =
      limit > 0 ? setTimeout(() => fail(new TimeoutError(`${url} did not open`, limit)), limit) : undefined;
    const cleanUp = () => {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', onAbort);
    };
    limits.signal?.addEventListener('abort', onAbort);
    socket.onopen = () => {
      opened = true;
      cleanUp();
      resolve(wrap(socket));
    };
    socket.onmessage = (event) => {
      if (typeof event.data === 'string') handlers.frame(event.data);
    };
    socket.onerror = (event) => {
      lastError = 'error' in event ? event.error : undefined;
    };
    socket.onclose = (event) => {
      cleanUp();
      if (opened) handlers.closed({ code: event.code, reason: event.reason });
      else reject(refused(url, lastError));
    };
  });
}

function makeSocket(options: WebSocketOptions, url: string): WebSocket {
  if (options.WebSocket !== undefined) {
    const made = new options.WebSocket(url);
    if (isSocket(made)) return made;
    throw new ArgumentError('connect', 'options.WebSocket', made, 'a class like the WebSocket of browsers');
  }
  return options.headers === undefined
    ? new WebSocket(url)
    : new WebSocket(url, { headers: options.headers() });
}

const isSocket = (made: object): made is WebSocket =>
  ['readyState', 'send', 'close', 'addEventListener'].every((name) => name in made);

function refused(url: string, cause: unknown): Error {
  const text = cause instanceof Error ? cause.message : '';
  if (/\b(?:401|403|30[12378])\b/.test(text)) {
    return new AuthenticationError(`${url} refused the event socket (${text}): a token may be needed`, {
      cause,
    });
  }
  return new ConnectionError(`the event socket ${url} could not be opened${text ? `: ${text}` : ''}`, 'no', {
    cause,
  });
}

/** Ends a socket at once; browsers can only close it. */
function drop(socket: WebSocket): void {
  if ('terminate' in socket && typeof socket.terminate === 'function') socket.terminate();
  else socket.close();
}

function wrap(socket: WebSocket): EventSocket {
  const ping = pinger(socket);
  return {
    ...(ping === undefined ? {} : { ping }),
    ends: endsOf(socket),
    send: (text) => {
      if (socket.readyState !== OPEN) throw new ConnectionError('the event socket is not open', 'no');
      socket.send(text);
    },
    close: (code = 1000, reason = '') => {
      if (socket.readyState === CLOSED) return;
      const impatience = setTimeout(() => drop(socket), GOODBYE);
      socket.addEventListener('close', () => clearTimeout(impatience));
      socket.close(code, reason);
    },
    terminate: () => drop(socket),
    ref: () => holdProcess(socket, 'ref'),
    unref: () => holdProcess(socket, 'unref'),
  };
}

/** `ws` tells of the answer to its handshake; browsers keep cookies themselves. */
function keepCookies(socket: WebSocket, store: WebSocketOptions['store']): void {
  if (store === undefined || !('on' in socket) || typeof socket.on !== 'function') return;
  socket.on('upgrade', ({ headers }) => {
    const set = new Headers();
    for (const cookie of headers['set-cookie'] ?? []) set.append('set-cookie', cookie);
    store(set);
  });
}

/** Pings and waits for the pong; undefined in browsers, which cannot. */
function pinger(socket: WebSocket): (() => Promise<void>) | undefined {
  if (!('ping' in socket) || typeof socket.ping !== 'function') return undefined;
  const waiting = new Map<string, { resolve(): void; reject(error: Error): void }>();
  let sent = 0;
  socket.on('pong', (data) => {
    const mark = data.toString();
    waiting.get(mark)?.resolve();
    waiting.delete(mark);
  });
  socket.addEventListener('close', () => {
    const closed = new ConnectionError('the event socket was closed', 'unknown');
    for (const { reject } of waiting.values()) reject(closed);
    waiting.clear();
  });
  return () =>
    new Promise((resolve, reject) => {
      if (socket.readyState !== OPEN) throw new ConnectionError('the event socket is not open', 'no');
      const mark = String(++sent);
      waiting.set(mark, { resolve, reject });
      socket.ping(mark);
    });
}

/** `ws` keeps its TCP socket under `_socket`; other runtimes have none. */
function tcpOf(socket: WebSocket): object | undefined {
  const tcp: unknown = Reflect.get(socket, '_socket');
  return typeof tcp === 'object' && tcp !== null ? tcp : undefined;
}

/** Read while the socket is open: a closed one has forgotten them. */
function endsOf(socket: WebSocket): EventSocket['ends'] {
  const tcp = tcpOf(socket);
  const end = (which: 'local' | 'remote'): Endpoint | undefined => {
    const address: unknown = tcp && Reflect.get(tcp, `${which}Address`);
    const port: unknown = tcp && Reflect.get(tcp, `${which}Port`);
    return typeof address === 'string' && typeof port === 'number' ? { address, port } : undefined;
  };
  const [local, peer] = [end('local'), end('remote')];
  return local === undefined || peer === undefined ? undefined : { local, peer };
}

/** Where there is no TCP socket to be had, the process is held by the socket itself. */
function holdProcess(socket: WebSocket, method: 'ref' | 'unref'): void {
  const tcp = tcpOf(socket);
  if (tcp === undefined) return;
  const act: unknown = Reflect.get(tcp, method);
  if (typeof act === 'function') act.call(tcp);
}
