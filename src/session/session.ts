/**
 * Everything about one channel over time: the event socket, the queue of outgoing actions, what is registered in the
 * viewers, and whether there are any. Shared by all clients of a channel in a process.
 */
import { removeExtension } from '../actions/extension.js';
import type { Action } from '../actions/types.js';
import {
  ArgumentError,
  ClosedError,
  ConnectionError,
  NoViewerError,
  OutcomeUnknownError,
  TimeoutError,
} from '../errors.js';
import { Emitter } from '../events/emitter.js';
import { isRecord, toWire } from '../schema/json.js';
import { type Commands, formBytes, MAX_FORM_BYTES } from '../server/commands.js';
import type { CallOptions, EventSocket, Transport } from '../transport/types.js';
import { Connection, type ConnectionChange, type ConnectionState } from './connection.js';
import { actionPayload, connectionsOf, type Frame } from './frames.js';
import { Outbox } from './outbox.js';
import { later, type WaitOptions, within } from './timers.js';
import { OWN_ACTIONS, Watches } from './watches.js';

/** A report of a viewer. */
export type Report = Readonly<Record<string, unknown>>;

/** What a session tells its clients. */
export interface SessionEvents {
  frame: Frame;
  report: { readonly report: Report; readonly watched: string | undefined };
  connection: ConnectionChange;
  /** A viewer has loaded and says that it is ready. */
  ready: undefined;
  /** All viewers there are have loaded since the pulse was last registered: what was sent before is lost. */
  reloaded: undefined;
  /** Sockets have come or gone; proves nothing about viewers. */
  changed: undefined;
  /** Housekeeping could not be sent. */
  trouble: unknown;
}

/** An action on its way. */
export interface Outgoing {
  /** The action as it goes over the wire (see `print`), or how to make it when it is about to be sent. */
  readonly text: string | (() => string);
  /** Names the call in errors, e.g. `showFitsImage`. */
  readonly method: string;
  readonly keys?: readonly string[];
  readonly barrier?: boolean;
  readonly passes?: boolean;
  readonly ready?: Promise<unknown> | undefined;
  readonly channel?: string | undefined;
  /** Called right before it is sent. */
  readonly onDeparture?: () => void;
}

const PUSH_TIMEOUT = 30_000;
/** An action comes back within 12 ms, on a busy server somewhat later. */
const ECHO_TIMEOUT = 300;
const PULSE_EVERY = 1_500;
const PULSE_WINDOW = 500;

export class Session {
  readonly events = new Emitter<SessionEvents>();
  readonly watches: Watches;
  readonly #connection: Connection;
  readonly #outbox = new Outbox();
  readonly #pulse: string;
  readonly #end = new AbortController();
  /** Type of the last action that was published and has not come back yet. */
  #unechoed: string | undefined;
  #onEcho: () => void = () => undefined;
  #pulses = 0;
  /** False after a pulse that nobody answered: a page may have loaded without announcing itself. */
  #answered = true;

  constructor(
    readonly channel: string,
    readonly viewerUrl: string,
    readonly commands: Commands,
    readonly transport: Transport,
    nonce: string,
  ) {
    this.#pulse = `${OWN_ACTIONS}pulse.${nonce}`;
    this.watches = new Watches(nonce, (action) => this.#housekeep(action));
    this.#connection = new Connection(transport.events, channel, {
      frame: (frame) => this.#receive(frame),
      changed: (change) => this.#changed(change),
    });
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  get ends(): EventSocket['ends'] {
    return this.#connection.ends;
  }

  open(limits: CallOptions): Promise<void> {
    return this.#connection.open(limits);
  }

