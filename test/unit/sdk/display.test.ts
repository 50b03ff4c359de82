import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DisplayError, NoViewerError, SupersededError, TimeoutError } from '../../../src/errors.js';
import { Commands } from '../../../src/server/commands.js';
import { Display, type Outcome } from '../../../src/session/display.js';
import { type Report, Session } from '../../../src/session/session.js';
import { withResolvers } from '../../../src/session/timers.js';
import { rejectionOf } from './helpers.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const LIMIT = 60_000;

/** A display whose reports say by themselves what they mean, and the actions that were sent for it. */
function makeDisplay(limit = LIMIT) {
  const actions: string[] = [];
  const ok = { status: 200, contentType: 'application/json', text: '[{"success":true}]' };
  const transport = {
    commands: {
      probe: async () => ok,
      command: async (_cmd: string, params: Readonly<Record<string, string>>) => {
        const action = params['action'] ?? '';
        actions.push(action);
        // The server's copy comes back to our own socket: it is not deaf.
        session.events.emit('frame', { name: 'FLUX_ACTION', data: JSON.parse(action) });
        return ok;
      },
      download: () => Promise.reject(new Error('nothing is downloaded here')),
      submit: async () => ok,
      upload: async () => ok,
    },
    events: { open: () => Promise.reject(new Error('not needed')) },
    close: () => undefined,
  };
  const commands = new Commands(transport.commands, 'http://h/firefly');
  const session = new Session('c', 'http://h/firefly?__wsch=c', commands, transport, 'n');
  const outcomes = new Map<unknown, Outcome<string> | undefined>();
  const display = new Display<string>(
    session,
    { subject: "image 'a'", watch: ['shown', 'failed'], match: (_type, report) => outcomes.get(report) },
    limit,
  );
  display.departed = true;
  const report = (outcome: Outcome<string> | undefined, type = 'shown'): boolean => {
    const given: Report = { type };
    outcomes.set(given, outcome);
    return display.take(type, given);
  };
  const answerPulse = (pulse: number) =>
    session.events.emit('report', { report: { pulse }, watched: 'ffc.pulse.n' });
  return { display, session, actions, report, answerPulse };
}

const failure = new DisplayError("image 'a'", 'no such file', {});

