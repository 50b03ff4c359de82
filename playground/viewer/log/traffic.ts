/** What has passed between this page and its channel: kept in order, bounded, and looked at later. */
import type { Frame } from '../link/socket.js';
import { same } from './same.js';
import { isHousekeeping, subjectOf } from './subject.js';

/** `action`: pushed by somebody. `report`: told by a viewer. `link`: what became of the connection. */
export type Kind = 'action' | 'report' | 'link';

export interface Entry {
  /** Counted from 1 since the page was loaded. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly kind: Kind;
  readonly type: string;
  /** Which plot, table, chart, layer or extension it concerns; empty for none. */
  readonly subject: string;
  /** The action, or the data of the report, as it passed. */
  readonly data: unknown;
  /** Characters of its JSON. */
  readonly size: number;
  /** What clients and pages tell each other for their own purposes. */
  readonly housekeeping: boolean;
  /** Why it could not be carried out. */
  error?: string;
}

export interface Bounds {
  readonly entries: number;
  /** Characters of JSON. */
  readonly size: number;
}

const usual: Bounds = { entries: 5000, size: 32_000_000 };

/** Our own reports come back from the server; so many that did not are remembered. */
const mostEchoes = 500;

export class TrafficLog {
  #entries: Entry[] = [];
  /** Where the oldest entry stands; what is before it has been dropped, and is cut off now and then. */
  #start = 0;
  #number = 0;
  #size = 0;
  #echoes: { readonly key: string; readonly data: unknown }[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(private readonly bounds: Bounds = usual) {}

  /** Oldest first. */
  get entries(): readonly Entry[] {
    return this.#entries.slice(this.#start);
  }

  /** Those that came after the one with this number, oldest first. */
  after(number: number): readonly Entry[] {
    const first = this.#entries[this.#start]?.number ?? 0;
    return this.#entries.slice(this.#start + Math.max(0, number + 1 - first));
  }

  /** Number of the oldest that is kept. */
  get oldest(): number {
    return this.#entries[this.#start]?.number ?? this.#number + 1;
  }

  get count(): number {
    return this.#entries.length - this.#start;
  }

  /** How many have passed, kept or not. */
  get passed(): number {
    return this.#number;
  }

  /** Calls a function after each change, in the middle of the traffic: it had better only make a note. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** A frame of the event socket; gives the entry it became, if it was an action or a report. */
  frame({ name, data, text }: Frame): Entry | undefined {
    if (name === 'FLUX_ACTION') return this.#add('in', 'action', data, text.length);
    if (name !== 'REPORT_USER_ACTION' || this.#isEcho(data)) return undefined;
    return this.#add('in', 'report', data, text.length);
  }

  /** What this page sends: a report, or an action for everybody. */
  sent(kind: 'action' | 'report', data: unknown, text: string): void {
    if (kind === 'report') {
      this.#echoes.push({ key: keyOf(data), data });
      if (this.#echoes.length > mostEchoes) this.#echoes.shift();
    }
    this.#add('out', kind, data, text.length);
  }

  /** The connection: `connected`, `lost`. What was on its way then does not come back. */
  link(type: string, words: string): void {
    this.#echoes = [];
    this.#add('in', 'link', { type, words }, words.length);
  }

  /** An entry turned out to be something that could not be carried out. */
  failed(entry: Entry | undefined, error: string): void {
    if (entry) entry.error = error;
    this.#tell();
  }

  clear(): void {
    this.#entries = [];
    this.#start = 0;
    this.#size = 0;
    this.#tell();
  }

  #add(direction: Entry['direction'], kind: Kind, data: unknown, size: number): Entry {
    const entry: Entry = {
      number: ++this.#number,
      at: Date.now(),
      direction,
      kind,
      type: typeOf(data),
      subject: kind === 'link' ? '' : subjectOf(data),
      data,
      size,
      housekeeping: kind !== 'link' && isHousekeeping(data),
    };
    this.#entries.push(entry);
    this.#size += size;
    this.#drop();
    this.#tell();
    return entry;
  }

  /** The newest is always kept, however long it is. */
  #drop(): void {
    while (this.count > 1 && (this.count > this.bounds.entries || this.#size > this.bounds.size)) {
      this.#size -= this.#entries[this.#start]?.size ?? 0;
      this.#start++;
    }
    if (this.#start < 1000) return;
    this.#entries = this.#entries.slice(this.#start);
    this.#start = 0;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Whether a report is one of ours. Nothing in it says so (T16): it is ours if it reads as one that we sent. */
  #isEcho(data: unknown): boolean {
    const key = keyOf(data);
    const index = this.#echoes.findIndex((echo) => echo.key === key && same(echo.data, data));
    if (index < 0) return false;
    this.#echoes.splice(index, 1);
    return true;
  }
}

function keyOf(data: unknown): string {
  const { id, type } =
    typeof data === 'object' && data !== null ? (data as { id?: unknown; type?: unknown }) : {};
  return `${String(id)} ${String(type)}`;
}

function typeOf(data: unknown): string {
  const type = typeof data === 'object' && data !== null && 'type' in data ? data.type : undefined;
  return typeof type === 'string' ? type : '(no type)';
}
