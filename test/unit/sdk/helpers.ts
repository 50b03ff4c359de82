import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { ArgumentError } from '../../../src/errors.js';
import { isRecord, parseJson } from '../../../src/schema/json.js';

/** A function of whatever arguments: what a caller without types may do. */
export type Callable = (...args: never[]) => unknown;

/** Calls a function with arguments that its types would refuse. */
export function callWith(fn: Callable, args: readonly unknown[]): unknown {
  return Reflect.apply(fn, undefined, args);
}

/** What a call throws; fails when it throws nothing. */
export function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** The ArgumentError a call throws; anything else is a failure. */
export function argumentErrorOf(fn: () => unknown): ArgumentError {
  const error = thrownBy(fn);
  expect(error).toBeInstanceOf(ArgumentError);
  if (!(error instanceof ArgumentError)) throw error;
  return error;
}

/** What a promise rejects with; fails when it resolves. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`resolved with ${String(outcome.value)}`);
}

/** Freezes a value and all that hangs on it, so that a change of it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const key of Reflect.ownKeys(value)) deepFreeze(Reflect.get(value, key));
  }
  return value;
}

/** Lets everything run that is due without waiting for time. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const recordings: unknown = parseJson(
  readFileSync(new URL('../../fixtures/frames/viewer.json', import.meta.url), 'utf8'),
);

/** A recorded report of a real viewer, with members changed. */
export function recorded(
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const frame = isRecord(recordings) ? recordings[name] : undefined;
  const data = isRecord(frame) ? frame['data'] : undefined;
  if (!isRecord(data)) throw new Error(`there is no recording "${name}"`);
  return { ...structuredClone(data), ...changes };
}

/** Recorded answers of a real server. */
const replies: readonly unknown[] = readFileSync(
  new URL('../../fixtures/commands/server-replies.jsonl', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line !== '')
  .map(parseJson);

/** A recorded answer of a real server, by its id. */
export function recordedReply(id: string): { status: number; contentType: string; text: string } {
  const record = replies.find((reply) => isRecord(reply) && reply['id'] === id);
  const response = isRecord(record) ? record['response'] : undefined;
  if (!isRecord(response)) throw new Error(`there is no recorded reply "${id}"`);
  return {
    status: Number(response['status']),
    contentType: String(response['contentType'] ?? ''),
    text: String(response['body']),
  };
}
