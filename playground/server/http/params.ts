/** Reading the parameters of a command out of the address and of a url-encoded body. */
import type { IncomingMessage } from 'node:http';

/** The largest form a server reads; a larger one arrives without its parameters (protocol trap T5). */
export const MAX_FORM_BYTES = 2 * 1024 * 1024;

/** Parameters by name; what the address says wins over the form. */
export type Params = ReadonlyMap<string, string>;

/** How forms are read. */
export interface FormRules {
  /** @default 2 MiB */
  readonly maxBytes?: number | undefined;
  /** What a form is written in that does not say. @default 'latin1' */
  readonly charset?: string | undefined;
}

/** The parameters of a request: those of the query, and of the body where it is a url-encoded form. */
export async function readParams(
  request: IncomingMessage,
  query: string,
  { maxBytes = MAX_FORM_BYTES, charset = 'latin1' }: FormRules = {},
): Promise<Params> {
  const params = parseForm(query, 'utf-8');
  const contentType = request.headers['content-type'] ?? '';
  if (request.method !== 'POST' || !/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    request.resume();
    return params;
  }
  const body = await readLimited(request, maxBytes);
  if (body === undefined) return params;
  for (const [name, value] of parseForm(body.toString('latin1'), charsetOf(contentType) ?? charset)) {
    if (!params.has(name)) params.set(name, value);
  }
  return params;
}

function charsetOf(contentType: string): string | undefined {
  return /;\s*charset="?([\w.:-]+)"?/i.exec(contentType)?.[1];
}

/** Reads a body to its end; undefined when it was larger than `limit`. */
async function readLimited(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}

/** Parses `name=value&…`, given one character per byte; the first of equal names wins. */
export function parseForm(text: string, charset: string): Map<string, string> {
  const params = new Map<string, string>();
  const decode = decoderOf(charset);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decode(unescapeBytes(at < 0 ? pair : pair.slice(0, at)));
    if (!params.has(name)) params.set(name, decode(unescapeBytes(at < 0 ? '' : pair.slice(at + 1))));
  }
  return params;
}

function decoderOf(charset: string): (bytes: Buffer) => string {
  if (/^(latin-?1|iso-?8859-1)$/i.test(charset)) return (bytes) => bytes.toString('latin1');
  try {
    const decoder = new TextDecoder(charset);
    return (bytes) => decoder.decode(bytes);
  } catch {
    return (bytes) => bytes.toString('latin1');
  }
}

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

function unescapeBytes(text: string): Buffer {
  const source = Buffer.from(text, 'latin1');
  const target = Buffer.allocUnsafe(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    let byte = source[i] ?? 0;
    if (byte === PLUS) byte = SPACE;
    else if (byte === PERCENT) {
      const code = hexPair(source, i + 1);
      if (code !== undefined) {
        byte = code;
        i += 2;
      }
    }
    target[length++] = byte;
  }
  return target.subarray(0, length);
}

function hexPair(bytes: Buffer, at: number): number | undefined {
  const high = hexDigit(bytes[at]);
  const low = hexDigit(bytes[at + 1]);
  return high === undefined || low === undefined ? undefined : high * 16 + low;
}

function hexDigit(code: number | undefined): number | undefined {
  if (code === undefined) return undefined;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}
