/** The life of a client: its connection, listeners, close. */
import { nanoid } from 'nanoid';
import * as z from 'zod/mini';
import { ArgumentError, ClosedError, ConnectionError, TimeoutError } from '../errors.js';
import { type IterateOptions, iterate } from '../events/iterate.js';
import { check } from '../schema/validate.js';
import type { ConnectionState } from '../session/connection.js';
import type { ConnectionInfo, Report, Session } from '../session/session.js';
import { followSignals, type WaitOptions, within, withResolvers } from '../session/timers.js';
import { Tracker } from '../session/tracker.js';
import type { Endpoint } from '../transport/types.js';
import type { Connected } from './connect.js';
import { Dispatcher } from './dispatcher.js';
import { type FrameListener, FrameListeners } from './frame-listeners.js';
import { type CallLimits, limited } from './limited.js';
import type { ConnectOptions, IdKind } from './options.js';
import { releaseSession } from './registry.js';
import { StageKeeper } from './stage-keeper.js';
import { type FireflyEvents, Subscriptions } from './subscriptions.js';

/** How a client is closed. */
export interface CloseOptions {
  /** Milliseconds that actions still waiting get to be delivered; after that they fail with `ClosedError`. @default 5000 */
  readonly timeout?: number | undefined;
}

/** Holds calls back that are not in the queue yet. */
interface Holding {
  /** Resolves when it holds nothing any more. */
  sent(): Promise<void>;
  /** Lets everything go now. */
  hurry(): void;
}

const Limits = z.strictObject({
  signal: z.optional(z.instanceof(AbortSignal)),
  timeout: z.optional(z.number().check(z.positive())),
});

const CLOSE_TIMEOUT = 5_000;
const DISPLAY_TIMEOUT = 60_000;
const PING_TIMEOUT = 10_000;

/** The tab that JupyterLab's Firefly extension opens; its page holds other viewers as well. */
const LAB_TAB = 'firefly-viewer-tab-id';

export class ClientBase {
  protected readonly session: Session;
  protected readonly tracker: Tracker | undefined;
  protected readonly dispatcher: Dispatcher;
  protected readonly subscriptions: Subscriptions;
  /** What this client has put on the screen. */
  protected readonly stage: StageKeeper;
  protected readonly target: Connected;
  protected readonly options: ConnectOptions;
  readonly #frames: FrameListeners;
  readonly #cancelBeforeExit: () => void;
  /** Ends the waits that have no end of their own. */
  readonly #ended = new AbortController();
  readonly #gone = withResolvers<void>();
  readonly #holding: Holding[] = [];
  #closing: Promise<void> | undefined;
  #terminated = false;

  protected constructor(connected: Connected, options: ConnectOptions) {
    this.target = connected;
    this.session = connected.session;
    this.options = options;
    const tracking = options.tracking ?? true;
    this.tracker = tracking
      ? new Tracker(this.session, options.displayTimeout ?? DISPLAY_TIMEOUT)
      : undefined;
    this.subscriptions = new Subscriptions(this.session, tracking);
    this.#frames = new FrameListeners((listener) => this.on('frame', listener));
    this.stage = new StageKeeper(this.session, tracking);
    this.dispatcher = new Dispatcher(this.session, {
      tracker: this.tracker,
      hold: options.hold ?? true,
      requireViewer: options.requireViewer ?? false,
      closed: () => this.#closing !== undefined,
      onError: (error) => this.subscriptions.fail(error),
      onDeparture: (action) => this.stage.departed(action),
      renderTreeId: connected.tab === 'lab' ? LAB_TAB : undefined,
    });
    // A script that just ends leaves no watch of ours behind in the viewers.
    this.#cancelBeforeExit = connected.runtime.beforeExit(() => void this.session.takeBackWatches());
  }

  /** Address of the server. */
  get url(): string {
    return this.target.base;
  }

  /** The channel shared with the viewers. Whoever knows it can drive them. */
  get channel(): string {
    return this.target.channel;
  }

