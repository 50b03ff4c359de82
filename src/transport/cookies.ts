/**
 * A jar for the cookies of one server, kept outside browsers (which keep their own): every request without them makes
 * the server create a user and a session (protocol trap T18), and proxies use cookies for stickiness.
 */

/** Keeps name and value; one jar serves one server, so domains and paths need no looking at. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Takes what a reply sets. */
  store(headers: Headers): void {
    for (const line of headers.getSetCookie()) this.#take(line);
  }

  /** The `Cookie` header, or undefined while the jar is empty. */
  header(): string | undefined {
    if (this.#cookies.size === 0) return undefined;
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #take(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals < 1) return;
    const name = pair.slice(0, equals).trim();
    if (attributes.some(isExpired)) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(equals + 1).trim());
  }
}

function isExpired(attribute: string): boolean {
  const [key = '', value = ''] = attribute.split('=').map((part) => part.trim());
  if (/^max-age$/i.test(key)) return Number(value) <= 0;
  return /^expires$/i.test(key) && Date.parse(value) <= Date.now();
}
