/**
 * The event socket of one channel over time. A socket can be used from the moment the server lists it as a
 * receiver, which is later than its hello (protocol trap T11).
 */
import { ClosedError, ConnectionError, TimeoutError } from '../errors.js';
import type { CallOptions, EventSocket, EventTransport, SocketClosed } from '../transport/types.js';
import { connectionsOf, type Frame, helloOf, parseFrame } from './frames.js';
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

export interface ConnectionHandlers {
  frame(frame: Frame): void;
  changed(change: ConnectionChange): void;
}

/** Proxies cut silent sockets after 20 to 60 s, the server after ten minutes. */
const KEEP_ALIVE = 20_000;
const FIRST_DELAY = 250;
const LONGEST_DELAY = 10_000;
const OPEN_TIMEOUT = 10_000;
/** A connection that does not last so long counts as one more attempt: whoever is evicted does not fight back. */
const MIN_UPTIME = 5_000;

export class Connection {
  readonly #transport: EventTransport;
  readonly #channel: string;
  readonly #handlers: ConnectionHandlers;
  readonly #stop = new AbortController();
  #socket: EventSocket | undefined;
  #state: ConnectionState = 'idle';
  #holds = 0;
  /** Attempts since the last connection that lasted. */
  #attempts = 0;
  #connectedAt = 0;
  #stopKeepAlive: () => void = () => undefined;

  constructor(transport: EventTransport, channel: string, handlers: ConnectionHandlers) {
    this.#transport = transport;
    this.#channel = channel;
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
    return this.#state === 'connected' ? this.#socket?.ends : undefined;
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
    this.#change('connected', { reason: 'the server delivers to this socket' });
  }

  /** Ends the socket and all attempts to get it back. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#change('closed', { reason: 'close was called' });
    this.#stop.abort(new ClosedError('the connection'));
    this.#stopKeepAlive();
    this.#socket?.close();
    this.#socket = undefined;
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

  #change(state: ConnectionState, about: Omit<ConnectionChange, 'state' | 'previous'>): void {
    const previous = this.#state;
    if (state === 'connected') this.#connectedAt = performance.now();
    this.#state = state;
    this.#handlers.changed({ state, previous, ...about });
  }

  async #dial(limits: CallOptions): Promise<void> {
    const attempt: { id?: string | undefined; socket?: EventSocket } = {};
    const listed = withResolvers<void>();
    const settled = listed.promise.catch(() => undefined);
    const current = () => attempt.socket === undefined || attempt.socket === this.#socket;
    const frame = (text: string) => {
      const frame = parseFrame(text);
      if (frame === undefined || !current()) return;
      attempt.id = helloOf(frame) ?? attempt.id;
      if (attempt.id !== undefined && connectionsOf(frame, this.#channel)?.includes(attempt.id))
        listed.resolve();
      this.#handlers.frame(frame);
    };
    const closed = (info: SocketClosed) => {
      listed.reject(
        new ConnectionError(`the server closed the event socket (${info.code} ${info.reason})`, 'unknown'),
      );
      if (attempt.socket !== undefined && attempt.socket === this.#socket) this.#lost(info);
    };
    const timeout = limits.timeout ?? OPEN_TIMEOUT;
    const socket = await this.#transport.open(this.#channel, { frame, closed }, { ...limits, timeout });
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
      if (this.#socket === socket) {
        this.#socket = undefined;
        this.#stopKeepAlive();
      }
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
    this.#socket = socket;
    this.#stopKeepAlive();
    this.#stopKeepAlive = every(KEEP_ALIVE, () => this.#sendKeepAlive(socket));
  }

  #sendKeepAlive(socket: EventSocket): void {
    try {
      socket.send('');
    } catch {
      // The socket is closing; its `closed` handler says so.
    }
  }

  #lost(info: SocketClosed): void {
    this.#socket = undefined;
    this.#stopKeepAlive();
    if (this.#state === 'connected') void this.#reconnect(info);
  }

  async #reconnect(info: SocketClosed): Promise<void> {
    let reason = info.reason === '' ? 'the event socket was closed' : info.reason;
    if (performance.now() - this.#connectedAt >= MIN_UPTIME) this.#attempts = 0;
    while (!this.#stop.signal.aborted) {
      const attempt = ++this.#attempts;
      const delay = Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
      this.#change('reconnecting', { reason, code: info.code, attempt, delay });
      try {
        await this.#pause(delay);
        await this.#dial({ signal: this.#stop.signal });
        this.#change('connected', { reason: 'the connection is back', attempt });
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', end);
        resolve();
      }, ms);
      const end = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      if (this.#holds === 0) Reflect.get(Object(timer), 'unref')?.call(timer);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
