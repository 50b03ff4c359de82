/** Who may talk to the playground, and what every reply carries: Host check, CORS, cookies. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const TWO_WEEKS_IN_SECONDS = 14 * 24 * 3600;
const COOKIE_VALUE = /^[\w.-]{1,128}$/;

/** Names that mean this machine. Anything else in a `Host` header is somebody's page aiming at it by DNS. */
export function isLoopbackHost(hostHeader: string | undefined): boolean {
  const name = (hostHeader ?? '').toLowerCase().replace(/:\d*$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true;
  return isLoopbackAddress(name);
}

/** Is this a numeric address of the loopback network? */
export function isLoopbackAddress(address: string): boolean {
  const parts = address.split('.');
  return (
    parts.length === 4 && parts[0] === '127' && parts.every((part) => /^\d{1,3}$/.test(part) && +part < 256)
  );
}

/** What a request with a foreign Host header reads. */
export const HOST_REFUSAL =
  'This playground answers on this machine only: call it localhost, 127.0.0.1 or [::1] in the address.';

/** Any origin is reflected, with credentials, as a real server does it; methods are never listed. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('vary', 'Origin');
  const wanted = request.headers['access-control-request-headers'];
  if (wanted !== undefined) response.setHeader('access-control-allow-headers', wanted);
}

/** Who a request comes from, as far as cookies tell. */
export interface Visitor {
  /** The session: tables are kept per session, and a request without the cookie starts a new one. */
  readonly session: string;
  /** `Set-Cookie` lines for what the request did not bring. */
  readonly setCookies: readonly string[];
}

/** Reads the two cookies of a request and makes up those that are missing. */
export function identify(request: IncomingMessage): Visitor {
  const cookies = parseCookies(request.headers.cookie ?? '');
  const known = cookies.get('JSESSIONID');
  const setCookies: string[] = [];
  const session =
    known !== undefined && COOKIE_VALUE.test(known) ? known : randomBytes(16).toString('hex').toUpperCase();
  if (session !== known) setCookies.push(`JSESSIONID=${session}; Path=/firefly; HttpOnly`);
  if (!cookies.has('usrkey')) {
    setCookies.push(`usrkey=${randomUUID()}; Max-Age=${TWO_WEEKS_IN_SECONDS}; Path=/`);
  }
  return { session, setCookies };
}

function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return cookies;
}
