/** Whether a Firefly server can be used, without a client. */
import { runtime } from '#runtime';
import { FireflyError } from '../errors.js';
import { check } from '../schema/validate.js';
import { Commands } from '../server/commands.js';
import { defaultTransport, explain, limitsOf } from './connect.js';
import { Credentials } from './credentials.js';
import type { ConnectOptions } from './options.js';
import { findTarget, ReachOptions } from './target.js';

/** What became of the attempt. */
export type Access =
  | { readonly success: true; readonly url: string; readonly serverVersion: string | undefined }
  | { readonly success: false; readonly url: string; readonly reason: string; readonly error: FireflyError };

export type AccessOptions = Pick<ConnectOptions, 'token' | 'fetch' | 'transport' | 'signal' | 'timeout'>;

/** Asks a server whether it lets us in. Only wrong arguments, and a signal that is aborted, make it reject. */
export async function confirmAccess(
  url: string | URL | undefined,
  options: AccessOptions = {},
): Promise<Access> {
  check('confirmAccess', 'options', ReachOptions, options);
  const target = await findTarget('confirmAccess', url, { ...options, channel: 'none' }, runtime);
  const { transport } = options;
  const limits = limitsOf(options);
  const credentials = new Credentials(target, options.token);
  const used = transport ?? defaultTransport(target, options, credentials);
  const commands = new Commands(used.commands, target.base);
  try {
    await credentials.refresh();
    await commands.probe(limits());
    return { success: true, url: target.base, serverVersion: await commands.version(limits()) };
  } catch (error) {
    const told = await explain(target, options, error);
    if (!(told instanceof FireflyError)) throw told;
    return { success: false, url: target.base, reason: told.message, error: told };
  } finally {
    if (transport === undefined) await used.close();
  }
}
