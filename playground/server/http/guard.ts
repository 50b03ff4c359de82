/** Who may talk to the playground: names of this machine only, and pages of this machine or of origins that were named. */
import type { IncomingMessage, ServerResponse } from 'node:http';

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

/** What a request is for: a page may be opened from anywhere, what acts or tells may not. */
export type Purpose = 'page' | 'command';

/**
 * Decides by Host and Origin. A page of this machine, on whatever port, is its developer's own; so is a program
 * without an Origin. Every other page could drive the viewer and read what was uploaded, just by being open in a
 * browser: it has to be named.
 */
export class Guard {
  private readonly allowed: ReadonlySet<string>;
  private readonly refused = new Set<string>();

  /** @param allowOrigins origins such as `https://host`; `null` for pages without one, `*` for all */
  constructor(
    allowOrigins: readonly string[],
    private readonly log: (line: string) => void,
  ) {
    this.allowed = new Set(allowOrigins.map(checkOrigin));
  }

  /** Why a request is refused, in words for those who read the answer; undefined when it is not. */
  refusal(request: IncomingMessage, purpose: Purpose): string | undefined {
    if (!isLoopbackHost(request.headers.host)) return HOST_REFUSAL;
    const origin = originOf(request, purpose);
    if (origin === undefined || this.allows(origin)) return undefined;
    const words =
      origin === 'null' || /^https?:\/\//.test(origin)
        ? `start it with --allow-origin ${origin} (option allowOrigins of startPlayground)`
        : 'only pages of http and https may, once they are named with --allow-origin';
    if (!this.refused.has(origin) && this.refused.size < 100) {
      this.refused.add(origin);
      this.log(`refused a page of ${origin}: ${words}`);
    }
    return `This playground does not answer pages of ${origin}: ${words}.`;
  }

  private allows(origin: string): boolean {
    if (this.allowed.has('*') || this.allowed.has(origin)) return true;
    if (!URL.canParse(origin)) return false;
    const { protocol, host } = new URL(origin);
    return (protocol === 'http:' || protocol === 'https:') && isLoopbackHost(host);
  }
}

function checkOrigin(text: string): string {
  if (text === '*' || text === 'null') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && [url.origin, `${url.origin}/`].includes(text);
  if (isOrigin && /^https?:$/.test(url.protocol) && !url.host.includes('*')) return url.origin;
  throw new RangeError(
    `${JSON.stringify(text)} is no origin to allow, expected one like https://host or http://host:8000, without a path`,
  );
}

/**
 * Whose page a request comes from. Images and forms of foreign pages bring no Origin when they only GET; browsers
 * mark them all the same, and a command that is given that way is carried out as any other.
 */
function originOf({ headers }: IncomingMessage, purpose: Purpose): string | undefined {
  if (headers.origin !== undefined) return printable(headers.origin);
  if (headers['sec-fetch-site'] !== 'cross-site' || purpose === 'page') return undefined;
  const { referer = '' } = headers;
  return URL.canParse(referer) ? new URL(referer).origin : 'an unknown site';
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);

/** The origin is reflected, with credentials, as a real server does it; methods are never listed. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('vary', 'Origin');
  const wanted = request.headers['access-control-request-headers'];
  if (wanted !== undefined) response.setHeader('access-control-allow-headers', wanted);
  if (request.headers['access-control-request-private-network'] === 'true') {
    response.setHeader('access-control-allow-private-network', 'true');
  }
}
