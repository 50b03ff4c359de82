import { describe, expect, it } from 'vitest';
import { Outbox, type Parcel } from '../../../src/session/outbox.js';
import { withResolvers } from '../../../src/session/timers.js';
import { rejectionOf, settled } from './helpers.js';

/** A queue that keeps the names of what has left, in order. */
function makeQueue() {
  const outbox = new Outbox();
  const left: string[] = [];
  const add = (name: string, parcel: Partial<Parcel> = {}) =>
    outbox.add({
      keys: parcel.keys ?? [],
      ...parcel,
      deliver: async (isWanted) => {
        left.push(name);
        await parcel.deliver?.(isWanted);
      },
    });
  return { outbox, left, add };
}

describe('the queue of a channel', () => {
  it('sends in the order of the calls', async () => {
    const { left, add } = makeQueue();
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => add(name)));
    expect(left).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sends nothing within the call itself', async () => {
    const { left, add } = makeQueue();
    const sent = add('a');
    expect(left).toEqual([]);
    await sent;
    expect(left).toEqual(['a']);
  });

  it('sends one at a time', async () => {
    const { left, add } = makeQueue();
    const first = withResolvers<void>();
    const sent = add('slow', { deliver: () => first.promise });
    const next = add('next');
    await settled();
    expect(left).toEqual(['slow']);
    first.resolve();
    await Promise.all([sent, next]);
    expect(left).toEqual(['slow', 'next']);
  });

  it('a call resolves only when its own parcel was delivered', async () => {
    const { add } = makeQueue();
    const gate = withResolvers<void>();
    let done = false;
    const sent = add('a', { deliver: () => gate.promise }).then(() => {
      done = true;
    });
    await settled();
    expect(done).toBe(false);
    gate.resolve();
    await sent;
    expect(done).toBe(true);
  });

  it('what waits lets other ids pass, and not its own', async () => {
    const { left, add } = makeQueue();
    const upload = withResolvers<void>();
    const sent = [
      add('show m31', { keys: ['plot:m31'], ready: upload.promise }),
      add('zoom m31', { keys: ['plot:m31'] }),
      add('show m33', { keys: ['plot:m33'] }),
      add('nothing in particular'),
    ];
    await settled();
    expect(left).toEqual(['show m33', 'nothing in particular']);
    upload.resolve();
    await Promise.all(sent);
    expect(left).toEqual(['show m33', 'nothing in particular', 'show m31', 'zoom m31']);
  });

  it('what concerns two ids waits for both and holds both up', async () => {
    const { left, add } = makeQueue();
    const [a, b] = [withResolvers<void>(), withResolvers<void>()];
    const sent = [
      add('a', { keys: ['a'], ready: a.promise }),
      add('b', { keys: ['b'], ready: b.promise }),
      add('both', { keys: ['a', 'b'] }),
      add('a again', { keys: ['a'] }),
    ];
    b.resolve();
    await settled();
    expect(left).toEqual(['b']);
    a.resolve();
    await Promise.all(sent);
    expect(left).toEqual(['b', 'a', 'both', 'a again']);
  });

  it('an id named twice in one call does not make it wait for itself', async () => {
    const { left, add } = makeQueue();
    await add('twice', { keys: ['a', 'a'] });
    await add('after', { keys: ['a'] });
    expect(left).toEqual(['twice', 'after']);
  });

  it('of several that become ready at once the first called leaves first', async () => {
    const { left, add } = makeQueue();
    const go = withResolvers<void>();
    const sent = [
      add('first', { keys: ['a'], ready: go.promise }),
      add('second', { keys: ['b'], ready: go.promise }),
      add('third', { keys: ['a'] }),
    ];
    go.resolve();
    await Promise.all(sent);
    expect(left).toEqual(['first', 'second', 'third']);
  });
});

describe('a barrier', () => {
  it('lets nothing pass either way', async () => {
    const { left, add } = makeQueue();
    const upload = withResolvers<void>();
    const sent = [
      add('a', { keys: ['a'], ready: upload.promise }),
      add('b', { keys: ['b'] }),
      add('empty', { barrier: true }),
      add('c', { keys: ['c'] }),
      add('d'),
    ];
    await settled();
    expect(left).toEqual(['b']);
    upload.resolve();
    await Promise.all(sent);
    expect(left).toEqual(['b', 'a', 'empty', 'c', 'd']);
  });

  it('does not hold up what an emptied viewer would not lose, which keeps its place among its ids', async () => {
    const { left, add } = makeQueue();
    const go = withResolvers<void>();
    const sent = [
      add('a', { keys: ['a'], ready: go.promise }),
      add('empty', { barrier: true }),
      add('b', { keys: ['b'] }),
      add('pulse', { passes: true }),
      add('watch of a', { keys: ['a'], passes: true }),
    ];
    await settled();
    expect(left).toEqual(['pulse']);
    go.resolve();
    await Promise.all(sent);
    expect(left).toEqual(['pulse', 'a', 'empty', 'b', 'watch of a']);
  });

  it('waits for another barrier', async () => {
    const { left, add } = makeQueue();
    const go = withResolvers<void>();
    const sent = [
      add('one', { barrier: true, ready: go.promise }),
      add('two', { barrier: true }),
      add('after'),
    ];
    await settled();
    expect(left).toEqual([]);
    go.resolve();
    await Promise.all(sent);
    expect(left).toEqual(['one', 'two', 'after']);
  });

  it('that fails lets the rest go at once, each id in its order', async () => {
    const { left, add } = makeQueue();
    const [upload, viewer] = [withResolvers<void>(), withResolvers<void>()];
    const a = add('a', { keys: ['a'], ready: upload.promise });
    const failed = rejectionOf(add('empty', { barrier: true, ready: viewer.promise }));
    const [c, again] = [add('c', { keys: ['c'] }), add('a again', { keys: ['a'] })];
    viewer.reject(new Error('nobody there'));
    expect(await failed).toEqual(new Error('nobody there'));
    await c;
    expect(left).toEqual(['c']);
    upload.resolve();
    await Promise.all([a, again]);
    expect(left).toEqual(['c', 'a', 'a again']);
  });
});