  /**
   * Milliseconds that a private action takes to the server and back over our own socket: browsers cannot ping, and this proves the
   * whole way (protocol trap T13). Viewers ignore types they do not know.
   */
  async ping(limits: WaitOptions): Promise<number> {
    const type = `${this.#pulse}.ping`;
    const mark = ++this.#pulses;
    let start = performance.now();
    let back: () => void = () => undefined;
    const returned = new Promise<void>((resolve) => {
      back = resolve;
    });
    const off = this.events.on('frame', (frame) => {
      if (actionPayload(frame, type)?.['ping'] === mark) back();
    });
    const release = this.hold();
    try {
      const text = this.print('ping', { type, payload: { ping: mark } });
      const onDeparture = () => {
        start = performance.now();
      };
      const sent = this.send({ method: 'ping', text, passes: true, onDeparture });
      const expired = (ms: number) => new TimeoutError('the ping did not come back', ms);
      await within(Promise.all([sent, returned]), limits, expired);
      return performance.now() - start;
    } finally {
      off();
      release();
    }
  }

  /** Keeps the process alive until the function it gives back is called. */
  hold(): () => void {
    return this.#connection.hold();
  }

  /** Queues an action; resolves when the server has published it. */
  async send(outgoing: Outgoing): Promise<void> {
    const release = this.hold();
    try {
      await this.#outbox.add({
        keys: outgoing.keys ?? [],
        barrier: outgoing.barrier ?? false,
        passes: outgoing.passes ?? false,
        ready: outgoing.ready,
        deliver: () => {
          const text = typeof outgoing.text === 'string' ? outgoing.text : outgoing.text();
          outgoing.onDeparture?.();
          return this.#publish(outgoing, text);
        },
      });
    } finally {
      release();
    }
  }

  /** Resolves when everything that was queued has left or failed. */
  flush(): Promise<void> {
    return this.#outbox.drained();
  }

  /** Asks the viewers to answer; gives how many did within the window, or 1 at the first where one is enough. */
  async pulse(
    limits: WaitOptions & {
      readonly window?: number;
      readonly first?: boolean;
      readonly renew?: boolean;
    } = {},
  ): Promise<number> {
    this.keepPulse();
    if (!this.#answered && limits.renew !== false) this.watches.renew(this.#pulse);
    const mark = ++this.#pulses;
    let count = 0;
    let onAnswer: () => void = () => undefined;
    const off = this.events.on('report', ({ report, watched }) => {
      if (watched !== this.#pulse || report['pulse'] !== mark) return;
      count++;
      this.#answered = true;
      if (limits.first) onAnswer();
    });
    try {
      await this.#sendAction('pulse', { type: this.#pulse, payload: { pulse: mark } });
      if (limits.first && count > 0) return count;
      const window = new Promise<void>((resolve) => {
        onAnswer = resolve;
        later(limits.window ?? PULSE_WINDOW, resolve);
      });
      const unhold = this.hold();
      await within(window, limits, (ms) => new TimeoutError('no viewer answered', ms)).finally(unhold);
      this.#answered = count > 0;
      return count;
    } finally {
      off();
    }
  }

  /** Registers the pulse; it costs nothing while nobody asks, so it stays. */
  keepPulse(): void {
    if (!this.watches.isWatched(this.#pulse)) this.watches.acquire(this.#pulse);
  }

  /** Resolves when a viewer is alive: it answers the pulse, or announces itself. */
  viewerReady(limits: WaitOptions): Promise<void> {
    const stop = new AbortController();
    const release = this.hold();
    const alive = this.#untilAlive(stop.signal);
    const expired = (ms: number) => new NoViewerError(`no viewer became ready in ${ms} ms`, this.viewerUrl);
    return within(alive, limits, expired).finally(() => {
      stop.abort();
      release();
    });
  }

  async #untilAlive(stopped: AbortSignal): Promise<void> {
    let announced: () => void = () => undefined;
    const announcement = new Promise<boolean>((resolve) => {
      announced = () => resolve(true);
    });
    const off = this.events.on('ready', announced);
    try {
      while (!stopped.aborted) {
        const answered = this.pulse({ first: true, window: PULSE_EVERY }).then((count) => count > 0);
        if (await Promise.race([announcement, answered])) return;
      }
    } finally {
      off();
    }
  }

  /** Takes our own watches out of the viewers. */
  async takeBackWatches(): Promise<void> {
    const actions = this.watches.takeBackWatches();
    await Promise.allSettled(actions.map((action) => this.#sendAction('close', action)));
  }

  /** Takes a client's extensions out of the viewers. */
  async takeBackExtensions(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.watches.removeExtension(id);
    await Promise.allSettled(ids.map((id) => this.#sendAction('close', removeExtension(id))));
  }

  /** Ends everything; what was not sent is rejected. */
  async end(): Promise<void> {
    const closed = new ClosedError('not sent');
    this.#outbox.close(closed);
    this.#end.abort(closed);
    // A server can hang for good, for everybody, when a socket is closed while it sends to it (observed).
    if (this.state === 'connected') await this.#echoed();
    this.#connection.close();
    await this.transport.close();
  }

  /**
   * A viewer has loaded: it is given all registrations (T20). The pulse comes last and is asked for before, because a
   * viewer that still answers it was there all the time.
   */
  async #welcome(): Promise<void> {
    for (const action of this.watches.registrations(this.#pulse)) this.#housekeep(action);
    if (!this.watches.isWatched(this.#pulse)) return;
    const survivors = await this.pulse({ first: true, renew: false }).catch(() => undefined);
    this.watches.renew(this.#pulse);
    if (survivors === 0) this.events.emit('reloaded', undefined);
  }

  /** Whoever has loaded while we heard nothing knows nothing of us. */
  #changed(change: ConnectionChange): void {
    this.events.emit('connection', change);
    if (change.state !== 'connected' || change.previous !== 'reconnecting') return;
    for (const action of this.watches.registrations()) this.#housekeep(action);
  }

  #housekeep(action: Action): void {
    this.#sendAction('housekeeping', action).catch((error: unknown) => this.events.emit('trouble', error));
  }

  async #sendAction(method: string, action: Action): Promise<void> {
    await this.send({ method, text: this.print(method, action), passes: true });
  }

  /** An action as JSON that the server can bear; throws `ArgumentError` for what it cannot. */
  print(method: string, action: Action, channel: string = this.channel): string {
    const text = toWire(method, 'action', action);
    const bytes = formBytes(channel, text);
    if (bytes <= MAX_FORM_BYTES) return text;
    throw new ArgumentError(
      method,
      'the action',
      `${bytes} bytes`,
      `at most ${MAX_FORM_BYTES} bytes as a form (2 MiB); put large regions or data into a file, which is uploaded`,
    );
  }

  /** The server's copy of the last action that was published has come back to our own socket. */
  async #echoed(): Promise<void> {
    if (this.#unechoed === undefined) return;
    await new Promise<void>((resolve) => {
      // This timer keeps the process alive: somebody waits for the end.
      const timer = setTimeout(resolve, ECHO_TIMEOUT);
      this.#onEcho = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #publish(outgoing: Outgoing, text: string): Promise<void> {
    if (outgoing.channel === undefined) this.#unechoed = /^\{"type":"([^"]*)"/.exec(text)?.[1];
    try {
      const limits = { timeout: PUSH_TIMEOUT, signal: this.#end.signal };
      await this.commands.pushAction(outgoing.channel ?? this.channel, text, limits);
    } catch (error) {
      this.#unechoed = undefined;
      if (error instanceof ConnectionError && error.received === 'no') throw error;
      if (error instanceof ConnectionError || error instanceof TimeoutError) {
        throw new OutcomeUnknownError(outgoing.method, { cause: error });
      }
      throw error;
    }
  }

  #receive(frame: Frame): void {
    if (this.#unechoed !== undefined && actionPayload(frame, this.#unechoed) !== undefined) {
      this.#unechoed = undefined;
      this.#onEcho();
    }
    this.events.emit('frame', frame);
    if (frame.name === 'REPORT_USER_ACTION' && isRecord(frame.data)) {
      const report = frame.data;
      this.events.emit('report', { report, watched: this.watches.typeOf(report['id']) });
    } else if (actionPayload(frame, 'app_data.notifyRemoteAppReady')) {
      void this.#welcome();
      this.events.emit('ready', undefined);
    } else if (connectionsOf(frame, this.channel)) {
      this.events.emit('changed', undefined);
    }
  }
}
