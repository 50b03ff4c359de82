/**
 * What is shared in a process: one session per server, channel and credentials, so that the clients of a channel share
 * one socket; the clients themselves, and which is the default one; what `firefly-client/plot` remembers. Kept on `globalThis` under a registered symbol, made at the first `connect`, so that all entry points and both
 * module formats see the same one.
 */
import type { Session } from '../session/session.js';
import { within } from '../session/timers.js';
import type { FireflyClient } from './client.js';

const REGISTRY = Symbol.for('firefly-client.registry.1');

/** A session with what was learned while it was opened. */
export interface Opened {
  readonly session: Session;
  readonly serverVersion: string | undefined;
}

/** One for several clients. */
interface Shared {
  readonly opening: Promise<Opened>;
  /** Ends the attempt to open it. */
  readonly giveUp: AbortController;
  /** Clients that have it, or wait for it. */
  users: number;
}

/** What `firefly-client/plot` has been told, and what it showed last on each client. */
export interface PlotState {
  client: FireflyClient | undefined;
  readonly tables: WeakMap<FireflyClient, string>;
}

interface Registry {
  readonly sessions: Map<string, Shared>;
  readonly numbers: WeakMap<object, number>;
  next: number;
  /** Clients, oldest first, until they have been closed. */
  readonly clients: Set<FireflyClient>;
  /** The one that was made the default. */
  preferred: FireflyClient | undefined;
  readonly plot: PlotState;
}

function registry(): Registry {
  const existing = Reflect.get(globalThis, REGISTRY) as Registry | undefined;
  if (existing !== undefined) return existing;
  const made: Registry = {
    sessions: new Map(),
    numbers: new WeakMap(),
    next: 1,
    clients: new Set(),
    preferred: undefined,
    plot: { client: undefined, tables: new WeakMap() },
  };
  Object.defineProperty(globalThis, REGISTRY, { value: made, enumerable: false });
  return made;
}

/**
 * The session of this key, opened by `open` where there is none; every caller has to release it once. Who is aborted
 * stops waiting; the attempt itself ends when nobody waits any more.
 */
export async function acquireSession(
  key: string,
  signal: AbortSignal | undefined,
  open: (giveUp: AbortSignal) => Promise<Opened>,
): Promise<Opened> {
  const shared = registry().sessions.get(key) ?? share(key, open);
  shared.users++;
  try {
    return await within(shared.opening, { signal }, () => new Error('there is no time limit'));
  } catch (error) {
    if (--shared.users === 0) abandon(key, shared, error);
    throw error;
  }
}

function share(key: string, open: (giveUp: AbortSignal) => Promise<Opened>): Shared {
  const giveUp = new AbortController();
  const shared: Shared = { opening: open(giveUp.signal), giveUp, users: 0 };
  registry().sessions.set(key, shared);
  shared.opening.catch(() => forget(key, shared));
  return shared;
}

/** Nobody waits any more: ends the attempt, or what came of it in the same moment. */
function abandon(key: string, shared: Shared, reason: unknown): void {
  forget(key, shared);
  shared.giveUp.abort(reason);
  shared.opening.then(
    ({ session }) => session.end(),
    () => undefined,
  );
}

function forget(key: string, shared: Shared): void {
  const { sessions } = registry();
  if (sessions.get(key) === shared) sessions.delete(key);
}

/** Gives a session back; true for the last one, who has to end it. */
export function releaseSession(key: string): boolean {
  const { sessions } = registry();
  const shared = sessions.get(key);
  if (shared === undefined || --shared.users > 0) return false;
  sessions.delete(key);
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

/** Keeps a client in the list until it is closed. */
export function enlist(client: FireflyClient, asDefault: boolean): void {
  const shared = registry();
  shared.clients.add(client);
  if (asDefault) shared.preferred = client;
  void client.closed().then(() => {
    shared.clients.delete(client);
    if (shared.preferred === client) shared.preferred = undefined;
    if (shared.plot.client === client) shared.plot.client = undefined;
  });
}

const isOpen = (client: FireflyClient | undefined): client is FireflyClient =>
  client !== undefined && client.state !== 'closed';

/** The clients of this process that are not closed, oldest first; of either module format. */
export const openClients = (): FireflyClient[] => [...registry().clients].filter(isOpen);

/** The one that was made the default, else the oldest. */
export function defaultClient(): FireflyClient | undefined {
  const { preferred } = registry();
  return isOpen(preferred) ? preferred : openClients()[0];
}

export const plotState = (): PlotState => registry().plot;
