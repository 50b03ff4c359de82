/** Commands about the application itself. */
import type { CommandHandler } from '../context.js';
import { emptyServerError, jsonReply } from '../http/reply.js';

/** Servers before 2026.1 do not know the command. */
export const version: CommandHandler = (_call, { version }) =>
  version === undefined
    ? emptyServerError()
    : jsonReply({ success: true, data: { 'Firefly Version': version } });

export const initApp: CommandHandler = () => jsonReply(true);
