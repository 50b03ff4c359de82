/** One thing that is to appear on the screen, from the call until a viewer has reported it. */
import { NoViewerError, SupersededError, TimeoutError } from '../errors.js';
import type { Report, Session } from './session.js';
import { later, type WaitOptions, within } from './timers.js';

/** What a report means for a display. */
export type Outcome<T> =
  | { readonly displayed: T }
  | { readonly failed: Error }
  /** Something has to be asked first. */
  | { readonly asking: Promise<Outcome<T> | undefined> }
  /** The last word unless another report comes within so many milliseconds. */
  | { readonly provisional: T; readonly after: number }
  /** It goes on: a provisional outcome no longer counts. */
  | { readonly underway: true };

/** How to tell from reports whether something was displayed. */
export interface Expectation<T> {
  /** What it is, for messages: `image 'm31'`. */
  readonly subject: string;
  /** Types of the reports that tell. */
  readonly watch: readonly string[];
  /** The outcome; undefined when the report is about something else, or not the last word. */
  match(type: string, report: Report): Outcome<T> | undefined;
}

/** A display, whatever it resolves with. */
export interface Followed {
  readonly expectation: { readonly subject: string };
  readonly promise: Promise<unknown>;
  readonly settled: boolean;
  readonly failure: Error | undefined;
  departed: boolean;
  published(): void;
  take(type: string, report: Report): boolean;
  fail(error: Error): void;
  supersede(by: string): void;
  /** However it ends, it counts as superseded. */
  outdate(): void;
}

/** Silence after which the viewers are asked whether there are any. */
const SILENCE = 3_000;
const SILENCE_WINDOW = 4_000;

export class Display<T> implements Followed {
  readonly promise: Promise<T>;
  readonly expectation: Expectation<T>;
  /** From its departure on reports can be about it. */
  departed = false;
  settled = false;
  failure: Error | undefined;
  #resolve: (value: T) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #observed = false;
  #outdated = false;
  #limit: number;
  #cancel: (() => void)[] = [];
  #cancelProvisional: () => void = () => undefined;
  readonly #session: Session;
  readonly #releaseWatches: () => void;

  constructor(session: Session, expectation: Expectation<T>, limit: number) {
    this.#session = session;
    this.expectation = expectation;
    this.#limit = limit;
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.promise.catch(() => undefined);
    const releases = expectation.watch.map((type) => session.watches.acquire(type));
    this.#releaseWatches = () => {
      for (const release of releases) release();
    };
  }

  /** Whether somebody waits, or has waited, for the outcome. */
  get observed(): boolean {
    return this.#observed;
  }

  /** Marks the outcome as somebody's business, so that a failure needs no `error` event. */
  observe(): void {
    this.#observed = true;
  }

  /** Waits for the outcome; keeps the process alive meanwhile. */
  wait(limits: WaitOptions): Promise<T> {
    this.#observed = true;
    if (limits.timeout !== undefined && limits.timeout > this.#limit) this.#limit = limits.timeout;
    const release = this.#session.hold();
    const expired = (ms: number) =>
      new TimeoutError(`${this.expectation.subject} was not reported as displayed`, ms);
    return within(this.promise, limits, expired).finally(release);
  }

  /** The action was published: from now on a report is due. */
  published(): void {
    if (this.settled) return;
    this.#cancel = [later(SILENCE, () => void this.#breakSilence())];
    this.#expireAfter(0);
  }

  /** Takes a report; true when it was about this display. */
  take(type: string, report: Report): boolean {
    if (this.settled || !this.departed || !this.expectation.watch.includes(type)) return false;
    const outcome = this.expectation.match(type, report);
    if (outcome === undefined) return false;
    this.#apply(outcome);
    return true;
  }

  fail(error: Error): void {
    if (this.#settle()) {
      this.failure = error;
      this.#reject(error);
    }
  }

  supersede(by: string): void {
    this.fail(new SupersededError(this.expectation.subject, by));
  }

  outdate(): void {
    this.#outdated = true;
  }

  #apply(outcome: Outcome<T>): void {
    this.#cancelProvisional();
    if ('underway' in outcome) return;
    if (this.#outdated) {
      this.supersede('a later one');
    } else if ('provisional' in outcome) {
      this.#cancelProvisional = later(outcome.after, () => this.#apply({ displayed: outcome.provisional }));
    } else if ('asking' in outcome) {
      outcome.asking.then(
        (answer) => answer && this.#apply(answer),
        (error: unknown) => this.fail(error instanceof Error ? error : new Error(String(error))),
      );
    } else if ('failed' in outcome) {
      this.fail(outcome.failed);
    } else if (this.#settle()) {
      this.#resolve(outcome.displayed);
    }
  }

  #settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.#cancelProvisional();
    for (const cancel of this.#cancel) cancel();
    this.#releaseWatches();
    return true;
  }

  /** Nothing was heard for a while: with no viewer there is no point in waiting longer. */
  async #breakSilence(): Promise<void> {
    const viewers = await this.#session.pulse({ first: true, window: SILENCE_WINDOW }).catch(() => undefined);
    if (viewers !== 0 || this.settled) return;
    // A page that has much to do answers nobody for a while: as long as its socket is there it may be busy.
    if (this.#session.presence.isLikely) this.#cancel.push(later(SILENCE, () => void this.#breakSilence()));
    else this.fail(new NoViewerError(this.expectation.subject, this.#session.viewerUrl));
  }

  /** Gives up when the limit is over, which a wait may have made longer meanwhile. */
  #expireAfter(waited: number): void {
    const limit = this.#limit;
    this.#cancel.push(
      later(limit - waited, () => (this.#limit > limit ? this.#expireAfter(limit) : this.#expire(limit))),
    );
  }

  #expire(waited: number): void {
    this.fail(
      new TimeoutError(
        `no viewer reported that ${this.expectation.subject} was displayed; a viewer drops what it does not know`,
        waited,
      ),
    );
  }
}
