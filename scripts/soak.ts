/**
 * `npm run soak -- --seconds 120 --seed 1`: rounds of faults in virtual time, without a network, seed after seed, until
 * the time is over, or `--faults` have happened. Ends with 1 when something is not as it has to be.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Figures } from '../test/soak/figures.js';
import { playInMemory } from '../test/soak/memory.js';

const USAGE = 'usage: npm run soak -- [--seconds 120] [--faults 100000] [--seed 1] [--round 300]';
/** What may stay after a garbage collection: caches of the runtime. More is a leak. */
const MOST_GROWTH = 8 * 2 ** 20;
/** Rounds after which the heap is looked at first: by then everything has been loaded and compiled. */
const WARM_UP = 3;

interface Wishes {
  readonly seconds: number;
  readonly faults: number;
  readonly seed: number;
  readonly round: number;
}

function wishes(): Wishes {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '120' },
      faults: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
      seed: { type: 'string', default: '1' },
      round: { type: 'string', default: '300' },
    },
  });
  const whole = (name: keyof Wishes): number => {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new RangeError(`--${name} is ${JSON.stringify(values[name])}, expected a whole number from 1`);
  };
  return { seconds: whole('seconds'), faults: whole('faults'), seed: whole('seed'), round: whole('round') };
}

/** Bytes in use when everything that can go has gone. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}

const resources = (): number =>
  process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|TCP|Pipe/.test(name)).length;

async function soak({ seconds, faults, seed, round }: Wishes): Promise<boolean> {
  const rejections: unknown[] = [];
  process.on('unhandledRejection', (reason) => rejections.push(reason));
  const figures = new Figures();
  const start = performance.now();
  const before = resources();
  let [virtual, timers, heapAtStart] = [0, 0, 0];
  for (let at = seed; performance.now() - start < seconds * 1000 && figures.faultCount < faults; at++) {
    try {
      const played = await playInMemory(at, round);
      figures.add(at, played);
      virtual += played.took;
      timers += played.timers;
    } catch (error) {
      figures.violations.push(`seed ${at}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (figures.rounds === WARM_UP) heapAtStart = heap();
  }
  const took = (performance.now() - start) / 1000;
  const heapAtEnd = heap();
  const left = Math.max(0, resources() - before);
  console.log(`seed ${seed}, ${took.toFixed(0)} s, in which ${(virtual / 60_000).toFixed(0)} minutes passed`);
  figures.print();
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(`heap        ${mib(heapAtStart)} after ${WARM_UP} rounds, ${mib(heapAtEnd)} at the end`);
  console.log(`left        ${timers} timers in the rounds, ${left} timers and sockets of the process`);
  console.log(`unhandled   ${rejections.length} rejections`);
  for (const reason of rejections.slice(0, 5)) console.log(reason);
  const grew = figures.rounds > WARM_UP && heapAtEnd - heapAtStart > MOST_GROWTH;
  if (grew) console.log(`VIOLATED    the heap has grown by ${mib(heapAtEnd - heapAtStart)}`);
  return figures.violations.length + timers + left + rejections.length === 0 && !grew;
}

try {
  process.exitCode = (await soak(wishes())) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
}
