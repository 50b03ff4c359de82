/** Commands over HTTP, by ky. The only file that knows ky. */
import ky, { type KyInstance } from 'ky';
import { ConnectionError, TimeoutError } from '../errors.js';
import { blobOf } from './bytes.js';
import type { CookieJar } from './cookies.js';
import { bodyOf, patienceFor } from './download.js';
import { noConnection, reasonOf } from './failures.js';
import type { CallOptions, CommandReply, CommandStream, CommandTransport } from './types.js';
import { formOf, type Uploader, wholeTime } from './upload.js';

/** What the adapter needs to know. */
export interface HttpOptions {
  /** Address of the server without a slash at the end, e.g. `https://irsa.ipac.caltech.edu/irsaviewer`. */
  readonly base: string;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Headers of every request, e.g. `Authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Cookies of the server, where nobody else keeps them. */
  readonly jar?: CookieJar | undefined;
  /** How files are sent. @default `fetch`, which holds the whole file in memory and tells no progress */
  readonly uploader?: Uploader | undefined;
}

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
  const viaFetch: Uploader = async ({ url, fields, file }, { onProgress, ...limits }) => {
    const body = await blobOf(file.body);
    const timeout = limits.timeout ?? wholeTime(body.size);
    const reply = await call(url, 'post', formOf(fields, file.name, body), { ...limits, timeout });
    onProgress?.(body.size);
    return reply;
  };
  const upload = options.uploader ?? viaFetch;
  return {
    probe: (limits) => call(`${options.base}/healthz`, 'get', undefined, limits),
    command: (cmd, params, limits) => call(sync, 'post', form(cmd, params), limits),
    download: (cmd, params, limits) =>
      download(client, options, { path: sync, method: 'post', body: form(cmd, params) }, limits),
    submit: (cmd, params, limits) =>
      // Behind a redirect that a page may not see there is the job itself.
      request(
        options.jar === undefined ? client.extend({ redirect: 'follow' }) : client,
        options,
        { path: `${options.base}/CmdSrv/async`, method: 'post', body: form(cmd, params) },
        limits,
      ),
    upload: (file, fields, limits) =>
      upload(
        {
          url: `${sync}?cmd=upload`,
          headers: headersOf(options),
          fields,
          file,
          onHeaders: (headers) => options.jar?.store(headers),
        },
        limits,
      ),
  };
}

const form = (cmd: string, params: Readonly<Record<string, string>>) =>
  new URLSearchParams({ cmd, ...params });

/** The headers of a request, with the cookies as they are now. */
function headersOf({ headers, jar }: HttpOptions): Record<string, string> {
  const cookie = jar?.header();
  return { ...headers, ...(cookie === undefined ? {} : { cookie }) };
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
  try {
    const response = await client(what.path, {
      method: what.method,
      headers: headersOf(options),
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

async function download(
  client: KyInstance,
  options: HttpOptions,
  what: Request,
  limits: CallOptions,
): Promise<CommandStream> {
  const patience = patienceFor(what.path, limits);
  const cookie = options.jar?.header();
  patience.wait();
  try {
    const response = await client(what.path, {
      method: what.method,
      // Browsers decide themselves about compression, as they do about cookies.
      headers: {
        ...options.headers,
        ...(options.jar === undefined ? {} : { 'accept-encoding': 'identity' }),
        ...(cookie === undefined ? {} : { cookie }),
      },
      signal: patience.signal,
      ...(what.body === undefined ? {} : { body: what.body }),
    });
    options.jar?.store(response.headers);
    return { ...headOf(response), body: bodyOf(what.path, response, patience) };
  } catch (error) {
    patience.release();
    patience.signal.throwIfAborted();
    throw toConnectionError(what.path, error);
  } finally {
    patience.rest();
  }
}

const headOf = (response: Response) => ({
  status: response.type === 'opaqueredirect' ? 302 : response.status,
  contentType: response.headers.get('content-type') ?? '',
  location: response.headers.get('location') ?? undefined,
});

async function toReply(response: Response): Promise<CommandReply> {
  return { ...headOf(response), text: await response.text() };
}

function toConnectionError(path: string, error: unknown): ConnectionError {
  const reason = reasonOf(error);
  return new ConnectionError(
    `${path} could not be reached${reason ? `: ${reason}` : ''}`,
    noConnection(error) ? 'no' : 'unknown',
    { cause: error },
  );
}
