/** Events as an async iterator. */
import { OverflowError } from '../errors.js';

/** How events are iterated over. */
export interface IterateOptions {
  /** Ends the iteration (without an error). */
  readonly signal?: AbortSignal | undefined;
  /** Events kept for a slow reader; one more ends the iteration with an `OverflowError`. @default 10000 */
  readonly buffer?: number | undefined;
}

/** Turns a subscription into an iterator, which subscribes at once and unsubscribes when it ends. */
export function iterate<T>(
  name: string,
  subscribe: (listener: (value: T) => void, onEnd: () => void) => () => void,
  options: IterateOptions = {},
): AsyncIterableIterator<T> & AsyncDisposable {
  const limit = options.buffer ?? 10_000;
  const queue: T[] = [];
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  let ended = options.signal?.aborted ?? false;
  let overflow: OverflowError | undefined;
  let unsubscribe: () => void = () => undefined;
  const end = () => {
    ended = true;
    unsubscribe();
    options.signal?.removeEventListener('abort', end);
    wake();
  };
  if (!ended) {
    unsubscribe = subscribe((value) => {
      if (queue.length >= limit) {
        overflow = new OverflowError(
          `the reader of '${name}' is ${limit} events behind; read faster, or give it a larger buffer`,
        );
        end();
      } else {
        queue.push(value);
        wake();
      }
    }, end);
    options.signal?.addEventListener('abort', end, { once: true });
  }
  const next = async (): Promise<IteratorResult<T>> => {
    for (;;) {
      const value = queue.shift();
      if (value !== undefined) return { done: false, value };
      if (overflow !== undefined) throw overflow;
      if (ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const finish = async (): Promise<IteratorResult<T>> => {
    end();
    queue.length = 0;
    return { done: true, value: undefined };
  };
  return {
    next,
    return: finish,
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => void (await finish()),
  };
}
