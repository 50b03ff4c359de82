/** Reads a stream in portions, or passes over them; what is gzipped is unpacked on the way. */
import { InputError } from '../errors.js';
import { piecesOf, type SeekableStream } from '../transport/bytes.js';
import type { ByteStream } from '../transport/types.js';

/** Bytes that come piece by piece; where they can be read from anywhere, most of them need not be. */
type Readable = ByteStream & Partial<Pick<SeekableStream, 'from'>>;

/** What is shorter is read, not jumped over. */
const WORTH_A_JUMP = 4 * 1024 * 1024;

export class ByteReader {
  /** How much has been read or passed over. */
  position = 0;
  #rest: Uint8Array = new Uint8Array();
  #pieces: AsyncIterator<Uint8Array>;
  readonly #source: Readable | undefined;

  /** Where there is a source, it may be begun anew. */
  private constructor(pieces: AsyncIterator<Uint8Array>, source?: Readable) {
    this.#pieces = pieces;
    this.#source = source;
  }

  /** `what` names the stream in errors. */
  static async open(what: string, source: Readable): Promise<ByteReader> {
    const reader = new ByteReader(source[Symbol.asyncIterator](), source);
    const head = await reader.#peek(3);
    const packed = PACKED.find(([, start]) => start.every((byte, at) => head[at] === byte))?.[0];
    if (packed === undefined) return reader;
    if (packed === 'gzip') return new ByteReader(unzipped(what, reader.#remaining()));
    reader.close();
    throw new InputError(`${what} is compressed by ${packed}: only gzip is unpacked here`);
  }

  /** So many bytes, or fewer at the end. They are the caller's to keep. */
  async read(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    let at = 0;
    while (at < count && (await this.#fill())) {
      const part = this.#rest.subarray(0, count - at);
      bytes.set(part, at);
      at += part.length;
      this.#take(part.length);
    }
    return bytes.subarray(0, at);
  }

  /** Passes over so many bytes; gives how many there were. */
  async skip(count: number): Promise<number> {
    const start = this.position;
    const { from, size } = this.#source ?? {};
    if (from !== undefined && size !== undefined && count - this.#rest.length > WORTH_A_JUMP) {
      this.close();
      this.position = Math.min(start + count, size);
      this.#pieces = from(this.position)[Symbol.asyncIterator]();
      this.#rest = new Uint8Array();
    }
    while (this.position < start + count && (await this.#fill()))
      this.#take(Math.min(this.#rest.length, start + count - this.position));
    return this.position - start;
  }

  /** Lets go of the stream; not awaited, because a stream that is stuck would never end. */
  close(): void {
    this.#pieces.return?.()?.catch(() => undefined);
  }

  #take(count: number): void {
    this.#rest = this.#rest.subarray(count);
    this.position += count;
  }

  /** Whether there is more. */
  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const piece = await this.#pieces.next();
      if (piece.done) return false;
      this.#rest = piece.value;
    }
    return true;
  }

  async #peek(count: number): Promise<Uint8Array> {
    const head = await this.read(count);
    this.position -= head.length;
    const joined = new Uint8Array(head.length + this.#rest.length);
    joined.set(head);
    joined.set(this.#rest, head.length);
    this.#rest = joined;
    return head;
  }

  async *#remaining(): AsyncGenerator<Uint8Array> {
    try {
      while (await this.#fill()) {
        const piece = this.#rest;
        this.#rest = new Uint8Array();
        yield piece;
      }
    } finally {
      this.close();
    }
  }
}

const PACKED: readonly (readonly [string, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['compress', [0x1f, 0x9d]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zip', [0x50, 0x4b, 0x03]],
];

/** The bytes before gzip. A file that is cut or damaged is an `InputError`. */
async function* unzipped(what: string, packed: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let failed: { readonly error: unknown } | undefined;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const piece = await packed.next();
        if (piece.done) controller.close();
        else controller.enqueue(new Uint8Array(piece.value));
      } catch (error) {
        failed = { error };
        controller.error(error);
      }
    },
    cancel: () => void packed.return?.()?.catch(() => undefined),
  });
  const pieces = {
    [Symbol.asyncIterator]: () => piecesOf(stream.pipeThrough(new DecompressionStream('gzip'))),
  };
  try {
    yield* pieces;
  } catch (cause) {
    if (failed !== undefined) throw failed.error;
    throw new InputError(`${what} is cut or damaged: it begins like gzip, but cannot be unpacked`, { cause });
  }
}
