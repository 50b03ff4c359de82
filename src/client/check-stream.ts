/** Looks at data on their way: what they begin with, and whether all of them come. */
import { describe, InputError } from '../errors.js';
import type { UploadFile } from '../transport/types.js';

type Body = UploadFile['body'];

/** A body of which the beginning has been read. */
export interface Checked {
  /** With all its bytes. */
  readonly body: Body;
  /** Lets go of what is not read; not awaited, because what is stuck would never end. */
  close(): void;
}

/** First bytes of what can hold a FITS image: FITS itself, gzip, bzip2, compress, zip. */
const MAGIC = ['SIMPLE', '\x1f\x8b', 'BZh', '\x1f\x9d', 'PK'];
const MAGIC_LENGTH = 6;

/** Makes sure that data are not empty and, for an image, begin as one; `what` is for messages. */
export async function checkBeginning(
  what: string,
  name: string,
  given: Body,
  image: boolean,
): Promise<Checked> {
  const { head, ...checked } = await beginning(given, name);
  const text = String.fromCharCode(...head);
  if (text !== '' && (!image || MAGIC.some((magic) => text.startsWith(magic)))) return checked;
  checked.close();
  throw new InputError(
    text === ''
      ? `${what}: ${name} is empty`
      : `${what}: ${name} is not a FITS file: it begins with ${describe(text)}, not with "SIMPLE"`,
  );
}

async function beginning(body: Body, name: string): Promise<Checked & { readonly head: Uint8Array }> {
  const close = () => undefined;
  if (body instanceof Uint8Array) return { head: body.subarray(0, MAGIC_LENGTH), body, close };
  if (body instanceof Blob) {
    return { head: new Uint8Array(await body.slice(0, MAGIC_LENGTH).arrayBuffer()), body, close };
  }
  const pieces = body[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  const head: number[] = [];
  while (head.length < MAGIC_LENGTH) {
    const piece = await pieces.next();
    if (piece.done) break;
    head.push(...piece.value.subarray(0, MAGIC_LENGTH - head.length));
    // The memory of a piece is used again for the next one; the last of these holds until then.
    seen.push(head.length < MAGIC_LENGTH ? piece.value.slice() : piece.value);
  }
  const { size } = body;
  return {
    head: Uint8Array.from(head),
    body: { size, [Symbol.asyncIterator]: () => allOf(seen, pieces, size, name) },
    close: () => void pieces.return?.()?.catch(() => undefined),
  };
}

/** All pieces, as many bytes as were promised: the server is told how many come before they come. */
async function* allOf(
  seen: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  size: number | undefined,
  name: string,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  const promised = (piece: Uint8Array): Uint8Array => {
    count += piece.length;
    if (size === undefined || count <= size) return piece;
    throw new InputError(`${name} was to have ${size} bytes, but gave more`);
  };
  for (const piece of seen) yield promised(piece);
  for (let piece = await rest.next(); !piece.done; piece = await rest.next()) yield promised(piece.value);
  if (size !== undefined && count < size)
    throw new InputError(`${name} was to have ${size} bytes, but ended after ${count}`);
}
