/** Listeners of one client: which report is whose, and what they keep alive. */
import { BUTTON_TYPES } from '../actions/extension.js';
import type { FireflyError } from '../errors.js';
import { Emitter } from '../events/emitter.js';
import { parseReport, type ReportEvents } from '../events/reports.js';
import type { Restored } from '../scene/snapshot.js';
import type { ConnectionChange } from '../session/connection.js';
import type { Frame } from '../session/frames.js';
import type { Report, Session } from '../session/session.js';
import { HOUSEKEEPING } from '../session/watches.js';

/** Events of a client by name. Every other name is a type of action: its reports arrive as they are. */
export interface FireflyEvents extends ReportEvents {
  /** A failure that nobody awaits. Without a listener it is printed. */
  error: FireflyError | Error;
  /** The connection has changed its state. */
  connection: ConnectionChange;
  /** A viewer has loaded and is ready. */
  'viewer:ready': { readonly viewerUrl: string };
  /** Every viewer has loaded anew: what was on the screen is gone, unless the client was connected with `restore: true`. */
  'viewer:reloaded': { readonly viewerUrl: string };
  /** After a reload everything was brought back, with a result for each thing. Only with `restore: true`. */
  'viewer:restored': { readonly results: readonly Restored[] };
  /** No viewer answers any more. A reload that takes long is told as this first, and as `viewer:ready` when it is over. */
  'viewer:gone': { readonly viewerUrl: string };
  /** Every report of a viewer to anybody on the channel, but for our own housekeeping. */
  report: Report;
  /** Every frame of the event socket. */
  frame: Frame;
}

const OWN_EVENTS: ReadonlySet<string> = new Set([
  ...['error', 'connection', 'report', 'frame'],
  ...['viewer:ready', 'viewer:reloaded', 'viewer:restored', 'viewer:gone'],
]);
/** Waiting for these is no reason to keep a process alive. */
const IDLE_EVENTS: ReadonlySet<string> = new Set(['error', 'connection']);
/** Milliseconds in which a viewer answers. */
const PATIENCE = 2_000;
const BUTTONS: ReadonlySet<string> = new Set(BUTTON_TYPES);

export class Subscriptions {
  readonly #session: Session;
  readonly #tracking: boolean;
  readonly #emitter = new Emitter<Record<string, unknown>>();
  /** Types of this client's extensions, by id: a report's own type can be overwritten (protocol trap T19). */
  readonly #extensionTypes = new Map<string, string>();
  readonly #holds = new Set<() => void>();
  readonly #off: (() => void)[];
  readonly #ends = new Set<() => void>();
  /** Whether a viewer is known to be there; it matters while somebody wants to hear that it has gone. */
  #viewerThere = false;
  #holding = true;

  constructor(session: Session, tracking: boolean) {
    this.#session = session;
    this.#tracking = tracking;
    this.#off = [
      session.events.on('frame', (frame) => this.#emitter.emit('frame', frame)),
      session.events.on('connection', (change) => this.#emitter.emit('connection', change)),
      session.events.on('ready', () => {
        this.#viewerThere = true;
        this.tell('viewer:ready', { viewerUrl: session.viewerUrl });
      }),
      session.events.on('reloaded', () => this.tell('viewer:reloaded', { viewerUrl: session.viewerUrl })),
      session.events.on('changed', () => void this.#checkViewers()),
      session.events.on('trouble', (error) => this.fail(error)),
      session.events.on('report', ({ report, watched }) => this.#deliver(report, watched)),
    ];
  }

  /** Adds a listener; gives back how to take it off. */
  on(name: string, listener: (value: never) => void): () => void {
    const releaseWatch = this.#needsWatch(name) ? this.#session.watches.acquire(name) : () => undefined;
    const release = IDLE_EVENTS.has(name) ? () => undefined : this.#hold();
    const off = this.#emitter.on(name, listener as (value: unknown) => void);
    if (name === 'viewer:gone') void this.#checkViewers();
    let active = true;
    return () => {
      if (!active) return;
      active = false;
      off();
      release();
      releaseWatch();
    };
  }

  /** The same for an iterator, which is told when the client is closed. */
  subscribe(name: string, listener: (value: unknown) => void, onEnd: () => void): () => void {
    const off = this.on(name, listener);
    this.#ends.add(onEnd);
    return () => {
      this.#ends.delete(onEnd);
      off();
    };
  }

  /** Says that something failed which nobody awaits. */
  fail(error: unknown): void {
    if (this.#emitter.count('error') > 0) this.#emitter.emit('error', error);
    else
      console.error(
        `firefly-client: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      );
  }

  /** An event of the client itself. */
  tell<K extends keyof FireflyEvents>(name: K, event: FireflyEvents[K]): void {
    this.#emitter.emit(name, event);
  }

  addExtension(id: string, extType: string): void {
    this.#extensionTypes.set(id, extType);
  }

  removeExtension(id: string): void {
    this.#extensionTypes.delete(id);
  }

  get extensionIds(): string[] {
    return [...this.#extensionTypes.keys()];
  }

  /** Listeners no longer keep the process alive. */
  unref(): void {
    this.#holding = false;
    for (const release of this.#holds) release();
    this.#holds.clear();
  }

  close(): void {
    for (const end of [...this.#ends]) end();
    this.unref();
    for (const off of this.#off) off();
    // What closing itself brings about is still told.
    this.#emitter.clear('error');
  }

  /** Sockets have come or gone, which proves nothing: viewers are asked, twice, because a page may be busy. */
  async #checkViewers(): Promise<void> {
    if (this.#emitter.count('viewer:gone') === 0) return;
    const ask = () => this.#session.pulse({ first: true, window: PATIENCE }).catch(() => undefined);
    const answers = (await ask()) || (await ask());
    if (answers === undefined) return;
    const gone = this.#viewerThere && answers === 0;
    this.#viewerThere = answers > 0;
    if (gone) this.tell('viewer:gone', { viewerUrl: this.#session.viewerUrl });
  }

  #needsWatch(name: string): boolean {
    return this.#tracking && !OWN_EVENTS.has(name) && !BUTTONS.has(name);
  }

  #hold(): () => void {
    if (!this.#holding) return () => undefined;
    const release = this.#session.hold();
    this.#holds.add(release);
    return () => {
      this.#holds.delete(release);
      release();
    };
  }

  /** A report goes to the listeners of its type once, although several extensions may have asked for it. */
  #deliver(report: Report, watched: string | undefined): void {
    const id = report['id'];
    if (watched === undefined && typeof id === 'string' && id.startsWith(HOUSEKEEPING)) return;
    const type = watched ?? this.#extensionTypes.get(String(id)) ?? String(report['type']);
    if (watched === undefined) this.#emitter.emit('report', report);
    const answered = watched === undefined && this.#tracking && this.#session.watches.isWatched(type);
    if (!answered && !OWN_EVENTS.has(type)) this.#emitter.emit(type, parseReport(type, report));
  }
}
