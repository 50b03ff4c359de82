/**
 * The event socket of one channel over time. A socket can be used from the moment the server lists it as a
 * receiver, which is later than its hello (protocol trap T11). One that is lost, or dead, is replaced.
 */
import { AuthenticationError, ClosedError, ConnectionError, EvictedError, TimeoutError } from '../errors.js';
import type { CallOptions, EventSocket, EventTransport, SocketClosed } from '../transport/types.js';
import { backoff, pause } from './backoff.js';
import { connectionsOf, type Frame, helloOf, parseFrame } from './frames.js';
import { Heartbeat } from './heartbeat.js';
import { every, later, withResolvers } from './timers.js';

export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed';

/** A change of state, with what is known about it. */
export interface ConnectionChange {
  readonly state: ConnectionState;
  readonly previous: ConnectionState;
  readonly reason: string;
  /** WebSocket close code, where a socket was closed. */
  readonly code?: number;
  /** Number of the attempt that comes next, while reconnecting. */
  readonly attempt?: number;
  /** Milliseconds until that attempt. */
  readonly delay?: number;
}

/** Whether to try again after a connection was lost; asked before each attempt. */
export type ShouldReconnect = (change: ConnectionChange) => boolean | Promise<boolean>;

export interface ConnectionOptions {
  readonly transport: EventTransport;
  /** The channel; asked before each attempt but the first. */
  readonly channel: () => string;
  /** Milliseconds of silence after which a connection is dead. */
  readonly silence: number;
  readonly shouldReconnect?: ShouldReconnect | undefined;
  /** Called before each attempt but the first. */
  readonly prepare?: (() => Promise<void>) | undefined;
  /** Asks the server for a sign of life where the socket cannot ping. */
  readonly ask: () => Promise<unknown>;
  /** Calls back when a network, or the computer, has come back; gives back how to stop. */
  readonly onWake: (wake: () => void) => () => void;
}

export interface ConnectionHandlers {
  frame(frame: Frame): void;
  changed(change: ConnectionChange): void;
  /** Worth telling, and not the end. */
  trouble(error: Error): void;
  /** It is over, and nobody asked for it. */
  failed(error: Error): void;
}

