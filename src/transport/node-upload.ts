/**
 * Uploads by `node:http(s)`, for Node, Deno and Bun: `fetch` holds the whole of what it sends there (protocol trap T23). The file is
 * written piece by piece, as fast as the server takes it.
 */
import { randomBytes } from 'node:crypto';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { TimeoutError, UploadError } from '../errors.js';
import { sizeOf, streamOf } from './bytes.js';
import { noConnection, reasonOf } from './failures.js';
import { multipart } from './multipart.js';
import { openRequest, wantsLogin } from './node-request.js';
import type { CommandReply, UploadLimits } from './types.js';
import { answerTime, STALLED, type Uploader, type UploadRequest } from './upload.js';

export interface NodeUploadOptions {
  /** Address of the proxy to go through. */
  readonly proxy?: string | undefined;
  /** Milliseconds after which an upload that does not get on is given up. */
  readonly stalled?: number | undefined;
}

export function nodeUploader({ proxy, stalled = STALLED }: NodeUploadOptions = {}): Uploader {
  return async (request, limits) => {
    const upload = new NodeUpload(request, limits, stalled);
    try {
      return await upload.run(proxy);
    } finally {
      upload.end();
    }
  };
}

/** Small pieces are copied and gathered by the socket; of a large one it is awaited that it has left. */
const SMALL = 64 * 1024;

/** Says that the server has answered, and needs no more of the file. */
const ANSWERED = Symbol('answered');

class NodeUpload {
  #bytesSent = 0;
  #bytesReported = 0;
  #outgoing: ClientRequest | undefined;
  #incoming: IncomingMessage | undefined;
  /** Why it ended, once it has. */
  #stopped: unknown;
  /** Ends what is awaited now. */
  #stop: (reason: unknown) => void = () => undefined;
  readonly #clocks: NodeJS.Timeout[] = [];
  readonly #stall: NodeJS.Timeout;
  #waitingFor: 'connection' | 'source' | 'server' = 'connection';
  readonly #onAbort = () => this.#fail(this.limits.signal?.reason);

  constructor(
    private readonly request: UploadRequest,
    private readonly limits: UploadLimits,
    private readonly stalled: number,
  ) {
    const { signal, timeout } = limits;
    if (signal?.aborted) this.#onAbort();
    signal?.addEventListener('abort', this.#onAbort);
    this.#stall = setTimeout(() => this.#fail(this.#stallError(stalled)), stalled);
    this.#clocks.push(this.#stall);
    if (timeout !== undefined)
      this.#clocks.push(setTimeout(() => this.#fail(this.#timeoutError(timeout)), timeout));
  }

  get #size(): number | undefined {
    return sizeOf(this.request.file.body);
  }

