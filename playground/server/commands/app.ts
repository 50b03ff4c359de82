/** Commands about the application itself. */
import { appCommand, plainlySaid } from 'firefly-client/testing';
import type { CommandHandler } from '../context.js';
import { emptyServerError, replyOf } from '../http/reply.js';

/** Makes the handler of one of them. */
export function applicationCommand(name: string): CommandHandler {
  return ({ params }, { version, started, core }) => {
    const reply = appCommand(name, Object.fromEntries(params), { version, started });
    if (reply === undefined) return emptyServerError();
    return replyOf(core.traps.mixedAnswers ? reply : plainlySaid(reply));
  };
}
