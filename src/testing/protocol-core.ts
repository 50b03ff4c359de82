/**
 * The rules of a Firefly server's channels as a state machine without a network: who is on a channel, which frame
 * reaches whom, what is refused. A server wraps it with real sockets; the memory server uses it as it is. Several
 * that share a hub are the nodes of a cluster.
 */
import { isRecord, parseJson } from '../schema/json.js';
import { later } from '../session/timers.js';
import type { CommandReply } from '../transport/types.js';
import { type Caller, channelCommand, countReply, pushAction, report } from './channel-commands.js';
import { Delivery, eachInTurn } from './delivery.js';
import type { FaultRule } from './fault-rules.js';
import { Faults } from './faults.js';
import { Hub, type HubNode, type Listed, type Parcel } from './hub.js';
import { InOrder } from './in-order.js';
import { isTooDeep, printAsServer, wholeCharacters } from './server-json.js';
import { resolveTraps, type TrapSwitches, type Traps } from './traps.js';

/** The way out to one socket. */
export interface Sink {
  /** A promise when the other end does not take it yet: that holds up everybody (trap `stalledReaders`). */
  send(text: string): void | Promise<void>;
  close(code: number, reason: string): void;
  /** Breaks the connection without a goodbye. @default close(1006) */
  terminate?(): void;
}

/** One socket, as its owner sees it. */
export interface Connection {
  readonly id: string;
  readonly channel: string;
  /** A text frame came from the other end. */
  receive(text: string): void;
  /** The socket has ended, whoever ended it. Calling it again does nothing. */
  disconnected(): void;
}

export interface ProtocolOptions {
  /** Switches for what is peculiar about a real server, see `TRAPS`. @default as a real server of the version */
  readonly traps?: TrapSwitches | undefined;
  /** The server's version, as far as its behaviour depends on it. */
  readonly version?: string | undefined;
  /** Joins this server with the others of the hub to a cluster. @default a hub of its own */
  readonly hub?: Hub | undefined;
  /** Most characters of a frame from a client; a longer one ends its socket with 1009. @default 8192 */
  readonly maxFrameChars?: number | undefined;
  /** Most bytes of a form. @default 2 MiB */
  readonly maxFormBytes?: number | undefined;
  /** Most sockets on one channel; one more evicts the oldest. @default 10 with the trap `tenSockets`, else any number */
  readonly maxSocketsPerChannel?: number | undefined;
  /** Milliseconds that a socket which is not read may hold up the others, until it is given up. @default 30000 */
  readonly stallLimit?: number | undefined;
  /** Hears of every fault that happens (`core.faults`). */
  readonly onFault?: ((rule: FaultRule) => void) | undefined;
  /** Runs what follows the hello: until then a socket hears nothing of its channel. @default queueMicrotask */
  readonly schedule?: ((task: () => void) => void) | undefined;
}

interface Member extends Connection, Listed {
  readonly sink: Sink;
  state: 'greeted' | 'registered' | 'gone';
}

/** The reason that comes with 1009. */
const TOO_BIG =
  'The decoded text message was too big for the output buffer and the endpoint does not support partial messages';
/** The reason that comes with 1002. */
const TOO_DEEP = 'An unrecoverable IOException occurred so the connection was closed';
const UNLIMITED = 64 * 1024 * 1024;

export class ProtocolCore implements HubNode {
  readonly traps: Traps;
  readonly hub: Hub;
  /** What is to go wrong on this server. */
  readonly faults: Faults;
  /** Posts and frames, where they keep their order (T7). */
  readonly order = new InOrder();
  readonly #sockets = new Map<string, Member>();
  readonly #delivery = new Delivery();
  readonly #options: ProtocolOptions;
  readonly #maxFrame: number;
  readonly #maxForm: number;
  readonly #maxSockets: number;
  #numbers = 0;
  #isOver = false;

  constructor(options: ProtocolOptions = {}) {
    const traps = resolveTraps(options.traps, options.version);
    this.traps = traps;
    this.hub = options.hub ?? new Hub();
    this.faults = new Faults(options.onFault);
    this.#options = options;
    this.#maxFrame = options.maxFrameChars ?? (traps.frameLimit ? 8192 : UNLIMITED);
    this.#maxForm = options.maxFormBytes ?? (traps.formLimit ? 2 * 1024 * 1024 : UNLIMITED);
    this.#maxSockets = options.maxSocketsPerChannel ?? (traps.tenSockets ? 10 : Number.POSITIVE_INFINITY);
    this.hub.join(this);
  }

