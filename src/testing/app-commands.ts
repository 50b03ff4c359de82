/** Commands about the application itself, which viewer pages ask when they load. */
import type { CommandReply } from '../transport/types.js';
import { jsonReply, missing, refusal, serverFailure } from './replies.js';

/** What they tell of a server. */
export interface AppFacts {
  /** Undefined acts as a server from before 2026.1, which does not know `CmdVersion`. */
  readonly version: string | undefined;
  /** When it was started, in milliseconds since 1970: its alerts have not changed since. */
  readonly started: number;
}

/** `CmdVersion`, `CmdInitApp`, `CmdJsonProperty`, `CmdAlerts`, `CmdResolveName`; undefined when it is none of them. */
export function appCommand(
  cmd: string,
  params: Readonly<Record<string, string | undefined>>,
  { version, started }: AppFacts,
): CommandReply | undefined {
  switch (cmd) {
    case 'CmdVersion':
      if (version === undefined) return serverFailure();
      return jsonReply({ success: true, data: { 'Firefly Version': version } });
    case 'CmdInitApp':
      return params['spaName'] === undefined ? missing('spaName') : jsonReply(true);
    case 'CmdJsonProperty':
      // A server that nobody has set up has no properties, and answers the same for those it does not know.
      return params['prop'] === undefined ? missing('prop') : jsonReply({});
    case 'CmdAlerts':
      return jsonReply({ data: { msg: '', lastModData: started, isNew: false, url: null }, success: true });
    case 'CmdResolveName':
      return resolveName(params['objName'], params['resolver']);
    default:
      return undefined;
  }
}

/** Both of two resolvers asked in turn; one alone makes a server without a network stumble (observed). */
const RESOLVERS = /^(?:nedthensimbad|simbadthenned)$/i;
const SINGLE = /^(?:ned|simbad|ptf)$/i;

/** There is no network here, so no name is known. */
function resolveName(name: string | undefined, resolver = 'nedthensimbad'): CommandReply {
  if (name === undefined) return missing('objName');
  if (RESOLVERS.test(resolver)) return refusal('Could not resolve');
  if (SINGLE.test(resolver))
    return refusal('Cannot invoke "Resolver.ordinal()" because the resolver could not be asked');
  return refusal('resolver must be NED, Simbad, NedThenSimbad, or SimbadThenNed');
}
