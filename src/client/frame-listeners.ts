/** Listeners in the way of the Python client: a function and the name of a frame. */
import { ArgumentError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import type { Frame } from '../session/frames.js';
import { HOUSEKEEPING, OWN_ACTIONS } from '../session/watches.js';

export type FrameListener = (frame: Frame) => void;

/** The name that stands for all frames. */
export const ALL_EVENTS = 'ALL_EVENTS_ENABLED';

export class FrameListeners {
  readonly #listen: (listener: FrameListener) => () => void;
  readonly #offs = new Map<FrameListener, Map<string, () => void>>();

  constructor(listen: (listener: FrameListener) => () => void) {
    this.#listen = listen;
  }

  /** The same function and name twice counts once. */
  add(callback: FrameListener, name: string = ALL_EVENTS): void {
    checkListener('addListener', callback, name);
    const offs = this.#offs.get(callback) ?? new Map<string, () => void>();
    if (offs.has(name)) return;
    const off = this.#listen((frame) => {
      if ((name === ALL_EVENTS || name === frame.name) && !isHousekeeping(frame)) callback(frame);
    });
    this.#offs.set(callback, offs.set(name, off));
  }

  remove(callback: FrameListener, name: string = ALL_EVENTS): void {
    checkListener('removeListener', callback, name);
    const offs = this.#offs.get(callback);
    offs?.get(name)?.();
    offs?.delete(name);
    if (offs?.size === 0) this.#offs.delete(callback);
  }
}

function checkListener(method: string, callback: unknown, name: unknown): void {
  if (typeof callback !== 'function') throw new ArgumentError(method, 'callback', callback, 'a function');
  if (typeof name === 'string' && name !== '') return;
  throw new ArgumentError(
    method,
    'name',
    name,
    `the name of a frame such as "REPORT_USER_ACTION", or "${ALL_EVENTS}"`,
  );
}

/** Reports that the client itself has asked for, and the actions by which it asks. */
function isHousekeeping({ name, data }: Frame): boolean {
  if (!isRecord(data)) return false;
  if (name === 'REPORT_USER_ACTION') return isOwn(data['id']);
  const { type, payload } = data;
  if (typeof type === 'string' && type.startsWith(OWN_ACTIONS)) return true;
  if (!isRecord(payload)) return false;
  const { extension, id } = payload;
  return isOwn(id) || (isRecord(extension) && isOwn(extension['id']));
}

const isOwn = (id: unknown): boolean => typeof id === 'string' && id.startsWith(HOUSEKEEPING);
