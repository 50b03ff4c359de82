/** Opens what a caller passes as data, for reading: whatever it is, it comes as a stream of bytes, a Blob, or bytes. */
import { describe, InputError, TimeoutError } from '../errors.js';
import type { LocalFile, Runtime } from '../runtime/types.js';
import { piecesOf } from '../transport/bytes.js';
import type { ByteStream } from '../transport/types.js';
import { STALLED } from '../transport/upload.js';
import { fileNameOf } from './file-names.js';
import { shown } from './server-side.js';

/** Data that are here, or come from here. */
export type Data =
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>
  | Response;

/** Data that can be read. */
export interface OpenInput {
  /** The name they come with. */
  readonly name: string | undefined;
  readonly body: Blob | Uint8Array<ArrayBuffer> | ByteStream | LocalFile;
}

/** What is needed to open an input. */
export interface Opener {
  readonly runtime: Pick<Runtime, 'openFile'>;
  readonly fetch: typeof globalThis.fetch;
}

export function isData(input: unknown): input is Data {
  if (input instanceof Blob || input instanceof ArrayBuffer || ArrayBuffer.isView(input)) return true;
  if (typeof input !== 'object' || input === null) return false;
  return Symbol.asyncIterator in input || 'getReader' in input || isResponse(input);
}

/** By its shape: responses of other implementations of `fetch` are none of this one's class. */
function isResponse(input: object): input is Response {
  return 'body' in input && 'headers' in input && 'status' in input && 'arrayBuffer' in input;
}

/** Opens data, a path, a `file:` URL or an address that is fetched here. What is read from them ends with the signal. */
export async function openInput(
  input: Data | string,
  { runtime, fetch }: Opener,
  signal: AbortSignal,
): Promise<OpenInput> {
  if (typeof input === 'string') {
    if (/^https?:/i.test(input)) return fetchHere(input, fetch, signal);
    const file = await runtime.openFile(input);
    return { name: file.name, body: file };
  }
  if (input instanceof Blob) return { name: nameOf(input), body: input };
  if (input instanceof ArrayBuffer) return { name: undefined, body: new Uint8Array(input) };
  if (ArrayBuffer.isView(input)) return { name: undefined, body: bytesOf(input) };
  if (isResponse(input)) return openResponse(input, signal);
  return { name: undefined, body: streamFrom(input, undefined, signal) };
}

const nameOf = (blob: Blob): string | undefined =>
  typeof File !== 'undefined' && blob instanceof File ? blob.name : undefined;

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer> {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer, byteOffset, byteLength);
  return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}

async function fetchHere(
  url: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<OpenInput> {
  const begun = new AbortController();
  const clock = setTimeout(() => begun.abort(new Error(`no answer within ${STALLED} ms`)), STALLED);
  try {
    const { address, headers } = withoutPassword(url);
    const limits = AbortSignal.any([signal, begun.signal]);
    return openResponse(await fetch(address, { signal: limits, headers }), signal, url);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${shown(url)} could not be fetched by the client`, { cause });
  } finally {
    clearTimeout(clock);
  }
}

/** User and password as a header: `fetch` refuses them in an address, and prints them. */
function withoutPassword(url: string): { readonly address: string; readonly headers: HeadersInit } {
  const { username, password } = new URL(url);
  if (username === '' && password === '') return { address: url, headers: {} };
  const bare = new URL(url);
  [bare.username, bare.password] = ['', ''];
  const pair = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { address: bare.href, headers: { authorization: `Basic ${btoa(String.fromCharCode(...pair))}` } };
}

function openResponse(response: Response, signal: AbortSignal, asked = response.url): OpenInput {
  const what = URL.canParse(asked) ? shown(asked) : 'the response';
  if (!response.ok) {
    response.body?.cancel().catch(() => undefined);
    throw new InputError(`${what} could not be fetched by the client: HTTP ${response.status}`);
  }
  if (response.bodyUsed) throw new InputError(`the body of ${what} has been read already`);
  const length = response.headers.get('content-length');
  const plain = response.headers.get('content-encoding') === null;
  const size = plain && length !== null && /^\d+$/.test(length) ? Number(length) : undefined;
  const broke = (cause: unknown) => new InputError(`${what} could not be fetched by the client`, { cause });
  const body = response.body ?? new Blob([]).stream();
  return { name: fileNameOf(asked), body: streamFrom(body, size, signal, broke) };
}

/** The bytes of a stream. It is given up when the signal is aborted, even while a piece of it is awaited. */
function streamFrom(
  input: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>,
  size: number | undefined,
  signal: AbortSignal,
  broke: (cause: unknown) => unknown = (cause) => cause,
): ByteStream {
  if ('getReader' in input && input.locked) throw new InputError('the stream is being read by somebody else');
  return {
    size,
    async *[Symbol.asyncIterator]() {
      const pieces: AsyncIterator<unknown> =
        'getReader' in input ? piecesOf(input) : input[Symbol.asyncIterator]();
      const giveUp = () => giveUpOn(input, pieces);
      signal.addEventListener('abort', giveUp);
      let ended = false;
      try {
        for (;;) {
          const piece = await inTime(pieces.next(), signal).catch((cause: unknown) => {
            signal.throwIfAborted();
            ended = !(cause instanceof TimeoutError);
            throw ended ? broke(cause) : cause;
          });
          ended = piece.done ?? false;
          if (ended) return;
          yield pieceOf(piece.value);
        }
      } finally {
        signal.removeEventListener('abort', giveUp);
        if (!ended) giveUp();
      }
    },
  };
}

/** The next piece of a stream, unless it is over before, or nothing comes for too long. */
function inTime<T>(next: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(clock);
      signal.removeEventListener('abort', stop);
    };
    const fail = (reason: unknown) => {
      end();
      reject(reason);
    };
    const stop = () => fail(signal.reason);
    const late = () => fail(new TimeoutError('the stream gave no more data', STALLED));
    const clock = setTimeout(late, STALLED);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    next.then((value) => {
      end();
      resolve(value);
    }, fail);
  });
}

/** Not awaited: what is stuck would never end. Node's streams are ended by `destroy`, which does not wait for a piece to come. */
function giveUpOn(input: object, pieces: AsyncIterator<unknown>): void {
  if ('destroy' in input && typeof input.destroy === 'function') input.destroy();
  else pieces.return?.()?.catch(() => undefined);
}

function pieceOf(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  if (typeof piece === 'string') return new TextEncoder().encode(piece);
  if (ArrayBuffer.isView(piece)) return bytesOf(piece);
  if (piece instanceof ArrayBuffer) return new Uint8Array(piece);
  throw new InputError(`the stream gave ${describe(piece)} where bytes were expected`);
}