describe('a failure', () => {
  it('of what a parcel waits for takes it out, unsent, and lets the rest go on', async () => {
    const { left, add, outbox } = makeQueue();
    const upload = withResolvers<void>();
    const failed = rejectionOf(add('show', { keys: ['a'], ready: upload.promise }));
    const next = add('next', { keys: ['a'] });
    const error = new Error('no such file');
    upload.reject(error);
    expect(await failed).toBe(error);
    await next;
    expect(left).toEqual(['next']);
    expect(outbox.size).toBe(0);
  });

  it('in the middle of an id does not let a later call overtake an earlier one', async () => {
    const { left, add } = makeQueue();
    const [first, second] = [withResolvers<void>(), withResolvers<void>()];
    const one = add('one', { keys: ['a'], ready: first.promise });
    const two = rejectionOf(add('two', { keys: ['a'], ready: second.promise }));
    const three = add('three', { keys: ['a'] });
    second.reject(new Error('no such file'));
    await two;
    const four = add('four', { keys: ['a'] });
    await settled();
    expect(left).toEqual([]);
    first.resolve();
    await Promise.all([one, three, four]);
    expect(left).toEqual(['one', 'three', 'four']);
  });

  it('of a call on two ids does not tie them together', async () => {
    const { left, add } = makeQueue();
    const [upload, other] = [withResolvers<void>(), withResolvers<void>()];
    const a = add('a', { keys: ['a'], ready: upload.promise });
    const both = rejectionOf(add('both', { keys: ['a', 'b'], ready: other.promise }));
    const b = add('b', { keys: ['b'] });
    other.reject(new Error('gone'));
    await both;
    await b;
    expect(left).toEqual(['b']);
    upload.resolve();
    await a;
  });

  it('of a delivery is told to its caller, and the next one is sent', async () => {
    const { left, add } = makeQueue();
    const error = new Error('refused');
    const failed = rejectionOf(add('bad', { keys: ['a'], deliver: () => Promise.reject(error) }));
    await add('good', { keys: ['a'] });
    expect(await failed).toBe(error);
    expect(left).toEqual(['bad', 'good']);
  });

  it('thrown by a delivery before it becomes a promise is told the same way', async () => {
    const outbox = new Outbox();
    const error = new Error('cannot be printed');
    const bad = outbox.add({
      keys: [],
      deliver: () => {
        throw error;
      },
    });
    expect(await rejectionOf(bad)).toBe(error);
    await outbox.add({ keys: [], deliver: () => Promise.resolve() });
  });
});

describe('closing', () => {
  it('rejects what was not sent and refuses what comes', async () => {
    const { left, add, outbox } = makeQueue();
    const never = withResolvers<void>();
    const held = rejectionOf(add('held', { keys: ['a'], ready: never.promise }));
    const behind = rejectionOf(add('behind', { keys: ['a'] }));
    const fresh = rejectionOf(add('fresh'));
    const reason = new Error('closed');
    outbox.close(reason);
    expect(await Promise.all([held, behind, fresh])).toEqual([reason, reason, reason]);
    expect(await rejectionOf(add('late'))).toBe(reason);
    never.resolve();
    await settled();
    expect(left).toEqual([]);
    expect(outbox.size).toBe(0);
  });

  it('ends the wait of the one on its way, and sends no other', async () => {
    const { left, add, outbox } = makeQueue();
    const gate = withResolvers<void>();
    const sent = rejectionOf(add('on its way', { deliver: () => gate.promise }));
    const next = rejectionOf(add('next'));
    await settled();
    outbox.close(new Error('closed'));
    expect(await sent).toEqual(new Error('closed'));
    expect(await next).toEqual(new Error('closed'));
    gate.resolve();
    await settled();
    expect(left).toEqual(['on its way']);
  });
});

describe('drained', () => {
  it('resolves at once when there is nothing to send', async () => {
    await new Outbox().drained();
  });

  it('resolves when the last one has left or failed', async () => {
    const { add, outbox } = makeQueue();
    const upload = withResolvers<void>();
    let drained = false;
    const failed = rejectionOf(add('held', { keys: ['a'], ready: upload.promise }));
    const sent = add('sent');
    const end = outbox.drained().then(() => {
      drained = true;
    });
    await sent;
    expect(outbox.size).toBe(1);
    await settled();
    expect(drained).toBe(false);
    upload.reject(new Error('no such file'));
    await Promise.all([failed, end]);
    expect(drained).toBe(true);
  });
});
