/**
 * What a server is asked to read or to fetch by itself. A Firefly server opens any path and any address that it is given, those of its
 * own machine and network too; so an input from somebody else could read them. Here such inputs are refused, unless the client was
 * connected with `allowServerPaths`.
 */
import { ArgumentError } from '../errors.js';

const LOOPBACK = String.raw`localhost|.*\.localhost|127(?:\.\d+){3}|0(?:\.\d+){3}|\[::1?\]`;
const PRIVATE = [
  String.raw`10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|169\.254(?:\.\d+){2}`,
  String.raw`\[f[cd][0-9a-f]{2}:.*\]|\[fe[89ab][0-9a-f]:.*\]|.*\.local|.*\.internal`,
].join('|');
/** An IPv4 address in IPv6, as `URL` prints it: in two groups of hexadecimal digits. */
const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/i;

const OWN_HOST = new RegExp(`^(?:${LOOPBACK}|${PRIVATE})$`, 'i');

/** Whether an address is of the machine or the private network of whoever fetches it, by its name alone. */
export function isPrivate(url: string): boolean {
  const host = new URL(url).hostname.replace(/\.$/, '');
  const [, high, low] = MAPPED.exec(host) ?? [];
  if (high === undefined || low === undefined) return OWN_HOST.test(host);
  const number = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16);
  return OWN_HOST.test([24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.'));
}

/** An address without what may be secret in it: user, password, query. */
export function shown(url: string): string {
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?…'}`;
}

/** Refuses a `${…}` reference that leads out of where it begins. */
export function checkReference(method: string, argument: string, reference: string, allowed: boolean): void {
  if (allowed || !leadsUp(reference)) return;
  throw new ArgumentError(
    method,
    argument,
    reference,
    'a ${…} server file without ".." (a client connected with allowServerPaths: true may name any)',
  );
}

const leadsUp = (path: string): boolean => path.split(/[/\\]/).includes('..');

/** Refuses an address that the server is not to fetch. */
export function checkAddress(method: string, argument: string, url: string, allowed: boolean): void {
  const { username, password } = new URL(url);
  if (username !== '' || password !== '')
    throw new ArgumentError(
      method,
      argument,
      shown(url),
      'an address without user and password, which server and viewers would see; pass { fetchBy: "client" }',
    );
  if (allowed || !isPrivate(url)) return;
  const ways = 'pass { fetchBy: "client" } to fetch it here, or connect with allowServerPaths: true';
  throw new ArgumentError(
    method,
    argument,
    shown(url),
    `an address of a public host for the server to fetch; ${ways}`,
  );
}

/** Refuses files and addresses among the parameters of an image or a table, which go to the server as they are. */
export function checkParameters(method: string, parameters: unknown, allowed: boolean): void {
  if (allowed || typeof parameters !== 'object' || parameters === null) return;
  for (const [key, value] of Object.entries(parameters)) {
    const argument = `options.${key}`;
    if (typeof value !== 'string' || !PLACES.has(key.toLowerCase())) continue;
    if (value.startsWith('${')) checkReference(method, argument, value, allowed);
    else if (/^https?:/i.test(value) && URL.canParse(value)) checkAddress(method, argument, value, allowed);
    else if (value !== '')
      throw new ArgumentError(
        method,
        argument,
        value,
        'a ${…} server file or an http(s) address; fileOnServer names other files of the server',
      );
  }
}

/** Parameters that name a file or an address, without regard to case, as viewers read them. */
const PLACES: ReadonlySet<string> = new Set(['file', 'url', 'source', 'alt_source']);
