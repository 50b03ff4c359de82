/** The event socket of a channel, which comes back by itself. */

export interface SocketEvents {
  /** An action for this channel. */
  action(action: { readonly type: string; readonly payload: unknown }): void;
  /** The server lists this page on the channel: it gets everything pushed from now on. */
  registered(): void;
  /** The connection is gone and will be tried again after so many milliseconds. */
  lost(retryMs: number): void;
}

/** What the server tells every page, and no viewer draws. */
const housekeeping = new Set([
  'app_data.wsConnUpdated',
  'app_data.notifyRemoteAppReady',
  'app_data.setAlerts',
]);

const keepAliveMs = 20_000;
const firstRetryMs = 250;
const longestRetryMs = 10_000;

interface Frame {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

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
    addEventListener('online', () => this.#retryNow());
  }

  open(): void {
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#connId = undefined;
    this.#registered = false;
    socket.addEventListener('message', (event) => {
      if (socket === this.#socket && typeof event.data === 'string') this.#read(event.data);
    });
    socket.addEventListener('close', () => {
      if (socket === this.#socket) this.#lost();
    });
    clearInterval(this.#keepAlive);
    this.#keepAlive = setInterval(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send('');
    }, keepAliveMs);
  }

  #lost(): void {
    clearInterval(this.#keepAlive);
    const wait = Math.round(this.#retryMs * (0.5 + Math.random() / 2));
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
    this.events.lost(wait);
    this.#retry = setTimeout(() => this.#retryNow(), wait);
  }

  #retryNow(): void {
    clearTimeout(this.#retry);
    const state = this.#socket?.readyState;
    if (state === WebSocket.CLOSED || state === WebSocket.CLOSING) this.open();
  }

  #read(text: string): void {
    const frame = readFrame(text);
    if (!frame) return;
    if (frame.name === 'EVT_CONN_EST') this.#connId = String(frame.data['connID']);
    if (frame.name !== 'FLUX_ACTION' || typeof frame.data['type'] !== 'string') return;
    const action = { type: frame.data['type'], payload: frame.data['payload'] };
    if (action.type === 'app_data.wsConnUpdated') this.#members(action.payload);
    else if (!housekeeping.has(action.type)) this.events.action(action);
  }

  #members(payload: unknown): void {
    const lists = typeof payload === 'object' && payload !== null ? { ...payload } : {};
    const ids = (lists as Readonly<Record<string, unknown>>)[this.channel];
    if (this.#registered || !Array.isArray(ids) || !ids.map(String).includes(this.#connId ?? '')) return;
    this.#registered = true;
    this.#retryMs = firstRetryMs;
    this.events.registered();
  }
}

/** A frame, or nothing when the text is none; unreadable frames never stop the socket. */
function readFrame(text: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame !== 'object' || frame === null || !('name' in frame)) return undefined;
    const data =
      'data' in frame && typeof frame.data === 'object' && frame.data !== null ? { ...frame.data } : {};
    return { name: String(frame.name), data };
  } catch {
    return undefined;
  }
}
