import { afterEach, describe, expect, it, vi } from 'vitest';
import { Echoes } from '../../../src/session/echoes.js';

afterEach(() => {
  vi.useRealTimers();
});

const action = (type: string, payload: unknown = {}) => JSON.stringify({ type, payload });

describe('an action that comes back', () => {
  it('is known by its content, whatever the order of its keys and the way its numbers are printed (T8)', () => {
    const echoes = new Echoes();
    const echo = echoes.expect(
      action('zoom', { plotId: 'a', level: 0.1 + 0.2, list: [1, { b: 2, c: null }] }),
    );
    echoes.take({ payload: { list: [1, { c: null, b: 2 }], level: 0.3, plotId: 'a' }, type: 'zoom' });
    expect(echo.seen).toBe(true);
  });

  it.each([
    ['another type', 'pan', { plotId: 'a', level: 2 }],
    ['another value', 'zoom', { plotId: 'a', level: 3 }],
    ['a value more', 'zoom', { plotId: 'a', level: 2, more: 1 }],
    ['a value less', 'zoom', { plotId: 'a' }],
    ['another kind of value', 'zoom', { plotId: 'a', level: '2' }],
  ])('is not taken for one with %s', (_what, type, payload) => {
    const echoes = new Echoes();
    const echo = echoes.expect(action('zoom', { plotId: 'a', level: 2 }));
    echoes.take({ type, payload });
    expect(echo.seen).toBe(false);
  });

  it('settles equal ones in the order they were sent, each once', () => {
    const echoes = new Echoes();
    const [first, second] = [echoes.expect(action('zoom')), echoes.expect(action('zoom'))];
    echoes.take({ type: 'zoom', payload: {} });
    expect([first.seen, second.seen]).toEqual([true, false]);
    echoes.take({ type: 'zoom', payload: {} });
    expect(second.seen).toBe(true);
  });

  it('that nobody has sent does nothing', () => {
    const echoes = new Echoes();
    echoes.take({ type: 'zoom', payload: {} });
    echoes.take(null);
    echoes.take('text');
    const echo = echoes.expect(action('zoom'));
    expect(echo.seen).toBe(false);
  });
});

describe('a mark', () => {
  it('is put only where an equal action is on its way and not answered', () => {
    const echoes = new Echoes();
    const text = action('add', { id: 1 });
    expect(echoes.mark(text)).toBe(text);
    const echo = echoes.expect(text);
    const marked = JSON.parse(echoes.mark(text));
    expect(marked).toEqual({ type: 'add', payload: { fireflyClientKey: expect.any(String), id: 1 } });
    expect(JSON.parse(echoes.mark(text))).not.toEqual(marked);
    echo.answered = true;
    expect(echoes.mark(text)).toBe(text);
  });

  it('fits into an empty payload, and behind a type with quotes', () => {
    const echoes = new Echoes();
    const text = action('a "payload":{ b');
    echoes.expect(text);
    expect(JSON.parse(echoes.mark(text))).toEqual({
      type: 'a "payload":{ b',
      payload: { fireflyClientKey: expect.any(String) },
    });
  });
});

describe('waiting for what is to come back', () => {
  it('ends when all of it has', async () => {
    const echoes = new Echoes();
    const expected = [echoes.expect(action('a')), echoes.expect(action('b'))];
    let over = false;
    const wait = echoes.settled(expected).then(() => {
      over = true;
    });
    echoes.take({ type: 'b', payload: {} });
    await Promise.resolve();
    expect(over).toBe(false);
    echoes.take({ type: 'a', payload: {} });
    await wait;
  });

  it('ends a second after the last was sent, and at once where that is past', async () => {
    vi.useFakeTimers();
    const echoes = new Echoes();
    const expected = [echoes.expect(action('a'))];
    let over = false;
    const wait = echoes.settled(expected).then(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    await wait;
    expect(vi.getTimerCount()).toBe(0);
    await echoes.settled(expected);
  });

  it('has no point where sockets have changed', async () => {
    const echoes = new Echoes();
    const expected = [echoes.expect(action('a'))];
    echoes.forget();
    await echoes.settled(expected);
    expect(expected[0]?.seen).toBe(false);
  });
});
