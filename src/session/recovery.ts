/**
 * After a fault of the connection: what was under way is settled before anything else leaves, in its order. What has
 * come back to our own socket has been published. What may run twice, or cannot have been received, is tried again, unless
 * something that was called later has been published meanwhile: a zoom that comes after a later zoom would be wrong.
 * The rest fails, and says that its outcome is not known: nothing else ever runs twice.
 */
import { OutcomeUnknownError } from '../errors.js';
import { backoff, pause } from './backoff.js';
import type { Errand } from './courier.js';
import type { Echoes } from './echoes.js';

export interface RecoveryOptions {
  readonly echoes: Echoes;
  /** Whether the event socket is up, so that echoes can come. */
  readonly isUp: () => boolean;
  readonly ended: AbortSignal;
  /** Tries once more; resolves with whether the errand is settled. */
  readonly attempt: (errand: Errand) => Promise<boolean>;
  /** Everything is settled. */
  readonly over: () => void;
}

/** Milliseconds from the first fault on for which it is tried again. */
const LONGEST_OUTAGE = 30_000;
const DELAYS = { first: 100, longest: 2_000 };

export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #troubled = new Set<Errand>();
  #isRunning = false;
  #outageSince: number | undefined;
  /** The number of the newest that was published and has a place among the others. */
  #newest = -1;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Whether something has to be settled before anything else may leave. */
  get isUnderWay(): boolean {
    return this.#isRunning || this.#troubled.size > 0;
  }

  /** An errand has failed by a fault of the connection. */
  add(errand: Errand): void {
    this.#outageSince ??= performance.now();
    this.#troubled.add(errand);
  }

  /** Something got through. */
  succeeded(errand: Errand): void {
    this.#outageSince = undefined;
    this.#published(errand);
  }

  /** Nothing is under way any more. */
  begin(): void {
    if (this.#isRunning || this.#troubled.size === 0) return;
    this.#isRunning = true;
    void this.#run().finally(() => {
      this.#isRunning = false;
      // What has failed in the moment between the last look and now would be waited for by nobody.
      if (this.#troubled.size > 0) this.begin();
      else this.#options.over();
    });
  }

  async #run(): Promise<void> {
    const { ended } = this.#options;
    for (let round = 0; this.#troubled.size > 0; round++) {
      await this.#awaitEchoes();
      for (const errand of this.#troubled) if (wasSeen(errand)) this.#published(errand);
      const again = this.#inOrder().filter((errand) => !this.#settle(errand));
      if (again.length === 0) continue;
      await pause(backoff(round, DELAYS), ended).catch(() => undefined);
      for (const errand of again) {
        this.#troubled.delete(errand);
        // One that fails holds up those behind it: they go again in the next round.
        if (!(await this.#options.attempt(errand))) break;
      }
    }
  }

  /** Echoes can only come to a socket that is up. */
  async #awaitEchoes(): Promise<void> {
    const { echoes, isUp } = this.#options;
    const open = [...this.#troubled]
      .filter(({ mayHaveRun }) => mayHaveRun)
      .flatMap((errand) => errand.echoes);
    if (open.length > 0 && isUp()) await echoes.settled(open);
  }

  #inOrder(): Errand[] {
    return [...this.#troubled].sort((one, other) => one.number - other.number);
  }

  /** Settles an errand, unless it is to be tried again. */
  #settle(errand: Errand): boolean {
    const { letter, error, mayHaveRun } = errand;
    const isPublished = wasSeen(errand);
    if (!isPublished && this.#isWorthATry(errand)) return false;
    this.#troubled.delete(errand);
    if (isPublished) errand.resolve();
    else errand.reject(mayHaveRun ? new OutcomeUnknownError(letter.method, { cause: error }) : error);
    return true;
  }

  #published({ letter, number }: Errand): void {
    if (!letter.isFree && letter.channel === undefined) this.#newest = Math.max(this.#newest, number);
  }

  #isWorthATry({ letter, number, mayHaveRun, isWanted }: Errand): boolean {
    if (number < this.#newest && !letter.isFree) return false;
    const mayTry = letter.retried !== false && isWanted() && (letter.idempotent || !mayHaveRun);
    const outage = performance.now() - (this.#outageSince ?? performance.now());
    return mayTry && outage < LONGEST_OUTAGE && !this.#options.ended.aborted;
  }
}

const wasSeen = ({ echoes }: Errand): boolean => echoes.some(({ seen }) => seen);
