/** What transports have in common. */
import { TimeoutError } from '../errors.js';
import { within } from '../session/timers.js';
import type { CallOptions, CommandReply, CommandStream } from './types.js';

/**
 * A call within its limits: rejects with the signal's reason, or with a `TimeoutError` that says what did not happen. Nothing is begun
 * where the signal has been aborted before.
 */
export async function withinLimits<T>(
  what: string,
  limits: CallOptions,
  begin: () => Promise<T>,
): Promise<T> {
  limits.signal?.throwIfAborted();
  return within(begin(), limits, (ms) => new TimeoutError(what, ms));
}

/** An answer that has come whole, as one that is read as it comes. */
export function replyAsStream({ text, ...head }: CommandReply): CommandStream {
  const bytes = new TextEncoder().encode(text);
  return {
    ...head,
    body: {
      async *[Symbol.asyncIterator]() {
        if (bytes.length > 0) yield bytes;
      },
    },
  };
}
