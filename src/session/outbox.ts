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
  /** Ends when the parcel may be sent; a rejection takes it out of the queue. */
  readonly ready?: Promise<unknown> | undefined;
  /** Sends it. */
  deliver(): Promise<void>;
}

interface Entry {
  readonly sequence: number;
  readonly parcel: Parcel;
  /** How many things this entry still waits for. */
  blockers: number;
  /** Entries that wait for this one. */
  readonly followers: Entry[];
  readonly settle: { resolve(): void; reject(error: unknown): void };
  gone: boolean;
}

export class Outbox {
  readonly #last = new Map<string, Entry>();
  readonly #waiting = new Set<Entry>();
  readonly #sendable: Entry[] = [];
  #barrier: Entry | undefined;
  #sequence = 0;
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
      const entry: Entry = {
        sequence: this.#sequence++,
        parcel,
        blockers: 1,
        followers: [],
        settle: { resolve, reject },
        gone: false,
      };
      this.#follow(entry);
      this.#waiting.add(entry);
      if (parcel.ready !== undefined) this.#await(entry, parcel.ready);
      this.#unblock(entry);
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
    for (const entry of [...this.#waiting]) this.#reject(entry, reason);
  }

  #follow(entry: Entry): void {
    const before = new Set<Entry>();
    if (entry.parcel.barrier) {
      for (const other of this.#waiting) before.add(other);
      this.#barrier = entry;
    } else if (this.#barrier !== undefined) {
      before.add(this.#barrier);
    }
    for (const key of entry.parcel.keys) {
      const last = this.#last.get(key);
      if (last !== undefined) before.add(last);
      this.#last.set(key, entry);
    }
    for (const other of before) {
      if (other.gone) continue;
      other.followers.push(entry);
      entry.blockers++;
    }
  }

  #await(entry: Entry, ready: Promise<unknown>): void {
    entry.blockers++;
    ready.then(
      () => this.#unblock(entry),
      (error: unknown) => this.#reject(entry, error),
    );
  }

  #unblock(entry: Entry): void {
    entry.blockers--;
    if (entry.blockers > 0 || entry.gone) return;
    const at = this.#sendable.findIndex((other) => other.sequence > entry.sequence);
    if (at < 0) this.#sendable.push(entry);
    else this.#sendable.splice(at, 0, entry);
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    // Let the calls of one tick line up before the first of them leaves.
    await Promise.resolve();
    for (let entry = this.#sendable.shift(); entry !== undefined; entry = this.#sendable.shift()) {
      if (entry.gone) continue;
      try {
        await entry.parcel.deliver();
        if (!entry.gone) this.#leave(entry);
        entry.settle.resolve();
      } catch (error) {
        this.#reject(entry, error);
      }
    }
    this.#busy = false;
  }

  #reject(entry: Entry, error: unknown): void {
    if (entry.gone) return;
    this.#leave(entry);
    entry.settle.reject(error);
  }

  #leave(entry: Entry): void {
    entry.gone = true;
    this.#waiting.delete(entry);
    if (this.#barrier === entry) this.#barrier = undefined;
    for (const key of entry.parcel.keys) if (this.#last.get(key) === entry) this.#last.delete(key);
    for (const follower of entry.followers) this.#unblock(follower);
    if (this.#waiting.size > 0) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
