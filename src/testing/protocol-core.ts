/**
 * The rules of a Firefly server's channels as a state machine without a network: who is on a channel, which frame
 * reaches whom, what is refused. A server wraps it with real sockets; the memory server uses it as it is.
 */
import { isRecord, parseJson } from '../schema/json.js';
import type { CommandReply } from '../transport/types.js';
import { serverFailure, success, told } from './replies.js';
import { hasLoneSurrogate, readAction } from './server-json.js';

/** The way out to one socket. */
export interface Sink {
  send(text: string): void;
  close(code: number, reason: string): void;
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
  /** Most characters of a frame from a client; a longer one ends its socket with 1009. @default 8192 */
  readonly maxFrameChars?: number;
  /** Most bytes of a form. @default 2 MiB */
  readonly maxFormBytes?: number;
  /** Most sockets on one channel; one more evicts the oldest. @default Infinity */
  readonly maxSocketsPerChannel?: number;
  /** Runs what follows the hello: until then a socket hears nothing of its channel. @default queueMicrotask */
  readonly schedule?: (task: () => void) => void;
  /** The id of the socket with this number. Two nodes of a cluster give equal ones. @default the number */
  readonly connectionId?: (count: number) => string;
}

interface Member extends Connection {
  readonly sink: Sink;
  state: 'greeted' | 'registered' | 'gone';
}

/** A frame as clients send them. */
type Frame = Readonly<Record<string, unknown>> & { readonly name: string };

const ACTION = 'FLUX_ACTION';

export class ProtocolCore {
  readonly #channels = new Map<string, Set<Member>>();
  readonly #options: Required<ProtocolOptions>;
  readonly #outbox: (() => void)[] = [];
  #isSending = false;
  #connections = 0;

