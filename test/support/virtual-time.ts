/**
 * Time that passes only when nothing else is left to do. Hours go by in seconds, and what happens depends on nothing but
 * the seed: timers fire in their order, and between two of them all promises settle.
 */

interface Timer {
  at: number;
  /** Of timers that are due at the same time the one that was set first goes first. */
  readonly order: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

const NAMES = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;
const realImmediate = globalThis.setImmediate;

export class VirtualTime {
  readonly #timers = new Map<number, Timer>();
  #now = 0;
  #orders = 0;

  /** Milliseconds since it began. */
  get now(): number {
    return this.#now;
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Takes the place of the real time, and of chance; gives back how to end that. */
  install(random: () => number): () => void {
    const before = NAMES.map((name) => [name, Reflect.get(globalThis, name)] as const);
    const [realDate, realRandom] = [Date.now, Math.random];
    const set =
      (every: boolean) =>
      (run: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) =>
        this.#set(() => run(...values), ms, every);
    const clear = (timer: unknown) => void this.#timers.delete(Number(timer));
    Object.assign(globalThis, {
      setTimeout: set(false),
      clearTimeout: clear,
      setInterval: set(true),
      clearInterval: clear,
    });
    Date.now = () => 1_700_000_000_000 + this.#now;
    Math.random = random;
    Object.defineProperty(performance, 'now', { value: () => this.#now, configurable: true });
    return () => {
      Object.assign(globalThis, Object.fromEntries(before));
      Date.now = realDate;
      Math.random = realRandom;
      Reflect.deleteProperty(performance, 'now');
    };
  }

  /** Lets time pass until the work is done. Throws when it waits for something that no timer will bring. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    for (;;) {
      await new Promise<void>((resolve) => realImmediate(() => resolve()));
      if (isDone) return work;
      if (!this.#step())
        throw new Error(`after ${this.#now} ms nothing is left to do, and a promise is still open`);
    }
  }

  /** Goes to the next timer. */
  #step(): boolean {
    let next: readonly [number, Timer] | undefined;
    for (const entry of this.#timers) {
      const [, timer] = entry;
      const isEarlier =
        next === undefined ||
        timer.at < next[1].at ||
        (timer.at === next[1].at && timer.order < next[1].order);
      if (isEarlier) next = entry;
    }
    if (next === undefined) return false;
    const [id, timer] = next;
    this.#now = Math.max(this.#now, timer.at);
    if (timer.every === undefined) this.#timers.delete(id);
    else timer.at = this.#now + timer.every;
    timer.run();
    return true;
  }

  #set(run: () => void, ms: number | undefined, isRepeated: boolean): object {
    const id = ++this.#orders;
    const wait = Math.max(1, Number(ms) || 0);
    this.#timers.set(id, { at: this.#now + wait, order: id, every: isRepeated ? wait : undefined, run });
    return handle(id);
  }
}

/** Looks enough like a timer of Node. */
function handle(id: number): object {
  const timer = {
    ref: () => timer,
    unref: () => timer,
    hasRef: () => true,
    [Symbol.toPrimitive]: () => id,
  };
  return timer;
}
