/** A server without a client: commands and sockets by hand, and what they give, without what no two servers have in common. */
import { randomBytes } from 'node:crypto';
import type { EventSocket, Transport } from '../../../src/transport/types.js';
import { FILES, type FileName } from './files.js';

const LIMIT = { timeout: 30_000 };

export interface Told {
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

/** One server during the cases of one file. */
export class Wire {
  /** Tables are kept under it; of this run alone. */
  readonly session = `contract-${randomBytes(12).toString('hex')}`;
  readonly #sources = new Map<FileName, Promise<string>>();

  constructor(readonly transport: Transport) {}

  async command(cmd: string, params: Readonly<Record<string, string>> = {}): Promise<Told> {
    const { status, contentType, text } = await this.transport.commands.command(cmd, params, LIMIT);
    return { status, contentType, body: plain(withoutChain(bodyOf(text))) };
  }

  /** The parts of an upload's answer: status, message, key, and the analysis where there is one. */
  async upload(name: FileName, fields: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const content: string | Uint8Array<ArrayBuffer> = FILES[name];
    const body = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const { status, contentType, text } = await this.transport.commands.upload({ name, body }, fields, LIMIT);
    if (status !== 200) return { status, contentType, body: bodyOf(text) };
    const [, code, message, key, analysis] = /^(.*?)::(.*?)::(.*?)(?:::(.*))?$/s.exec(text) ?? [];
    return {
      status,
      contentType,
      code,
      message,
      key: withoutNames(key ?? ''),
      analysis: plain(bodyOf(analysis ?? '')),
    };
  }

  /** The server's name of a file, which is uploaded when it is asked for first. */
  source(name: FileName): Promise<string> {
    const known = this.#sources.get(name) ?? this.#put(name);
    this.#sources.set(name, known);
    return known;
  }

  async #put(name: FileName): Promise<string> {
    const content: string | Uint8Array<ArrayBuffer> = FILES[name];
    const body = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const { text } = await this.transport.commands.upload({ name, body }, {}, LIMIT);
    return text.split('::')[2] ?? '';
  }

  /** A request for a file's table, by default for all its rows. */
  async request(
    name: FileName,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<Record<string, unknown>> {
    const source = await this.source(name);
    return { id: 'IpacTableFromSource', source, ffSessionId: this.session, tbl_id: 't', ...more };
  }

  async search(name: FileName, more: Readonly<Record<string, unknown>> = {}): Promise<Told> {
    return this.command('tableSearch', { request: JSON.stringify(await this.request(name, more)) });
  }

  /** A socket that has been told that it is on the channel. */
  async socket(channel: string): Promise<WireSocket> {
    const socket = new WireSocket(channel);
    await socket.open(this.transport);
    return socket;
  }
}

/** A new name for a channel. */
export const newChannel = (): string => `contract-${randomBytes(18).toString('hex')}`;

type Frame = Readonly<Record<string, unknown>> & { readonly name?: unknown; readonly data?: unknown };

/** One socket, and what it hears. */
export class WireSocket {
  /** What was heard, without the greetings of servers that say more than others. */
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  connId = '';
  isOpen = true;
  #ended: (code: number) => void = () => {};
  #socket: EventSocket | undefined;
  #waiting: (() => void)[] = [];

  constructor(readonly channel: string) {
    this.closed = new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  async open(transport: Transport): Promise<void> {
    const handlers = {
      frame: (text: string) => this.#hear(text),
      closed: ({ code }: { code: number }) => {
        this.isOpen = false;
        this.#ended(code);
      },
    };
    this.#socket = await transport.events.open(this.channel, handlers, LIMIT);
    await this.until((frame) => this.#registers(frame));
  }

  send(frame: object | string): void {
    this.#socket?.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Closes it, if it is not closed, and ends when it is. */
  async leave(): Promise<void> {
    this.#socket?.close();
    await this.closed;
  }

  /** The first frame, heard before or later, that is as wanted. */
  async until(wanted: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The next action of a type. */
  action(type: string): Promise<Frame> {
    return this.until(
      ({ name, data }) => name === 'FLUX_ACTION' && Reflect.get(Object(data), 'type') === type,
    );
  }

  #hear(text: string): void {
    const frame: unknown = text === '' ? undefined : JSON.parse(text);
    if (typeof frame !== 'object' || frame === null) return;
    const heard: Frame = { ...frame };
    if (heard.name === 'EVT_CONN_EST') this.connId = String(Reflect.get(Object(heard.data), 'connID'));
    this.frames.push(heard);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #registers({ data }: Frame): boolean {
    const { type, payload } = Object(data);
    return type === 'app_data.wsConnUpdated' && Object(payload)[this.channel]?.includes(this.connId);
  }
}

/** JSON, where it is any, with whole numbers that JavaScript would round as text. */
export function bodyOf(text: string): unknown {
  const named = withoutNames(text.replaceAll('\\/', '/'));
  const exact = named.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  try {
    return JSON.parse(exact);
  } catch {
    return named;
  }
}

/** Of a chain of causes the last: what is before repeats it, and tells of the server's insides. */
function withoutChain(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('error' in body)) return body;
  const causes = typeof body.error === 'object' ? Object.entries(body.error ?? {}).sort() : [];
  const last = causes.at(-1)?.[1];
  return last === undefined ? body : { ...body, error: { lastCause: last } };
}

/**
 * Where a text holds an exception of the database, what that says in its first line.
 * In keywords the order of a file is lost on a real server, and lists of arrays' values are Java's own form of them.
 */
function plain(value: unknown): unknown {
  if (typeof value === 'string') {
    const [, message] = /"exception_message":"((?:[^"\\]|\\.)*?)(?:\\n|")/.exec(value) ?? [];
    return message?.replaceAll('\\"', '"') ?? value;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => !`${member}`.startsWith('rO0AB'));
  return Object.fromEntries(
    members.map(([key, member]) => [key, key === 'keywords' ? sorted(member) : plain(member)]),
  );
}

function sorted(keywords: unknown): unknown {
  const list: unknown[] = Array.isArray(keywords) ? keywords.map(plain) : [];
  const name = (keyword: unknown) => `${Object(keyword).key} ${Object(keyword).value}`;
  return list.sort((a, b) => name(a).localeCompare(name(b)));
}

/** Replaces the names a server makes up. */
function withoutNames(text: string): string {
  return text
    .replace(/[^"\s:]*\/upload_\d+_/g, '$${upload-dir}/upload_N_')
    .replace(/upload_\d+_/g, 'upload_N_')
    .replace(/file: \S*(?=upload_N_)/g, 'file: ')
    .replace(/temp-files\}\/\w+\//g, 'temp-files}/NNN/')
    .replace(/_[0-9a-f]{32}\b/g, '_md5')
    .replace(/contract-[0-9a-f]{24,}/g, '(session)');
}
