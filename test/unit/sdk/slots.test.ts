import { describe, expect, it } from 'vitest';
import { Slots } from '../../../src/client/slots.js';
import { withResolvers } from '../../../src/session/timers.js';
import { rejectionOf, settled } from './helpers.js';

/** Jobs that end when told. */
function makeJobs(slots: Slots) {
  const started: string[] = [];
  const start = (name: string, signal?: AbortSignal) => {
    const end = withResolvers<string>();
    const run = slots.run(() => {
      started.push(name);
      return end.promise;
    }, signal);
    return { run, end: () => end.resolve(name), fail: (error: Error) => end.reject(error) };
  };
  return { started, start };
}

describe('slots', () => {
  it('run as many jobs at a time as there are slots, the rest in the order they came', async () => {
    const { started, start } = makeJobs(new Slots(2));
    const [a, b, c, d] = [start('a'), start('b'), start('c'), start('d')];
    await settled();
    expect(started).toEqual(['a', 'b']);
    b.end();
    expect(await b.run).toBe('b');
    await settled();
    expect(started).toEqual(['a', 'b', 'c']);
    a.end();
    c.end();
    await Promise.all([a.run, c.run]);
    d.end();
    expect(await d.run).toBe('d');
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('a job that fails tells its caller and frees its slot', async () => {
    const { started, start } = makeJobs(new Slots(1));
    const [bad, good] = [start('bad'), start('good')];
    const error = new Error('no such file');
    bad.fail(error);
    expect(await rejectionOf(bad.run)).toBe(error);
    good.end();
    expect(await good.run).toBe('good');
    expect(started).toEqual(['bad', 'good']);
  });

  it('a job whose signal is aborted before its turn never starts, and the next one does', async () => {
    const { started, start } = makeJobs(new Slots(1));
    const stop = new AbortController();
    const first = start('first');
    const second = rejectionOf(start('second', stop.signal).run);
    const third = start('third');
    const reason = new Error('superseded');
    stop.abort(reason);
    first.end();
    expect(await second).toBe(reason);
    third.end();
    await third.run;
    expect(started).toEqual(['first', 'third']);
  });

  it('a job that has started is not stopped by its signal', async () => {
    const { start } = makeJobs(new Slots(1));
    const stop = new AbortController();
    const job = start('a', stop.signal);
    await settled();
    stop.abort();
    job.end();
    expect(await job.run).toBe('a');
  });

  it('slots that were all free again are all used again', async () => {
    const slots = new Slots(2);
    await Promise.all([1, 2, 3, 4, 5].map((number) => slots.run(() => Promise.resolve(number))));
    const { started, start } = makeJobs(slots);
    const jobs = ['a', 'b', 'c'].map((name) => start(name));
    await settled();
    expect(started).toEqual(['a', 'b']);
    for (const job of jobs) job.end();
    await Promise.all(jobs.map((job) => job.run));
  });
});
