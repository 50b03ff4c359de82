/**
 * What one client has put on the screen, or is about to: matches reports to calls, lets later shows of an id supersede
 * earlier ones (protocol trap T25), and tells what an action has to wait for (T24).
 */
import { DependencyError, ViewerGoneError } from '../errors.js';
import { Display, type Expectation, type Followed } from './display.js';
import type { Session } from './session.js';

/** How a display relates to ids. */
export interface Tracked {
  /** The id that this call puts on the screen, e.g. `plot:m31`; others wait for it. */
  readonly shows?: string | undefined;
  /** The id that is not to be touched until this is done, although it is on the screen: a table being sorted. */
  readonly occupies?: string | undefined;
}

/** Ids an action needs on the screen. */
export interface Needs {
  /** Without these the action makes no sense. */
  readonly displayed?: readonly string[];
  /** These have to be settled, however they end. */
  readonly settled?: readonly string[];
}

interface Item {
  readonly display: Followed;
  readonly tracked: Tracked;
}

/** How often viewers are asked, 2 s each, before they count as gone. */
const TRIES = 2;
const BUSY_TRIES = 8;

export class Tracker {
  readonly #session: Session;
  readonly #limit: number;
  readonly #items = new Set<Item>();
  /** The newest show of each id. */
  readonly #shown = new Map<string, Followed>();
  /** What an id is busy with. */
  readonly #occupied = new Map<string, Followed>();
  readonly #off: (() => void)[];
  /** What was under way when a viewer last announced itself. */
  #beforeLoad: readonly Followed[] = [];

  constructor(session: Session, limit: number) {
    this.#session = session;
    this.#limit = limit;
    this.#off = [
      session.events.on('report', ({ report, watched }) => {
        if (watched !== undefined) this.#deliver(watched, report);
      }),
      session.events.on('ready', () => {
        this.#beforeLoad = this.underway();
      }),
      session.events.on('reloaded', () => this.#lose(this.#beforeLoad, 'reloaded')),
      session.events.on('changed', ({ gone, others }) => gone && void this.#checkViewers(others)),
    ];
  }

  /** Follows something from now on. Call it before the action is queued, so that the watches go out first. */
  follow<T>(expectation: Expectation<T>, tracked: Tracked): Display<T> {
    this.#session.keepPulse();
    const display = new Display(this.#session, expectation, this.#limit);
    const item: Item = { display, tracked };
    this.#items.add(item);
    if (tracked.shows !== undefined) this.#shown.set(tracked.shows, display);
    if (tracked.occupies !== undefined) this.#occupied.set(tracked.occupies, display);
    display.promise.catch(() => undefined).finally(() => this.#forget(item));
    return display;
  }

  /** To be called when the action of a display leaves. */
  departed(display: Followed): void {
    display.departed = true;
  }

  /** To be called when the server has published it: earlier shows of the id will never be heard of again. */
  published(display: Followed): void {
    display.published();
    for (const item of this.#items) {
      if (item.display === display) break;
      const earlier = item.tracked.shows !== undefined && item.display.departed;
      if (earlier && this.#showsSame(item, display))
        item.display.supersede(`a later ${display.expectation.subject}`);
    }
  }

  /** A later show of this id is called, and goes when the one under way is over: that one is superseded by then. */
  outdate(shows: string): void {
    this.#shown.get(shows)?.outdate();
  }

  /** What has left and is not settled. */
  underway(): readonly Followed[] {
    return [...this.#items]
      .map((item) => item.display)
      .filter((display) => display.departed && !display.settled);
  }

  /** The viewer was emptied: nothing that was under way by then will be seen. */
  emptied(underway: readonly Followed[], by: string): void {
    for (const display of underway) display.supersede(by);
    for (const map of [this.#shown, this.#occupied]) {
      for (const [id, display] of map) if (display.settled) map.delete(id);
    }
  }

  /** What `method` has to wait for; undefined when it can go at once. Rejects when something it needs failed. */
  waitFor(method: string, needs: Needs): Promise<unknown> | undefined {
    const waits: Promise<unknown>[] = [];
    for (const id of needs.displayed ?? []) {
      const display = this.#shown.get(id);
      if (display !== undefined) waits.push(needed(method, display));
    }
    for (const id of [...(needs.settled ?? []), ...(needs.displayed ?? [])]) {
      const busy = this.#occupied.get(id);
      if (busy !== undefined) waits.push(over(busy));
    }
    for (const { display, tracked } of this.#items) {
      if (tracked.shows !== undefined && needs.settled?.includes(tracked.shows)) waits.push(over(display));
    }
    return waits.length === 0 ? undefined : Promise.all(waits);
  }

  /** Ids of a kind (`plot:`) whose show is not settled. */
  pending(kind: string): string[] {
    return [...this.#shown]
      .filter(([id, display]) => id.startsWith(kind) && !display.settled)
      .map(([id]) => id);
  }

  /** Number of displays that are not settled. */
  get size(): number {
    return this.#items.size;
  }

  /** Ends everything that is pending. */
  close(reason: Error): void {
    for (const off of this.#off) off();
    for (const { display } of [...this.#items]) display.fail(reason);
  }

  #deliver(type: string, report: Readonly<Record<string, unknown>>): void {
    for (const { display } of this.#items) if (display.take(type, report)) return;
  }

  #showsSame(item: Item, display: Followed): boolean {
    return [...this.#items].some(
      (other) => other.display === display && other.tracked.shows === item.tracked.shows,
    );
  }

  #forget(item: Item): void {
    this.#items.delete(item);
    const { shows, occupies } = item.tracked;
    if (occupies !== undefined && this.#occupied.get(occupies) === item.display)
      this.#occupied.delete(occupies);
    // A failure is kept, so that later actions on the id can be told why they make no sense.
    if (
      shows !== undefined &&
      item.display.failure === undefined &&
      this.#shown.get(shows) === item.display
    ) {
      this.#shown.delete(shows);
    }
  }

  /** Sockets have gone: without any viewer nothing that is under way will be seen. */
  async #checkViewers(others: number): Promise<void> {
    const underway = this.underway();
    if (underway.length === 0) return;
    // Where sockets are left one may be that of a page which has much to do and answers later.
    for (let tries = 0; tries < (others > 0 ? BUSY_TRIES : TRIES); tries++) {
      if ((await this.#session.pulse({ first: true, window: 2_000 }).catch(() => 1)) > 0) return;
    }
    if (!this.#session.presence.isLikely) this.#lose(underway, 'closed');
  }

  #lose(displays: readonly Followed[], how: 'closed' | 'reloaded'): void {
    const what =
      how === 'closed'
        ? 'the viewer was closed'
        : 'a viewer has loaded anew, and knows nothing of what was sent before,';
    for (const display of displays) {
      display.fail(new ViewerGoneError(`${what} before ${display.expectation.subject} was displayed`, how));
    }
  }
}

const over = (display: Followed): Promise<unknown> => display.promise.catch(() => undefined);

async function needed(method: string, display: Followed): Promise<void> {
  try {
    await display.promise;
  } catch (cause) {
    throw new DependencyError(method, display.expectation.subject, { cause });
  }
}