  async run(proxy: string | undefined): Promise<CommandReply> {
    const { file, fields, headers, url } = this.request;
    const form = multipart(file.name, fields, `ffc-${randomBytes(12).toString('hex')}`);
    const size = this.#size;
    const length = size === undefined ? undefined : form.head.length + size + form.tail.length;
    const opening = openRequest(url, proxy, {
      ...headers,
      // A server that is told to close does so as soon as it has answered, and cuts off what is still on its way, with the answer.
      connection: 'keep-alive',
      'content-type': form.contentType,
      ...(length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) }),
      // What is not compressed comes back cut where it is not ASCII (trap `truncatedJson`).
      'accept-encoding': 'gzip',
    });
    const outgoing = await this.#until(opening.then((opened) => this.#attach(opened)));
    await this.#send(outgoing, form.head, form.tail);
    const reply = await this.#answer();
    if (reply.status === 407 && proxy !== undefined) throw wantsLogin(new URL(proxy));
    return reply;
  }

  end(): void {
    for (const clock of this.#clocks) clearTimeout(clock);
    this.limits.signal?.removeEventListener('abort', this.#onAbort);
    this.#stopped ??= ANSWERED;
    this.#outgoing?.destroy();
  }

  #attach(outgoing: ClientRequest): ClientRequest {
    this.#outgoing = outgoing;
    outgoing.on('error', (error) => this.#fail(this.#broken(error)));
    outgoing.on('socket', readOn);
    outgoing.on('response', (incoming) => {
      this.#incoming = incoming;
      this.#stop(ANSWERED);
    });
    // It came too late.
    if (this.#stopped !== undefined) outgoing.destroy();
    return outgoing;
  }

  async #send(outgoing: ClientRequest, head: Uint8Array, tail: Uint8Array): Promise<void> {
    const pieces = streamOf(this.request.file.body)[Symbol.asyncIterator]();
    try {
      await this.#write(outgoing, head);
      for (;;) {
        this.#move('source');
        const piece = await this.#until(pieces.next());
        if (piece.done) break;
        this.#move('server');
        await this.#write(outgoing, piece.value, (bytes) => {
          this.#bytesSent += bytes;
        });
        this.#report();
      }
      outgoing.end(tail);
    } catch (error) {
      // Not awaited: a source that is stuck would never end.
      pieces.return?.()?.catch(() => undefined);
      if (error !== ANSWERED) throw error;
    }
  }

  async #write(outgoing: ClientRequest, piece: Uint8Array, onGone?: (bytes: number) => void): Promise<void> {
    const gone = (resolve: () => void) => (error: unknown) => {
      if (error) return afterReading(() => this.#fail(this.#broken(error)));
      onGone?.(piece.length);
      resolve();
    };
    if (piece.length >= SMALL) {
      await this.#until(new Promise<void>((resolve) => void outgoing.write(piece, gone(resolve))));
    } else if (
      !outgoing.write(
        piece.slice(),
        gone(() => undefined),
      )
    ) {
      await this.#until(new Promise<void>((resolve) => void outgoing.once('drain', resolve)));
    } else if (this.#stopped !== undefined) throw this.#stopped;
  }

  #report(): void {
    if (this.#bytesSent === this.#bytesReported) return;
    this.#bytesReported = this.#bytesSent;
    this.limits.onProgress?.(this.#bytesSent);
  }

  async #answer(): Promise<CommandReply> {
    this.#move('server', answerTime(this.#bytesSent) - STALLED);
    const outgoing = this.#outgoing;
    try {
      await this.#until(new Promise((resolve) => outgoing?.once('response', resolve)));
    } catch (error) {
      if (error !== ANSWERED) throw error;
    }
    const incoming = this.#incoming;
    if (incoming === undefined) throw this.#broken(undefined);
    this.#report();
    const headers = headersOf(incoming);
    this.request.onHeaders?.(headers);
    const status = incoming.statusCode ?? 0;
    return {
      status,
      contentType: headers.get('content-type') ?? '',
      location: headers.get('location') ?? undefined,
      text: await this.#text(incoming, status),
    };
  }

  /** What the answer says. One that refuses counts although its connection is cut in the middle: servers do not read the rest. */
  async #text(incoming: IncomingMessage, status: number): Promise<string> {
    const chunks: Uint8Array[] = [];
    const read = async () => {
      for await (const chunk of incoming) chunks.push(chunk);
    };
    this.#incoming = undefined;
    try {
      await this.#until(read());
    } catch (error) {
      if (status < 300) throw this.#stopped ?? this.#broken(error);
    }
    return textOf(Buffer.concat(chunks));
  }

  /** Waits for a promise, unless it is all over. (A race with one long promise would keep every piece in memory.) */
  #until<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#stop = reject;
      promise.then(resolve, reject);
      if (this.#stopped !== undefined) reject(this.#stopped);
      else if (this.#incoming !== undefined) reject(ANSWERED);
    });
  }

  #fail(reason: unknown): void {
    // The answer came before the connection was cut.
    if (this.#incoming !== undefined) return;
    this.#stopped ??= reason;
    this.#stop(this.#stopped);
  }

  /** Notes that it gets on. */
  #move(waitingFor: 'source' | 'server', more = 0): void {
    this.#waitingFor = waitingFor;
    if (more === 0) this.#stall.refresh();
    else {
      clearTimeout(this.#stall);
      const limit = this.stalled + more;
      this.#clocks.push(setTimeout(() => this.#fail(this.#stallError(limit)), limit));
    }
  }

  #broken(error: unknown, why = reasonOf(error) ?? 'the connection was cut'): UploadError {
    const { url, file } = this.request;
    const received = noConnection(error) ? 'no' : 'unknown';
    const message = `the upload of ${file.name} to ${url} broke off (${why})`;
    return new UploadError(message, received, this.#bytesSent, this.#size, { cause: error });
  }

  #stallError(limit: number): TimeoutError {
    const { url, file } = this.request;
    const all = this.#size === undefined || this.#bytesSent === this.#size;
    const what = {
      connection: `no connection to ${url} was made for ${file.name}`,
      source: `${file.name} gave no more data`,
      server: all ? `${url} did not answer` : `${url} took no more of ${file.name}`,
    }[this.#waitingFor];
    return new TimeoutError(what, limit, { cause: this.#tooSlow() });
  }

  #timeoutError(limit: number): TimeoutError {
    const { url, file } = this.request;
    return new TimeoutError(`the upload of ${file.name} to ${url} did not end`, limit, {
      cause: this.#tooSlow(),
    });
  }

  #tooSlow(): UploadError {
    return this.#broken(undefined, 'it did not get on');
  }
}

/** Milliseconds that an answer gets to be read when nothing can be written any more. */
const LAST_WORDS = 200;

/** Lets pass what has arrived already: timers may all be late, but between them and the next `setImmediate` it is read. */
const afterReading = (act: () => void): void => void setTimeout(() => setImmediate(act), LAST_WORDS);

/**
 * A server that refuses the rest of a file answers and closes. The next write fails then, and Node would drop the connection with the
 * answer that is there to be read; so it is dropped a moment later.
 */
function readOn(socket: Socket): void {
  const drop = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    if (Reflect.get(Object(error), 'syscall') !== 'write') return drop(error);
    afterReading(() => drop(error));
    return socket;
  };
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return headers;
}

const unzip = promisify(gunzip);

/** By its first bytes, because some runtimes have unpacked it already and leave the header that says it is packed. */
async function textOf(bytes: Buffer): Promise<string> {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (packed ? await unzip(bytes).catch(() => bytes) : bytes).toString('utf8');
}