  /** Whether it has been stopped or killed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The channels somebody is on, on this node. */
  get channels(): readonly string[] {
    return [...new Set([...this.#sockets.values()].map(({ channel }) => channel))];
  }

  /** The ids of the sockets that hear what is said on a channel, oldest first; those of this node. */
  connectionIds(channel: string): readonly string[] {
    return this.#on(channel).map(({ id }) => id);
  }

  /**
   * A socket has been opened. It is greeted at once, and registered a little later (T11). `user` is who its cookies
   * stand for: the sockets of one user hear of each other, whatever their channels.
   */
  connect(channel: string, sink: Sink, user?: string): Connection {
    const number = this.traps.equalIds ? this.#numbers++ : this.hub.nextNumber();
    const member: Member = {
      id: number.toString(16),
      channel,
      user,
      sink,
      state: 'greeted',
      receive: (text) => {
        if (this.traps.mixedPaths) this.#receive(member, text);
        else this.order.run(() => this.#receive(member, text));
      },
      disconnected: () => this.#remove(member),
    };
    if (this.#isOver) {
      member.state = 'gone';
      this.#cutOff(sink);
      return member;
    }
    void sink.send(this.#greeting(member));
    if (this.traps.lateRegistration) {
      const { schedule = (task: () => void) => queueMicrotask(task) } = this.#options;
      schedule(() => this.#register(member));
    } else this.#register(member);
    return member;
  }

  /**
   * One of the commands that concern channels: `pushAction`, `reportUserAction`, `pushAliveCheck`, `pushAliveCount`.
   * Undefined when it is none of them; a promise only where the command itself is to wait (`tryMS`).
   */
  command(
    cmd: string,
    params: Readonly<Record<string, string | undefined>>,
    caller: Caller = {},
  ): CommandReply | Promise<CommandReply> | undefined {
    return channelCommand(this, cmd, params, caller);
  }

  /** Sends an action to everybody on the channel. `true` says only that it was accepted (T1). */
  pushAction(channel: string | undefined, action: string | undefined): CommandReply {
    return pushAction(this, channel, action);
  }

  /** Sends what a viewer page reports to everybody on its channel. */
  report(channel: string | undefined, data: unknown): CommandReply {
    return report(this, channel, JSON.stringify(data));
  }

  pushAliveCheck(channel: string | undefined): CommandReply {
    return countReply(this, 'pushAliveCheck', channel);
  }

  pushAliveCount(channel: string | undefined): CommandReply {
    return countReply(this, 'pushAliveCount', channel);
  }

  /** Whether a form is larger than this server reads. */
  isTooLong(form: Readonly<Record<string, string | undefined>>): boolean {
    const entries = Object.entries(form).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    );
    const most = entries.reduce((sum, [, value]) => sum + (value?.length ?? 0) * 9, 0);
    return most > this.#maxForm && new URLSearchParams(entries).toString().length > this.#maxForm;
  }

  /** How many sockets the server says are on a channel (T12). */
  count(channel: string | undefined): number {
    if (channel === undefined || channel === '') return 0;
    if (this.traps.nodeCounts) return this.#on(channel).length;
    return this.hub.listed.filter((listed) => listed.channel === channel).length;
  }

  /** The node goes down in order: every socket is closed with 1001, and nobody is a ghost. */
  stop(): void {
    this.#end((sink) => sink.close(1001, ''), 'nothing');
  }

  /** The node is killed: its sockets break without a goodbye (1006), and stay in the lists (T12, T14). */
  kill(): void {
    this.#end((sink) => this.#cutOff(sink), this.traps.ghosts ? 'ghosts' : 'nothing');
  }

  /** Part of the hub: something to deliver has come. */
  take(parcel: Parcel): void {
    this.#delivery.run(() => this.#deliver(parcel));
  }

  /** Part of the hub: the sockets of another node are gone. */
  tell(listed: readonly Listed[]): void {
    for (const one of listed) this.#tellWhoIsHere(one);
  }

  #on(channel: string): readonly Member[] {
    return [...this.#sockets.values()].filter((member) => member.channel === channel);
  }

  /** The greeting is put together of text, so that a quote in a name leaves nothing of it (T17). */
  #greeting({ id, channel }: Member): string {
    const data = this.traps.rawChannelNames
      ? (parseJson(`{"connID": "${id}", "channel": "${channel}"}`) ?? null)
      : { connID: id, channel };
    return JSON.stringify({ data, scope: 'SELF', dataType: 'JSON', name: 'EVT_CONN_EST' });
  }

  #register(member: Member): void {
    if (member.state !== 'greeted') return;
    if (this.#isOver) {
      member.state = 'gone';
      this.#cutOff(member.sink);
      return;
    }
    member.state = 'registered';
    const members = this.#on(member.channel);
    const evicted = members.slice(0, Math.max(0, members.length + 1 - this.#maxSockets));
    for (const old of evicted) this.#drop(old, 1000, '');
    this.#sockets.set(member.id, member);
    this.#listChanged(member);
  }

  #remove(member: Member): void {
    const wasRegistered = member.state === 'registered';
    this.#forget(member);
    if (wasRegistered) this.#listChanged(member);
  }

  #forget(member: Member): void {
    member.state = 'gone';
    this.#sockets.delete(member.id);
  }

  /** Ends a socket from this side. */
  #drop(member: Member, code: number, reason: string): void {
    this.#forget(member);
    member.sink.close(code, reason);
  }

  #end(close: (sink: Sink) => void, remains: 'ghosts' | 'nothing'): void {
    this.#isOver = true;
    for (const member of [...this.#sockets.values()]) {
      this.#forget(member);
      close(member.sink);
    }
    this.hub.leave(this, remains);
  }

  /** Without a goodbye, if there can be ends without one (T14). */
  #cutOff(sink: Sink): void {
    if (!this.traps.suddenEnds) sink.close(1001, '');
    else if (sink.terminate === undefined) sink.close(1006, '');
    else sink.terminate();
  }

  #listChanged(about: Listed): void {
    if (this.#isOver) return;
    this.hub.list(
      this,
      [...this.#sockets.values()].map(({ id, channel, user }) => ({ id, channel, user })),
    );
    this.#tellWhoIsHere(about);
  }

  /**
   * Everybody on the channel, and every socket of the user, is told the ids on all channels that concern them. Equal
   * ids of different nodes count once, and what is meant for one of them reaches all (T12).
   */
  #tellWhoIsHere({ channel, user }: Listed): void {
    const concerned = this.hub.listed.filter(
      (one) => one.channel === channel || (user !== undefined && one.user === user),
    );
    const channels = new Map<string, Set<string>>();
    for (const one of concerned)
      channels.set(one.channel, (channels.get(one.channel) ?? new Set()).add(one.id));
    const payload = Object.fromEntries([...channels].map(([name, ids]) => [name, [...ids]]));
    const data = { payload, type: 'app_data.wsConnUpdated' };
    const text = JSON.stringify({ data, scope: 'SELF', dataType: 'JSON', name: 'FLUX_ACTION', from: '-1' });
    for (const { id } of concerned) this.hub.publish({ to: { id }, text });
  }

  #deliver({ to, from, text, poisoned, deadly }: Parcel): void | Promise<void> {
    const receivers = this.#receivers(to).filter(({ id }) => id !== from);
    if (deadly) {
      if (receivers.length > 0) this.#delivery.end();
      return undefined;
    }
    if (!poisoned) return eachInTurn(receivers, (member) => this.#send(member, text));
    for (const member of receivers) this.#drop(member, 1000, '');
    if (receivers[0] !== undefined) this.#listChanged(receivers[0]);
    return undefined;
  }

  #receivers(to: Parcel['to']): readonly Member[] {
    if (to === 'everybody') return [...this.#sockets.values()];
    if ('channel' in to) return this.#on(to.channel);
    const member = this.#sockets.get(to.id);
    return member === undefined ? [] : [member];
  }

  #send(member: Member, text: string): void | Promise<void> {
    if (member.state !== 'registered' || this.faults.forFrame(member.channel, text)) return undefined;
    try {
      const sending = member.sink.send(text);
      if (sending === undefined) return undefined;
      const sent = this.#sentInTime(member, sending);
      return this.traps.stalledReaders ? sent : undefined;
    } catch {
      this.#giveUp(member);
      return undefined;
    }
  }

