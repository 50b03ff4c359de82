/** Fetching what a client gave as an address: the server's side of "the URL is read by the server". */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { FileStore, StoredFile } from './files.js';

const FETCH_TIMEOUT = 60_000;

/** Why an address could not be read, in the words of a real server. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';

  /** `report` is what an upload's analysis says of it; where that is an error of its own, there is none. */
  constructor(
    message: string,
    readonly report?: string,
  ) {
    super(message);
  }
}

/** A file that was fetched, and what it was sent as. */
export interface Fetched {
  readonly file: StoredFile;
  readonly contentType: string | undefined;
}

/** Is this an address rather than a file? */
export function isAddress(source: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
}

/** Fetches an http(s) address into the store. Loopback addresses are fine: the playground is a tool of this machine. */
export async function fetchIntoStore(
  address: string,
  store: FileStore,
  signal: AbortSignal,
): Promise<StoredFile> {
  return (await fetchAddress(address, store, signal)).file;
}

/** The same, with what the answer's header says of it. */
export async function fetchAddress(address: string, store: FileStore, signal: AbortSignal): Promise<Fetched> {
  const url = parseAddress(address);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT)]);
  const response = await request(url, limited);
  const file = store.reserveFetched(url);
  try {
    await pipeline(response.body ?? [], createWriteStream(file.path), { signal: limited });
  } catch (error) {
    store.discard(file);
    throw new FetchFailure(
      `Connection broken: ${messageOf(error)}`,
      `Connection broken: ${messageOf(error)}`,
    );
  }
  store.keep(file);
  return { file, contentType: response.headers.get('content-type') ?? undefined };
}

function parseAddress(address: string): URL {
  if (!URL.canParse(address)) throw new FetchFailure(`Malformed URL: ${address}`, `no protocol: ${address}`);
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const message = `Unsupported scheme ${url.protocol.slice(0, -1)}: only http and https are fetched`;
    throw new FetchFailure(message, message);
  }
  return url;
}

async function request(url: URL, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    const reason = connectReason(error);
    const report =
      reason === UNKNOWN_HOST
        ? 'IO problem (response code: 404)'
        : 'Could not connect to service (response code: -1)';
    throw new FetchFailure(`Could not connect to service:${reason}`, report);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw new FetchFailure(
    `DataAccessException: Request failed with status ${response.status} ${response.statusText}`.trimEnd(),
  );
}

const UNKNOWN_HOST = 'unknown host';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ENOTFOUND: UNKNOWN_HOST,
  EAI_AGAIN: UNKNOWN_HOST,
  ECONNRESET: 'Connection reset',
  ETIMEDOUT: 'Connection timed out',
};

function connectReason(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = messageOf(cause);
  return REASONS[code] ?? (message === 'bad port' ? 'Connection refused' : message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