describe('a display', () => {
  it('resolves with what was displayed', async () => {
    const { display, report } = makeDisplay();
    expect(report({ displayed: 'here' })).toBe(true);
    expect(await display.promise).toBe('here');
    expect(display.settled).toBe(true);
    expect(display.failure).toBeUndefined();
  });

  it('rejects with the failure', async () => {
    const { display, report } = makeDisplay();
    expect(report({ failed: failure }, 'failed')).toBe(true);
    expect(await rejectionOf(display.promise)).toBe(failure);
    expect(display.failure).toBe(failure);
  });

  it('leaves reports to others that are about something else, of another type, too early or too late', async () => {
    const { display, report } = makeDisplay();
    expect(report(undefined)).toBe(false);
    expect(report({ displayed: 'x' }, 'other')).toBe(false);
    display.departed = false;
    expect(report({ displayed: 'x' })).toBe(false);
    expect(display.settled).toBe(false);
    display.departed = true;
    report({ displayed: 'first' });
    expect(report({ displayed: 'second' })).toBe(false);
    expect(await display.promise).toBe('first');
  });

  it('settles once: what fails it later changes nothing', async () => {
    const { display, report } = makeDisplay();
    report({ displayed: 'here' });
    display.fail(failure);
    display.supersede('a later one');
    expect(await display.promise).toBe('here');
    expect(display.failure).toBeUndefined();
  });

  it('that is superseded says by what', async () => {
    const { display } = makeDisplay();
    display.supersede("a later image 'a'");
    const error = await rejectionOf(display.promise);
    expect(error).toBeInstanceOf(SupersededError);
    expect(error).toMatchObject({ message: "image 'a' was superseded by a later image 'a'" });
  });

  it('has its types reported, and takes that back a while after it ends', async () => {
    const { display, session, actions, report } = makeDisplay();
    expect(['shown', 'failed'].map((type) => session.watches.isWatched(type))).toEqual([true, true]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(actions.filter((action) => action.includes('extensionAdd'))).toHaveLength(2);
    report({ displayed: 'here' });
    await display.promise;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(actions.filter((action) => action.includes('extensionRemove'))).toHaveLength(2);
    expect(session.watches.isWatched('shown')).toBe(false);
  });
});

describe('an outcome for the time being', () => {
  it('counts when nothing else is heard in its time', async () => {
    const { display, report } = makeDisplay();
    report({ provisional: 'plotted', after: 1_000 });
    await vi.advanceTimersByTimeAsync(999);
    expect(display.settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await display.promise).toBe('plotted');
  });

  it('gives way to the last word', async () => {
    const { display, report } = makeDisplay();
    report({ provisional: 'plotted', after: 1_000 });
    report({ displayed: 'with pixels' });
    expect(await display.promise).toBe('with pixels');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives way to a failure', async () => {
    const { display, report } = makeDisplay();
    report({ provisional: 'plotted', after: 1_000 });
    report({ failed: failure });
    expect(await rejectionOf(display.promise)).toBe(failure);
  });

  it('counts no longer when it goes on', async () => {
    const { display, report } = makeDisplay();
    report({ provisional: 'added', after: 1_000 });
    report({ underway: true });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(display.settled).toBe(false);
    report({ displayed: 'drawn' });
    expect(await display.promise).toBe('drawn');
  });

  it('starts its time again with the next one', async () => {
    const { display, report } = makeDisplay();
    report({ provisional: 'first', after: 1_000 });
    await vi.advanceTimersByTimeAsync(900);
    report({ provisional: 'second', after: 1_000 });
    await vi.advanceTimersByTimeAsync(900);
    expect(display.settled).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(await display.promise).toBe('second');
  });
});

describe('an outcome that has to be asked for', () => {
  it('is the answer', async () => {
    const { display, report } = makeDisplay();
    const answer = withResolvers<Outcome<string> | undefined>();
    report({ asking: answer.promise });
    expect(display.settled).toBe(false);
    answer.resolve({ failed: failure });
    expect(await rejectionOf(display.promise)).toBe(failure);
  });

  it('without an answer leaves the display as it was', async () => {
    const { display, report } = makeDisplay();
    report({ asking: Promise.resolve(undefined) });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(display.settled).toBe(false);
    report({ displayed: 'here' });
    expect(await display.promise).toBe('here');
  });

  it('that cannot be asked for is a failure', async () => {
    const { display, report } = makeDisplay();
    report({ asking: Promise.reject(new Error('server down')) });
    expect(await rejectionOf(display.promise)).toEqual(new Error('server down'));
  });

  it('comes too late when the display has ended meanwhile', async () => {
    const { display, report } = makeDisplay();
    const answer = withResolvers<Outcome<string> | undefined>();
    report({ asking: answer.promise });
    report({ displayed: 'here' });
    answer.resolve({ failed: failure });
    await vi.advanceTimersByTimeAsync(0);
    expect(await display.promise).toBe('here');
  });
});

describe('silence', () => {
  it('ends when its time is over, with a viewer that answers', async () => {
    const { display, actions, answerPulse } = makeDisplay(10_000);
    const failed = rejectionOf(display.promise);
    display.published();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(actions.some((action) => action.includes('ffc.pulse.n'))).toBe(true);
    answerPulse(1);
    await vi.advanceTimersByTimeAsync(6_999);
    expect(display.settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    const error = await failed;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeout: 10_000 });
  });

  it('ends sooner when there is no viewer', async () => {
    const { display } = makeDisplay();
    const failed = rejectionOf(display.promise);
    display.published();
    await vi.advanceTimersByTimeAsync(7_000);
    const error = await failed;
    expect(error).toBeInstanceOf(NoViewerError);
    expect(String(error)).toContain('http://h/firefly?__wsch=c');
  });

  it('asks nobody when the display has ended', async () => {
    const { display, actions, report } = makeDisplay();
    display.published();
    report({ displayed: 'here' });
    await vi.advanceTimersByTimeAsync(100_000);
    expect(actions.filter((action) => action.includes('"type":"ffc.pulse'))).toEqual([]);
  });

  it('is not counted before the action was published', async () => {
    const { display } = makeDisplay(1_000);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(display.settled).toBe(false);
  });
});

describe('waiting for a display', () => {
  it('has a limit of its own; the display goes on', async () => {
    const { display, report } = makeDisplay();
    const wait = rejectionOf(display.wait({ timeout: 100 }));
    await vi.advanceTimersByTimeAsync(100);
    expect(await wait).toMatchObject({
      name: 'TimeoutError',
      message: "image 'a' was not reported as displayed (waited 100 ms)",
    });
    report({ displayed: 'here' });
    expect(await display.wait({})).toBe('here');
  });

  it('longer than the display’s own limit makes that longer', async () => {
    const { display, report, answerPulse } = makeDisplay(5_000);
    display.published();
    const wait = display.wait({ timeout: 20_000 });
    await vi.advanceTimersByTimeAsync(3_000);
    answerPulse(1);
    await vi.advanceTimersByTimeAsync(16_999);
    report({ displayed: 'late' });
    expect(await wait).toBe('late');
  });

  it('longer and longer still ends, when the longest wait is over', async () => {
    const { display, answerPulse } = makeDisplay(5_000);
    display.published();
    const waits = [rejectionOf(display.wait({ timeout: 20_000 }))];
    await vi.advanceTimersByTimeAsync(3_000);
    answerPulse(1);
    await vi.advanceTimersByTimeAsync(7_000);
    waits.push(rejectionOf(display.wait({ timeout: 25_000 })));
    await vi.advanceTimersByTimeAsync(14_999);
    expect(display.settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await Promise.all(waits)).toMatchObject([{ timeout: 20_000 }, { timeout: 25_000 }]);
  });

  it('marks the outcome as somebody’s business', () => {
    const { display } = makeDisplay();
    expect(display.observed).toBe(false);
    display.wait({}).catch(() => undefined);
    expect(display.observed).toBe(true);
  });

  it('by nobody, a failure harms nobody', async () => {
    vi.useRealTimers();
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    makeDisplay().display.fail(failure);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