/** Proxies cut silent sockets after 20 to 60 s, the server after ten minutes. */
const KEEP_ALIVE = 20_000;
const DELAYS = { first: 500, longest: 10_000 };
const OPEN_TIMEOUT = 10_000;
/** A connection that does not last so long counts as one more attempt. */
const MIN_UPTIME = 5_000;
/** Whoever is closed by the server twice in so long is evicted by others (T27), and does not fight back. */
const EVICTION_WINDOW = 60_000;
const EVICTION_DELAY = 60_000;
const EVICTED = { first: EVICTION_DELAY / 2, longest: EVICTION_DELAY / 2 };

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  readonly #stop = new AbortController();
  #socket: EventSocket | undefined;
  #heartbeat: Heartbeat | undefined;
  #state: ConnectionState = 'idle';
  #holds = 0;
  /** Attempts since the last connection that lasted. */
  #attempts = 0;
  #connectedAt = 0;
  #evictions: number[] = [];
  #stopKeepAlive: () => void = () => undefined;
  #stopWake: () => void = () => undefined;
  /** Ends the pause before the next attempt. */
  #hurry = new AbortController();

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The socket, while the server delivers to it. */
  get socket(): EventSocket | undefined {
    return this.#state === 'connected' ? this.#socket : undefined;
  }

  /** Both ends of the connection, where the runtime tells. */
  get ends(): EventSocket['ends'] {
    return this.socket?.ends;
  }

  /** Opens the socket; resolves when the server delivers to it. */
  async open(limits: CallOptions): Promise<void> {
    this.#change('connecting', { reason: 'connect was called' });
    try {
      await this.#dial(limits);
    } catch (error) {
      this.#change('closed', { reason: String(error) });
      throw error;
    }
    this.#stopWake = this.#options.onWake(() => this.wake());
    this.#change('connected', { reason: 'the server delivers to this socket' });
  }

  /** Ends the socket and all attempts to get it back. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#end('close was called');
  }

  /** Something says that the network has changed, or that time has passed: looks at once. */
  wake(): void {
    this.#hurry.abort();
    this.#heartbeat?.check();
  }

  /** Keeps the process alive until the function it gives back is called. */
  hold(): () => void {
    let held = true;
    if (++this.#holds === 1) this.#socket?.ref?.();
    return () => {
      if (!held) return;
      held = false;
      if (--this.#holds === 0) this.#socket?.unref?.();
    };
  }

  #end(reason: string): void {
    this.#change('closed', { reason });
    this.#stop.abort(new ClosedError('the connection'));
    this.#stopWake();
    this.#socket?.close();
    this.#abandon();
  }

  /** The final end, which nobody asked for. */
  #fail(error: Error): void {
    this.#end(error.message);
    this.#handlers.failed(error);
  }

  #change(state: ConnectionState, about: Omit<ConnectionChange, 'state' | 'previous'>): void {
    const previous = this.#state;
    if (state === 'connected') this.#connectedAt = performance.now();
    this.#state = state;
    this.#handlers.changed({ state, previous, ...about });
  }

  async #dial(limits: CallOptions): Promise<void> {
    const channel = this.#options.channel();
    const attempt: { id?: string | undefined; socket?: EventSocket } = {};
    const listed = withResolvers<void>();
    const settled = listed.promise.catch(() => undefined);
    const isCurrent = () => attempt.socket === undefined || attempt.socket === this.#socket;
    const frame = (text: string) => {
      if (!isCurrent()) return;
      this.#heartbeat?.heard();
      const frame = parseFrame(text);
      if (frame === undefined) return;
      attempt.id = helloOf(frame) ?? attempt.id;
      if (attempt.id !== undefined && connectionsOf(frame, channel)?.includes(attempt.id)) listed.resolve();
      this.#handlers.frame(frame);
    };
    const closed = (info: SocketClosed) => {
      listed.reject(
        new ConnectionError(`the server closed the event socket (${info.code} ${info.reason})`, 'unknown'),
      );
      if (attempt.socket !== undefined && attempt.socket === this.#socket) this.#lost(info);
    };
    const timeout = limits.timeout ?? OPEN_TIMEOUT;
    const socket = await this.#options.transport.open(channel, { frame, closed }, { ...limits, timeout });
    if (limits.signal?.aborted) {
      socket.terminate();
      throw limits.signal.reason;
    }
    attempt.socket = socket;
    const giveUp = (reason: unknown) => listed.reject(reason);
    const onAbort = () => giveUp(limits.signal?.reason);
    limits.signal?.addEventListener('abort', onAbort, { once: true });
    const cancel = later(timeout, () =>
      giveUp(new TimeoutError('the server did not register the event socket', timeout)),
    );
    try {
      this.#adopt(socket);
      await listed.promise;
    } catch (error) {
      if (this.#socket === socket) this.#abandon();
      socket.terminate();
      throw error;
    } finally {
      cancel();
      limits.signal?.removeEventListener('abort', onAbort);
      await settled;
    }
    if (this.#socket !== socket)
      throw new ConnectionError('the event socket was closed as soon as it was registered', 'unknown');
    if (this.#holds === 0) socket.unref?.();
  }

  #adopt(socket: EventSocket): void {
    this.#abandon();
    this.#socket = socket;
    this.#stopKeepAlive = every(KEEP_ALIVE, () => this.#sendKeepAlive(socket));
    this.#heartbeat = new Heartbeat({
      silence: this.#options.silence,
      ask: () => this.#ask(socket),
      dead: (reason) => this.#drop(socket, reason),
    });
  }

  /** Where it cannot ping, what is asked for comes back as a frame. */
  #ask(socket: EventSocket): void {
    const asked =
      socket.ping?.().then(() => socket === this.#socket && this.#heartbeat?.heard()) ?? this.#options.ask();
    // What cannot be asked is told to be over, or is dead in a while.
    asked.catch(() => undefined);
  }

  /** Lets go of the socket; what it still says is not heard any more. */
  #abandon(): void {
    this.#socket = undefined;
    this.#stopKeepAlive();
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
  }

  #sendKeepAlive(socket: EventSocket): void {
    try {
      socket.send('');
    } catch {
      // The socket is closing; its `closed` handler says so.
    }
  }

  /** A dead socket is not waited for: its `close` may come in 30 s, or never (T14). */
  #drop(socket: EventSocket, reason: string): void {
    if (this.#socket !== socket) return;
    socket.terminate();
    this.#lost({ code: 1006, reason });
  }

  #lost(info: SocketClosed): void {
    this.#abandon();
    if (this.#state === 'connected') void this.#reconnect(info);
  }

  async #reconnect({ code, reason: said }: SocketClosed): Promise<void> {
    let reason = said === '' ? 'the event socket was closed' : said;
    if (performance.now() - this.#connectedAt >= MIN_UPTIME) this.#attempts = 0;
    let least = this.#leastDelay(code);
    try {
      while (!this.#stop.signal.aborted) {
        const delay = least + backoff(this.#attempts, least > 0 ? EVICTED : DELAYS);
        least = 0;
        const next = { reason, code, attempt: ++this.#attempts, delay };
        await this.#refuseUnwanted({ state: 'reconnecting', previous: this.#state, ...next });
        this.#change('reconnecting', next);
        await this.#pause(delay);
        const failure = await this.#redial();
        if (failure === undefined)
          return this.#change('connected', { reason: 'the connection is back', attempt: next.attempt });
        reason = failure.message;
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Gives why it has failed, where another attempt may work; throws where none will. */
  async #redial(): Promise<Error | undefined> {
    try {
      await this.#options.prepare?.();
      await this.#dial({ signal: this.#stop.signal });
      return undefined;
    } catch (error) {
      if (error instanceof AuthenticationError) throw error;
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async #refuseUnwanted(change: ConnectionChange): Promise<void> {
    const { shouldReconnect } = this.#options;
    if (shouldReconnect === undefined || (await shouldReconnect(change))) return;
    throw new ConnectionError(`the connection was lost and is not wanted back (${change.reason})`, 'no');
  }

  /** Milliseconds that an evicted socket stays away at least. A server closes with 1000 only those that it evicts. */
  #leastDelay(code: number): number {
    if (code !== 1000) return 0;
    const now = performance.now();
    this.#evictions = [...this.#evictions.filter((at) => now - at < EVICTION_WINDOW), now];
    if (this.#evictions.length < 2) return 0;
    this.#evictions = [];
    this.#handlers.trouble(new EvictedError(this.#options.channel(), EVICTION_DELAY));
    return EVICTION_DELAY / 2;
  }

  async #pause(ms: number): Promise<void> {
    this.#hurry = new AbortController();
    const either = AbortSignal.any([this.#hurry.signal, this.#stop.signal]);
    await pause(ms, either, this.#holds > 0).catch(() => undefined);
    this.#stop.signal.throwIfAborted();
  }
}
