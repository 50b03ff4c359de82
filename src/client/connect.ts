/** From options to a session that can be used. */
import { nanoid } from 'nanoid';
import * as z from 'zod/mini';
import { runtime } from '#runtime';
import { ArgumentError, ConnectionError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import { check } from '../schema/validate.js';
import { Commands } from '../server/commands.js';
import { Session } from '../session/session.js';
import { CookieJar } from '../transport/cookies.js';
import { httpTransport } from '../transport/http.js';
import type { CallOptions, Transport } from '../transport/types.js';
import { webSocketTransport } from '../transport/websocket.js';
import { chooseChannel, serverAddress } from './channel.js';
import type { ConnectOptions } from './options.js';
import { acquireSession, identity } from './registry.js';

/** What a client is made of. */
export interface Connected {
  readonly base: string;
  readonly channel: string;
  readonly session: Session;
  readonly sessionKey: string;
  readonly runtime: Runtime;
  readonly serverVersion: string | undefined;
}

const CONNECT_TIMEOUT = 20_000;
const versions = new WeakMap<Session, string | undefined>();

const Options = z.strictObject({
  channel: z.optional(z.union([z.string(), z.object({ remember: z.string() })])),
  htmlFile: z.optional(
    z.string().check(z.regex(/^[\w./-]*$/, { error: 'the name of a page, such as "slate.html"' })),
  ),
  token: z.optional(
    z.string().check(z.regex(/^[\x21-\x7e]+$/, { error: 'a token of printable ASCII without blanks' })),
  ),
  fetch: z.optional(z.any()),
  transport: z.optional(z.any()),
  signal: z.optional(z.any()),
  timeout: z.optional(z.number().check(z.positive())),
  requireViewer: z.optional(z.boolean()),
  hold: z.optional(z.boolean()),
  tracking: z.optional(z.boolean()),
  displayTimeout: z.optional(z.number().check(z.positive())),
  ids: z.optional(z.any()),
});

/** Checks everything, finds the server, and opens the event socket. */
export async function openConnection(
  url: string | URL | undefined,
  options: ConnectOptions,
): Promise<Connected> {
  check('connect', 'options', Options, options);
  const base = serverAddress(url, runtime);
  refuseOpenToken(base, options);
  options.signal?.throwIfAborted();
  const channel = await chooseChannel(options.channel, base, runtime);
  const sessionKey = [
    base,
    channel,
    options.token ?? '',
    identity(options.fetch),
    identity(options.transport),
  ].join('\n');
  const session = await acquireSession(sessionKey, () => openSession(base, channel, options));
  return { base, channel, session, sessionKey, runtime, serverVersion: versions.get(session) };
}

function refuseOpenToken(base: string, { token }: ConnectOptions): void {
  if (token === undefined || base.startsWith('https:')) return;
  throw new ArgumentError(
    'connect',
    'token',
    'a token',
    `left out for ${base}: over plain http everybody on the way could read it`,
  );
}

async function openSession(base: string, channel: string, options: ConnectOptions): Promise<Session> {
  const limits: CallOptions = { signal: options.signal, timeout: options.timeout ?? CONNECT_TIMEOUT };
  const transport = options.transport ?? defaultTransport(base, options);
  const commands = new Commands(transport.commands, base);
  const viewerUrl = `${base}/${options.htmlFile ?? ''}?__wsch=${channel}`;
  const session = new Session(channel, viewerUrl, commands, transport, nanoid(10));
  try {
    await commands.probe(limits);
    versions.set(session, await commands.version(limits));
    await session.open(limits);
  } catch (error) {
    await session.end();
    throw explain(base, error);
  }
  return session;
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
function explain(base: string, error: unknown): unknown {
  if (!(error instanceof ConnectionError)) return error;
  const hint =
    'Is the server running? `npx firefly-playground` starts one on this machine; FIREFLY_URL names another';
  return new ConnectionError(
    `no Firefly server answers at ${base} (${error.message}). ${hint}`,
    error.received,
    { cause: error },
  );
}
