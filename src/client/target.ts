/** From an address, options and the environment to where a client belongs: server, channel, page. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import { check } from '../schema/validate.js';
import { chooseChannel, serverAddress } from './channel.js';
import { channelOptions } from './channel-options.js';
import { readEnvironment, requireLab, urlOf } from './environment.js';
import type { ConnectOptions } from './options.js';
import { proxyFor } from './proxy.js';
import { type FireflyViewerMode, getViewerMode, VIEWER_MODES } from './viewer-mode.js';

/** How the viewer is shown to the user when the client is made. */
export type Tab = 'lab' | 'lab-browser' | 'browser';

/** Where a client belongs. */
export interface Target {
  /** The call that asked for it, for messages. */
  readonly method: string;
  /** Address of the server. */
  readonly base: string;
  /** The environment variable the address is from, where it is from one. */
  readonly from: string | undefined;
  readonly channel: string;
  /** The proxy on the way to the server, where the environment names one. */
  readonly proxy: string | undefined;
  readonly htmlFile: string;
  readonly viewerMode: FireflyViewerMode;
  readonly tab: Tab | undefined;
  /** Channel of the page of the JupyterLab this program runs in, with `useLabEnv`. */
  readonly labChannel: string | undefined;
}

/** What the Lab's page hands on to a browser tab: it adds `__viewer` to the name it is given. */
const EXTERNAL = '__lab-external__viewer';

const callable = (text: string) => z.custom((value) => typeof value === 'function', { error: text });
const objectWith = (names: readonly string[], text: string) =>
  z.custom((value) => names.every((name) => Reflect.has(Object(value), name)), { error: text });
const page = z.string().check(z.regex(/^[\w./-]*$/, { error: 'the name of a page, such as "slate.html"' }));

/** How a server is reached. */
const reach = {
  token: z.optional(z.unknown()),
  fetch: z.optional(callable('a function like fetch')),
  WebSocket: z.optional(callable('a class like the WebSocket of browsers')),
  transport: z.optional(objectWith(['commands', 'events', 'close'], 'a Transport')),
  signal: z.optional(objectWith(['aborted', 'addEventListener'], 'an AbortSignal')),
  timeout: z.optional(z.number().check(z.positive())),
};

export const ReachOptions = z.strictObject(reach);

const Options = z.strictObject({
  channel: z.optional(z.union([z.string(), z.object({ remember: z.string() })])),
  htmlFile: z.optional(page),
  viewerMode: z.optional(z.enum(VIEWER_MODES)),
  makeDefault: z.optional(z.boolean()),
  useLabEnv: z.optional(z.boolean()),
  startTab: z.optional(z.boolean()),
  startBrowserTab: z.optional(z.boolean()),
  viewerTimeout: z.optional(z.number().check(z.positive())),
  ...reach,
  allowServerPaths: z.optional(z.boolean()),
  requireViewer: z.optional(z.boolean()),
  hold: z.optional(z.boolean()),
  tracking: z.optional(z.boolean()),
  restore: z.optional(z.boolean()),
  displayTimeout: z.optional(z.number().check(z.positive())),
  ids: z.optional(callable('a function that makes ids')),
  ...channelOptions,
});

/** Checks everything before anything is asked of a server. */
export async function findTarget(
  method: string,
  url: string | URL | undefined,
  options: ConnectOptions,
  runtime: Runtime,
): Promise<Target> {
  check(method, 'options', Options, options);
  const environment = readEnvironment(runtime);
  const lab = options.useLabEnv ? requireLab(method, environment) : undefined;
  const inherited = lab === undefined ? urlOf(environment) : { name: 'fireflyURLLab', url: lab.url };
  if (lab !== undefined) refuseBesidesLab(method, url, options);
  if (options.startBrowserTab && !options.startTab)
    throw new ArgumentError(method, 'options.startBrowserTab', true, 'given together with startTab: true');
  if (options.restore && options.tracking === false)
    throw new ArgumentError(method, 'options.restore', true, 'given together with tracking (the default)');
  const base = serverAddress(url, inherited, runtime, method);
  checkToken(method, base, options);
  const tab = tabOf(method, options, runtime);
  const channel =
    lab === undefined
      ? await chooseChannel(options.channel, environment.channel, base, runtime, method)
      : `${lab.channel}${tab === 'lab-browser' ? EXTERNAL : ''}`;
  const htmlFile = options.htmlFile ?? check(method, 'FIREFLY_HTML', page, environment.htmlFile ?? '');
  return {
    method,
    base,
    from: url === undefined ? inherited?.name : undefined,
    channel,
    proxy: proxyFor(base, environment),
    htmlFile,
    viewerMode: getViewerMode(htmlFile, options.viewerMode),
    tab,
    labChannel: lab?.channel,
  };
}

function refuseBesidesLab(method: string, url: string | URL | undefined, options: ConnectOptions): void {
  const besides = 'left out with useLabEnv, which takes it from the Lab';
  if (url !== undefined) throw new ArgumentError(method, 'url', String(url), besides);
  if (options.channel !== undefined)
    throw new ArgumentError(method, 'options.channel', options.channel, besides);
}

function tabOf(method: string, options: ConnectOptions, runtime: Runtime): Tab | undefined {
  const { useLabEnv, startTab, startBrowserTab } = options;
  if (!startTab) return undefined;
  if (!useLabEnv) {
    if (!runtime.browser) return 'browser';
    // Connecting takes longer than the moment in which a browser lets a page open a window.
    throw new ArgumentError(
      method,
      'options.startTab',
      true,
      'left out in a page: call openViewer() in a click',
    );
  }
  return startBrowserTab ? 'lab-browser' : 'lab';
}

/** No message repeats what was given: tokens are secrets. */
export function checkToken(method: string, base: string, { token }: { readonly token?: unknown }): void {
  if (token === undefined) return;
  const isAskedFor = typeof token === 'function';
  if (!isAskedFor && (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))) {
    const given = typeof token === 'string' ? 'another one' : token;
    throw new ArgumentError(method, 'token', given, 'a text of printable ASCII without blanks or line ends');
  }
  if (base.startsWith('https:')) return;
  throw new ArgumentError(
    method,
    'token',
    'a token',
    `left out for ${base}: over plain http everybody on the way could read it`,
  );
}
