/** The commands about channels. Their rules are the protocol core's. */
import type { CommandHandler } from '../context.js';
import { emptyServerError, type Reply } from '../http/reply.js';

/** Makes the handler of one of the core's commands. */
export function coreCommand(name: string): CommandHandler {
  return ({ params }, { core }): Reply => {
    const reply = core.command(name, Object.fromEntries(params));
    if (reply === undefined) return emptyServerError();
    return { status: reply.status, contentType: reply.contentType, body: reply.text };
  };
}
