/**
 * Everything about one channel over time: the event socket, the queue of outgoing actions, what is registered in the
 * viewers, and whether there are any. Shared by all clients of a channel in a process.
 */
import { removeExtension } from '../actions/extension.js';
import type { Action } from '../actions/types.js';
import { ClosedError, TimeoutError } from '../errors.js';
import { Emitter } from '../events/emitter.js';
import { isRecord } from '../schema/json.js';
import type { Commands } from '../server/commands.js';
import type { CallOptions, EventSocket, Transport } from '../transport/types.js';
import {
  Connection,
  type ConnectionChange,
  type ConnectionState,
  type ShouldReconnect,
} from './connection.js';
import { Courier, type DispatchPath } from './courier.js';
import { type Dispatch, dispatchOf, makeOutbox, type Outgoing, type QueueLimits } from './dispatch.js';
import { Echoes } from './echoes.js';
import { actionPayload, connectionsOf, type Frame } from './frames.js';
import { HttpPath } from './http-path.js';
import type { Outbox } from './outbox.js';
import type { PathName } from './path.js';
import { Presence, type PulseOptions, type ViewersProven } from './presence.js';
import { printAction } from './print.js';
import { Proof } from './proof.js';
import { frameOf, SocketPath } from './socket-path.js';
import { type WaitOptions, within } from './timers.js';
import { Watches } from './watches.js';

/** A report of a viewer. */
export type Report = Readonly<Record<string, unknown>>;

/** How the list of a channel's sockets has changed. In a cluster it counts nothing (T12): it is a hint. */
export interface SocketsChanged {
  /** Whether one that was listed is not any more. */
  readonly gone: boolean;
  /** Sockets that are listed besides our own. */
  readonly others: number;
}

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
  changed: SocketsChanged;
  /** Housekeeping could not be sent. */
  trouble: unknown;
}

/** How a session does what it does. */
export interface SessionOptions extends QueueLimits {
  readonly dispatchPath?: DispatchPath | undefined;
  readonly silence?: number | undefined;
  readonly shouldReconnect?: ShouldReconnect | undefined;
  /** Called before each attempt to get a lost connection back. */
  readonly prepare?: (() => Promise<void>) | undefined;
  readonly onWake?: ((wake: () => void) => () => void) | undefined;
}

/** What is known of a connection. */
export interface ConnectionInfo {
  readonly state: ConnectionState;
  /** Since when it is in this state. */
  readonly since: Date;
  /** Milliseconds to the server and back, when it was last measured. */
  readonly latency: number | undefined;
  /** The way that actions take now. */
  readonly path: PathName;
  /** When viewers have last answered, and how many. */
  readonly viewers: ViewersProven | undefined;
}

/** What was published last comes back before the socket is closed. */
const ECHO_TIMEOUT = 300;
const SILENCE = 15_000;
export class Session {
  readonly events = new Emitter<SessionEvents>();
  readonly watches: Watches;
  readonly presence: Presence;
  readonly #connection: Connection;
  readonly #outbox: Outbox<Dispatch>;
  readonly #courier: Courier;
  readonly #http: HttpPath;
  readonly #echoes = new Echoes();
  readonly #proof: Proof;
  readonly #end = new AbortController();
  #listed: readonly string[] = [];
  #since = new Date();
  #latency: number | undefined;
  /** Over when the viewer that has loaded last knows what is registered. */
  #welcoming: Promise<void> = Promise.resolve();

