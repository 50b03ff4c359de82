/** The event socket of a channel, which comes back by itself. */

/** A frame as it came. */
export interface Frame {
  readonly name: string;
  readonly data: unknown;
  readonly text: string;
}

export interface SocketEvents {
  /** Any frame, before anything is done with it. */
  frame(frame: Frame): void;
  /** What came as an action for this channel; the server passes on whatever it is given (T10). */
  action(action: unknown): void;
  /** The server lists this page on the channel: it gets everything pushed from now on. */
  registered(): void;
  /** How many sockets the server lists on the channel, this one among them. */
  members(count: number): void;
  /** The connection is gone and will be tried again after so many milliseconds. */
  lost(retryMs: number): void;
}

/** What the server tells every page, and no viewer draws. */
const housekeeping: ReadonlySet<unknown> = new Set([
  'app_data.wsConnUpdated',
  'app_data.notifyRemoteAppReady',
  'app_data.setAlerts',
]);

const keepAliveMs = 20_000;
const firstRetryMs = 250;
const longestRetryMs = 10_000;
/** An attempt that is not answered within this is given up. */
const openMs = 15_000;

export class EventSocket {
  #socket: WebSocket | undefined;
  #connId: string | undefined;
  #registered = false;
  #retryMs = firstRetryMs;
  #keepAlive: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly events: SocketEvents,
  ) {
    addEventListener('online', () => this.retryNow());
  }

  open(): void {
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#connId = undefined;
    this.#registered = false;
    const patience = setTimeout(() => socket.close(), openMs);
    socket.addEventListener('open', () => clearTimeout(patience));
    socket.addEventListener('message', (event) => {
      if (socket === this.#socket && typeof event.data === 'string') this.#read(event.data);
    });
    socket.addEventListener('close', () => {
      clearTimeout(patience);
      if (socket === this.#socket) this.#lost();
    });
    clearInterval(this.#keepAlive);
    this.#keepAlive = setInterval(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send('');
    }, keepAliveMs);
  }

  /** Does not wait for the next attempt. */
  retryNow(): void {
    clearTimeout(this.#retry);
    const state = this.#socket?.readyState;
    if (state === WebSocket.CLOSED || state === WebSocket.CLOSING) this.open();
  }

  #lost(): void {
    clearInterval(this.#keepAlive);
    this.#registered = false;
    const wait = Math.round(this.#retryMs * (0.5 + Math.random() / 2));
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.retryNow(), wait);
    this.events.lost(wait);
  }

  #read(text: string): void {
    const frame = readFrame(text);
    if (!frame) return;
    this.events.frame(frame);
    const { name, data } = frame;
    if (name === 'EVT_CONN_EST') this.#connId = String(member(data, 'connID'));
    if (name !== 'FLUX_ACTION') return;
    const type = member(data, 'type');
    if (type === 'app_data.wsConnUpdated') this.#members(member(data, 'payload'));
    else if (!housekeeping.has(type)) this.events.action(data);
  }

  #members(payload: unknown): void {
    const ids = member(payload, this.channel);
    if (!Array.isArray(ids)) return;
    this.events.members(ids.length);
    if (this.#registered || !ids.map(String).includes(this.#connId ?? '')) return;
    this.#registered = true;
    this.#retryMs = firstRetryMs;
    this.events.registered();
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** A frame, or nothing when the text is none; unreadable frames never stop the socket. */
function readFrame(text: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    const name = member(frame, 'name');
    return name === undefined ? undefined : { name: String(name), data: member(frame, 'data'), text };
  } catch {
    return undefined;
  }
}