  constructor(options: ProtocolOptions = {}) {
    this.#options = {
      maxFrameChars: options.maxFrameChars ?? 8192,
      maxFormBytes: options.maxFormBytes ?? 2 * 1024 * 1024,
      maxSocketsPerChannel: options.maxSocketsPerChannel ?? Number.POSITIVE_INFINITY,
      schedule: options.schedule ?? ((task) => queueMicrotask(task)),
      connectionId: options.connectionId ?? String,
    };
  }

  /** The channels somebody is on. */
  get channels(): readonly string[] {
    return [...this.#channels.keys()];
  }

  /** The ids of the sockets that hear what is said on a channel, oldest first. */
  connectionIds(channel: string): readonly string[] {
    return [...this.#members(channel)].map(({ id }) => id);
  }

  /** A socket has been opened. It is greeted at once, and registered a little later (T11). */
  connect(channel: string, sink: Sink): Connection {
    const id = this.#options.connectionId(this.#connections++);
    const member: Member = {
      id,
      channel,
      sink,
      state: 'greeted',
      receive: (text) => this.#receive(member, text),
      disconnected: () => this.#remove(member),
    };
    sink.send(
      JSON.stringify({
        data: { connID: id, channel },
        scope: 'SELF',
        dataType: 'JSON',
        name: 'EVT_CONN_EST',
      }),
    );
    this.#options.schedule(() => this.#register(member));
    return member;
  }

  /**
   * One of the commands that concern channels: `pushAction`, `reportUserAction`, `pushAliveCheck`, `pushAliveCount`.
   * Undefined when it is none of them.
   */
  command(cmd: string, params: Readonly<Record<string, string | undefined>>): CommandReply | undefined {
    if (this.#isTooLong(params)) return serverFailure();
    const channel = params['channelID'];
    switch (cmd) {
      case 'pushAction':
        return this.pushAction(channel, params['action']);
      case 'reportUserAction':
        return this.#reportText(channel, params['data']);
      case 'pushAliveCheck':
        return this.pushAliveCheck(channel);
      case 'pushAliveCount':
        return this.pushAliveCount(channel);
      default:
        return undefined;
    }
  }

  /** Sends an action to everybody on the channel. `true` says only that it was accepted (T1). */
  pushAction(channel: string | undefined, action: string | undefined): CommandReply {
    if (action === undefined) return told({ success: 'false', error: 'missing parameter: action' });
    if (this.#isTooLong({ channelID: channel, cmd: 'pushAction', action })) return serverFailure();
    return this.#deliver(channel, action, (data) => ({
      data,
      scope: 'CHANNEL',
      dataType: 'JSON',
      name: ACTION,
      from: '-1',
    }));
  }

  /** Sends what a viewer page reports to everybody on its channel. */
  report(channel: string | undefined, data: unknown): CommandReply {
    return this.#reportText(channel, JSON.stringify(data));
  }

  /** True for more than one socket (T12). */
  pushAliveCheck(channel: string | undefined): CommandReply {
    return told({ success: true, active: this.#members(channel).size > 1 });
  }

  pushAliveCount(channel: string | undefined): CommandReply {
    return told({ activeCount: this.#members(channel).size, success: true });
  }

  #reportText(channel: string | undefined, data: string | undefined): CommandReply {
    if (data === undefined) return told({ success: 'false', error: 'missing parameter: data' });
    return this.#deliver(channel, data, (value) => ({
      data: value,
      scope: 'CHANNEL',
      dataType: 'JSON',
      name: 'REPORT_USER_ACTION',
    }));
  }

  #deliver(channel: string | undefined, text: string, frame: (data: unknown) => object): CommandReply {
    const read = readAction(text);
    if (read.kind === 'malformed') return serverFailure();
    if (read.kind === 'poison') this.#closeAll(channel);
    else this.#toChannel(channel, JSON.stringify(frame(read.value)));
    return success();
  }

  #isTooLong(form: Readonly<Record<string, string | undefined>>): boolean {
    const entries = Object.entries(form).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    );
    const most = entries.reduce((sum, [, value]) => sum + (value?.length ?? 0) * 9, 0);
    if (most <= this.#options.maxFormBytes) return false;
    return new URLSearchParams(entries).toString().length > this.#options.maxFormBytes;
  }

  #members(channel: string | undefined): ReadonlySet<Member> {
    return (channel === undefined ? undefined : this.#channels.get(channel)) ?? new Set();
  }

  #register(member: Member): void {
    if (member.state !== 'greeted') return;
    member.state = 'registered';
    const members = this.#channels.get(member.channel) ?? new Set();
    const evicted = [...members].slice(0, Math.max(0, members.size + 1 - this.#options.maxSocketsPerChannel));
    for (const old of evicted) this.#drop(old, 1000, '');
    members.add(member);
    this.#channels.set(member.channel, members);
    this.#tellWhoIsHere(member.channel);
  }

  #remove(member: Member): void {
    const wasRegistered = member.state === 'registered';
    this.#forget(member);
    if (wasRegistered) this.#tellWhoIsHere(member.channel);
  }

  #forget(member: Member): void {
    member.state = 'gone';
    const members = this.#channels.get(member.channel);
    if (members?.delete(member) && members.size === 0) this.#channels.delete(member.channel);
  }

  /** Ends a socket from this side. */
  #drop(member: Member, code: number, reason: string): void {
    this.#forget(member);
    member.sink.close(code, reason);
  }

  #closeAll(channel: string | undefined): void {
    this.#inTurn(() => {
      for (const member of [...this.#members(channel)]) this.#drop(member, 1000, '');
    });
  }

  #tellWhoIsHere(channel: string): void {
    const payload = { [channel]: this.connectionIds(channel) };
    const data = { payload, type: 'app_data.wsConnUpdated' };
    this.#toChannel(
      channel,
      JSON.stringify({ data, scope: 'SELF', dataType: 'JSON', name: ACTION, from: '-1' }),
    );
  }

  #toChannel(channel: string | undefined, text: string, except?: Member): void {
    this.#inTurn(() => this.#sendAll(channel, text, except));
  }

  /** What a receiver sends while it is being told something comes after that, for everybody. */
  #inTurn(task: () => void): void {
    this.#outbox.push(task);
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let next = this.#outbox.shift(); next; next = this.#outbox.shift()) next();
    } finally {
      this.#isSending = false;
    }
  }

  #sendAll(channel: string | undefined, text: string, except: Member | undefined): void {
    for (const member of [...this.#members(channel)]) {
      // The server goes by ids: where two nodes gave the same one, this drops a frame that was meant for another (T6).
      if (member.id !== except?.id) member.sink.send(text);
    }
  }

  #receive(sender: Member, text: string): void {
    if (sender.state === 'gone' || text === '') return;
    if (text.length > this.#options.maxFrameChars) {
      this.#drop(sender, 1009, '');
      this.#tellWhoIsHere(sender.channel);
      return;
    }
    const frame = parseJson(text);
    if (isFrame(frame)) this.#relay(sender, frame, text);
  }

  #relay(sender: Member, frame: Frame, text: string): void {
    const onward = frame.name === ACTION ? rewritten(frame, sender) : text;
    if (frame['scope'] === 'WORLD') {
      for (const channel of this.channels) this.#toChannel(channel, onward, sender);
    } else if (frame['scope'] === 'CHANNEL' || frame['scope'] === undefined) {
      if (hasLoneSurrogate(frame)) this.#closeAll(sender.channel);
      else this.#toChannel(sender.channel, onward, sender);
    }
  }
}

function isFrame(value: unknown): value is Frame {
  return isRecord(value) && typeof value['name'] === 'string';
}

/** An action frame is read and printed anew, with the id of the socket it came from. */
function rewritten(frame: Frame, sender: Connection): string {
  const { data, scope, name } = frame;
  return JSON.stringify({ data, scope, dataType: 'JSON', name, from: sender.id });
}
