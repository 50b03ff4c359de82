/** Pauses between attempts: random in their whole length, so that programs which lost one server do not come back in step. */
import { letGo } from './timers.js';

export interface Delays {
  /** Milliseconds before the first attempt, at most. */
  readonly first: number;
  readonly longest: number;
}

/** Milliseconds before an attempt; `attempt` counts from 0. */
export const backoff = (attempt: number, { first, longest }: Delays): number =>
  Math.random() * Math.min(longest, first * 2 ** Math.min(attempt, 30));

/** Waits; rejects with the signal's reason. The timer keeps the process alive only where it is told to. */
export function pause(ms: number, signal: AbortSignal, keepAlive = true): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    if (!keepAlive) letGo(timer);
    signal.addEventListener('abort', end, { once: true });
  });
}
