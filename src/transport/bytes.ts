/** Bytes in the forms that travel. */
import type { ByteStream, UploadFile } from './types.js';

/** Pieces that bytes in memory are handed out in, so that progress shows and nothing is held up. */
const PIECE = 1024 * 1024;

/** Bytes that can be read again, and from anywhere. */
export interface SeekableStream extends ByteStream {
  readonly size: number;
  /** The bytes from an offset on. */
  from(offset: number): AsyncIterable<Uint8Array>;
}

/** A body as a stream, whatever it is. */
export function streamOf(body: UploadFile['body']): ByteStream {
  if (body instanceof Blob)
    return seekable(body.size, (offset) => ({
      [Symbol.asyncIterator]: () => piecesOf(body.slice(offset).stream()),
    }));
  if (body instanceof Uint8Array) return seekable(body.byteLength, (offset) => slicesOf(body, offset));
  return body;
}

/** A stream that can be begun anywhere. */
export const seekable = (
  size: number,
  from: (offset: number) => AsyncIterable<Uint8Array>,
): SeekableStream => ({ size, from, [Symbol.asyncIterator]: () => from(0)[Symbol.asyncIterator]() });

/** How many bytes a body has, where that is known. */
export const sizeOf = (body: UploadFile['body']): number | undefined =>
  body instanceof Uint8Array ? body.byteLength : body.size;

/** A body as a Blob: read to its end and held in memory, where it is a stream. */
export async function blobOf(body: UploadFile['body']): Promise<Blob> {
  if (body instanceof Blob) return body;
  return body instanceof Uint8Array ? new Blob([body]) : new Blob(await piecesIn(body));
}

/** All pieces of a stream, each with memory of its own. */
async function piecesIn(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of stream) pieces.push(new Uint8Array(piece));
  return pieces;
}

/** All bytes of a stream. */
export async function bytesIn(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob(await piecesIn(stream)).arrayBuffer());
}

async function* slicesOf(bytes: Uint8Array, offset: number): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** The pieces of a web stream, which cannot be iterated over everywhere; to stop early cancels it, also while a piece is awaited. */
export function piecesOf<T>(stream: ReadableStream<T>): AsyncIterator<T> {
  const reader = stream.getReader();
  return {
    next: async () => {
      const part = await reader.read();
      return part.done ? { done: true, value: undefined } : { done: false, value: part.value };
    },
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
