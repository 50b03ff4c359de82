/**
 * One round of a soak: clients send, viewers come and go, events happen, and faults are injected until there have been
 * enough of them. Then nothing goes wrong any more, everything has to settle, and the books are balanced.
 */
import { type FireflyClient, OutcomeUnknownError } from 'firefly-client';
import type { Random } from '../support/random.js';
import { Ledger, type Totals } from './ledger.js';
import { EVENT, STEP, type Ways, type World, ZOOM } from './world.js';

export interface RoundOptions {
  readonly random: Random;
  /** Ends when so many faults have happened. */
  readonly faults: number;
  /** Or when it says so. */
  readonly isOver?: (() => boolean) | undefined;
  readonly clients: number;
  /** Milliseconds between faults, at most. */
  readonly pace: number;
  readonly open: (ledger: Ledger, random: Random) => Promise<World>;
  /** Waits until it is true, and fails after a while. */
  readonly until: (what: string, isSo: () => boolean) => Promise<void>;
}

export interface RoundResult {
  readonly totals: Totals;
  readonly violations: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  readonly ways: Ways;
  /** Milliseconds from a break to the next connection. */
  readonly reconnects: readonly number[];
}

/** Calls that are open at a time, of each client. */
const MOST_OPEN = 300;

export async function playRound(options: RoundOptions): Promise<RoundResult> {
  const round = new Round(options);
  return round.play();
}

class Round {
  readonly #options: RoundOptions;
  readonly #ledger = new Ledger();
  readonly #reconnects: number[] = [];
  readonly #open: number[] = [];
  #isSending = true;
  #events = 0;
  /** What clients said on their own: registrations that the server has refused. */
  #complaints = 0;

  constructor(options: RoundOptions) {
    this.#options = options;
  }

  async play(): Promise<RoundResult> {
    const { open, random, clients: count } = this.#options;
    const world = await open(this.#ledger, random);
    const clients = await Promise.all(
      Array.from({ length: count }, async (_, who) => this.#attend(await world.connect(who), who)),
    );
    const sending = clients.map((client, who) => this.#send(client, who));
    const others = [this.#say(world), this.#reload(world)];
    await this.#injectAll(world);
    this.#isSending = false;
    await world.calm();
    await Promise.all([...sending, ...others]);
    await this.#settle(world, clients);
    await Promise.all(clients.map((client) => client.close()));
    await world.close();
    this.#ledger.balance();
    const { totals, violations } = this.#ledger;
    return { totals, violations, faults: world.happened, ways: world.ways, reconnects: this.#reconnects };
  }

  #attend(client: FireflyClient, who: number): FireflyClient {
    let lostAt: number | undefined;
    client.on('connection', ({ state }) => {
      if (state === 'reconnecting') lostAt ??= performance.now();
      if (state !== 'connected' || lostAt === undefined) return;
      this.#reconnects.push(performance.now() - lostAt);
      lostAt = undefined;
    });
    client.on('error', () => this.#complaints++);
    client.on(EVENT, (report) => this.#ledger.heard(Number(report['event']), who));
    return client;
  }

  async #send(client: FireflyClient, who: number): Promise<void> {
    const { random } = this.#options;
    this.#open[who] = 0;
    for (let n = 0; this.#isSending; ) {
      const burst = random.chance(0.1) ? 60 : 1 + random.below(8);
      for (let i = 0; i < burst && (this.#open[who] ?? 0) < MOST_OPEN; i++) this.#call(client, who, n++);
      await pause(random.below(100));
    }
  }

  #call(client: FireflyClient, who: number, n: number): void {
    const idempotent = this.#options.random.chance(0.5);
    const entry = this.#ledger.call(who, n, idempotent);
    const payload = { who, n, ...(idempotent ? { plotId: 'soak', userZoomType: 'LEVEL', level: 1 } : {}) };
    const ended = () => {
      this.#open[who] = (this.#open[who] ?? 0) - 1;
    };
    this.#open[who] = (this.#open[who] ?? 0) + 1;
    client.dispatch(idempotent ? ZOOM : STEP, payload).then(
      () => {
        ended();
        this.#ledger.settle(entry, 'delivered');
      },
      (error: unknown) => {
        ended();
        this.#ledger.settle(entry, error instanceof OutcomeUnknownError ? 'unknown' : 'refused');
      },
    );
  }

  async #say(world: World): Promise<void> {
    const { random } = this.#options;
    while (this.#isSending) {
      world.say(++this.#events);
      await pause(random.below(200));
    }
  }

  async #reload(world: World): Promise<void> {
    const { random } = this.#options;
    while (this.#isSending) {
      await pause(1_000 + random.below(5_000));
      if (this.#isSending) await world.reload();
    }
  }

  async #injectAll(world: World): Promise<void> {
    const { random, faults, pace, isOver = () => false } = this.#options;
    const happened = () => [...world.happened.values()].reduce((sum, times) => sum + times, 0);
    while (happened() < faults && !isOver()) {
      world.inject(random.pick(world.faults));
      await pause(random.below(pace));
    }
  }

  /** All calls end, all clients are connected again, and hear what happens then. */
  async #settle(world: World, clients: readonly FireflyClient[]): Promise<void> {
    const { until } = this.#options;
    await until('all calls are settled', () => this.#ledger.open === 0);
    await until('all clients are connected', () => clients.every(({ connected }) => connected));
    await Promise.all(clients.map((client) => client.flush()));
    // What was refused is asked for again when a viewer loads.
    if (this.#complaints > 0) await world.reloadAll();
    await Promise.all(clients.map((client) => client.flush()));
    // A line may still be dead without anybody knowing, so it is said until it is heard.
    const heard = new Set<number>();
    const offs = clients.map((client, who) => client.on(EVENT, () => heard.add(who)));
    await until('all clients hear events', () => {
      if (heard.size < clients.length) world.say(++this.#events);
      return heard.size === clients.length;
    });
    for (const off of offs) off();
  }
}

/** To be read anew at each call: time may be a virtual one. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
