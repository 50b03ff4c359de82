import { describe, expect, it, vi } from 'vitest';
import { Outbox, type Parcel } from '../../../src/session/outbox.js';
import { withResolvers } from '../../../src/session/timers.js';
import { rejectionOf, settled } from './helpers.js';

const parcel = (more: Partial<Parcel> = {}): Parcel => ({
  keys: [],
  deliver: async () => undefined,
  ...more,
});

describe('what may wait', () => {
  it('is bounded by count and by size, of what waits and what is under way', async () => {
    const never = withResolvers<void>();
    const full = new Error('full');
    const outbox = new Outbox({ maxCount: 3, maxSize: 100, full: () => full });
    const first = outbox.add(parcel({ size: 60, deliver: () => never.promise }));
    await settled();
    expect(await rejectionOf(outbox.add(parcel({ size: 41 })))).toBe(full);
    const second = outbox.add(parcel({ size: 40 }));
    const third = outbox.add(parcel());
    expect(await rejectionOf(outbox.add(parcel()))).toBe(full);
    expect(outbox.state).toEqual({ waiting: 2, underWay: 1, size: 100 });
    never.resolve();
    await Promise.all([first, second, third]);
    expect(outbox.state).toEqual({ waiting: 0, underWay: 0, size: 0 });
    await outbox.add(parcel({ size: 100 }));
  });

  it('does not count what is not the caller’s: housekeeping always has room', async () => {
    const never = withResolvers<void>();
    const outbox = new Outbox({ maxCount: 1, full: () => new Error('full') });
    const first = outbox.add(parcel({ deliver: () => never.promise }));
    const pulse = outbox.add(parcel({ passes: true }));
    never.resolve();
    await Promise.all([first, pulse]);
  });
});

describe('limits of one parcel', () => {
  const gaveUp: Parcel['gaveUp'] = ({ departed }) => new Error(departed ? 'unknown' : 'not sent');

  it('take it out of the line while it waits', async () => {
    vi.useFakeTimers();
    const outbox = new Outbox();
    const left: string[] = [];
    const deliver = (name: string) => async () => void left.push(name);
    const stop = new AbortController();
    const never = withResolvers<void>();
    const held = outbox.add(parcel({ keys: ['a'], ready: never.promise, signal: stop.signal }));
    const late = outbox.add(parcel({ keys: ['a'], timeout: 50, gaveUp, deliver: deliver('late') }));
    const next = outbox.add(parcel({ keys: ['a'], deliver: deliver('next') }));
    const failures = [rejectionOf(held), rejectionOf(late)];
    await vi.advanceTimersByTimeAsync(51);
    const reason = new Error('enough');
    stop.abort(reason);
    await next;
    expect(await Promise.all(failures)).toEqual([reason, new Error('not sent')]);
    expect(left).toEqual(['next']);
    vi.useRealTimers();
  });

  it('end the wait of the caller, not the delivery, once it has left', async () => {
    vi.useFakeTimers();
    const outbox = new Outbox();
    const delivery = withResolvers<void>();
    const wanted: boolean[] = [];
    const deliver = async (isWanted: () => boolean) => {
      wanted.push(isWanted());
      await delivery.promise;
      wanted.push(isWanted());
    };
    const failure = rejectionOf(outbox.add(parcel({ timeout: 50, gaveUp, deliver })));
    const next = outbox.add(parcel());
    await vi.advanceTimersByTimeAsync(51);
    expect(await failure).toEqual(new Error('unknown'));
    expect(outbox.state).toEqual({ waiting: 1, underWay: 1, size: 0 });
    delivery.resolve();
    await next;
    expect(wanted).toEqual([true, false]);
    vi.useRealTimers();
  });

  it('that are over before it is queued are told at once', async () => {
    const outbox = new Outbox();
    const reason = new Error('never wanted');
    expect(await rejectionOf(outbox.add(parcel({ signal: AbortSignal.abort(reason) })))).toBe(reason);
    expect(outbox.size).toBe(0);
  });
});

describe('the gate', () => {
  it('decides how many are under way, and sees each before it leaves', async () => {
    const seen: unknown[] = [];
    const left: number[] = [];
    const deliveries = Array.from({ length: 5 }, () => withResolvers<void>());
    const outbox = new Outbox<Parcel & { readonly id: number }>({
      gate: ({ id }, { underWay }) => {
        seen.push(id);
        return underWay < 2;
      },
    });
    const departure = (id: number, delivery: Promise<void>) => {
      left.push(id);
      return delivery;
    };
    const sent = deliveries.map(({ promise }, id) =>
      outbox.add({ id, keys: ['a'], deliver: () => departure(id, promise) }),
    );
    await settled();
    expect(left).toEqual([0, 1]);
    expect(seen).toEqual([0, 1, 2]);
    deliveries[1]?.resolve();
    await settled();
    expect(left).toEqual([0, 1, 2]);
    for (const { resolve } of deliveries) resolve();
    await Promise.all(sent);
    expect(left).toEqual([0, 1, 2, 3, 4]);
  });

  it('that was closed is looked at again when it is told to', async () => {
    let isOpen = false;
    const outbox = new Outbox({ gate: () => isOpen });
    const sent = outbox.add(parcel());
    await settled();
    expect(outbox.state.waiting).toBe(1);
    isOpen = true;
    outbox.pump();
    await sent;
  });
});

it('what goes ahead leaves before everything that waits, the last called first', async () => {
  const outbox = new Outbox();
  const left: string[] = [];
  const add = (name: string, more: Partial<Parcel> = {}) =>
    outbox.add(parcel({ ...more, deliver: async () => void left.push(name) }));
  await Promise.all([
    add('a'),
    add('b', { barrier: true }),
    add('c'),
    add('x', { ahead: true, passes: true }),
  ]);
  expect(left).toEqual(['x', 'a', 'b', 'c']);
});
