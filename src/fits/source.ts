/** Where the bytes of a FITS file come from: a part of them at a time, so that large files stay where they are. */

import { runtime } from '#runtime';
import { ArgumentError, InputError } from '../errors.js';
import { joined } from '../schema/bytes.js';

/** A FITS file: a path (not in pages) or `file:` URL, an `http(s)` URL (fetched by this program), bytes, or a stream of bytes. */
export type FitsInput =
  | string
  | URL
  | Blob
  | ArrayBuffer
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

export interface ByteSource {
  /** Of the file, where it has a name. */
  readonly name: string;
  readonly size: number;
  /** A copy of some bytes, which the caller may change; fewer at the end of the file. */
  read(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file; a gzipped one is unpacked in memory. */
export async function openSource(method: string, input: FitsInput): Promise<ByteSource> {
  const source = await plainSource(method, input);
  try {
    if (source.size === 0) throw new InputError(`${method}: ${source.name} is empty`);
    const [first, second] = await source.read(0, 2);
    if (first !== 0x1f || second !== 0x8b) return source;
    const bytes = await unzipped(method, source);
    await source.close();
    return inMemory(source.name, bytes);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function unzipped(method: string, source: ByteSource): Promise<Uint8Array> {
  try {
    return await runtime.gunzip(await source.read(0, source.size));
  } catch (cause) {
    throw new InputError(
      `${method}: ${source.name} is cut or damaged: it begins like gzip, but cannot be unpacked`,
      {
        cause,
      },
    );
  }
}

async function plainSource(method: string, input: FitsInput): Promise<ByteSource> {
  const text = input instanceof URL ? input.href : input;
  if (typeof text === 'string')
    return /^https?:/i.test(text) ? fetched(method, text) : runtime.openBytes(text);
  if (text instanceof Blob) return blobSource(text);
  if (text instanceof Uint8Array) return inMemory('the data', text);
  if (text instanceof ArrayBuffer) return inMemory('the data', new Uint8Array(text));
  if (typeof text === 'object' && text !== null && (Symbol.asyncIterator in text || 'getReader' in text)) {
    return inMemory('the stream', await gathered(text));
  }
  throw new ArgumentError(method, 'input', input, 'a path, a URL, a Blob, bytes or a stream of a FITS file');
}

async function fetched(method: string, url: string): Promise<ByteSource> {
  const failed = (reason: string, cause?: unknown) =>
    new InputError(`${method}: ${url} could not be fetched${reason}`, { cause });
  const response = await fetch(url).catch((cause: unknown) => {
    throw failed('', cause);
  });
  if (!response.ok) throw failed(`: HTTP ${response.status}`);
  return inMemory(url, new Uint8Array(await response.arrayBuffer()));
}

function blobSource(blob: Blob): ByteSource {
  const name = typeof File !== 'undefined' && blob instanceof File ? blob.name : 'the data';
  return {
    name,
    size: blob.size,
    read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
    close: async () => undefined,
  };
}

function inMemory(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    // A Buffer's own slice would share its memory.
    read: async (start, end) => new Uint8Array(bytes.subarray(start, end)),
    close: async () => undefined,
  };
}

async function gathered(stream: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of 'getReader' in stream ? read(stream) : stream) pieces.push(piece);
  return joined(pieces);
}

/** Not every browser can iterate over a stream. */
async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
