/** The life of a client: connect, viewers, listeners, close. */
import { nanoid } from 'nanoid';
import { ACTION } from '../actions/index.js';
import { ClosedError, TimeoutError } from '../errors.js';
import { type IterateOptions, iterate } from '../events/iterate.js';
import type { ConnectionState } from '../session/connection.js';
import type { Report, Session } from '../session/session.js';
import { followSignals, type WaitOptions, within } from '../session/timers.js';
import { Tracker } from '../session/tracker.js';
import type { Connected } from './connect.js';
import { Dispatcher } from './dispatcher.js';
import type { ConnectOptions, IdKind } from './options.js';
import { releaseSession } from './registry.js';
import { type FireflyEvents, Subscriptions } from './subscriptions.js';

/** How a client is closed. */
export interface CloseOptions {
  /** Milliseconds that actions still waiting get to be delivered; after that they fail with `ClosedError`. @default 5000 */
  readonly timeout?: number | undefined;
}

const CLOSE_TIMEOUT = 5_000;
const DISPLAY_TIMEOUT = 60_000;
const FOCUS_WINDOW = 700;

export class ClientBase {
  protected readonly session: Session;
  protected readonly tracker: Tracker | undefined;
  protected readonly dispatcher: Dispatcher;
  protected readonly subscriptions: Subscriptions;
  protected readonly connected: Connected;
  readonly #options: ConnectOptions;
  readonly #cancelBeforeExit: () => void;
  /** Ends the waits that have no end of their own. */
  readonly #ended = new AbortController();
  #closing: Promise<void> | undefined;

  protected constructor(connected: Connected, options: ConnectOptions) {
    this.connected = connected;
    this.session = connected.session;
    this.#options = options;
    const tracking = options.tracking ?? true;
    this.tracker = tracking
      ? new Tracker(this.session, options.displayTimeout ?? DISPLAY_TIMEOUT)
      : undefined;
    this.subscriptions = new Subscriptions(this.session, tracking);
    this.dispatcher = new Dispatcher(this.session, {
      tracker: this.tracker,
      hold: options.hold ?? true,
      requireViewer: options.requireViewer ?? false,
      closed: () => this.#closing !== undefined,
      onError: (error) => this.subscriptions.fail(error),
    });
    // A script that just ends leaves no watch of ours behind in the viewers.
    this.#cancelBeforeExit = connected.runtime.beforeExit(() => void this.session.takeBackWatches());
  }

  /** Address of the server. */
  get url(): string {
    return this.connected.base;
  }

  /** The channel shared with the viewers. Whoever knows it can drive them. */
  get channel(): string {
    return this.connected.channel;
  }

  /** Address of the viewer page of this channel. */
  get viewerUrl(): string {
    return this.connected.viewerUrl;
  }

  /** The server's version; undefined where it does not tell (before 2026.1). */
  get serverVersion(): string | undefined {
    return this.connected.serverVersion;
  }

  /** State of the event socket. */
  get state(): ConnectionState {
    return this.#closing === undefined ? this.session.state : 'closed';
  }

  /**
   * Shows the viewer to the user. In a page: opens or focuses its window, and has to be called in a click handler. Elsewhere: opens
   * the default browser where there is one (by the optional package `open`) and prints the link. A viewer that is open is brought
   * to the front and never reloaded.
   * @throws PopupBlockedError where the browser blocked the window
   */
  openViewer(): Promise<'opened' | 'focused' | 'printed'> {
    this.#refuseWhenClosed('openViewer');
    const { runtime } = this.connected;
    if (runtime.browser) return runtime.openPage(this.viewerUrl, this.channel);
    return this.#focusOrOpen();
  }

  /**
   * Resolves when a viewer is alive on the channel: it answers, or announces that it has loaded.
   * @throws NoViewerError when none does within `timeout` milliseconds (default: no limit)
   */
  async viewerReady(options: WaitOptions = {}): Promise<void> {
    this.#refuseWhenClosed('viewerReady');
    return this.session.viewerReady({ ...options, signal: followSignals(options.signal, this.ended) });
  }

