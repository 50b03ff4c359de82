import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../../src/session/heartbeat.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A connection whose other end answers, or not. */
function start(answers: () => boolean, silence = 15_000) {
  const asked: number[] = [];
  const deaths: string[] = [];
  const heartbeat: Heartbeat = new Heartbeat({
    silence,
    ask: () => {
      asked.push(performance.now());
      if (answers()) setTimeout(() => heartbeat.heard(), 10);
    },
    dead: (reason) => deaths.push(reason),
  });
  return { heartbeat, asked, deaths };
}

describe('a heartbeat', () => {
  it('asks after a third of the silence, and goes on as long as it is answered', async () => {
    const { asked, deaths, heartbeat } = start(() => true);
    await passes(4_999);
    expect(asked).toHaveLength(0);
    await passes(2);
    expect(asked).toHaveLength(1);
    await passes(600_000);
    expect(asked.length).toBeGreaterThan(100);
    expect(deaths).toEqual([]);
    heartbeat.stop();
  });

  it('does not ask while something is heard', async () => {
    const { asked, heartbeat } = start(() => true);
    const other = setInterval(() => heartbeat.heard(), 1_000);
    await passes(60_000);
    expect(asked).toEqual([]);
    clearInterval(other);
    heartbeat.stop();
  });

  it('says that the connection is dead after the silence, once, with its length', async () => {
    const { deaths, asked } = start(() => false);
    await passes(14_999);
    expect(deaths).toEqual([]);
    expect(asked).toHaveLength(2);
    await passes(2);
    expect(deaths).toEqual(['nothing was heard from the server for 15 s']);
    await passes(60_000);
    expect(deaths).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that is checked wants an answer within five seconds', async () => {
    let answers = true;
    const { heartbeat, asked, deaths } = start(() => answers);
    heartbeat.check();
    heartbeat.check();
    expect(asked).toHaveLength(1);
    await passes(6_000);
    expect(deaths).toEqual([]);
    answers = false;
    heartbeat.check();
    await passes(4_000);
    expect(deaths).toEqual([]);
    await passes(1_001);
    expect(deaths).toHaveLength(1);
  });

  it('asks at once when the computer has slept, and does not take what it missed for silence', async () => {
    let answers = false;
    const { asked, deaths, heartbeat } = start(() => answers);
    await passes(1_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    answers = true;
    await passes(4_100);
    expect(asked).toHaveLength(1);
    await passes(10_000);
    expect(deaths).toEqual([]);
    heartbeat.stop();
  });
});
