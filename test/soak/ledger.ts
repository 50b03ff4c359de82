/** The books of a soak: what was sent, what became of it, what viewers were told, and where that does not agree. */

/** How a call ended, in the client's words. */
export type Outcome = 'delivered' | 'refused' | 'unknown';

/** An action as the books know it: by its client and its number there. */
export interface Entry {
  readonly who: number;
  readonly n: number;
  /** Whether it may run twice. */
  readonly idempotent: boolean;
  /** When it was called and when it was settled, in the books' own time. */
  readonly called: number;
  settled: number | undefined;
  outcome: Outcome | undefined;
}

/** A viewer for as long as it is there for sure. */
export interface Witness {
  readonly name: string;
  /** What it was told, in order: keys of entries. */
  readonly told: string[];
  /** How often it was told what. */
  readonly times: Map<string, number>;
  readonly joined: number;
  left: number | undefined;
}

export interface Totals {
  sent: number;
  delivered: number;
  refused: number;
  unknown: number;
  /** Actions that may run twice, and did. */
  repeated: number;
  /** Actions that a viewer was told twice although they were not to be: always a violation. */
  duplicated: number;
  events: number;
}

export const noTotals = (): Totals => ({
  sent: 0,
  delivered: 0,
  refused: 0,
  unknown: 0,
  repeated: 0,
  duplicated: 0,
  events: 0,
});

const keyOf = (who: number, n: number): string => `${who}:${n}`;

export class Ledger {
  readonly totals = noTotals();
  /** What is not as it has to be, in words. */
  readonly violations: string[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #witnesses: Witness[] = [];
  /** Reports that were published, and reports that a listener got: by event, and by who asked or listened. */
  readonly #published = new Map<number, Map<string, number>>();
  readonly #heard = new Map<number, Map<number, number>>();
  #clock = 0;

  /** An action is called. */
  call(who: number, n: number, idempotent: boolean): Entry {
    const entry: Entry = {
      ...{ who, n, idempotent, called: ++this.#clock },
      settled: undefined,
      outcome: undefined,
    };
    this.#entries.set(keyOf(who, n), entry);
    this.totals.sent++;
    return entry;
  }

  /** Its call has ended. */
  settle(entry: Entry, outcome: Outcome): void {
    entry.settled = ++this.#clock;
    entry.outcome = outcome;
    this.totals[outcome]++;
  }

  /** A viewer is there, and everybody knows. */
  join(name: string): Witness {
    const witness: Witness = { name, told: [], times: new Map(), joined: ++this.#clock, left: undefined };
    this.#witnesses.push(witness);
    return witness;
  }

  /** It is about to go. */
  leave(witness: Witness): void {
    witness.left ??= ++this.#clock;
  }

  tell(witness: Witness, who: number, n: number): void {
    const key = keyOf(who, n);
    witness.told.push(key);
    witness.times.set(key, (witness.times.get(key) ?? 0) + 1);
  }

  /** A viewer's report of an event has been published; `asked` is the registration that it answers. */
  published(event: number, asked: string): void {
    add(this.#published, event, asked);
  }

  /** A listener got it. */
  heard(event: number, listener: number): void {
    this.totals.events++;
    add(this.#heard, event, listener);
  }

  /** How many calls are open. */
  get open(): number {
    return [...this.#entries.values()].filter(({ outcome }) => outcome === undefined).length;
  }

  /** Compares everything, once nothing is under way any more. */
  balance(): void {
    for (const entry of this.#entries.values()) this.#checkEntry(entry);
    for (const witness of this.#witnesses) this.#checkOrder(witness);
    this.#checkEvents();
  }

  #checkEntry(entry: Entry): void {
    const key = keyOf(entry.who, entry.n);
    const { called, settled, outcome } = entry;
    if (outcome === undefined || settled === undefined) {
      this.violations.push(`action ${key} was never settled`);
      return;
    }
    let most = 0;
    for (const witness of this.#witnesses) {
      const { name, joined, left = Number.POSITIVE_INFINITY } = witness;
      const times = witness.times.get(key) ?? 0;
      most = Math.max(most, times);
      const wasThere = joined < called && left > settled;
      if (outcome === 'delivered' && wasThere && times === 0)
        this.violations.push(`action ${key} was said to be delivered, and never came to ${name}`);
    }
    if (outcome === 'refused' && most > 0)
      this.violations.push(`action ${key} was said not to be delivered, and a viewer got it`);
    if (most < 2) return;
    if (entry.idempotent) {
      this.totals.repeated++;
      return;
    }
    this.totals.duplicated++;
    this.violations.push(`action ${key} is not idempotent, and a viewer was told it ${most} times`);
  }

  /**
   * What was delivered came in the order of the calls. What may run twice may come again, with all that is behind it:
   * then the order holds by the first time and by the last.
   */
  #checkOrder({ name, told }: Witness): void {
    const delivered = told.filter((key) => this.#entries.get(key)?.outcome === 'delivered');
    const first = [...new Set(delivered)];
    const last = [...new Set([...delivered].reverse())].reverse();
    for (const [how, keys] of [
      ['first', first],
      ['last', last],
    ] as const) {
      const latest = new Map<number, number>();
      for (const key of keys) {
        const { who, n } = this.#entries.get(key) as Entry;
        const before = latest.get(who) ?? -1;
        if (n < before)
          this.violations.push(`action ${who}:${n} came to ${name} after ${who}:${before} (${how} time)`);
        latest.set(who, Math.max(n, before));
      }
    }
  }

  #checkEvents(): void {
    for (const [event, listeners] of this.#heard) {
      const most = Math.max(0, ...(this.#published.get(event)?.values() ?? []));
      for (const [listener, times] of listeners)
        if (times > most)
          this.violations.push(
            `event ${event} was reported ${most} times, and listener ${listener} got it ${times} times`,
          );
    }
  }
}

function add<K>(counts: Map<number, Map<K, number>>, event: number, key: K): void {
  const inner = counts.get(event) ?? new Map<K, number>();
  counts.set(event, inner);
  inner.set(key, (inner.get(key) ?? 0) + 1);
}
