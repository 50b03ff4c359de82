/** Why there was no answer. */

/** Where a request can have ended, when there is no connection at all. */
const NEVER_CONNECTED: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ConnectionRefused'],
  ...[
    'UND_ERR_CONNECT_TIMEOUT',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
]);

/** Whether a server cannot have received anything. */
export const noConnection = (error: unknown): boolean =>
  causes(error).some((cause) => NEVER_CONNECTED.has(Reflect.get(cause, 'code')));

/** The innermost reason in words. */
export const reasonOf = (error: unknown): string | undefined => causes(error).at(-1)?.message || undefined;

/** The error and what caused it, outermost first; an AggregateError counts by its first error. */
function causes(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...causes(inner)];
}