  constructor(
    readonly channel: string,
    readonly viewerUrl: string,
    readonly commands: Commands,
    readonly transport: Transport,
    nonce: string,
    options: SessionOptions = {},
  ) {
    this.watches = new Watches(nonce, (action, ahead) => this.#housekeep(action, ahead));
    this.#connection = new Connection(
      {
        transport: transport.events,
        channel: () => channel,
        silence: options.silence ?? SILENCE,
        shouldReconnect: options.shouldReconnect,
        prepare: options.prepare,
        ask: () => this.#askForEcho(),
        onWake: options.onWake ?? (() => () => undefined),
      },
      {
        frame: (frame) => this.#receive(frame),
        changed: (change) => this.#changed(change),
        trouble: (error) => this.events.emit('trouble', error),
        failed: (error) => this.#fail(error),
      },
    );
    this.presence = new Presence(nonce, {
      events: this.events,
      ended: this.#end.signal,
      watches: this.watches,
      viewerUrl: () => viewerUrl,
      send: (action) => this.#sendAction('pulse', action, { via: 'http' }),
      sendFrame: (action) => {
        const frame = frameOf(this.print('pulse', action));
        if (frame !== undefined) this.#connection.socket?.send(frame);
      },
      hold: () => this.hold(),
    });
    this.#proof = this.#makeProof();
    this.#http = new HttpPath({
      commands,
      channel: () => channel,
      signal: this.#end.signal,
      pipeline: transport.pipeline === undefined ? undefined : async () => transport.pipeline?.(),
      onRoom: () => this.#outbox.pump(),
    });
    this.#courier = new Courier({
      http: this.#http,
      socket: new SocketPath(
        () => this.#connection.socket,
        (socket) => this.#confirm(socket),
      ),
      proof: this.#proof,
      echoes: this.#echoes,
      wish: options.dispatchPath ?? 'auto',
      isUp: () => this.#connection.socket !== undefined,
      onRoom: () => this.#outbox.pump(),
      ended: this.#end.signal,
    });
    this.#outbox = makeOutbox(this.#courier, options);
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  get ends(): EventSocket['ends'] {
    return this.#connection.ends;
  }

  /** What is known of the connection now. */
  get info(): ConnectionInfo {
    return {
      state: this.state,
      since: this.#since,
      latency: this.#latency,
      path: this.#courier.path,
      viewers: this.presence.proven,
    };
  }

  open(limits: CallOptions): Promise<void> {
    return this.#connection.open(limits);
  }

  /**
   * Milliseconds that a private action takes to the server and back over our own socket: browsers cannot ping, and this proves the
   * whole way (protocol trap T13). Viewers ignore types they do not know.
   */
  async ping(limits: WaitOptions): Promise<number> {
    const type = `${this.presence.type}.ping`;
    const mark = this.presence.nextMark();
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
      const sent = this.send({
        method: 'ping',
        text,
        passes: true,
        idempotent: true,
        via: 'http',
        onDeparture,
      });
      const expired = (ms: number) => new TimeoutError('the ping did not come back', ms);
      await within(Promise.all([sent, returned]), limits, expired);
      this.#latency = performance.now() - start;
      return this.#latency;
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
      await this.#outbox.add(dispatchOf(this.#courier, outgoing));
    } finally {
      release();
    }
  }

  /** Resolves when everything that was queued has left or failed. */
  flush(): Promise<void> {
    return this.#outbox.drained();
  }

  /** See `Presence`. */
  pulse(limits?: PulseOptions): Promise<number> {
    return this.presence.pulse(limits);
  }

  /** How many viewers answer. One that has just loaded is given the pulse first. */
  async countViewers(limits?: PulseOptions): Promise<number> {
    await this.#welcoming;
    return this.presence.pulse(limits);
  }

  /** See `Presence`. */
  keepPulse(): void {
    this.presence.keepPulse();
  }

  /** See `Presence`. */
  viewerReady(limits: WaitOptions): Promise<void> {
    return this.presence.viewerReady(limits);
  }

  /** Takes our own watches out of the viewers. */
  async takeBackWatches(): Promise<void> {
    const actions = this.watches.takeBackWatches();
    await Promise.allSettled(actions.map((action) => this.#sendAction('close', action, { retried: false })));
  }

  /** Takes a client's extensions out of the viewers. */
  async takeBackExtensions(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.watches.removeExtension(id);
    await Promise.allSettled(
      ids.map((id) => this.#sendAction('close', removeExtension(id), { retried: false })),
    );
  }

  /** Ends everything; what was not sent is rejected. */
  async end(): Promise<void> {
    const closed = new ClosedError('not sent');
    this.#outbox.close(closed);
    this.#end.abort(closed);
    this.#proof.end();
    // A server can hang for good, for everybody, when a socket is closed while it sends to it (observed).
    if (this.state === 'connected') await this.#echoes.quiet(ECHO_TIMEOUT);
    this.#http.close();
    this.#connection.close();
    await this.transport.close();
  }

  /**
   * A viewer has loaded: it is given all registrations (T20). The pulse comes last and is asked for before, because a
   * viewer that still answers it was there all the time.
   */
  async #welcome(): Promise<void> {
    const { type } = this.presence;
    for (const action of this.watches.registrations(type)) void this.#housekeep(action);
    if (!this.watches.isWatched(type)) return;
    const survivors = await this.pulse({ first: true, renew: false }).catch(() => undefined);
    this.watches.renew(type);
    if (survivors === 0) this.events.emit('reloaded', undefined);
  }

  /** Whoever has loaded while we heard nothing knows nothing of us. */
  #changed(change: ConnectionChange): void {
    this.#since = new Date();
    this.#proof.drop();
    if (change.state === 'connected') this.#echoes.forget();
    this.events.emit('connection', change);
    this.#outbox.pump();
    if (change.state !== 'connected' || change.previous !== 'reconnecting') return;
    for (const action of this.watches.registrations()) void this.#housekeep(action);
  }

  async #housekeep(action: Action, ahead = false): Promise<void> {
    try {
      await this.#sendAction('housekeeping', action, { ahead });
    } catch (error) {
      this.events.emit('trouble', error);
    }
  }

  /** Our own actions: all of them may run twice. */
  async #sendAction(method: string, action: Action, how: Partial<Outgoing> = {}): Promise<void> {
    const text = this.print(method, action);
    await this.send({ method, text, passes: true, idempotent: true, ...how });
  }

  /** See `printAction`. */
  print(method: string, action: Action, channel: string = this.channel): string {
    return printAction(method, action, channel);
  }

  #makeProof(): Proof {
    return new Proof({
      register: () => {
        this.presence.keepPulse(true);
        return this.watches.told(this.presence.type);
      },
      push: (mark) =>
        this.#sendAction('pulse', this.presence.action(mark), { via: 'http', ahead: true, retried: false }),
      frame: (mark) => this.presence.sendFrame(mark),
      nextMark: () => this.presence.nextMark(),
      changed: () => {
        if (this.#proof.holds) this.presence.note(this.#proof.viewers);
        this.#outbox.pump();
      },
    });
  }

  /** Where a socket cannot ping, an action of our own has to come back to it (T13). It goes past the queue, which may be held up. */
  #askForEcho(): Promise<void> {
    const text = this.print('ping', { type: `${this.presence.type}.ping`, payload: {} });
    return this.commands.pushAction(this.channel, text, { timeout: SILENCE, signal: this.#end.signal });
  }

  /** The connection is over for good. Whatever waits, and whatever is called from now on, is told why. */
  #fail(error: Error): void {
    this.#outbox.close(error);
    this.#end.abort(error);
    this.#proof.end();
    this.events.emit('trouble', error);
  }

  /** Resolves when the frames sent so far have been published: by a pong, or by a viewer that answers a frame sent after them. */
  async #confirm(socket: EventSocket): Promise<void> {
    const start = performance.now();
    await (socket.ping === undefined ? this.presence.confirmByFrame() : socket.ping());
    this.#latency = performance.now() - start;
  }

  #receive(frame: Frame): void {
    if (frame.name === 'FLUX_ACTION') this.#echoes.take(frame.data);
    this.events.emit('frame', frame);
    if (frame.name === 'REPORT_USER_ACTION' && isRecord(frame.data)) {
      const report = frame.data;
      const watched = this.watches.typeOf(report['id']);
      if (watched === this.presence.type) this.#proof.answered(report['pulse']);
      this.events.emit('report', { report, watched });
    } else if (actionPayload(frame, 'app_data.notifyRemoteAppReady')) {
      this.#proof.drop();
      this.#welcoming = this.#welcome();
      this.events.emit('ready', undefined);
    } else this.#noteSockets(connectionsOf(frame, this.channel));
  }

  #noteSockets(listed: readonly string[] | undefined): void {
    if (listed === undefined) return;
    const gone = this.#listed.some((id) => !listed.includes(id));
    this.#listed = listed;
    this.#proof.drop();
    if (gone) this.presence.socketsChanged();
    this.events.emit('changed', { gone, others: listed.length - 1 });
  }
}
