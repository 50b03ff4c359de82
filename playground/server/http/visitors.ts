/** Who a request comes from, as far as cookies tell (T18). */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const TWO_WEEKS_IN_SECONDS = 14 * 24 * 3600;
const COOKIE_VALUE = /^[\w.-]{1,128}$/;

export interface Visitor {
  /** The session: tables are kept per session, and a request without the cookie starts a new one. */
  readonly session: string;
  /** The user: sockets of one user hear of each other. Undefined where there are no cookies. */
  readonly user: string | undefined;
  /** `Set-Cookie` lines for what the request did not bring. */
  readonly setCookies: readonly string[];
}

const NOBODY: Visitor = { session: 'everybody', user: undefined, setCookies: [] };

/** Tells visitors apart, and counts them. */
export class Visitors {
  /** How many users have been made; a real server keeps each for 14 days. */
  users = 0;

  /** @param withCookies the trap `cookies` */
  constructor(private readonly withCookies: boolean) {}

  /** Reads the two cookies of a request and makes up those that are missing. */
  identify(request: IncomingMessage): Visitor {
    if (!this.withCookies) return NOBODY;
    const cookies = parseCookies(request.headers.cookie ?? '');
    const knownSession = valid(cookies.get('JSESSIONID'));
    const knownUser = valid(cookies.get('usrkey'));
    const session = knownSession ?? randomBytes(16).toString('hex').toUpperCase();
    const user = knownUser ?? randomUUID();
    const setCookies: string[] = [];
    if (knownSession === undefined) setCookies.push(`JSESSIONID=${session}; Path=/firefly; HttpOnly`);
    if (knownUser === undefined) {
      this.users += 1;
      const expires = new Date(Date.now() + TWO_WEEKS_IN_SECONDS * 1000).toUTCString();
      setCookies.push(`usrkey=${user}; Max-Age=${TWO_WEEKS_IN_SECONDS}; Expires=${expires}; Path=/firefly`);
    }
    return { session, user, setCookies };
  }
}

const valid = (value: string | undefined): string | undefined =>
  value !== undefined && COOKIE_VALUE.test(value) ? value : undefined;

function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return cookies;
}
