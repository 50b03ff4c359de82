/**
 * The queue of one channel. It sends one action at a time, because concurrent requests overtake each other
 * (protocol trap T3), in the order of the calls, with one exception: what has to wait, for an upload or for
 * something to be displayed, lets actions on other ids pass. Among actions on one id the order never changes.
 */

/** One thing to send. */
export interface Parcel {
  /** Ids it concerns, e.g. `plot:m31`; none for actions on nothing in particular. */
  readonly keys: readonly string[];
  /** True for actions on everything, such as emptying the viewer: nothing passes them either way. */
  readonly barrier?: boolean;
  /** True for what an emptied viewer does not lose, such as registrations and pulses: no barrier holds it up. */
  readonly passes?: boolean;
  /** Ends when the parcel may be sent; a rejection takes it out of the queue. */
  readonly ready?: Promise<unknown> | undefined;
  /** Sends it. */
  deliver(): Promise<void>;
}

interface Entry {
  readonly parcel: Parcel;
  /** Whether what the parcel itself waits for has come. */
  ready: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Outbox {
  /** What was not delivered yet, in the order of the calls. */
  readonly #waiting = new Set<Entry>();
  #busy = false;
  #closed: unknown;
  #drained: (() => void)[] = [];

  /** Number of parcels that were not sent yet. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Queues a parcel; resolves when it was delivered, rejects when it was not. */
  add(parcel: Parcel): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      const entry: Entry = { parcel, ready: parcel.ready === undefined, resolve, reject };
      this.#waiting.add(entry);
      parcel.ready?.then(
        () => {
          entry.ready = true;
          void this.#send();
        },
        (error: unknown) => {
          this.#fail(entry, error);
          void this.#send();
        },
      );
      void this.#send();
    });
  }

  /** Resolves when nothing is left to send. */
  drained(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Takes everything out that was not sent, and refuses what comes. */
  close(reason: unknown): void {
    this.#closed = reason;
    for (const entry of [...this.#waiting]) this.#fail(entry, reason);
  }

  async #send(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    // Let the calls of one tick line up before the first of them leaves.
    await Promise.resolve();
    for (let entry = this.#next(); entry !== undefined; entry = this.#next()) {
      try {
        await entry.parcel.deliver();
        this.#leave(entry);
        entry.resolve();
      } catch (error) {
        this.#fail(entry, error);
      }
    }
    this.#busy = false;
  }

  /** The first that may leave: it is ready, and nothing on its ids that was called before is still here. */
  #next(): Entry | undefined {
    const held = new Set<string>();
    let first = true;
    let barred = false;
    for (const entry of this.#waiting) {
      const { keys, barrier, passes } = entry.parcel;
      const free = barrier ? first : (passes || !barred) && !keys.some((key) => held.has(key));
      if (entry.ready && free) return entry;
      if (barrier) barred = true;
      for (const key of keys) held.add(key);
      first = false;
    }
    return undefined;
  }

  #fail(entry: Entry, error: unknown): void {
    this.#leave(entry);
    entry.reject(error);
  }

  #leave(entry: Entry): void {
    this.#waiting.delete(entry);
    if (this.#waiting.size > 0) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
