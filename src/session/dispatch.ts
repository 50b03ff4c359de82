/** From an action that is to be sent to its place in the queue. */
import { OutcomeUnknownError, QueueFullError, TimeoutError } from '../errors.js';
import type { Courier } from './courier.js';
import { Outbox, type Parcel } from './outbox.js';
import type { Letter, PathName } from './path.js';

/** An action on its way. */
export interface Outgoing {
  /** The action as it goes over the wire (see `print`), or how to make it when it is about to be sent. */
  readonly text: string | (() => string);
  /** Names the call in errors, e.g. `showFitsImage`. */
  readonly method: string;
  /** Whether it may run twice, so that it can be sent again after a fault. @default false */
  readonly idempotent?: boolean;
  readonly keys?: readonly string[];
  readonly barrier?: boolean;
  readonly passes?: boolean;
  readonly ahead?: boolean;
  readonly ready?: Promise<unknown> | undefined;
  readonly channel?: string | undefined;
  readonly via?: PathName | undefined;
  /** False where nothing may be sent besides, not even to prove the socket path. @default true */
  readonly tracked?: boolean;
  /** False for what is not worth a second try. @default true */
  readonly retried?: boolean;
  /** Characters it takes, where the text is not there yet. */
  readonly size?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
  /** Called right before it is sent. */
  readonly onDeparture?: () => void;
}

/** What may wait. */
export interface QueueLimits {
  /** Most actions that wait or are under way. @default 100000 */
  readonly maxActions?: number | undefined;
  /** Most characters of these. @default 64 Mi */
  readonly maxCharacters?: number | undefined;
}

export interface Dispatch extends Parcel {
  readonly letter: () => Letter;
}

const LIMITS = { actions: 100_000, characters: 64 * 1024 * 1024 };

export function makeOutbox(courier: Courier, limits: QueueLimits): Outbox<Dispatch> {
  return new Outbox<Dispatch>({
    maxCount: limits.maxActions ?? LIMITS.actions,
    maxSize: limits.maxCharacters ?? LIMITS.characters,
    full: ({ waiting, underWay, size }) => new QueueFullError(waiting + underWay, size),
    gate: ({ letter }, { waiting }) => {
      try {
        return courier.mayLeave(letter(), waiting);
      } catch {
        // It cannot be printed, and fails when it is to be delivered.
        return true;
      }
    },
  });
}

export function dispatchOf(courier: Courier, outgoing: Outgoing): Dispatch {
  const { method, text, idempotent = false, channel, via, retried, tracked } = outgoing;
  const { keys = [], barrier, passes, ahead, ready, size, signal, timeout, onDeparture } = outgoing;
  let made: Letter | undefined;
  const letter = () => {
    made ??= {
      ...{ method, idempotent, channel, via, retried, tracked, isFree: passes },
      text: typeof text === 'string' ? text : text(),
    };
    return made;
  };
  return {
    ...{ keys, barrier, passes, ahead, ready, signal, timeout, letter },
    size: size ?? (typeof text === 'string' ? text.length : 0),
    deliver: (isWanted) => {
      const leaving = letter();
      onDeparture?.();
      return courier.deliver(leaving, isWanted);
    },
    gaveUp: ({ departed, reason }) => {
      if (departed) return new OutcomeUnknownError(method, { cause: reason });
      return reason ?? new TimeoutError(`${method} was not sent`, timeout ?? 0);
    },
  };
}
