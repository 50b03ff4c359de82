import { describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../src/events/emitter.js';

interface Events {
  point: number;
  ready: undefined;
}

describe('a list of listeners', () => {
  it('tells each listener of its own event, in the order they came', () => {
    const emitter = new Emitter<Events>();
    const heard: string[] = [];
    emitter.on('point', (value) => heard.push(`first ${value}`));
    emitter.on('point', (value) => heard.push(`second ${value}`));
    emitter.on('ready', () => heard.push('ready'));
    emitter.emit('point', 3);
    expect(heard).toEqual(['first 3', 'second 3']);
  });

  it('an event that nobody hears does nothing', () => {
    const emitter = new Emitter<Events>();
    expect(() => emitter.emit('ready', undefined)).not.toThrow();
    expect(emitter.count('ready')).toBe(0);
  });

  it('the same function twice is called twice, and taken off one by one', () => {
    const emitter = new Emitter<Events>();
    const listener = vi.fn();
    const off = emitter.on('point', listener);
    emitter.on('point', listener);
    emitter.emit('point', 1);
    expect(listener).toHaveBeenCalledTimes(2);
    off();
    off();
    expect(emitter.count('point')).toBe(1);
    emitter.emit('point', 2);
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('a listener may take itself off while it is told', () => {
    const emitter = new Emitter<Events>();
    const heard: number[] = [];
    const off = emitter.on('point', (value) => {
      heard.push(value);
      off();
    });
    emitter.emit('point', 1);
    emitter.emit('point', 2);
    expect(heard).toEqual([1]);
  });

  it('one that another has just taken off is not told any more', () => {
    const emitter = new Emitter<Events>();
    const second = vi.fn();
    let offSecond: () => void = () => undefined;
    emitter.on('point', () => offSecond());
    offSecond = emitter.on('point', second);
    emitter.emit('point', 1);
    expect(second).not.toHaveBeenCalled();
  });

  it('one that is added meanwhile hears of the next event first', () => {
    const emitter = new Emitter<Events>();
    const late = vi.fn();
    const off = emitter.on('point', () => {
      off();
      emitter.on('point', late);
    });
    emitter.emit('point', 1);
    expect(late).not.toHaveBeenCalled();
    emitter.emit('point', 2);
    expect(late.mock.calls).toEqual([[2]]);
  });

  it('a listener that throws harms neither the others nor the caller; its error is not swallowed', () => {
    const queued: (() => void)[] = [];
    vi.stubGlobal('queueMicrotask', (job: () => void) => queued.push(job));
    const emitter = new Emitter<Events>();
    const other = vi.fn();
    emitter.on('point', () => {
      throw new Error('mine');
    });
    emitter.on('point', other);
    emitter.emit('point', 1);
    expect(other).toHaveBeenCalledWith(1);
    expect(queued).toHaveLength(1);
    expect(queued[0]).toThrow('mine');
  });

  it('cleared, it has no listeners', () => {
    const emitter = new Emitter<Events>();
    const listener = vi.fn();
    emitter.on('point', listener);
    emitter.clear();
    emitter.emit('point', 1);
    expect(listener).not.toHaveBeenCalled();
    expect(emitter.count('point')).toBe(0);
  });
});
