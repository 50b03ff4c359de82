/** Firefly itself in the page, by the script that its servers have for that. */

import { runtime } from '#runtime';
import { checkChannel, serverAddress } from '../client/channel.js';
import { EmbedError, TimeoutError } from '../errors.js';
import { within } from '../session/timers.js';
import { requirePage } from './page.js';

type Request = Readonly<Record<string, unknown>>;
type Dispatch = (payload: Request) => void;

/** What the script puts into the page: the parts that its documents name, as far as they can be typed. The rest is `unknown`. */
export interface FireflyInPage {
  readonly action: { readonly type: Readonly<Record<string, string>> } & Readonly<
    Record<`dispatch${string}`, Dispatch>
  >;
  readonly util: {
    /** Calls `listener` for each action of these types; gives back how to stop. */
    addActionListener(
      types: string | readonly string[],
      listener: (action: { readonly type: string; readonly payload?: unknown }, state: unknown) => void,
    ): () => void;
    renderDOM(target: string | Element, component: unknown, props: Request): void;
    unrenderDOM(target: string | Element): void;
    readonly image: Readonly<Record<string, unknown>>;
    readonly table: Readonly<Record<string, unknown>>;
    readonly chart: Readonly<Record<string, unknown>>;
  } & Readonly<Record<string, unknown>>;
  readonly ui: Readonly<Record<string, unknown>>;
  /** Images, tables and charts go into elements that are named by their id. */
  showImage(target: string, request: Request): void;
  showHiPS(target: string, request: Request): void;
  showCoverage(target: string, request: Request): void;
  showTable(target: string, request: Request, options?: Request): void;
  showChart(target: string, parameters: Request): void;
  showXYPlot(target: string, parameters: Request): void;
  showHistogram(target: string, parameters: Request): void;
  setRootPath(path: string): void;
  setGlobalPref(preferences: Request): void;
  readonly [name: string]: unknown;
}

export interface LoadFireflyOptions {
  /** A channel for the page, so that clients can drive what is in it. @default none */
  readonly channel?: string | undefined;
  /** Milliseconds until Firefly has to be there. @default 60000 */
  readonly timeout?: number | undefined;
  /** For pages whose Content-Security-Policy wants one. */
  readonly nonce?: string | undefined;
}

/** The one Firefly of a page, kept on its window so that copies of this package agree. */
interface Loading {
  readonly base: string;
  readonly channel: string | undefined;
  readonly loaded: Promise<FireflyInPage>;
}

const LOADER = Symbol.for('firefly-client.loader.1');
const TIMEOUT = 60_000;

/**
 * Loads Firefly into the page by the server's `firefly_loader.js`, and resolves with what it offers when it can be used. Called again
 * it gives the same promise; after a failure it tries again.
 * @throws EmbedError where the script cannot be had, and where the page has the Firefly of another server, or on another channel
 */
export async function loadFirefly(
  url?: string | URL,
  options: LoadFireflyOptions = {},
): Promise<FireflyInPage> {
  const page = requirePage('loadFirefly');
  const base = serverAddress(url, undefined, runtime, 'loadFirefly');
  const { timeout = TIMEOUT, nonce } = options;
  const channel = options.channel === undefined ? undefined : checkChannel(options.channel, 'loadFirefly');
  const before = Reflect.get(window, LOADER) as Loading | undefined;
  if (before !== undefined) {
    refuseAnother(before, base, channel);
    return before.loaded;
  }
  const loaded = load(page, base, channel, nonce, timeout);
  const loading: Loading = { base, channel, loaded };
  Object.defineProperty(window, LOADER, { value: loading, configurable: true });
  loaded.catch(() => Reflect.deleteProperty(window, LOADER));
  return loaded;
}

function refuseAnother(before: Loading, base: string, channel: string | undefined): void {
  if (before.base === base && (channel === undefined || channel === before.channel)) return;
  const on = before.channel === undefined ? 'no channel' : `the channel ${before.channel}`;
  throw new EmbedError(
    `this page has the Firefly of ${before.base} on ${on} already, and a page holds one: use that, or mountViewer, which makes as many as you like`,
  );
}

async function load(
  page: Document,
  base: string,
  channel: string | undefined,
  nonce: string | undefined,
  timeout: number,
): Promise<FireflyInPage> {
  const there: unknown = Reflect.get(window, 'firefly');
  if (isFirefly(there)) return there;
  if (channel !== undefined) Reflect.set(window, 'firefly', { ...Object(there), wsch: channel });
  const script = page.createElement('script');
  script.src = `${base}/firefly_loader.js`;
  if (nonce !== undefined) script.nonce = nonce;
  const listening = new AbortController();
  try {
    const come = Promise.race([calledBack(listening.signal), failed(base, listening.signal)]);
    page.head.append(script);
    return await within(
      come,
      { timeout },
      (ms) => new TimeoutError(`${script.src} did not bring Firefly`, ms),
    );
  } catch (error) {
    script.remove();
    if (channel !== undefined) Reflect.set(window, 'firefly', there);
    throw error;
  } finally {
    listening.abort();
  }
}

/** Firefly calls one global function when it can be used; one that the page has put there is called too. */
function calledBack(signal: AbortSignal): Promise<FireflyInPage> {
  const theirs: unknown = Reflect.get(window, 'onFireflyLoaded');
  signal.addEventListener('abort', () => Reflect.set(window, 'onFireflyLoaded', theirs));
  return new Promise((resolve, reject) => {
    Reflect.set(window, 'onFireflyLoaded', (firefly: unknown) => {
      if (typeof theirs === 'function') theirs.call(window, firefly);
      if (isFirefly(firefly)) resolve(firefly);
      else reject(new EmbedError('the script that was to bring Firefly brought something else'));
    });
  });
}

/** The loader loads another script in its turn: either may fail, and their events do not bubble. */
function failed(base: string, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const hear = ({ target }: Event) => {
      if (!(target instanceof HTMLScriptElement) || !target.src.startsWith(`${base}/`)) return;
      reject(
        new EmbedError(
          `${target.src} could not be loaded: open it in a tab; if it is there, this page may not load it (https with a server of http, or script-src of its Content-Security-Policy)`,
        ),
      );
    };
    window.addEventListener('error', hear, { capture: true, signal });
  });
}

const isFirefly = (value: unknown): value is FireflyInPage =>
  ['action', 'util', 'showImage'].every((name) => Reflect.has(Object(value), name));
