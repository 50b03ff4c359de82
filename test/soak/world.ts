/** What a soak is played in: a cluster of two nodes that come and go, viewers on them, and faults by name. */
import type { ConnectOptions, FireflyClient } from 'firefly-client';
import type { Ledger } from './ledger.js';

/** Types of the actions of a soak. */
export const STEP = 'lab.step';
export const EVENT = 'lab.event';
/** An action that may run twice: a zoom to a level, of an image that nobody has. */
export const ZOOM = 'ImagePlotCntlr.ZoomImage';

/** Ways on which actions go to the server. */
export interface Ways {
  framed: number;
  piped: number;
  posted: number;
}

export interface World {
  readonly channel: string;
  /** The faults that can be injected here, by name. */
  readonly faults: readonly string[];
  /** How often each has happened. */
  readonly happened: ReadonlyMap<string, number>;
  /** How many actions went which way, our own housekeeping included. */
  readonly ways: Ways;
  /** Connects a client; `who` numbers it. */
  connect(who: number, options?: ConnectOptions): Promise<FireflyClient>;
  /** Has a fault happen, now or at the next occasion. */
  inject(fault: string): void;
  /** Nothing goes wrong from now on. */
  calm(): Promise<void>;
  /** Somebody at a viewer does what clients listen to. */
  say(event: number): void;
  /** A viewer's page is loaded anew. */
  reload(): Promise<void>;
  reloadAll(): Promise<void>;
  close(): Promise<void>;
}

/** What a viewer was told, as far as the books are about it. */
export interface Told {
  readonly type: string;
  readonly who: number;
  readonly n: number;
}

export function toldOf(action: { readonly type: string; readonly payload?: unknown }): Told | undefined {
  if (action.type !== STEP && action.type !== ZOOM) return undefined;
  const [who, n] = ['who', 'n'].map((name) => Number(Reflect.get(Object(action.payload), name)));
  return { type: action.type, who: who ?? Number.NaN, n: n ?? Number.NaN };
}

/** Notes the reports that are published on a channel, as whoever listens to its socket sees them. */
export function noteReport(ledger: Ledger, text: string): void {
  const frame: unknown = text === '' ? undefined : JSON.parse(text);
  if (Reflect.get(Object(frame), 'name') !== 'REPORT_USER_ACTION') return;
  const report: unknown = Reflect.get(Object(frame), 'data');
  const event: unknown = Reflect.get(Object(report), 'event');
  if (typeof event === 'number') ledger.published(event, String(Reflect.get(Object(report), 'id')));
}
