/** The commands about channels. Their rules are the protocol core's. */
import type { CommandHandler } from '../context.js';
import { emptyServerError, replyOf } from '../http/reply.js';

/** Makes the handler of one of the core's commands. */
export function coreCommand(name: string): CommandHandler {
  return async ({ params, caller }, { core }) => {
    const reply = await core.command(name, Object.fromEntries(params), caller);
    return reply === undefined ? emptyServerError() : replyOf(reply);
  };
}
