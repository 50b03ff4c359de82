/** From options to a session that can be used. */
import { nanoid } from 'nanoid';
import * as z from 'zod/mini';
import { runtime } from '#runtime';
import { ArgumentError, ConnectionError, TimeoutError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import { check } from '../schema/validate.js';
import { Commands } from '../server/commands.js';
import { Session } from '../session/session.js';
import { LONGEST_TIMEOUT } from '../session/timers.js';
import { CookieJar } from '../transport/cookies.js';
import { httpTransport } from '../transport/http.js';
import type { CallOptions, Transport } from '../transport/types.js';
import { webSocketTransport } from '../transport/websocket.js';
import { chooseChannel, serverAddress } from './channel.js';
import type { ConnectOptions } from './options.js';
import { acquireSession, identity, type Opened } from './registry.js';

/** What a client is made of. */
export interface Connected {
  readonly base: string;
  readonly channel: string;
  readonly viewerUrl: string;
  readonly session: Session;
  readonly sessionKey: string;
  readonly runtime: Runtime;
  readonly serverVersion: string | undefined;
}

const CONNECT_TIMEOUT = 20_000;

const callable = (text: string) => z.custom((value) => typeof value === 'function', { error: text });
const objectWith = (names: readonly string[], text: string) =>
  z.custom((value) => names.every((name) => Reflect.has(Object(value), name)), { error: text });

const Options = z.strictObject({
  channel: z.optional(z.union([z.string(), z.object({ remember: z.string() })])),
  htmlFile: z.optional(
    z.string().check(z.regex(/^[\w./-]*$/, { error: 'the name of a page, such as "slate.html"' })),
  ),
  token: z.optional(z.unknown()),
  fetch: z.optional(callable('a function like fetch')),
  transport: z.optional(objectWith(['commands', 'events', 'close'], 'a Transport')),
  signal: z.optional(objectWith(['aborted', 'addEventListener'], 'an AbortSignal')),
  timeout: z.optional(z.number().check(z.positive())),
  requireViewer: z.optional(z.boolean()),
  hold: z.optional(z.boolean()),
  tracking: z.optional(z.boolean()),
  displayTimeout: z.optional(z.number().check(z.positive())),
  ids: z.optional(callable('a function that makes ids')),
});

/** Checks everything, finds the server, and opens the event socket. */
export async function openConnection(
  url: string | URL | undefined,
  options: ConnectOptions,
): Promise<Connected> {
  check('connect', 'options', Options, options);
  const base = serverAddress(url, runtime);
  checkToken(base, options);
  options.signal?.throwIfAborted();
  const channel = await chooseChannel(options.channel, base, runtime);
  const viewerUrl = `${base}/${options.htmlFile ?? ''}?__wsch=${channel}`;
  const sessionKey = [
    base,
    channel,
    options.token ?? '',
    identity(options.fetch),
    identity(options.transport),
  ].join('\n');
  const opened = await acquireSession(sessionKey, options.signal, (giveUp) =>
    openSession(base, channel, viewerUrl, { ...options, signal: giveUp }),
  );
  return { base, channel, viewerUrl, ...opened, sessionKey, runtime };
}

/** No message repeats what was given: tokens are secrets. */
function checkToken(base: string, { token }: ConnectOptions): void {
  if (token === undefined) return;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    const given = typeof token === 'string' ? 'another one' : token;
    throw new ArgumentError(
      'connect',
      'token',
      given,
      'a text of printable ASCII without blanks or line ends',
    );
  }
  if (base.startsWith('https:')) return;
  throw new ArgumentError(
    'connect',
    'token',
    'a token',
    `left out for ${base}: over plain http everybody on the way could read it`,
  );
}

async function openSession(
  base: string,
  channel: string,
  viewerUrl: string,
  options: ConnectOptions,
): Promise<Opened> {
  const timeout = Math.ceil(Math.min(options.timeout ?? CONNECT_TIMEOUT, LONGEST_TIMEOUT));
  const deadline = performance.now() + timeout;
  const limits = (): CallOptions => ({
    signal: options.signal,
    timeout: Math.max(1, Math.ceil(deadline - performance.now())),
  });
  const transport = options.transport ?? defaultTransport(base, options);
  const commands = new Commands(transport.commands, base);
  const session = new Session(channel, viewerUrl, commands, transport, nanoid(10));
  try {
    await commands.probe(limits());
    const serverVersion = await commands.version(limits());
    await session.open(limits());
    return { session, serverVersion };
  } catch (error) {
    await session.end();
    throw explain(base, timeout, error);
  }
}

function defaultTransport(base: string, options: ConnectOptions): Transport {
  const headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const jar = runtime.browser ? undefined : new CookieJar();
  return {
    commands: httpTransport({ base, fetch: options.fetch, headers, jar }),
    events: webSocketTransport({
      base,
      headers: runtime.browser ? undefined : () => ({ ...headers, ...cookieHeader(jar) }),
    }),
    close: () => undefined,
  };
}

function cookieHeader(jar: CookieJar | undefined): Record<string, string> {
  const cookie = jar?.header();
  return cookie === undefined ? {} : { cookie };
}

/** No server there: says what to do about it. */
function explain(base: string, timeout: number, error: unknown): unknown {
  if (error instanceof TimeoutError)
    return new TimeoutError(`no connection to ${base}: ${error.what}`, timeout, { cause: error });
  if (!(error instanceof ConnectionError)) return error;
  const hint =
    'Is the server running? `npx firefly-playground` starts one on this machine; FIREFLY_URL names another';
  return new ConnectionError(
    `no Firefly server answers at ${base} (${error.message}). ${hint}`,
    error.received,
    { cause: error },
  );
}
