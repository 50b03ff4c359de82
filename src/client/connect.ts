/** From options to a session that can be used. */
import { nanoid } from 'nanoid';
import { runtime } from '#runtime';
import { ConnectionError, TimeoutError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import { Commands } from '../server/commands.js';
import { Session } from '../session/session.js';
import { LONGEST_TIMEOUT } from '../session/timers.js';
import { serverTransport } from '../transport/server.js';
import type { CallOptions, Transport } from '../transport/types.js';
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

function keyOf(
  base: string,
  channel: string,
  { token, fetch, WebSocket, transport }: ConnectOptions,
): string {
  const secret = typeof token === 'function' ? `function ${identity(token)}` : (token ?? '');
  return [base, channel, secret, identity(fetch), identity(WebSocket), identity(transport)].join('\n');
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
    throw await explain(target, options, error);
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

export const defaultTransport = (
  { base, proxy }: Pick<Target, 'base' | 'proxy'>,
  { fetch, WebSocket }: ConnectOptions,
  { headers }: Credentials,
): Transport => serverTransport({ base, proxy, headers, fetch, WebSocket });

/** No server there: says what to do about it. */
export async function explain(
  { base, from }: Pick<Target, 'base' | 'from'>,
  options: Pick<ConnectOptions, 'timeout' | 'transport'>,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof TimeoutError || error instanceof ConnectionError)) return error;
  const origin = from === undefined ? '' : `, which the environment variable ${from} names`;
  const why =
    options.transport === undefined ? await runtime.whyUnreachable?.(base).catch(() => undefined) : undefined;
  if (error instanceof TimeoutError) {
    const what = `no connection to ${base}${origin}: ${error.what}${why === undefined ? '' : `. ${why}`}`;
    return new TimeoutError(what, timeoutOf(options), { cause: error });
  }
  const hint =
    why ??
    'Is the server running? `npx firefly-playground` starts one on this machine; FIREFLY_URL names another';
  return new ConnectionError(
    `no Firefly server answers at ${base}${origin} (${error.message}). ${hint}`,
    error.received,
    { cause: error },
  );
}
