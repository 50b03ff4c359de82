/** From options to a session that can be used. */
import { nanoid } from 'nanoid';
import { runtime } from '#runtime';
import { ConnectionError, TimeoutError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import { Commands } from '../server/commands.js';
import { Session } from '../session/session.js';
import { LONGEST_TIMEOUT } from '../session/timers.js';
import { CookieJar } from '../transport/cookies.js';
import { httpTransport } from '../transport/http.js';
import type { CallOptions, Transport } from '../transport/types.js';
import { webSocketTransport } from '../transport/websocket.js';
import { Credentials } from './credentials.js';
import type { ConnectOptions } from './options.js';
import { acquireSession, identity, type Opened, releaseSession } from './registry.js';
import { findTarget, type Target } from './target.js';

/** What a client is made of. */
export interface Connected extends Target, Opened {
  readonly viewerUrl: string;
  readonly sessionKey: string;
  readonly runtime: Runtime;
}

const CONNECT_TIMEOUT = 20_000;

/** Checks everything, finds the server, and opens the event socket. */
export async function openConnection(
  method: string,
  url: string | URL | undefined,
  options: ConnectOptions,
): Promise<Connected> {
  const target = await findTarget(method, url, options, runtime);
  options.signal?.throwIfAborted();
  const viewerUrl = viewerUrlOf(target, target.channel);
  const sessionKey = keyOf(target.base, target.channel, options);
  const opened = await acquireSession(sessionKey, options.signal, (giveUp) =>
    openSession(target, target.channel, { ...options, signal: giveUp }),
  );
  return { ...target, viewerUrl, ...opened, sessionKey, runtime };
}

/** Address of the viewer page of a channel. */
export const viewerUrlOf = ({ base, htmlFile }: Target, channel: string): string =>
  `${base}/${htmlFile}?__wsch=${channel}`;

/** Lends the session of another channel of the same server. */
export async function onChannel<T>(
  target: Target,
  channel: string,
  options: ConnectOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const key = keyOf(target.base, channel, options);
  const { session } = await acquireSession(key, undefined, (giveUp) =>
    openSession(target, channel, { ...options, signal: giveUp }),
  );
  try {
    return await use(session);
  } finally {
    if (releaseSession(key)) {
      await session.takeBackWatches();
      await session.end();
    }
  }
}

function keyOf(base: string, channel: string, { token, fetch, transport }: ConnectOptions): string {
  const secret = typeof token === 'function' ? `function ${identity(token)}` : (token ?? '');
  return [base, channel, secret, identity(fetch), identity(transport)].join('\n');
}

async function openSession(target: Target, channel: string, options: ConnectOptions): Promise<Opened> {
  const { base } = target;
  const limits = limitsOf(options);
  const credentials = new Credentials(target, options.token);
  const transport = options.transport ?? defaultTransport(target, options, credentials);
  const commands = new Commands(transport.commands, base);
  const session = new Session(channel, viewerUrlOf(target, channel), commands, transport, nanoid(10), {
    dispatchPath: options.dispatchPath,
    ...options.queue,
    silence: options.silence,
    shouldReconnect: options.shouldReconnect,
    onWake: runtime.onWake,
    prepare: () => credentials.refresh(),
  });
  try {
    await credentials.refresh();
    await commands.probe(limits());
    const serverVersion = await commands.version(limits());
    await session.open(limits());
    return { session, serverVersion };
  } catch (error) {
    await session.end();
    throw explain(target, options, error);
  }
}

/** What is left of the time for the whole attempt. */
export function limitsOf(options: Pick<ConnectOptions, 'timeout' | 'signal'>): () => CallOptions {
  const deadline = performance.now() + timeoutOf(options);
  return () => ({
    signal: options.signal,
    timeout: Math.max(1, Math.ceil(deadline - performance.now())),
  });
}

const timeoutOf = ({ timeout }: Pick<ConnectOptions, 'timeout'>): number =>
  Math.ceil(Math.min(timeout ?? CONNECT_TIMEOUT, LONGEST_TIMEOUT));

export function defaultTransport(
  { base, proxy }: Pick<Target, 'base' | 'proxy'>,
  options: ConnectOptions,
  { headers }: Credentials,
): Transport {
  const jar = runtime.browser ? undefined : new CookieJar();
  const uploader = options.fetch === undefined ? runtime.uploader(proxy) : undefined;
  return {
    commands: httpTransport({ base, fetch: options.fetch, headers, jar, uploader }),
    events: webSocketTransport({
      base,
      headers: runtime.browser ? undefined : () => ({ ...headers, ...cookieHeader(jar) }),
      store: (received) => jar?.store(received),
    }),
    ...(options.fetch === undefined ? { pipeline: pipelineOf(base, headers, jar) } : {}),
    close: () => undefined,
  };
}

/** None where the caller has a `fetch` of its own, which everything has to go through. */
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

/** No server there: says what to do about it. */
export function explain(
  { base, from }: Pick<Target, 'base' | 'from'>,
  options: Pick<ConnectOptions, 'timeout'>,
  error: unknown,
): unknown {
  const origin = from === undefined ? '' : `, which the environment variable ${from} names`;
  if (error instanceof TimeoutError)
    return new TimeoutError(`no connection to ${base}${origin}: ${error.what}`, timeoutOf(options), {
      cause: error,
    });
  if (!(error instanceof ConnectionError)) return error;
  const hint =
    'Is the server running? `npx firefly-playground` starts one on this machine; FIREFLY_URL names another';
  return new ConnectionError(
    `no Firefly server answers at ${base}${origin} (${error.message}). ${hint}`,
    error.received,
    { cause: error },
  );
}
