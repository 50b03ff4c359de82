import { expect, it } from 'vitest';
import { playInMemory } from './memory.js';

it.each([1, 2, 3, 4, 5, 6])(
  'seed %d: no action is lost without a word, none runs twice that may not, order holds, everything mends',
  async (seed) => {
    const { violations, totals, timers, faults } = await playInMemory(seed, 150);
    expect(violations).toEqual([]);
    expect(totals.delivered + totals.refused + totals.unknown).toBe(totals.sent);
    expect(totals.delivered).toBeGreaterThan(totals.sent / 2);
    expect(totals.duplicated).toBe(0);
    expect([...faults.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(150);
    expect(timers).toBe(0);
  },
);

it('seed 27: a fault in the moment in which a recovery ends holds up nothing', async () => {
  expect((await playInMemory(27, 300)).violations).toEqual([]);
});

it('is the same for the same seed, to the last reconnect', async () => {
  const play = async () => {
    const { totals, faults, reconnects, ways, took } = await playInMemory(7, 100);
    return { totals, faults: [...faults], reconnects, ways, took };
  };
  expect(await play()).toEqual(await play());
});
