/** Raw clients for tests of the playground: sockets that keep what they hear, requests with any headers. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { afterAll } from 'vitest';
import { WebSocket } from 'ws';

interface Frame {
  readonly name: string;
  readonly from?: string;
  readonly data: { readonly type?: string; readonly payload?: unknown; readonly connID?: string };
}

const opened: WebSocket[] = [];
afterAll(() => {
  for (const socket of opened) socket.terminate();
});

/** A socket that keeps what it hears. */
export class Ear {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;

  constructor(url: string, channel: string, headers: Readonly<Record<string, string>> = {}) {
    const base = `${url.replace('http', 'ws')}/sticky/firefly/events`;
    this.socket = new WebSocket(`${base}?channelID=${encodeURIComponent(channel)}`, { headers });
    this.socket.on('message', (data) => this.frames.push(JSON.parse(String(data))));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    opened.push(this.socket);
  }

  /** Opens a socket and waits until it is on its channel. */
  static async open(url: string, channel: string, headers?: Readonly<Record<string, string>>): Promise<Ear> {
    const ear = new Ear(url, channel, headers);
    await ear.until((frame) => frame.data?.type === 'app_data.wsConnUpdated');
    return ear;
  }

  get id(): string | undefined {
    return this.frames[0]?.data.connID;
  }

  /** Types of the actions that came, but for the server's own. */
  get types(): readonly string[] {
    return this.frames
      .flatMap(({ data }) => data?.type ?? [])
      .filter((type) => !type.startsWith('app_data.'));
  }

  /** The frame that is wanted, when it comes. */
  async until(wanted: (frame: Frame) => boolean): Promise<Frame> {
    const found = this.frames.find(wanted);
    if (found !== undefined) return found;
    await new Promise((resolve) => this.socket.once('message', resolve));
    return this.until(wanted);
  }

  hears(type: string): Promise<Frame> {
    return this.until(({ data }) => data?.type === type);
  }

  send(data: object): void {
    this.socket.send(JSON.stringify({ name: 'FLUX_ACTION', scope: 'CHANNEL', dataType: 'JSON', data }));
  }
}

/** A response as it came. */
export interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** Whether it came to its end. */
  readonly isComplete: boolean;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** A request to `url` + `path`; rejects when there is no response at all. */
export function raw(url: string, path: string, what: RawRequest = {}): Promise<Raw> {
  const { method = what.body === undefined ? 'GET' : 'POST', headers = {}, body, signal } = what;
  const options = { method, headers, agent: false, ...(signal ? { signal } : {}) } as const;
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(url + path), options, (incoming) => {
      const chunks: Buffer[] = [];
      const end = () => {
        const bytes = Buffer.concat(chunks);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          bytes,
          text: bytes.toString('utf8'),
          isComplete: incoming.complete,
        });
      };
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('error', () => undefined);
      incoming.on('close', end);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };

/** Pushes an action; gives the whole answer. */
export function push(url: string, channel: string, action: object, what: RawRequest = {}): Promise<Raw> {
  const form = new URLSearchParams({ cmd: 'pushAction', channelID: channel, action: JSON.stringify(action) });
  return raw(url, '/CmdSrv/sync', { headers: FORM, body: form.toString(), ...what });
}
