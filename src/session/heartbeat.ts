/**
 * Whether a connection is alive. A dead one closes by itself only after minutes (protocol trap T13), so after some
 * silence the other end is asked, and after more of it the connection counts as dead.
 */
import { later } from './timers.js';

export interface HeartbeatOptions {
  /** Milliseconds of silence after which the connection is dead. */
  readonly silence: number;
  /** Asks the other end, whose answer is heard. */
  readonly ask: () => void;
  /** Called once. */
  readonly dead: (reason: string) => void;
}

/** After waking up, and where something says that the network has changed, an answer is due so soon. */
const CHECK = 5_000;
/** A timer that is so late has slept, or the program was busy: what has arrived meanwhile is not read yet. */
const LATE = 3_000;

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #heardAt = performance.now();
  #dueAt: number | undefined;
  #cancel: () => void = () => undefined;
  #isOver = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#wait();
  }

  /** Something came from the other end. */
  heard(): void {
    this.#heardAt = performance.now();
    this.#dueAt = undefined;
  }

  /** Asks at once, and wants an answer soon. */
  check(): void {
    if (this.#isOver || this.#dueAt !== undefined) return;
    this.#dueAt = performance.now() + Math.min(CHECK, this.#options.silence);
    this.#options.ask();
    this.#wait();
  }

  stop(): void {
    this.#isOver = true;
    this.#cancel();
  }

  #wait(): void {
    this.#cancel();
    if (this.#isOver) return;
    const { silence } = this.#options;
    const now = performance.now();
    const idle = now - this.#heardAt;
    const quiet = idle < silence / 3 ? silence / 3 - idle : Math.min(silence / 3, silence - idle);
    const ms = Math.max(1, this.#dueAt === undefined ? quiet : Math.min(quiet, this.#dueAt - now));
    // The clock of the wall goes on while a computer sleeps.
    const expected = Date.now() + ms;
    this.#cancel = later(ms, () => this.#look(Date.now() - expected > LATE));
  }

  #look(isLate: boolean): void {
    const { silence, dead } = this.#options;
    const now = performance.now();
    const idle = now - this.#heardAt;
    const isOverdue = this.#dueAt !== undefined && now >= this.#dueAt;
    if (isLate) {
      this.#dueAt = undefined;
      this.#heardAt = Math.max(this.#heardAt, now - silence / 2);
      this.check();
    } else if (idle >= silence || isOverdue) {
      this.stop();
      dead(`nothing was heard from the server for ${Math.round(idle / 100) / 10} s`);
    } else {
      if (idle >= silence / 3) this.#options.ask();
      this.#wait();
    }
  }
}
