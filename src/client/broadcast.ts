/** The same for many channels. */
import { ArgumentError } from '../errors.js';
import type { FireflyClient } from './client.js';

/** What became of it on one channel. */
export type Broadcasted<T> =
  | { readonly client: FireflyClient; readonly channel: string; readonly value: T }
  | { readonly client: FireflyClient; readonly channel: string; readonly error: unknown };

/**
 * Calls a function for each of several clients at the same time; resolves with a result for each, in their order, whatever fails.
 * @example const results = await broadcast(FireflyClient.getInstances(), (firefly) => firefly.showFitsImage(url).displayed());
 */
export async function broadcast<T>(
  clients: Iterable<FireflyClient>,
  call: (client: FireflyClient) => T | PromiseLike<T>,
): Promise<readonly Broadcasted<Awaited<T>>[]> {
  if (typeof call !== 'function')
    throw new ArgumentError('broadcast', 'call', call, 'a function of one client');
  return Promise.all(
    [...clients].map(async (client): Promise<Broadcasted<Awaited<T>>> => {
      const about = { client, channel: client.channel };
      try {
        return { ...about, value: await call(client) };
      } catch (error) {
        return { ...about, error };
      }
    }),
  );
}