  /** The server's version; undefined where it does not tell (before 2026.1). */
  get serverVersion(): string | undefined {
    return this.target.serverVersion;
  }

  /** State of the event socket. */
  get state(): ConnectionState {
    return this.#closing === undefined ? this.session.state : 'closed';
  }

  /** What is known of the connection: its state and since when, latency, the way actions take, when viewers last answered. */
  get connection(): ConnectionInfo {
    return { ...this.session.info, state: this.state };
  }

  /** Whether the event socket is open now. It opens itself again after a break. */
  get connected(): boolean {
    return this.state === 'connected';
  }

  /** Whether the client is closed, and everything of it has ended. */
  get terminated(): boolean {
    return this.#terminated;
  }

  /** Our end of the event socket; undefined while it is not open, and where the runtime does not tell (pages). */
  get localAddress(): Endpoint | undefined {
    return this.connected ? this.session.ends?.local : undefined;
  }

  /** The server's end of it, or that of a proxy in between. */
  get peerAddress(): Endpoint | undefined {
    return this.connected ? this.session.ends?.peer : undefined;
  }

  /** Resolves when the event socket is open: at once, or after a break when it is back. */
  async opened(options: WaitOptions = {}): Promise<void> {
    this.refuseWhenClosed('opened');
    if (this.connected) return;
    if (this.session.state === 'closed')
      throw new ConnectionError('the event socket is closed for good', 'no');
    const release = this.session.hold();
    let off: () => void = () => undefined;
    const open = new Promise<void>((resolve, reject) => {
      off = this.session.events.on('connection', ({ state, reason }) => {
        if (state === 'connected') resolve();
        if (state === 'closed') reject(new ConnectionError(`the event socket is closed: ${reason}`, 'no'));
      });
    });
    const limits = { ...options, signal: followSignals(options.signal, this.ended) };
    await within(open, limits, (ms) => new TimeoutError('the event socket did not open', ms)).finally(() => {
      off();
      release();
    });
  }

  /** Resolves when the client is closed. Does not keep the process alive; see `runForever`. */
  closed(): Promise<void> {
    return this.#gone.promise;
  }

  /**
   * Milliseconds from here to the server and back over the event socket, by a private action that viewers ignore.
   * @throws TimeoutError when it does not come back within `timeout` (default 10 s)
   */
  async ping(options: WaitOptions = {}): Promise<number> {
    this.refuseWhenClosed('ping');
    const signal = followSignals(options.signal, this.ended);
    return this.session.ping({ timeout: PING_TIMEOUT, ...options, signal });
  }

  /** Keeps the process alive until the client is closed, or the signal is aborted; then it resolves. */
  async runForever(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.refuseWhenClosed('runForever');
    const release = this.session.hold();
    const aborted = () => new Error('there is no time limit');
    await within(this.closed(), { signal: followSignals(options.signal) }, aborted)
      .catch(() => undefined)
      .finally(release);
  }

  /** The same as `runForever`, by its other name in the Python client. */
  waitForEvents(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    return this.runForever(options);
  }

  /**
   * Listens to an event; gives back how to stop. Besides the names of `FireflyEvents` every action type is a name: then viewers are
   * asked to report these actions while somebody listens, and the reports arrive as they are. `POINT`, `LINE_SELECT` and
   * `AREA_SELECT` need an extension (see `addExtension`). A listener keeps the process alive (see `unref`).
   */
  on<K extends keyof FireflyEvents>(name: K, listener: (event: FireflyEvents[K]) => void): () => void;
  on(name: string, listener: (report: Report) => void): () => void;
  on(name: string, listener: (value: never) => void): () => void {
    this.refuseWhenClosed('on');
    return this.subscriptions.on(name, listener);
  }

  /**
   * Calls back with frames of the event socket as they come, as the Python client does: all of them, or those of one name such as
   * `REPORT_USER_ACTION`. Frames that only concern the client's own housekeeping are left out. `on` has events with types.
   */
  addListener(callback: FrameListener, name?: string): void {
    this.refuseWhenClosed('addListener');
    this.#frames.add(callback, name);
  }

