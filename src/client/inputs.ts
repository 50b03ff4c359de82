/** What a caller may pass as an image, a table or a region file, and how it gets to the server. */
import type { TableInput } from '../data/columns.js';
import { parquetOf } from '../data/parquet.js';
import { isTableInput, toTableData } from '../data/table-input.js';
import { ArgumentError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import type { AnalysisLevel, FileAnalysis } from '../server/analysis.js';
import type { Commands } from '../server/commands.js';
import { sizeOf } from '../transport/bytes.js';
import type { CallOptions } from '../transport/types.js';
import { checkBeginning } from './check-stream.js';
import { baseName, fileNameOf, type Kind, slug } from './file-names.js';
import { type Data, isData, openInput } from './open-input.js';
import { checkAddress, checkReference, isPrivate, shown } from './server-side.js';
import type { Slots } from './slots.js';

/** Data on their way to a viewer, or a promise of them, such as that of `uploadFile`. */
export type DataInput = PlainInput | Promise<PlainInput>;

/**
 * What data are:
 * - a path (Node, Deno, Bun) or `file:` URL: read here and uploaded;
 * - an `http(s)` URL: fetched by the *server*, unless `fetchBy: 'client'`;
 * - a `${…}` reference to a file that the server has;
 * - `Blob`/`File`, bytes (any view of them), a `Response`, or a stream of bytes (of the web, of Node, any async iterable): uploaded.
 */
export type PlainInput = string | URL | Data;

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

/** How far an upload is. */
export interface UploadProgress {
  /** Bytes of the file that have left this side. */
  readonly bytesSent: number;
  /** Bytes of the file; undefined where a stream does not tell. */
  readonly bytesTotal: number | undefined;
}

/** How an input is sent. */
export interface SendOptions extends CallOptions {
  readonly analyze?: AnalysisLevel | undefined;
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** What came of it. */
export interface Uploaded {
  /** The `${…}` path by which the server knows the file. Any client that knows it can read it. */
  readonly serverFile: string;
  /** Bytes that went from here: 0 where the server fetched them. */
  readonly bytes: number;
  /** What the server found in it, where `analyze` asked for that. */
  readonly analysis: FileAnalysis | undefined;
}

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

/** An input that goes to the server whatever it is. */
export interface SendableInput extends PreparedInput {
  send(options: SendOptions): Promise<Uploaded>;
}

export interface Source {
  readonly runtime: Runtime;
  readonly commands: Commands;
  readonly fetch: typeof globalThis.fetch;
  readonly slots: Slots;
  /** Whether the server may be sent to its own files and network. */
  readonly allowServerPaths: boolean;
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

/** Understands an input; throws `ArgumentError` for what can be none. */
export function prepareInput(
  method: string,
  input: unknown,
  kind: Kind,
  options: InputOptions,
  source: Source,
): SendableInput {
  const { fetchBy, filename } = options;
  if (fetchBy !== undefined && fetchBy !== 'server' && fetchBy !== 'client') {
    throw new ArgumentError(method, 'options.fetchBy', fetchBy, '"server" or "client"');
  }
  if (input instanceof Promise) {
    const prepared = input.then((plain: unknown) => prepareInput(method, plain, kind, options, source));
    prepared.catch(() => undefined);
    return {
      resolve: async (signal) => (await prepared).resolve(signal),
      send: async (how) => (await prepared).send(how),
      name: filename,
      url: undefined,
    };
  }
  if (kind === 'table' && isTableInput(input)) return prepareTable(method, input, filename, source);
  const text = input instanceof URL ? input.href : input;
  if (typeof text === 'string') return prepareText(method, text, kind, options, source);
  if (!isData(input))
    throw new ArgumentError(
      method,
      'input',
      input,
      'a path, a URL, a ${…} server file, a Blob, bytes, a Response or a stream',
    );
  const own = typeof File !== 'undefined' && input instanceof File ? input.name : undefined;
  return fromHere({ method, kind, input, name: filename ?? own, source });
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
): SendableInput {
  const body = encodedTable(method, input);
  const file = `${(name ?? 'table').replace(/\.parquet$/i, '')}.parquet`;
  return { ...fromHere({ method, kind: 'table', input: body, name: file, source }), name };
}

function prepareText(
  method: string,
  text: string,
  kind: Kind,
  options: InputOptions,
  source: Source,
): SendableInput {
  if (text === '') throw new ArgumentError(method, 'input', text, 'a path, a URL or a ${…} server file');
  if (text.startsWith('${')) {
    checkReference(method, 'input', text, source.allowServerPaths);
    return onServer(method, text);
  }
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
  return fromHere({ method, kind, input: text, name: options.filename ?? baseName(text), source });
}

/** A file that the server has. */
export function onServer(method: string, file: string): SendableInput {
  const send = async () => {
    const expected = 'data of this side: a path, bytes, a stream, or a URL; the server has this file already';
    throw new ArgumentError(method, 'input', file, expected);
  };
  return { now: { file }, resolve: async () => ({ file }), send, name: undefined, url: undefined };
}

function prepareUrl(
  method: string,
  url: string,
  kind: Kind,
  options: InputOptions,
  source: Source,
): SendableInput {
  if (!URL.canParse(url)) throw new ArgumentError(method, 'input', url, 'a complete URL');
  const name = options.filename ?? fileNameOf(url);
  if (options.fetchBy === 'client') return fromHere({ method, kind, input: url, name, source });
  checkAddress(method, 'input', url, source.allowServerPaths);
  const send = async ({ analyze, onProgress: _none, ...limits }: SendOptions): Promise<Uploaded> => {
    const signal =
      limits.signal === undefined ? source.ended : AbortSignal.any([source.ended, limits.signal]);
    const timeout = limits.timeout ?? FETCH_BY_SERVER;
    const { file, analysis } = await source.commands.uploadFrom(url, { signal, timeout }, analyze);
    return { serverFile: file, bytes: 0, analysis };
  };
  return { now: { url }, resolve: async () => ({ url }), send, name: fileNameOf(url), url };
}

/** Milliseconds that a server gets to fetch an address. */
const FETCH_BY_SERVER = 600_000;

/** An input that is read here. */
interface Here {
  readonly method: string;
  readonly kind: Kind;
  readonly input: Data | string;
  readonly name: string | undefined;
  readonly source: Source;
}

function fromHere(here: Here): SendableInput {
  const { slots } = here.source;
  return {
    resolve: (signal) => slots.run(async () => ({ file: (await upload(here, {})).serverFile }), signal),
    send: (how) => slots.run(() => upload(here, how), how.signal),
    name: here.name,
    url: undefined,
  };
}

/** The one way of data from here to the server: opened, looked at, sent piece by piece. */
async function upload(
  { method, kind, input, name, source }: Here,
  { signal, timeout, onProgress, analyze }: SendOptions,
): Promise<Uploaded> {
  const reading = new AbortController();
  const ended = AbortSignal.any([source.ended, reading.signal, ...(signal === undefined ? [] : [signal])]);
  let close: () => void = () => undefined;
  let sent = 0;
  try {
    const opened = await openInput(input, source, ended);
    const called = name ?? opened.name ?? 'data';
    const checked = await checkBeginning(method, called, opened.body, kind === 'image');
    close = checked.close;
    const file = { name: slug(called, kind), body: checked.body };
    const bytesTotal = sizeOf(file.body);
    const report = (bytesSent: number) => {
      sent = bytesSent;
      onProgress?.({ bytesSent, bytesTotal });
    };
    const limits = { signal: ended, timeout, onProgress: report };
    const stored = await source.commands.upload(file, limits, analyze);
    return { serverFile: stored.file, bytes: bytesTotal ?? sent, analysis: stored.analysis };
  } finally {
    close();
    reading.abort();
  }
}

/** Hosts without a dot are names of a private network, too, but may well be those of the server's own. */
const isLocal = (url: string): boolean => isPrivate(url) || !/[.:]/.test(new URL(url).hostname);

/** What to add to the reason of a failure when the server may not reach an address that this machine can. */
export function fetchHint(url: string | undefined): string {
  if (url === undefined || !isLocal(url)) return '';
  return `. The server fetches ${shown(url)} itself; if only this machine can read that address, pass { fetchBy: 'client' }`;
}
