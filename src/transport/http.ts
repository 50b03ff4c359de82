/** Commands over HTTP, by ky. The only file that knows ky. */
import ky, { type KyInstance } from 'ky';
import { ConnectionError, TimeoutError } from '../errors.js';
import type { CookieJar } from './cookies.js';
import type { CallOptions, CommandReply, CommandTransport, UploadFile } from './types.js';

/** What the adapter needs to know. */
export interface HttpOptions {
  /** Address of the server without a slash at the end, e.g. `https://irsa.ipac.caltech.edu/irsaviewer`. */
  readonly base: string;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Headers of every request, e.g. `Authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Cookies of the server, where nobody else keeps them. */
  readonly jar?: CookieJar | undefined;
}

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

/** Actions and commands, one request each; nothing is retried here and no redirect is followed. */
export function httpTransport(options: HttpOptions): CommandTransport {
  const client = ky.create({
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    redirect: 'manual',
    ...(options.jar === undefined ? { credentials: 'omit' } : {}),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const sync = `${options.base}/CmdSrv/sync`;
  const call = (
    path: string,
    method: string,
    body: FormData | URLSearchParams | undefined,
    limits: CallOptions,
  ) => request(client, options, { path, method, body }, limits);
  return {
    probe: (limits) => call(`${options.base}/healthz`, 'get', undefined, limits),
    command: (cmd, params, limits) => call(sync, 'post', new URLSearchParams({ cmd, ...params }), limits),
    upload: (file, fields, limits) => call(`${sync}?cmd=upload`, 'post', multipart(file, fields), limits),
  };
}

function multipart(file: UploadFile, fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file.body instanceof Blob ? file.body : new Blob([file.body]), file.name);
  return form;
}

interface Request {
  readonly path: string;
  readonly method: string;
  readonly body: FormData | URLSearchParams | undefined;
}

async function request(
  client: KyInstance,
  options: HttpOptions,
  what: Request,
  limits: CallOptions,
): Promise<CommandReply> {
  const end = endOf(what.path, limits);
  const cookie = options.jar?.header();
  try {
    const response = await client(what.path, {
      method: what.method,
      headers: { ...options.headers, ...(cookie === undefined ? {} : { cookie }) },
      signal: end.signal,
      ...(what.body === undefined ? {} : { body: what.body }),
    });
    options.jar?.store(response.headers);
    return await toReply(response);
  } catch (error) {
    end.signal.throwIfAborted();
    throw toConnectionError(what.path, error);
  } finally {
    end.release();
  }
}

/**
 * A signal for one request, which aborts with the caller's reason or with a `TimeoutError`. It is released with the
 * request, because the caller's signal may live much longer than that.
 */
function endOf(path: string, { signal, timeout }: CallOptions): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  const onTimeout = () => controller.abort(new TimeoutError(`${path} did not answer`, timeout ?? 0));
  const timer = timeout === undefined ? undefined : setTimeout(onTimeout, timeout);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

async function toReply(response: Response): Promise<CommandReply> {
  return {
    status: response.type === 'opaqueredirect' ? 302 : response.status,
    contentType: response.headers.get('content-type') ?? '',
    location: response.headers.get('location') ?? undefined,
    text: await response.text(),
  };
}

function toConnectionError(path: string, error: unknown): ConnectionError {
  const codes = causes(error).map((cause) => Reflect.get(cause, 'code'));
  const received = codes.some((code) => NEVER_CONNECTED.has(code)) ? 'no' : 'unknown';
  const reason = causes(error).at(-1)?.message;
  return new ConnectionError(`${path} could not be reached${reason ? `: ${reason}` : ''}`, received, {
    cause: error,
  });
}

/** The error and what caused it, outermost first; an AggregateError counts by its first error. */
function causes(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...causes(inner)];
}