  /** Ends when the text is out, or when its socket has been given up. */
  async #sentInTime(member: Member, sending: Promise<void>): Promise<void> {
    let cancel = () => {};
    const limit = new Promise<never>((_resolve, reject) => {
      cancel = later(this.#options.stallLimit ?? 30_000, () => reject(new Error('the socket is not read')));
    });
    try {
      await Promise.race([sending, limit]);
    } catch {
      this.#giveUp(member);
    } finally {
      cancel();
    }
  }

  #giveUp(member: Member): void {
    if (member.state !== 'registered') return;
    this.#drop(member, 1000, '');
    this.#listChanged(member);
  }

  #receive(sender: Member, text: string): void {
    if (sender.state === 'gone' || text === '') return;
    if (text.length > this.#maxFrame) {
      this.#drop(sender, 1009, TOO_BIG);
      this.#listChanged(sender);
      return;
    }
    const frame = parseJson(text);
    if (!isTooDeep(frame, text)) this.#relay(sender, frame);
    else if (this.traps.deepNesting) {
      this.#drop(sender, 1002, TOO_DEEP);
      this.#listChanged(sender);
    }
  }

  /** A frame needs a scope, and data of the type that it says; whatever its name is, it is printed anew. */
  #relay(sender: Member, frame: unknown): void {
    if (!isRecord(frame)) return;
    const { name, scope, dataType = 'STRING' } = frame;
    const data = frame['data'];
    if (dataType === 'JSON' ? !isRecord(data) : dataType !== 'STRING' || typeof data !== 'string') return;
    const onward = {
      data: typeof data === 'string' && /^\s*\{/.test(data) ? (parseJson(data) ?? null) : data,
      scope,
      dataType,
      name: String(name),
      from: sender.id,
    };
    const text = this.print(wholeCharacters(onward, '?'));
    if (scope === 'CHANNEL') this.hub.publish({ to: { channel: sender.channel }, from: sender.id, text });
    else if (scope === 'WORLD') this.hub.publish({ to: 'everybody', from: sender.id, text });
  }

  /** A value as it is printed for viewers. */
  print(value: unknown): string {
    return this.traps.rewriting ? printAsServer(value) : JSON.stringify(value);
  }
}
