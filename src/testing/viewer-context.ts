/** What the parts of a viewer share. */
import { isRecord, parseJson } from '../schema/json.js';
import type { JsonObject, ViewerEngine, ViewerHost } from './engine.js';
import { ViewerFailure } from './engine.js';
import type { ViewerMode } from './viewer-state.js';

/** An action as a viewer gets it. */
export interface ViewerAction {
  readonly type: string;
  readonly payload?: unknown;
}

/** The action that a frame of the event socket holds. Throws a `TypeError` when what it holds is none. */
export function actionIn(text: string): ViewerAction | undefined {
  const frame = text === '' ? undefined : parseJson(text);
  if (!isRecord(frame) || frame['name'] !== 'FLUX_ACTION') return undefined;
  const { data } = frame;
  if (!isRecord(data) || typeof data['type'] !== 'string')
    throw new TypeError('Actions must be objects with a type.');
  return { type: data['type'], payload: data['payload'] };
}

export interface ViewerOptions {
  /** @default 'triview' */
  readonly mode?: ViewerMode;
  /**
   * Awaited before something is loaded (an image, its pixels, a table, the columns of a chart, a region file): makes a viewer
   * slow, or lets it fail by throwing a `ViewerFailure`. `signal` aborts when nobody needs the answer any more.
   */
  readonly pace?: (action: ViewerAction, signal: AbortSignal) => Promise<void>;
  /** Whether a table that is shown brings a chart `default-<tbl_id>` along. @default true */
  readonly defaultCharts?: boolean;
  /** Milliseconds since 1970, for the viewer's own keys. @default Date.now */
  readonly now?: () => number;
}

export interface ViewerContext {
  readonly host: ViewerHost;
  readonly engine: ViewerEngine;
  readonly defaultCharts: boolean;
  now(): number;
  pace(action: ViewerAction, signal: AbortSignal): Promise<void>;
  /** An action of this type has happened: all who watch it are told. The payload is made only for them. */
  happened(type: string, payload: () => JsonObject): void;
  /** Keeps account of work that goes on; it never rejects. */
  track(work: Promise<void>): void;
}

/** Actions about connections, which viewers only report. */
export const HOUSEKEEPING: readonly string[] = [
  'app_data.wsConnUpdated',
  'app_data.notifyRemoteAppReady',
  'app_data.setAlerts',
];

/** Thrown where the script of a viewer's page would fail in a way that ends it. */
export class PageBroken extends Error {
  override readonly name = 'PageBroken';
}

/** Any error as one that says why something cannot be shown. */
export function asFailure(error: unknown): ViewerFailure {
  if (error instanceof ViewerFailure) return error;
  return new ViewerFailure(error instanceof Error ? error.message : String(error));
}

/** One piece of work per id: whoever starts the next ends the one before. */
export class Flights {
  readonly #running = new Map<string, AbortController>();

  start(id: string): AbortSignal {
    this.stop(id);
    const controller = new AbortController();
    this.#running.set(id, controller);
    return controller.signal;
  }

  stop(id: string): void {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }

  stopAll(): void {
    for (const id of [...this.#running.keys()]) this.stop(id);
  }
}

/** A member that is a string, or undefined. */
export function stringAt(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' ? value : undefined;
}

/** A string, or several, as a list; anything else is none. */
export function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
