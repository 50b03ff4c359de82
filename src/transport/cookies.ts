/**
 * A jar for the cookies of one server, kept outside browsers (which keep their own): every request without them makes
 * the server create a user and a session (protocol trap T18), and proxies use cookies for stickiness.
 */

interface Cookie {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** Keeps name, value and how long; one jar serves one server, so domains and paths need no looking at. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes what a reply sets. */
  store(headers: Headers): void {
    for (const line of headers.getSetCookie()) this.#take(line);
  }

  /** The `Cookie` header, or undefined while the jar is empty. */
  header(): string | undefined {
    const now = Date.now();
    for (const [name, { expires }] of this.#cookies) if (expires <= now) this.#cookies.delete(name);
    if (this.#cookies.size === 0) return undefined;
    return [...this.#cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  #take(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals < 1) return;
    const name = pair.slice(0, equals).trim();
    this.#cookies.set(name, { value: pair.slice(equals + 1).trim(), expires: expiryOf(attributes) });
  }
}

/** Where a cookie has both, `Max-Age` counts. */
function expiryOf(attributes: readonly string[]): number {
  const values = new Map(
    attributes.map((attribute) => {
      const [key = '', value = ''] = attribute.split('=', 2).map((part) => part.trim());
      return [key.toLowerCase(), value];
    }),
  );
  const maxAge = Number.parseInt(values.get('max-age') ?? '', 10);
  const end = Number.isNaN(maxAge) ? Date.parse(values.get('expires') ?? '') : Date.now() + maxAge * 1000;
  return Number.isNaN(end) ? Number.POSITIVE_INFINITY : end;
}
