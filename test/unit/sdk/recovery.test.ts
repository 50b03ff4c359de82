/** After a fault: what is tried again, and what comes too late for that. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError, OutcomeUnknownError } from '../../../src/errors.js';
import type { Errand } from '../../../src/session/courier.js';
import { Echoes } from '../../../src/session/echoes.js';
import type { Letter } from '../../../src/session/path.js';
import { Recovery } from '../../../src/session/recovery.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function makeErrand(number: number, about: Partial<Letter> = {}, how: Partial<Errand> = {}) {
  const resolve = vi.fn();
  const reject = vi.fn();
  const errand: Errand = {
    letter: { method: 'setZoom', text: '{}', idempotent: true, ...about },
    number,
    isWanted: () => true,
    echoes: [],
    error: new ConnectionError('the line was cut', 'unknown'),
    mayHaveRun: true,
    ...{ resolve, reject, ...how },
  };
  return { errand, resolve, reject };
}

/** Recovers from these faults; gives the numbers of what was tried again. */
async function recover(failed: readonly Errand[], published: readonly Errand[]): Promise<number[]> {
  const tried: number[] = [];
  const over = vi.fn();
  const recovery = new Recovery({
    echoes: new Echoes(),
    isUp: () => false,
    ended: new AbortController().signal,
    attempt: async (errand) => {
      tried.push(errand.number);
      return true;
    },
    over,
  });
  for (const errand of published) recovery.succeeded(errand);
  for (const errand of failed) recovery.add(errand);
  recovery.begin();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(over).toHaveBeenCalledOnce();
  return tried;
}

describe('an action that may run twice', () => {
  it('is tried again, in order with the others', async () => {
    const [first, second] = [makeErrand(1), makeErrand(2)];
    expect(await recover([second.errand, first.errand], [makeErrand(0).errand])).toEqual([1, 2]);
  });

  it('is not tried again after a later one was published: its outcome is not known', async () => {
    const { errand, resolve, reject } = makeErrand(1);
    expect(await recover([errand], [makeErrand(2).errand])).toEqual([]);
    expect(reject.mock.calls[0]?.[0]).toBeInstanceOf(OutcomeUnknownError);
    expect(resolve).not.toHaveBeenCalled();
  });

  it('is not tried again either when the later one was seen to come back', async () => {
    const first = makeErrand(1);
    const second = makeErrand(2, {}, { echoes: [{ seen: true } as Errand['echoes'][number]] });
    expect(await recover([first.errand, second.errand], [])).toEqual([]);
    expect(first.reject).toHaveBeenCalledOnce();
    expect(second.resolve).toHaveBeenCalledOnce();
  });

  it('that cannot have been received fails with the fault itself', async () => {
    const { errand, reject } = makeErrand(1, {}, { mayHaveRun: false });
    expect(await recover([errand], [makeErrand(2).errand])).toEqual([]);
    expect(reject).toHaveBeenCalledWith(errand.error);
  });

  it('is tried again whatever came later when its place does not matter, or the later one went elsewhere', async () => {
    expect(await recover([makeErrand(1, { isFree: true }).errand], [makeErrand(2).errand])).toEqual([1]);
    expect(await recover([makeErrand(1).errand], [makeErrand(2, { isFree: true }).errand])).toEqual([1]);
    expect(await recover([makeErrand(1).errand], [makeErrand(2, { channel: 'other' }).errand])).toEqual([1]);
  });
});
