import { describe, expect, it, vi } from 'vitest';
import { OverflowError } from '../../../src/errors.js';
import { type IterateOptions, iterate } from '../../../src/events/iterate.js';
import { rejectionOf, settled } from './helpers.js';

/** An iterator and the ends of its subscription. */
function makeSource(options: IterateOptions = {}) {
  const off = vi.fn();
  let emit: (value: number | undefined) => void = () => undefined;
  let end: () => void = () => undefined;
  const subscribe = vi.fn((listener: (value: number | undefined) => void, onEnd: () => void) => {
    emit = listener;
    end = onEnd;
    return off;
  });
  const iterator = iterate<number | undefined>('POINT', subscribe, options);
  return {
    iterator,
    off,
    subscribe,
    emit: (value: number | undefined) => emit(value),
    end: () => end(),
  };
}

const value = (given: number | undefined) => ({ done: false, value: given });
const done = { done: true, value: undefined };

describe('events as an iterator', () => {
  it('subscribes at once, so that nothing is missed before the first next()', async () => {
    const { iterator, subscribe, emit } = makeSource();
    expect(subscribe).toHaveBeenCalledTimes(1);
    emit(1);
    emit(2);
    expect(await iterator.next()).toEqual(value(1));
    expect(await iterator.next()).toEqual(value(2));
  });

  it('a next() that comes first waits for the event', async () => {
    const { iterator, emit } = makeSource();
    const next = iterator.next();
    emit(7);
    expect(await next).toEqual(value(7));
  });

  it('hands events out in the order of several next() at once', async () => {
    const { iterator, emit } = makeSource();
    const reads = [iterator.next(), iterator.next(), iterator.next()];
    emit(1);
    reads.push(iterator.next());
    for (const number of [2, 3, 4]) emit(number);
    expect(await Promise.all(reads)).toEqual([1, 2, 3, 4].map(value));
  });

  it('an event without a value is an event', async () => {
    const { iterator, emit } = makeSource();
    emit(undefined);
    emit(1);
    expect(await iterator.next()).toEqual(value(undefined));
    expect(await iterator.next()).toEqual(value(1));
  });

  it('is its own iterable', () => {
    const { iterator } = makeSource();
    expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
  });
});

describe('the end of an iteration', () => {
  it('by break unsubscribes', async () => {
    const { iterator, emit, off } = makeSource();
    for (const number of [1, 2, 3]) emit(number);
    const seen: (number | undefined)[] = [];
    for await (const number of iterator) {
      seen.push(number);
      if (number === 2) break;
    }
    expect(seen).toEqual([1, 2]);
    expect(off).toHaveBeenCalledTimes(1);
    expect(await iterator.next()).toEqual(done);
  });

  it('by await using unsubscribes', async () => {
    const { iterator, off } = makeSource();
    await iterator[Symbol.asyncDispose]();
    expect(off).toHaveBeenCalledTimes(1);
    expect(await iterator.next()).toEqual(done);
  });

  it('by a signal gives what has come before, then ends without an error', async () => {
    const stop = new AbortController();
    const { iterator, emit, off } = makeSource({ signal: stop.signal });
    emit(1);
    stop.abort(new Error('enough'));
    expect(off).toHaveBeenCalledTimes(1);
    expect(await iterator.next()).toEqual(value(1));
    expect(await iterator.next()).toEqual(done);
  });

  it('by a signal ends every next() that waits', async () => {
    const stop = new AbortController();
    const { iterator } = makeSource({ signal: stop.signal });
    const reads = [iterator.next(), iterator.next()];
    stop.abort();
    expect(await Promise.all(reads)).toEqual([done, done]);
  });

  it('by a signal that was aborted before never subscribes', async () => {
    const { iterator, subscribe } = makeSource({ signal: AbortSignal.abort() });
    expect(await iterator.next()).toEqual(done);
    expect(subscribe).not.toHaveBeenCalled();
  });

  it('by the source ends a next() that waits', async () => {
    const { iterator, end } = makeSource();
    const next = iterator.next();
    end();
    expect(await next).toEqual(done);
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, 'removeEventListener');
    const { iterator } = makeSource({ signal });
    await iterator.return?.();
    expect(remove).toHaveBeenCalledWith('abort', expect.any(Function));
  });
});

describe('a slow reader', () => {
  it('gets everything that fits the buffer, then an error that says what to do', async () => {
    const { iterator, emit, off } = makeSource({ buffer: 2 });
    for (const number of [1, 2, 3]) emit(number);
    expect(off).toHaveBeenCalledTimes(1);
    expect(await iterator.next()).toEqual(value(1));
    expect(await iterator.next()).toEqual(value(2));
    const error = await rejectionOf(iterator.next());
    expect(error).toBeInstanceOf(OverflowError);
    expect(error).toMatchObject({
      message: "the reader of 'POINT' is 2 events behind; read faster, or give it a larger buffer",
    });
  });

  it('that keeps up never overflows, however small the buffer', async () => {
    const { iterator, emit } = makeSource({ buffer: 1 });
    const seen: (number | undefined)[] = [];
    const reading = (async () => {
      for await (const number of iterator) {
        seen.push(number);
        if (number === 99) break;
      }
    })();
    for (let number = 0; number < 100; number++) {
      emit(number);
      await settled();
    }
    await reading;
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('has room for 10,000 events when nothing else is said', async () => {
    const { iterator, emit, off } = makeSource();
    for (let number = 0; number < 10_000; number++) emit(number);
    expect(off).not.toHaveBeenCalled();
    emit(10_000);
    expect(off).toHaveBeenCalledTimes(1);
    await iterator.return?.();
    expect(await iterator.next()).toEqual(done);
  });
});
