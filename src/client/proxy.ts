/** Which proxy the environment names for a server. */
import type { Environment } from './environment.js';

type ProxyVariables = Pick<Environment, 'httpProxy' | 'httpsProxy' | 'noProxy'>;

/** The address of the proxy on the way to a server; undefined where there is none, or `NO_PROXY` excepts the server. */
export function proxyFor(
  base: string,
  { httpProxy, httpsProxy, noProxy }: ProxyVariables,
): string | undefined {
  const target = new URL(base);
  const given = target.protocol === 'https:' ? httpsProxy : httpProxy;
  if (given === undefined || isExcepted(target, noProxy ?? '')) return undefined;
  return given.includes('://') ? given : `http://${given}`;
}

/** Entries are hosts, which count for all below them, with or without a port; `*` is for all. */
function isExcepted({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  const entries = noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  return entries.some((entry) => {
    if (entry === '*') return true;
    // An IPv6 address has colons of its own; with a port it stands in brackets.
    const [, named = entry, wanted = ownPort] =
      /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? /^([^:]+)(?::(\d+))?$/.exec(entry) ?? [];
    const name = named.replace(/^\*?\./, '');
    return wanted === ownPort && name !== '' && (host === name || host.endsWith(`.${name}`));
  });
}
