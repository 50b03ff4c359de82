import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeoutError } from '../../../src/errors.js';
import { every, later, within, withResolvers } from '../../../src/session/timers.js';
import { rejectionOf } from './helpers.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const expired = (ms: number) => new TimeoutError('it did not happen', ms);
const never = (): Promise<string> => new Promise(() => undefined);

describe('a wait with limits', () => {
  it('without any is the promise itself', () => {
    const promise = never();
    expect(within(promise, {}, expired)).toBe(promise);
  });

  it('gives what the promise gives, and leaves no timer behind', async () => {
    const { promise, resolve } = withResolvers<string>();
    const wait = within(promise, { timeout: 1000 }, expired);
    expect(vi.getTimerCount()).toBe(1);
    resolve('here');
    expect(await wait).toBe('here');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails as the promise fails', async () => {
    const error = new Error('no');
    expect(await rejectionOf(within(Promise.reject(error), { timeout: 1000 }, expired))).toBe(error);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is given up after the timeout, not before', async () => {
    let outcome: unknown = 'waiting';
    const wait = rejectionOf(within(never(), { timeout: 1000 }, expired)).then((error) => {
      outcome = error;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(outcome).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    await wait;
    expect(outcome).toEqual(new TimeoutError('it did not happen', 1000));
    expect(outcome).toMatchObject({ timeout: 1000, message: 'it did not happen (waited 1000 ms)' });
  });

  it('ends with the reason of its signal, and leaves neither timer nor listener behind', async () => {
    const stop = new AbortController();
    const remove = vi.spyOn(stop.signal, 'removeEventListener');
    const wait = rejectionOf(within(never(), { signal: stop.signal, timeout: 1000 }, expired));
    const reason = new Error('changed my mind');
    stop.abort(reason);
    expect(await wait).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it('that timed out listens to its signal no longer, although the promise goes on', async () => {
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, 'removeEventListener');
    const wait = rejectionOf(within(never(), { signal, timeout: 5 }, expired));
    await vi.advanceTimersByTimeAsync(5);
    expect(await wait).toBeInstanceOf(TimeoutError);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it('with a signal aborted before fails, even when the promise is there', async () => {
    const reason = new Error('too late');
    const wait = within(Promise.resolve('here'), { signal: AbortSignal.abort(reason) }, expired);
    expect(await rejectionOf(wait)).toBe(reason);
  });

  it('with a signal aborted before leaves no rejection of the promise unhandled', async () => {
    vi.useRealTimers();
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    let fail: (error: Error) => void = () => undefined;
    const promise = new Promise<string>((_, reject) => {
      fail = reject;
    });
    await rejectionOf(within(promise, { signal: AbortSignal.abort() }, expired));
    fail(new Error('nobody asked'));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 31, 1e12])('of %d ms is not over at once', async (timeout) => {
    const { promise, resolve } = withResolvers<string>();
    const wait = within(promise, { timeout }, expired);
    await vi.advanceTimersByTimeAsync(24 * 3600 * 1000);
    resolve('a day later');
    expect(await wait).toBe('a day later');
  });
});

describe('timers', () => {
  it('run once after their time, unless they are cancelled', () => {
    const [kept, cancelled] = [vi.fn(), vi.fn()];
    later(10, kept);
    later(10, cancelled)();
    vi.advanceTimersByTime(100);
    expect(kept).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });

  it('run again and again until they are cancelled', () => {
    const tick = vi.fn();
    const cancel = every(10, tick);
    vi.advanceTimersByTime(35);
    cancel();
    vi.advanceTimersByTime(35);
    expect(tick).toHaveBeenCalledTimes(3);
  });

  it('do not keep the process alive', () => {
    vi.useRealTimers();
    const timeout = vi.spyOn(globalThis, 'setTimeout');
    const interval = vi.spyOn(globalThis, 'setInterval');
    const cancels = [later(10_000, () => undefined), every(10_000, () => undefined)];
    const timers = [timeout.mock.results[0]?.value, interval.mock.results[0]?.value];
    expect(timers.map((timer) => timer?.hasRef())).toEqual([false, false]);
    for (const cancel of cancels) cancel();
  });
});
