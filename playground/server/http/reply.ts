/** Replies: one shape for every route, written out with gzip where the client takes it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CommandReply } from 'firefly-client';

const gzipAsync = promisify(gzip);

/** What a route answers. Without a `contentType` none is sent. */
export interface Reply {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string | Uint8Array;
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

/** Error shape E1: status 200, `success` is a string, and the text is often only in `cause1`. */
export function commandError(error: string, cause?: string): Reply {
  const body = cause === undefined ? {} : { cause1: cause };
  return jsonReply([{ ...body, success: 'false', error }]);
}

/** Error shape E4: status 500 and no word about what went wrong. */
export function emptyServerError(): Reply {
  return {
    status: 500,
    contentType: 'application/json;charset=UTF-8',
    body: '{"success":false,"error":{}}',
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
  const plain = typeof reply.body === 'string' ? Buffer.from(reply.body, 'utf8') : reply.body;
  const zipped = reply.gzip !== false && plain.length > 0 && acceptsGzip(request);
  const cut = reply.measuredIn === 'characters' ? plain.subarray(0, reply.body.length) : plain;
  const bytes = zipped ? await gzipAsync(plain) : cut;
  if (response.destroyed) return undefined;
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.contentType !== undefined && reply.contentType !== '') {
    response.setHeader('content-type', reply.contentType);
  }
  if (zipped) response.setHeader('content-encoding', 'gzip');
  response.setHeader('content-length', bytes.length);
  return bytes;
}

/** Writes a reply out; a client that went away in the meantime is no error. */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  const bytes = await startReply(request, response, reply);
  if (bytes !== undefined) response.end(request.method === 'HEAD' ? undefined : bytes);
}
