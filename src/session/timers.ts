/** Small helpers around time. */

/** Longer timers than this fire at once. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** A timer that does not keep the process alive. */
export function later(ms: number, fn: () => void): () => void {
  const timer = setTimeout(fn, Math.min(ms, LONGEST_TIMEOUT));
  letGo(timer);
  return () => clearTimeout(timer);
}

/** A repeated timer that does not keep the process alive. */
export function every(ms: number, fn: () => void): () => void {
  const timer = setInterval(fn, ms);
  letGo(timer);
  return () => clearInterval(timer);
}

/** Lets the process end although the timer has not. */
export function letGo(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref();
}

/** Limits of one wait. */
export interface WaitOptions {
  /** Ends the wait; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the wait is given up with a `TimeoutError`. */
  readonly timeout?: number | undefined;
}

/** Waits for a promise no longer than the limits allow; the promise itself goes on. */
export function within<T>(
  promise: Promise<T>,
  limits: WaitOptions,
  onTimeout: (timeout: number) => Error,
): Promise<T> {
  const { signal, timeout } = limits;
  if (signal === undefined && timeout === undefined) return promise;
  const limit = withResolvers<never>();
  const onAbort = () => limit.reject(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const cancel =
    timeout === undefined ? () => undefined : later(timeout, () => limit.reject(onTimeout(timeout)));
  return Promise.race([limit.promise, promise]).finally(() => {
    cancel();
    signal?.removeEventListener('abort', onAbort);
  });
}

/**
 * A signal that follows others, to be listened to in their place: Node warns of a leak at the eleventh listener of one
 * signal, and many waits may share one.
 */
export function followSignals(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length === 0 ? undefined : AbortSignal.any(given);
}

/** A promise with its ends in hand; a rejection that nobody awaits does no harm. */
export function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((ok, fail) => {
    resolve = ok;
    reject = fail;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
