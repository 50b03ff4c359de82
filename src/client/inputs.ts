/** What a caller may pass as an image, a table or a region file, and how it gets to the server. */
import type { TableInput } from '../data/columns.js';
import { parquetOf } from '../data/parquet.js';
import { isTableInput, toTableData } from '../data/table-input.js';
import { ArgumentError, describe, InputError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import type { Commands } from '../server/commands.js';
import type { Slots } from './slots.js';

/** Data on its way to a viewer, or a promise of them, such as that of `uploadFile`. */
export type DataInput = PlainInput | Promise<PlainInput>;

/**
 * What data are:
 * - a path (Node, Deno, Bun) or `file:` URL: read here and uploaded;
 * - an `http(s)` URL: fetched by the *server*, unless `fetchBy: 'client'`;
 * - a `${…}` reference to a file that the server has;
 * - `Blob`/`File`, bytes, or a stream of bytes: uploaded.
 */
type PlainInput =
  | string
  | URL
  | Blob
  | ArrayBuffer
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** A table that exists in memory only, or a promise of one. */
export type MemoryTable = TableInput | Promise<TableInput>;

/** How an input is taken. */
export interface InputOptions {
  /** Who fetches a URL: the `server` (default), or the `client`, which then uploads it. */
  readonly fetchBy?: 'server' | 'client' | undefined;
  /** Name of the data, for streams and bytes. @default 'data' */
  readonly filename?: string | undefined;
  /** A file that the server itself can read, by its path there, in place of an input. */
  readonly fileOnServer?: string | undefined;
}

/** An input in terms of the server. */
export type Resolved = { readonly file: string } | { readonly url: string };

/** An input that was understood, but not uploaded yet. */
export interface PreparedInput {
  /** What it is, when that is known without any work. */
  readonly now?: Resolved;
  /** The server's reference or address; uploads where needed, unless the signal is aborted before its turn. */
  resolve(signal?: AbortSignal): Promise<Resolved>;
  /** A title for the viewer: the file's name, where the input has one. */
  readonly name: string | undefined;
  /** Address that the server is to fetch. */
  readonly url: string | undefined;
}

interface Source {
  readonly runtime: Runtime;
  readonly commands: Commands;
  readonly fetch: typeof globalThis.fetch;
  readonly slots: Slots;
  /** Ends what is being read or uploaded. */
  readonly ended: AbortSignal;
}

/** Whether a first argument is options, and there is no input. */
export function isOptions<O extends object>(input: unknown): input is O {
  if (typeof input !== 'object' || input === null || input instanceof URL || isData(input)) return false;
  if (isTableInput(input)) return false;
  const prototype: unknown = Object.getPrototypeOf(input);
  return prototype === Object.prototype || prototype === null;
}

/** What an input is to be; of `data` nothing is known. */
export type Kind = 'image' | 'table' | 'region' | 'data';

/** Understands an input; throws `ArgumentError` for what can be none. */
export function prepareInput(
  method: string,
  input: unknown,
  kind: Kind,
  options: InputOptions,
  source: Source,
): PreparedInput {
  const { fetchBy, filename } = options;
  if (fetchBy !== undefined && fetchBy !== 'server' && fetchBy !== 'client') {
    throw new ArgumentError(method, 'options.fetchBy', fetchBy, '"server" or "client"');
  }
  if (input instanceof Promise) {
    const prepared = input.then((plain: unknown) => prepareInput(method, plain, kind, options, source));
    prepared.catch(() => undefined);
    return { resolve: async (signal) => (await prepared).resolve(signal), name: filename, url: undefined };
  }
  if (kind === 'table' && isTableInput(input)) return prepareTable(method, input, filename, source);
  const text = input instanceof URL ? input.href : input;
  if (typeof text === 'string') return prepareText(method, text, kind, options, source);
  if (!isData(input))
    throw new ArgumentError(
      method,
      'input',
      input,
      'a path, a URL, a ${…} server file, a Blob, bytes or a stream',
    );
  const name = filename ?? (typeof File !== 'undefined' && input instanceof File ? input.name : undefined);
  return {
    resolve: (signal) =>
      source.slots.run(async () => upload(method, kind, await toBlob(input), name ?? 'data', source), signal),
    name,
    url: undefined,
  };
}

/** A table in memory as a file. */
export function encodedTable(method: string, table: TableInput): Blob {
  return new Blob([...parquetOf(toTableData(table, method, 'input'), method)] as BlobPart[]);
}

/** A table in memory is encoded at the call: what the caller does to its arrays later changes nothing. */
function prepareTable(
  method: string,
  input: TableInput,
  name: string | undefined,
  source: Source,
): PreparedInput {
  const body = encodedTable(method, input);
  const file = `${(name ?? 'table').replace(/\.parquet$/i, '')}.parquet`;
  return {
    resolve: (signal) => source.slots.run(() => upload(method, 'table', body, file, source), signal),
    name,
    url: undefined,
  };
}

function prepareText(
  method: string,
  text: string,
  kind: Kind,
  options: InputOptions,
  source: Source,
): PreparedInput {
  if (text === '') throw new ArgumentError(method, 'input', text, 'a path, a URL or a ${…} server file');
  if (text.startsWith('${'))
    return { now: { file: text }, resolve: async () => ({ file: text }), name: undefined, url: undefined };
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return prepareUrl(method, text, kind, options, source);
  if (scheme !== undefined && scheme !== 'file') {
    throw new ArgumentError(
      method,
      'input',
      text,
      'an http(s) URL, a file: URL, a path or a ${…} server file',
    );
  }
  const name = baseName(text);
  return {
    resolve: (signal) =>
      source.slots.run(async () => {
        const file = await source.runtime.readFile(text);
        return upload(method, kind, file.body, file.name, source);
      }, signal),
    name,
    url: undefined,
  };
}

function prepareUrl(
  method: string,
  url: string,
  kind: Kind,
  options: InputOptions,
  source: Source,
): PreparedInput {
  if (!URL.canParse(url)) throw new ArgumentError(method, 'input', url, 'a complete URL');
  const name = fileName(new URL(url).pathname);
  if (options.fetchBy !== 'client') return { now: { url }, resolve: async () => ({ url }), name, url };
  return {
    resolve: (signal) =>
      source.slots.run(async () => {
        const body = await fetchHere(url, source);
        return upload(method, kind, body, options.filename ?? name ?? 'data', source);
      }, signal),
    name,
    url: undefined,
  };
}

/** Time limits of a transfer: a start, and what a slow line needs for its size. */
const TRANSFER_START = 120_000;
const SLOWEST_BYTES_PER_MS = 50;

async function fetchHere(url: string, { fetch, ended }: Source): Promise<Blob> {
  const failed = (reason: string, cause?: unknown) => {
    ended.throwIfAborted();
    return new InputError(`${url} could not be fetched by the client${reason}`, { cause });
  };
  try {
    const limit = AbortSignal.timeout(5 * TRANSFER_START);
    const response = await fetch(url, { signal: AbortSignal.any([ended, limit]) });
    if (response.ok) return await response.blob();
    throw failed(`: HTTP ${response.status}`);
  } catch (cause) {
    throw cause instanceof InputError ? cause : failed('', cause);
  }
}

async function upload(
  method: string,
  kind: Kind,
  body: Blob,
  name: string,
  { commands, ended }: Source,
): Promise<Resolved> {
  if (body.size === 0) throw new InputError(`${method}: ${name} is empty`);
  if (kind === 'image') await refuseOtherThanFits(method, body, name);
  const timeout = TRANSFER_START + body.size / SLOWEST_BYTES_PER_MS;
  return { file: await commands.upload({ name: slug(name, kind), body }, { signal: ended, timeout }) };
}

/** First bytes of what can hold a FITS image: FITS itself, gzip, bzip2, compress, zip. */
const MAGIC = ['SIMPLE', '\x1f\x8b', 'BZh', '\x1f\x9d', 'PK'];

async function refuseOtherThanFits(method: string, body: Blob, name: string): Promise<void> {
  const head = new Uint8Array(await body.slice(0, 6).arrayBuffer());
  const text = String.fromCharCode(...head);
  if (MAGIC.some((magic) => text.startsWith(magic))) return;
  throw new InputError(
    `${method}: ${name} is not a FITS file: it begins with ${describe(text)}, not with "SIMPLE"`,
  );
}

/**
 * A name the server can store: ASCII, without separators (protocol trap T22). A compressed table loses its `.gz`,
 * because the server unpacks it, keeps the name, and then fails to unpack it again.
 */
export function slug(name: string, kind: Kind): string {
  const ascii = name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const safe = ascii.replace(/[^A-Za-z0-9._-]+/g, '_');
  const packed = kind === 'table' ? /\.gz$/i : kind === 'data' ? PACKED_TABLE : undefined;
  const whole = packed === undefined ? safe : safe.replace(packed, '');
  const short = whole.slice(-120).replace(/^\.+/, '');
  return /[A-Za-z0-9]/.test(short) ? short : 'data';
}

const PACKED_TABLE = /(?<=\.(?:csv|tsv|tbl|txt|vot|xml))\.gz$/i;

const baseName = (path: string): string | undefined => path.split(/[/\\]/).at(-1) || undefined;
const fileName = (path: string): string | undefined => /([^/\\]+\.[^./\\]+)$/.exec(path)?.[1] ?? undefined;

type Data = Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

function isData(input: unknown): input is Data {
  if (input instanceof Blob || input instanceof ArrayBuffer || input instanceof Uint8Array) return true;
  return (
    typeof input === 'object' && input !== null && (Symbol.asyncIterator in input || 'getReader' in input)
  );
}

async function toBlob(input: Data): Promise<Blob> {
  if (input instanceof Blob) return input;
  if (input instanceof ArrayBuffer || input instanceof Uint8Array) return new Blob([new Uint8Array(input)]);
  const chunks: BlobPart[] = [];
  for await (const chunk of chunksOf(input)) {
    const bytes: unknown = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    if (!(bytes instanceof Uint8Array))
      throw new InputError(`the stream gave ${describe(chunk)} where bytes were expected`);
    chunks.push(new Uint8Array(bytes));
  }
  return new Blob(chunks);
}

/** The chunks of a stream; browsers cannot iterate over streams everywhere. */
async function* chunksOf(
  input: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown> {
  if (!('getReader' in input)) return yield* input;
  const reader = input.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

const PRIVATE_HOST =
  /^(?:localhost|.*\.local(?:host)?|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|\[::1\]|[^.]+)$/i;

/** What to add to the reason of a failure when the server may not reach an address that this machine can. */
export function fetchHint(url: string | undefined): string {
  if (url === undefined || !PRIVATE_HOST.test(new URL(url).hostname)) return '';
  return `. The server fetches ${url} itself; if only this machine can read that address, pass { fetchBy: 'client' }`;
}
