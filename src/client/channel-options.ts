/** Options of `connect` about the channel: which way actions take, and how much may wait. */
import * as z from 'zod/mini';

const whole = z.int().check(z.positive());

export const channelOptions = {
  silence: z.optional(z.number().check(z.minimum(100))),
  shouldReconnect: z.optional(
    z.custom((value) => typeof value === 'function', { error: 'a function that says true or false' }),
  ),
  dispatchPath: z.optional(z.enum(['auto', 'http', 'socket'])),
  queue: z.optional(z.strictObject({ maxActions: z.optional(whole), maxCharacters: z.optional(whole) })),
};
