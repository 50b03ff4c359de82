/** Carries out faults where there is no network: no answer at all is an error, as the client's own transport has it. */
import { AuthenticationError, ConnectionError, TimeoutError } from '../errors.js';
import { later, within } from '../session/timers.js';
import type { CallOptions, CommandReply } from '../transport/types.js';
import type { RequestRule, SocketRule } from './fault-rules.js';
import type { Happening } from './faults.js';
import { serverFailure } from './replies.js';

/** Answers a request that a fault happens to. `run` carries it out. */
export function answerFaultily(
  what: string,
  { rule, removed }: Happening<RequestRule>,
  run: () => CommandReply | Promise<CommandReply>,
  limits: CallOptions,
): Promise<CommandReply> {
  const lost = (how: string) => new ConnectionError(`${what} could not be reached: ${how}`, 'unknown');
  const answer = async (): Promise<CommandReply> => {
    if (rule.fault === 'refuse') throw new ConnectionError(`${what} could not be reached: refused`, 'no');
    if (rule.fault === 'drop') throw lost('the connection was cut');
    if (rule.fault === 'halfOpen') return held(removed, lost('the link was dead'));
    const instead = replyInstead(rule);
    if (instead !== undefined) return instead;
    const reply = await run();
    if (rule.fault === 'late') await pause(rule.ms, removed);
    else if (rule.fault === 'stall') return held(removed, lost('the answer stopped'));
    else throw lost(rule.fault === 'cut' ? 'terminated' : 'the connection was cut');
    return reply;
  };
  return within(answer(), limits, (ms) => new TimeoutError(`${what} did not answer`, ms));
}

/** The answer of a fault that has one of its own. */
export function replyInstead(rule: RequestRule): CommandReply | undefined {
  switch (rule.fault) {
    case 'wrongType':
      return {
        status: 200,
        contentType: rule.contentType ?? 'text/html;charset=utf-8',
        text: rule.text ?? '<!doctype html><title>Please wait</title><p>Something else answers here.</p>',
      };
    case 'status': {
      const failure = serverFailure();
      return { ...failure, status: rule.status ?? failure.status, text: rule.text ?? failure.text };
    }
    case 'redirect':
      return { status: 302, contentType: '', location: rule.location ?? '/login', text: '' };
    default:
      return undefined;
  }
}

/** Goes through the handshake of a socket that a fault happens to; rejects where there is to be no socket. */
export function shakeHands(
  what: string,
  { rule, removed }: Happening<SocketRule>,
  limits: CallOptions,
): Promise<void> {
  const shake = async (): Promise<void> => {
    if (rule.fault === 'late') await pause(rule.ms, removed);
    else if (rule.fault === 'stall') await held(removed, new ConnectionError(`${what} was given up`, 'no'));
    else if (rule.fault === 'refuse') throw refused(what, rule.status ?? 503);
  };
  return within(shake(), limits, (ms) => new TimeoutError(`${what} did not open`, ms));
}

function refused(what: string, status: number): Error {
  const text = `${what} was refused (HTTP ${status})`;
  return status === 401 || status === 403 || status < 400
    ? new AuthenticationError(`${text}: a token may be needed`)
    : new ConnectionError(text, 'no');
}

/** Never ends, unless the fault is removed. */
function held(removed: AbortSignal, end: Error): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (removed.aborted) reject(end);
    else removed.addEventListener('abort', () => reject(end), { once: true });
  });
}

/** Passes, or ends when the fault is removed. */
function pause(ms: number, removed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      removed.removeEventListener('abort', done);
      resolve();
    };
    const cancel = later(ms, done);
    removed.addEventListener('abort', done, { once: true });
  });
}
