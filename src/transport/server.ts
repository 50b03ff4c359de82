/** The way to a real server: commands over HTTP, frames over a WebSocket, and the cookies of both. */
import { runtime } from '#runtime';
import { CookieJar } from './cookies.js';
import { httpTransport } from './http.js';
import type { Transport } from './types.js';
import { type WebSocketClass, webSocketTransport } from './websocket.js';

/** What the way to a server needs to know. */
export interface ServerTransportOptions {
  /** Address of the server without a slash at the end, e.g. `https://irsa.ipac.caltech.edu/irsaviewer`. */
  readonly base: string;
  /** Headers of every request and, where the runtime can send them, of the handshake. They may change while it lives. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A proxy on the way, for uploads. @default none */
  readonly proxy?: string | undefined;
  /** In place of the runtime's `fetch`; uploads go by it too, and are held in memory then. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** In place of the runtime's sockets; it is given no headers. */
  readonly WebSocket?: WebSocketClass | undefined;
}

/** What a client uses that is given no transport. */
export function serverTransport(options: ServerTransportOptions): Transport {
  const { base, proxy, fetch, WebSocket, headers = {} } = options;
  const jar = runtime.browser ? undefined : new CookieJar();
  const uploader = fetch === undefined ? runtime.uploader(proxy) : undefined;
  return {
    commands: httpTransport({ base, fetch, headers, jar, uploader }),
    events: webSocketTransport({
      base,
      WebSocket,
      headers: runtime.browser ? undefined : () => ({ ...headers, ...cookieHeader(jar) }),
      store: (received) => jar?.store(received),
    }),
    // None where the caller has a `fetch` of its own, which everything has to go through.
    ...(fetch === undefined ? { pipeline: pipelineOf(base, headers, jar) } : {}),
    close: () => undefined,
  };
}

function pipelineOf(base: string, headers: Readonly<Record<string, string>>, jar: CookieJar | undefined) {
  return () =>
    runtime.pipeline({
      base,
      headers: () => headers,
      cookies: () => jar?.header(),
      store: (received) => jar?.store(received),
    });
}

function cookieHeader(jar: CookieJar | undefined): Record<string, string> {
  const cookie = jar?.header();
  return cookie === undefined ? {} : { cookie };
}
