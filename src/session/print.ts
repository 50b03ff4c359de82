/** Actions as they go over the wire. */
import type { Action } from '../actions/types.js';
import { ArgumentError } from '../errors.js';
import { toWire } from '../schema/json.js';
import { formBytes, MAX_FORM_BYTES } from '../server/commands.js';

/** An action as JSON that the server can bear; throws `ArgumentError` for what it cannot. */
export function printAction(method: string, action: Action, channel: string): string {
  const text = toWire(method, 'action', action);
  // A character takes nine bytes at most: what is short needs no counting.
  if (9 * (channel.length + text.length) + 64 <= MAX_FORM_BYTES) return text;
  const bytes = formBytes(channel, text);
  if (bytes <= MAX_FORM_BYTES) return text;
  throw new ArgumentError(
    method,
    'the action',
    `${bytes} bytes`,
    `at most ${MAX_FORM_BYTES} bytes as a form (2 MiB); put large regions or data into a file, which is uploaded`,
  );
}
