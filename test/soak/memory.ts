/** Rounds without a network, in virtual time: the same seed gives the same round, to the last detail. */
import { randomOf } from '../support/random.js';
import { VirtualTime } from '../support/virtual-time.js';
import { MemoryWorld } from './memory-world.js';
import { playRound, type RoundResult } from './round.js';

/** Milliseconds, of the virtual ones, for something that has to happen at last. */
const PATIENCE = 10 * 60_000;

export interface MemoryRound extends RoundResult {
  /** Timers that were left when everything was closed. */
  readonly timers: number;
  /** Milliseconds that it took in there. */
  readonly took: number;
}

export async function playInMemory(seed: number, faults: number): Promise<MemoryRound> {
  const time = new VirtualTime();
  const random = randomOf(seed);
  const uninstall = time.install(randomOf(seed + 1));
  try {
    const result = await time.run(
      playRound({
        random,
        faults,
        clients: 2,
        // Some rounds give everything time to mend, some do not.
        pace: random.pick([10, 30, 80]),
        open: (ledger, chance) => MemoryWorld.open(ledger, chance),
        until: async (what, isSo) => {
          const end = time.now + PATIENCE;
          while (!isSo()) {
            if (time.now > end) throw new Error(`seed ${seed}: it was waited in vain until ${what}`);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        },
      }),
    );
    return { ...result, timers: time.pending, took: time.now };
  } finally {
    uninstall();
  }
}
