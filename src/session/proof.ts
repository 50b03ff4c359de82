/**
 * Whether frames reach the viewers. In a cluster connection ids repeat, and a server drops a frame for any receiver whose
 * id is the sender's: frames to some viewers vanish without a word (protocol trap T6). So the viewers are asked twice,
 * by HTTP, which reaches all of them, and by a frame. As many answers to the one as to the other is the proof. It holds
 * until sockets change.
 */
import { later } from './timers.js';

/** How viewers are asked. */
export interface Asking {
  /** Makes sure that viewers know what they are to answer. */
  register(): Promise<void>;
  /** Asks by HTTP. */
  push(mark: number): Promise<void>;
  /** Asks by a frame; throws where that cannot be. */
  frame(mark: number): void;
  nextMark(): number;
  /** Frames may, or may not, be used from now on. */
  changed(): void;
}

/** After the first answer the other viewers have so long to answer too. */
const WINDOW = 250;
/** Without any answer there is nobody to prove it with. */
const SILENCE = 2_000;
/** No more often than this. */
const PAUSE = 200;
/** What has failed is not tried again for so long, unless something changes. */
const DISCOURAGED = 10_000;

/** One attempt. */
interface Attempt {
  readonly push: number;
  readonly frame: number;
  pushed: number;
  framed: number;
  /** Whether it has been judged. */
  over: boolean;
}

export class Proof {
  readonly #asking: Asking;
  #attempt: Attempt | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #notBefore = Number.NEGATIVE_INFINITY;
  #cancel: () => void = () => undefined;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** A viewer that answers late, and to one of the two only, takes the proof away. */
  get holds(): boolean {
    const attempt = this.#attempt;
    if (!attempt?.over) return false;
    return attempt.pushed > 0 && attempt.pushed === attempt.framed;
  }

  /** How many viewers have answered the last time. */
  get viewers(): number {
    return this.#attempt?.pushed ?? 0;
  }

  /** Frames would be of use now. */
  want(): void {
    const now = performance.now();
    if (this.#attempt !== undefined && !this.#attempt.over) return;
    if (this.holds || now < this.#notBefore || now - this.#startedAt < PAUSE) return;
    this.#startedAt = now;
    const { nextMark } = this.#asking;
    const attempt: Attempt = { push: nextMark(), frame: nextMark(), pushed: 0, framed: 0, over: false };
    this.#attempt = attempt;
    this.#ask(attempt).catch(() => this.#judge(attempt));
  }

  /** Sockets have changed: nothing is proven any more. */
  drop(): void {
    this.#cancel();
    const held = this.holds;
    this.#attempt = undefined;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    if (held) this.#asking.changed();
  }

  /** A viewer has answered. */
  answered(mark: unknown): void {
    const attempt = this.#attempt;
    if (attempt === undefined || (mark !== attempt.push && mark !== attempt.frame)) return;
    const before = this.holds;
    if (mark === attempt.push) attempt.pushed++;
    else attempt.framed++;
    if (!attempt.over && attempt.pushed + attempt.framed === 1) this.#judgeIn(attempt, WINDOW);
    if (before !== this.holds) this.#asking.changed();
  }

  /** Gives up what is under way. */
  end(): void {
    this.#cancel();
    this.#attempt = undefined;
    this.#notBefore = Number.POSITIVE_INFINITY;
  }

  async #ask(attempt: Attempt): Promise<void> {
    this.#judgeIn(attempt, SILENCE);
    await this.#asking.register();
    if (this.#attempt !== attempt) return;
    this.#asking.frame(attempt.frame);
    await this.#asking.push(attempt.push);
  }

  #judgeIn(attempt: Attempt, ms: number): void {
    this.#cancel();
    this.#cancel = later(ms, () => this.#judge(attempt));
  }

  #judge(attempt: Attempt): void {
    if (this.#attempt !== attempt) return;
    this.#cancel();
    attempt.over = true;
    if (this.holds) this.#asking.changed();
    else this.#notBefore = performance.now() + DISCOURAGED;
  }
}
