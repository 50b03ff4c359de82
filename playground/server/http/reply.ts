/** Replies: one shape for every route, written out with gzip where the client takes it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import type { CommandReply } from 'firefly-client';

const gzipAsync = promisify(gzip);

/** What a route answers. Without a `contentType` none is sent. */
export interface Reply {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string | Uint8Array;
  /** In place of `body`: what is too large to be held, or to be sent, in one piece. */
  readonly stream?: () => Readable;
  /** How many characters come out of `stream`, where they are characters. */
  readonly characters?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** False for what must travel as it is. */
  readonly gzip?: boolean;
  /** What an answer is measured in that is not compressed: in characters, it is cut (trap `truncatedJson`). */
  readonly measuredIn?: 'bytes' | 'characters';
}

/** JSON as most commands send it: the content type names no charset. */
export function jsonReply(value: unknown): Reply {
  return jsonText(JSON.stringify(value));
}

/** JSON that is text already. */
export function jsonText(body: string): Reply {
  return { status: 200, contentType: 'application/json', body };
}

/** Texts up to this length are sent in one piece. */
const ONE_PIECE = 1024 * 1024;

/** JSON that comes in pieces. */
export function jsonPieces(pieces: readonly string[]): Reply {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length <= ONE_PIECE) return jsonText(pieces.join(''));
  return { ...jsonText(''), characters: length, stream: () => Readable.from(pieces) };
}

/** Error shape E1: status 200, `success` is a string, and the text is often only in `cause1`. */
export function commandError(error: string, cause?: string): Reply {
  const body = cause === undefined ? {} : { cause1: cause };
  return jsonReply([{ ...body, success: 'false', error }]);
}

/** Error shape E4: status 500 and no word about what went wrong. */
export function emptyServerError(): Reply {
  return serverError({});
}

/** Error shape E4 with causes: `cause1` is the outermost. */
export function serverError(causes: Readonly<Record<string, string>>): Reply {
  return {
    status: 500,
    contentType: 'application/json;charset=UTF-8',
    body: JSON.stringify({ success: false, error: causes }),
  };
}

/** The answer of the protocol core or of the memory server to the same command. */
export function replyOf({ status, contentType, text, location }: CommandReply): Reply {
  const headers = location === undefined ? {} : { headers: { location } };
  return { status, contentType, body: text, ...headers };
}

/** What a real server says in a page: its own pages are not what programs want to read. */
export function pageReply(status: number, title: string): Reply {
  const heading = `HTTP Status ${status} – ${title}`;
  const body = `<!doctype html><html lang="en"><head><title>${heading}</title></head><body><h1>${heading}</h1></body></html>`;
  return { status, contentType: 'text/html;charset=utf-8', body };
}

/** A few words for people. */
export function textReply(status: number, text: string): Reply {
  return { status, contentType: 'text/plain;charset=utf-8', body: `${text}\n` };
}

/** Does the client take gzip? */
function acceptsGzip(request: IncomingMessage): boolean {
  const accepted = String(request.headers['accept-encoding'] ?? '').toLowerCase();
  return accepted.split(',').some((entry) => {
    const [name, ...params] = entry.split(';').map((part) => part.trim());
    return name === 'gzip' && !params.some((param) => /^q=0(\.0*)?$/.test(param));
  });
}

/** Sets status and headers of a reply; gives the bytes that are to follow. Undefined when the client has gone away. */
export async function startReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
): Promise<Uint8Array | undefined> {
  const plain = await bytesOf(reply);
  const zipped = reply.gzip !== false && plain.length > 0 && acceptsGzip(request);
  const characters = reply.characters ?? reply.body.length;
  const cut = reply.measuredIn === 'characters' ? plain.subarray(0, characters) : plain;
  const bytes = zipped ? await gzipAsync(plain) : cut;
  if (response.destroyed) return undefined;
  writeHead(response, reply, zipped);
  response.setHeader('content-length', bytes.length);
  return bytes;
}

async function bytesOf({ body, stream }: Reply): Promise<Uint8Array> {
  if (stream === undefined) return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Writes a reply out; a client that went away in the meantime is no error. */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  if (reply.stream !== undefined) return sendStream(request, response, reply, reply.stream);
  const bytes = await startReply(request, response, reply);
  if (bytes !== undefined) response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** In chunks, as fast as the client takes them. */
async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  stream: () => Readable,
): Promise<void> {
  const zipped = reply.gzip !== false && acceptsGzip(request);
  writeHead(response, reply, zipped);
  const limit = reply.measuredIn === 'characters' ? reply.characters : undefined;
  if (limit !== undefined && !zipped) response.setHeader('content-length', limit);
  try {
    if (zipped) await pipeline(stream(), createGzip({ level: 1 }), response);
    else if (limit === undefined) await pipeline(stream(), response);
    else await pipeline(firstBytes(stream(), limit), response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}

async function* firstBytes(stream: Readable, limit: number): AsyncGenerator<Uint8Array> {
  let left = limit;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk).subarray(0, left);
    left -= bytes.length;
    yield bytes;
    if (left === 0) return;
  }
}

function writeHead(response: ServerResponse, reply: Reply, zipped: boolean): void {
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.contentType !== undefined && reply.contentType !== '') {
    response.setHeader('content-type', reply.contentType);
  }
  if (zipped) response.setHeader('content-encoding', 'gzip');
}