  /**
   * Listens to an event; gives back how to stop. Besides the names of `FireflyEvents` every action type is a name: then viewers are
   * asked to report these actions while somebody listens, and the reports arrive as they are. `POINT`, `LINE_SELECT` and
   * `AREA_SELECT` need an extension (see `addExtension`). A listener keeps the process alive (see `unref`).
   */
  on<K extends keyof FireflyEvents>(name: K, listener: (event: FireflyEvents[K]) => void): () => void;
  on(name: string, listener: (report: Report) => void): () => void;
  on(name: string, listener: (value: never) => void): () => void {
    this.#refuseWhenClosed('on');
    return this.subscriptions.on(name, listener);
  }

  /** Resolves with the next event of a name. */
  once<K extends keyof FireflyEvents>(name: K, options?: WaitOptions): Promise<FireflyEvents[K]>;
  once(name: string, options?: WaitOptions): Promise<Report>;
  once(name: string, options: WaitOptions = {}): Promise<unknown> {
    let off: () => void = () => undefined;
    const next = new Promise<unknown>((resolve) => {
      off = this.on(name, resolve);
    });
    const limits = { ...options, signal: followSignals(options.signal, this.ended) };
    return within(next, limits, (ms) => new TimeoutError(`no '${name}' event came`, ms)).finally(() => off());
  }

  /** Events as an async iterator, which ends with its signal, a `break`, or `close()`. */
  events<K extends keyof FireflyEvents>(
    name: K,
    options?: IterateOptions,
  ): AsyncIterableIterator<FireflyEvents[K]> & AsyncDisposable;
  events(name: string, options?: IterateOptions): AsyncIterableIterator<Report> & AsyncDisposable;
  events(name: string, options: IterateOptions = {}): AsyncIterableIterator<unknown> & AsyncDisposable {
    this.#refuseWhenClosed('events');
    return iterate<unknown>(name, (listener, end) => this.subscriptions.subscribe(name, listener, end), {
      ...options,
      signal: followSignals(options.signal),
    });
  }

  /** Lets the process end although there are listeners. */
  unref(): void {
    this.subscriptions.unref();
  }

  /** Resolves when everything called so far was delivered or has failed. */
  flush(): Promise<void> {
    return this.session.flush();
  }

  /** Ends everything: delivers what can be delivered, takes back what was registered in the viewers, and closes the socket. */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options.timeout ?? CLOSE_TIMEOUT);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Aborted when the client is closed. */
  protected get ended(): AbortSignal {
    return this.#ended.signal;
  }

  protected get fetch(): typeof globalThis.fetch {
    return this.#options.fetch ?? globalThis.fetch;
  }

  /** An id for something that has none: unique, because several programs may share a channel. */
  protected newId(kind: IdKind): string {
    return this.#options.ids?.(kind) ?? `${kind}-${nanoid(12)}`;
  }

  protected get mode(): 'triview' | 'slate' {
    return /slate/i.test(this.#options.htmlFile ?? '') ? 'slate' : 'triview';
  }

  #refuseWhenClosed(what: string): void {
    if (this.#closing !== undefined) throw new ClosedError(what);
  }

  async #focusOrOpen(): Promise<'opened' | 'focused' | 'printed'> {
    if ((await this.session.pulse({ first: true, window: FOCUS_WINDOW })) === 0) {
      return this.connected.runtime.openPage(this.viewerUrl, this.channel);
    }
    await this.session.send({
      method: 'openViewer',
      text: this.session.print('openViewer', { type: ACTION.GrabFocus, payload: {} }),
    });
    return 'focused';
  }

  async #close(timeout: number): Promise<void> {
    const expired = (ms: number) => new TimeoutError('actions were still waiting', ms);
    await within(this.session.flush(), { timeout }, expired).catch(() => undefined);
    this.#cancelBeforeExit();
    const closed = new ClosedError('waiting for the viewer');
    this.tracker?.close(closed);
    this.#ended.abort(closed);
    const ids = this.subscriptions.extensionIds;
    this.subscriptions.close();
    const last = releaseSession(this.connected.sessionKey);
    const farewell = Promise.allSettled([
      this.session.takeBackExtensions(ids),
      last ? this.session.takeBackWatches() : undefined,
    ]);
    await within(farewell, { timeout }, expired).catch(() => undefined);
    if (last) await this.session.end();
  }
}
