/** Events as an async iterator. */
import { OverflowError } from '../errors.js';

/** How events are iterated over. */
export interface IterateOptions {
  /** Ends the iteration (without an error). */
  readonly signal?: AbortSignal | undefined;
  /** Events kept for a slow reader. @default 10000 */
  readonly buffer?: number | undefined;
  /** What one more does: it ends the iteration with an `OverflowError`, or takes the place of the oldest. @default 'error' */
  readonly overflow?: 'error' | 'drop-oldest' | undefined;
}

/** Turns a subscription into an iterator, which subscribes at once and unsubscribes when it ends. */
export function iterate<T>(
  name: string,
  subscribe: (listener: (value: T) => void, onEnd: () => void) => () => void,
  options: IterateOptions = {},
): AsyncIterableIterator<T> & AsyncDisposable {
  const limit = options.buffer ?? 10_000;
  const queue: IteratorResult<T>[] = [];
  const readers: ((result: IteratorResult<T>) => void)[] = [];
  const done: IteratorResult<T> = { done: true, value: undefined };
  let ended = options.signal?.aborted ?? false;
  let overflow: OverflowError | undefined;
  let unsubscribe: () => void = () => undefined;
  const end = () => {
    ended = true;
    unsubscribe();
    options.signal?.removeEventListener('abort', end);
    for (const resolve of readers.splice(0)) resolve(done);
  };
  const take = (value: T) => {
    const result: IteratorResult<T> = { done: false, value };
    const reader = readers.shift();
    if (reader !== undefined) return reader(result);
    if (queue.length < limit) return void queue.push(result);
    if (options.overflow === 'drop-oldest') {
      queue.shift();
      return void queue.push(result);
    }
    overflow = new OverflowError(
      `the reader of '${name}' is ${limit} events behind; read faster, or give it a larger buffer`,
    );
    end();
  };
  if (!ended) {
    unsubscribe = subscribe(take, end);
    options.signal?.addEventListener('abort', end, { once: true });
  }
  const next = async (): Promise<IteratorResult<T>> => {
    const first = queue.shift();
    if (first !== undefined) return first;
    if (overflow !== undefined) throw overflow;
    if (ended) return done;
    return new Promise((resolve) => readers.push(resolve));
  };
  const finish = async (): Promise<IteratorResult<T>> => {
    end();
    queue.length = 0;
    overflow = undefined;
    return done;
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