  /** Ends what `addListener` with the same arguments has begun. */
  removeListener(callback: FrameListener, name?: string): void {
    this.#frames.remove(callback, name);
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
    this.refuseWhenClosed('events');
    return iterate<unknown>(name, (listener, end) => this.subscriptions.subscribe(name, listener, end), {
      ...options,
      signal: followSignals(options.signal),
    });
  }

  /** Lets the process end although there are listeners. */
  unref(): void {
    this.subscriptions.unref();
  }

  /**
   * The same client with limits for each call: `firefly.with({ timeout: 2000 }).setZoom('m31', 2)`. They count until what is sent is
   * known to be published; what has not left by then is taken back.
   */
  with(limits: CallLimits): this {
    const { signal, timeout } = check('with', 'limits', Limits, limits);
    const outer = this.dispatcher.limits;
    const both = { signal: followSignals(outer.signal, signal), timeout: timeout ?? outer.timeout };
    return limited(this, (call) => this.dispatcher.under(both, call));
  }

  /**
   * Resolves when everything called so far is known to be published, or has failed.
   * @throws TimeoutError when that takes longer than `timeout`; nothing is taken back
   */
  flush(options: WaitOptions = {}): Promise<void> {
    const expired = (ms: number) => new TimeoutError('actions were still on their way', ms);
    return within(this.#flush(), { ...options, signal: followSignals(options.signal) }, expired);
  }

  /** Ends everything: delivers what can be delivered, takes back what was registered in the viewers, and closes the socket. */
  close(options: CloseOptions = {}): Promise<void> {
    const { timeout = CLOSE_TIMEOUT } = options;
    if (typeof timeout !== 'number' || !(timeout >= 0))
      throw new ArgumentError('close', 'options.timeout', timeout, 'a number of milliseconds, 0 or more');
    for (const holding of this.#holding) holding.hurry();
    this.#closing ??= this.#close(timeout);
    return this.#closing;
  }

  /** The same as `close`, by its name in the Python client. */
  disconnect(options: CloseOptions = {}): Promise<void> {
    return this.close(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Aborted when the client is closed. */
  protected get ended(): AbortSignal {
    return this.#ended.signal;
  }

  protected get fetch(): typeof globalThis.fetch {
    return this.options.fetch ?? globalThis.fetch;
  }

  /** Whether the server may be sent to its own files and network. */
  protected get allowServerPaths(): boolean {
    return this.options.allowServerPaths ?? false;
  }

  /** An id for something that has none: unique, because several programs may share a channel. */
  newId(kind: IdKind): string {
    return this.options.ids?.(kind) ?? `${kind}-${nanoid(12)}`;
  }

  /** What holds calls back is waited for by `flush`, and hurried by `close`. */
  protected holdsBack<H extends Holding>(holding: H): H {
    this.#holding.push(holding);
    return holding;
  }

  protected refuseWhenClosed(what: string): void {
    if (this.#closing !== undefined) throw new ClosedError(what);
  }

  async #flush(): Promise<void> {
    await Promise.all(this.#holding.map((holding) => holding.sent()));
    await this.session.flush();
  }

  async #close(timeout: number): Promise<void> {
    const expired = (ms: number) => new TimeoutError('actions were still waiting', ms);
    await within(this.session.flush(), { timeout }, expired).catch(() => undefined);
    this.#cancelBeforeExit();
    const closed = new ClosedError('waiting for the viewer');
    this.tracker?.close(closed);
    this.#ended.abort(closed);
    const ids = this.subscriptions.extensionIds;
    this.stage.close();
    this.subscriptions.close();
    const last = releaseSession(this.target.sessionKey);
    const farewell = Promise.allSettled([
      this.session.takeBackExtensions(ids),
      last ? this.session.takeBackWatches() : undefined,
    ]);
    await within(farewell, { timeout }, expired).catch(() => undefined);
    if (last) await this.session.end();
    this.#terminated = true;
    this.#gone.resolve();
  }
}
