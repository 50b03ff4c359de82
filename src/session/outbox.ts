/**
 * The queue of one channel. Actions leave in the order of the calls, with one exception: what has to wait, for an
 * upload or for something to be displayed, lets actions on other ids pass (see `lineup.ts`). Among actions on one id
 * the order never changes. How many may be on their way at a time is the gate's business, because concurrent requests
 * overtake each other (protocol trap T3).
 */
import { type Claims, Lineup, type Place } from './lineup.js';
import { later } from './timers.js';

/** One thing to send. */
export interface Parcel extends Claims {
  /** Ends when the parcel may be sent; a rejection takes it out of the queue. */
  readonly ready?: Promise<unknown> | undefined;
  /** Characters it takes, for the limit of the queue. */
  readonly size?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until its caller is told that it was not delivered. */
  readonly timeout?: number | undefined;
  /**
   * Sends it; resolves when it is known to be delivered. Called in order, each call right after the one before. `isWanted` says
   * whether the caller still waits.
   */
  deliver(isWanted: () => boolean): Promise<void>;
  /** What its caller is told when time is up, or when the queue is closed while it is on its way. */
  gaveUp?(why: { readonly departed: boolean; readonly reason: unknown }): unknown;
}

/** What may leave, and how much may wait. */
export interface OutboxOptions<P extends Parcel> {
  /** Whether the one that is next may leave now. @default when none is on its way */
  readonly gate?: ((next: P, queue: QueueState) => boolean) | undefined;
  readonly maxCount?: number | undefined;
  readonly maxSize?: number | undefined;
  /** What the caller of one that has no room is told. */
  readonly full?: ((queue: QueueState) => unknown) | undefined;
}

/** How full the queue is. */
export interface QueueState {
  /** Parcels that have not left. */
  readonly waiting: number;
  /** Parcels that have left and are not known to be delivered. */
  readonly underWay: number;
  /** Characters of both. */
  readonly size: number;
}

interface Entry<P extends Parcel> extends Claims {
  readonly parcel: P;
  place: Place<Entry<P>> | undefined;
  departed: boolean;
  settled: boolean;
  readonly cancels: (() => void)[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Outbox<P extends Parcel = Parcel> {
  readonly #options: OutboxOptions<P>;
  readonly #lineup = new Lineup<Entry<P>>();
  /** What is not known to be delivered. */
  readonly #entries = new Set<Entry<P>>();
  #waiting = 0;
  #underWay = 0;
  #size = 0;
  #isLiningUp = false;
  #closed: unknown;
  #drained: (() => void)[] = [];

  constructor(options: OutboxOptions<P> = {}) {
    this.#options = options;
  }

  /** Number of parcels that are not known to be delivered. */
  get size(): number {
    return this.#entries.size;
  }

  get state(): QueueState {
    return { waiting: this.#waiting, underWay: this.#underWay, size: this.#size };
  }

  /** Queues a parcel; resolves when it was delivered, rejects when it was not. */
  add(parcel: P): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    if (parcel.signal?.aborted) return Promise.reject(parcel.signal.reason);
    if (!parcel.passes && this.#isFull(parcel)) return Promise.reject(this.#options.full?.(this.state));
    return new Promise((resolve, reject) => this.#enter(parcel, resolve, reject));
  }

  /** Resolves when nothing is left to send. */
  drained(): Promise<void> {
    if (this.#entries.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Takes everything out, and refuses what comes. */
  close(reason: unknown): void {
    this.#closed = reason;
    for (const entry of [...this.#entries]) this.#giveUp(entry, reason);
  }

  /** To be called when the gate may have opened. */
  pump(): void {
    if (this.#isLiningUp) return;
    this.#isLiningUp = true;
    // Let the calls of one tick line up before the first of them leaves.
    queueMicrotask(() => {
      this.#isLiningUp = false;
      this.#sendWhatMay();
    });
  }

  #isFull({ size = 0 }: P): boolean {
    const { maxCount = Number.POSITIVE_INFINITY, maxSize = Number.POSITIVE_INFINITY } = this.#options;
    return this.#entries.size >= maxCount || this.#size + size > maxSize;
  }

  #enter(parcel: P, resolve: () => void, reject: (error: unknown) => void): void {
    const { keys, barrier, passes, ahead, ready } = parcel;
    const entry: Entry<P> = {
      ...{ parcel, keys, barrier, passes, ahead, resolve, reject },
      ...{ place: undefined, departed: false, settled: false, cancels: [] },
    };
    this.#entries.add(entry);
    this.#waiting++;
    this.#size += parcel.size ?? 0;
    entry.place = this.#lineup.add(entry, ready === undefined);
    this.#limit(entry);
    ready?.then(
      () => {
        if (entry.place !== undefined) this.#lineup.markReady(entry.place);
        this.pump();
      },
      (error: unknown) => this.#settle(entry, () => entry.reject(error)),
    );
    this.pump();
  }

  #limit(entry: Entry<P>): void {
    const { signal, timeout } = entry.parcel;
    if (signal !== undefined) {
      const onAbort = () => this.#settle(entry, () => entry.reject(signal.reason));
      signal.addEventListener('abort', onAbort, { once: true });
      entry.cancels.push(() => signal.removeEventListener('abort', onAbort));
    }
    if (timeout !== undefined) entry.cancels.push(later(timeout, () => this.#giveUp(entry, undefined)));
  }

  #sendWhatMay(): void {
    const gate = this.#options.gate ?? ((_next, { underWay }) => underWay === 0);
    for (let next = this.#lineup.peek(); next !== undefined; next = this.#lineup.peek()) {
      if (this.#closed !== undefined || !gate(next.item.parcel, this.state)) return;
      this.#lineup.remove(next);
      this.#depart(next.item);
    }
  }

  #depart(entry: Entry<P>): void {
    entry.departed = true;
    this.#waiting--;
    this.#underWay++;
    const arrived = (settle: () => void) => {
      this.#underWay--;
      this.#settle(entry, settle);
    };
    delivery(entry).then(
      () => arrived(entry.resolve),
      (error: unknown) => arrived(() => entry.reject(error)),
    );
  }

  #giveUp(entry: Entry<P>, reason: unknown): void {
    const { departed, parcel } = entry;
    const said = parcel.gaveUp?.({ departed, reason }) ?? reason;
    this.#settle(entry, () => entry.reject(said));
  }

  /** The caller is told. One that has left may still be on its way. */
  #settle(entry: Entry<P>, tell: () => void): void {
    if (entry.settled) {
      this.pump();
      return;
    }
    entry.settled = true;
    for (const cancel of entry.cancels) cancel();
    if (entry.place !== undefined) this.#lineup.remove(entry.place);
    this.#entries.delete(entry);
    if (!entry.departed) this.#waiting--;
    this.#size -= entry.parcel.size ?? 0;
    tell();
    if (this.#entries.size === 0) for (const resolve of this.#drained.splice(0)) resolve();
    this.pump();
  }
}

/** What throws before there is a promise fails like what rejects. */
async function delivery(entry: { readonly parcel: Parcel; readonly settled: boolean }): Promise<void> {
  await entry.parcel.deliver(() => !entry.settled);
}
