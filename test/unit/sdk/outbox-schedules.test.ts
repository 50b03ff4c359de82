import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../../src/session/outbox.js';
import { withResolvers } from '../../../src/session/timers.js';
import { settled } from './helpers.js';

/** One call of a schedule. */
interface Call {
  readonly keys: readonly string[];
  readonly barrier: boolean;
  /** Whether no barrier holds it up. */
  readonly passes: boolean;
  /** Whether it has something to wait for. */
  readonly waits: boolean;
}

/** What happens next: calls of one tick, the end of some call's wait, the end of the delivery that is under way. */
type Step =
  | { readonly calls: readonly Call[] }
  | { readonly pick: number; readonly works: boolean }
  | { readonly delivered: boolean };

const call: fc.Arbitrary<Call> = fc.record({
  keys: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
  barrier: fc.integer({ min: 0, max: 11 }).map((n) => n === 0),
  passes: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  waits: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ calls: fc.array(call, { minLength: 1, maxLength: 4 }) }),
  fc.record({ pick: fc.nat(20), works: fc.integer({ min: 0, max: 3 }).map((n) => n > 0) }),
  fc.record({ delivered: fc.integer({ min: 0, max: 4 }).map((n) => n > 0) }),
);

type Fate = 'waiting' | 'delivered' | 'failed';

/** What the queue has to do, said in the plainest way. */
class Model {
  readonly calls: (Call & { ready: boolean; fate: Fate })[] = [];
  readonly departures: number[] = [];
  underWay: number | undefined;

  /** Sends the first call that may leave, if nothing is on its way. */
  advance(): void {
    if (this.underWay !== undefined) return;
    const next = this.calls.findIndex((_, index) => this.#mayLeave(index));
    if (next < 0) return;
    this.underWay = next;
    this.departures.push(next);
  }

  #mayLeave(index: number): boolean {
    const entry = this.calls[index];
    if (entry === undefined || entry.fate !== 'waiting' || !entry.ready) return false;
    const before = this.calls.slice(0, index).filter((other) => other.fate === 'waiting');
    if (entry.barrier) return before.length === 0;
    if (!entry.passes && before.some((other) => other.barrier)) return false;
    return !before.some((other) => other.keys.some((key) => entry.keys.includes(key)));
  }
}

/** The queue under test, every promise of it in hand. */
class Rig {
  readonly outbox = new Outbox();
  readonly departures: number[] = [];
  readonly fates: Fate[] = [];
  readonly settlements: number[] = [];
  readonly #waits: (ReturnType<typeof withResolvers<void>> | undefined)[] = [];
  readonly #deliveries: ReturnType<typeof withResolvers<void>>[] = [];

  add({ keys, barrier, passes, waits }: Call): void {
    const index = this.fates.push('waiting') - 1;
    this.settlements.push(0);
    const wait = waits ? withResolvers<void>() : undefined;
    this.#waits.push(wait);
    const end = (fate: Fate) => {
      this.fates[index] = fate;
      this.settlements[index] = (this.settlements[index] ?? 0) + 1;
    };
    const deliver = (): Promise<void> => {
      this.departures.push(index);
      const delivery = withResolvers<void>();
      this.#deliveries.push(delivery);
      return delivery.promise;
    };
    this.outbox.add({ keys, barrier, passes, ready: wait?.promise, deliver }).then(
      () => end('delivered'),
      () => end('failed'),
    );
  }

  endWait(index: number, works: boolean): void {
    const wait = this.#waits[index];
    if (works) wait?.resolve();
    else wait?.reject(new Error('it failed'));
  }

  endDelivery(works: boolean): void {
    const delivery = this.#deliveries.at(-1);
    if (works) delivery?.resolve();
    else delivery?.reject(new Error('not delivered'));
  }
}

/** Does a step to both; false when there was nothing to do. */
function take(model: Model, rig: Rig, event: Step): boolean {
  if ('calls' in event) {
    for (const entry of event.calls) {
      model.calls.push({ ...entry, ready: !entry.waits, fate: 'waiting' });
      rig.add(entry);
    }
    return true;
  }
  if ('delivered' in event) {
    const entry = model.underWay === undefined ? undefined : model.calls[model.underWay];
    if (entry === undefined) return false;
    entry.fate = event.delivered ? 'delivered' : 'failed';
    model.underWay = undefined;
    rig.endDelivery(event.delivered);
    return true;
  }
  const open = model.calls.flatMap((entry, index) =>
    !entry.ready && entry.fate === 'waiting' ? [index] : [],
  );
  const index = open[event.pick % Math.max(open.length, 1)];
  const entry = index === undefined ? undefined : model.calls[index];
  if (index === undefined || entry === undefined) return false;
  if (event.works) entry.ready = true;
  else entry.fate = 'failed';
  rig.endWait(index, event.works);
  return true;
}

async function follow(model: Model, rig: Rig, event: Step): Promise<boolean> {
  if (!take(model, rig, event)) return false;
  model.advance();
  await settled();
  expect(rig.departures).toEqual(model.departures);
  expect(rig.fates).toEqual(model.calls.map((entry) => entry.fate));
  return true;
}

/** Lets every wait and every delivery end. */
async function finish(model: Model, rig: Rig): Promise<void> {
  for (;;) {
    if (await follow(model, rig, { delivered: true })) continue;
    if (!(await follow(model, rig, { pick: 0, works: true }))) return;
  }
}

describe('a thousand schedules of calls, waits, failures and deliveries', () => {
  it('leave as a plain model of the rules says; each call once; none lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const model = new Model();
        const rig = new Rig();
        for (const event of steps) await follow(model, rig, event);
        await finish(model, rig);
        expect(rig.outbox.size).toBe(0);
        await rig.outbox.drained();
        expect(rig.settlements.every((times) => times === 1)).toBe(true);
        expect(new Set(rig.departures).size).toBe(rig.departures.length);
        expectKeysInOrder(model.calls, rig.departures);
      }),
      { numRuns: 1_000 },
    );
  });

  it('closed at any moment, every call is settled once and nothing leaves after', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        const model = new Model();
        const rig = new Rig();
        for (const event of steps) await follow(model, rig, event);
        rig.outbox.close(new Error('closed'));
        const before = [...rig.departures];
        rig.endDelivery(true);
        for (let index = 0; index < rig.fates.length; index++) rig.endWait(index, true);
        await settled();
        expect(rig.departures).toEqual(before);
        expect(rig.settlements.every((times) => times === 1)).toBe(true);
        expect(rig.outbox.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

/** Among calls on one id the order of departures is the order of calls. */
function expectKeysInOrder(calls: readonly Call[], departures: readonly number[]): void {
  for (const key of ['a', 'b', 'c']) {
    const own = departures.filter((index) => calls[index]?.keys.includes(key));
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
}
