/**
 * What is shared in a process: one session per server, channel and credentials, so that the clients of a channel share
 * one socket. Kept on `globalThis` under a registered symbol, made at the first `connect`, so that all entry points and both
 * module formats see the same one.
 */
import type { Session } from '../session/session.js';

const REGISTRY = Symbol.for('firefly-client.registry.1');

interface Registry {
  readonly sessions: Map<string, Promise<Session>>;
  readonly numbers: WeakMap<object, number>;
  next: number;
}

function registry(): Registry {
  const existing = Reflect.get(globalThis, REGISTRY) as Registry | undefined;
  if (existing !== undefined) return existing;
  const made: Registry = { sessions: new Map(), numbers: new WeakMap(), next: 1 };
  Object.defineProperty(globalThis, REGISTRY, { value: made, enumerable: false });
  return made;
}

/** The session of this key, opened by `open` where there is none; every caller has to release it once. */
export async function acquireSession(key: string, open: () => Promise<Session>): Promise<Session> {
  const { sessions } = registry();
  const opening = sessions.get(key) ?? open();
  sessions.set(key, opening);
  try {
    const session = await opening;
    session.retain();
    return session;
  } catch (error) {
    if (sessions.get(key) === opening) sessions.delete(key);
    throw error;
  }
}

/** Gives a session back; true for the last one, who has to end it. */
export function releaseSession(key: string, session: Session): boolean {
  if (!session.release()) return false;
  registry().sessions.delete(key);
  return true;
}

/** A number for an object, to make it part of a key. */
export function identity(value: object | undefined): number {
  if (value === undefined) return 0;
  const shared = registry();
  const known = shared.numbers.get(value);
  if (known !== undefined) return known;
  shared.numbers.set(value, shared.next);
  return shared.next++;
}
