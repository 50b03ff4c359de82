/** Headers of FITS data, read here; nothing is sent anywhere. */
import * as z from 'zod/mini';
import { runtime } from '#runtime';
import { ArgumentError } from '../errors.js';
import { type FitsHdu, readHdus } from '../fits/hdus.js';
import { check } from '../schema/validate.js';
import { followSignals } from '../session/timers.js';
import { streamOf } from '../transport/bytes.js';
import { baseName } from './file-names.js';
import type { DataInput } from './inputs.js';
import { isData, type Opener, openInput } from './open-input.js';
import { shown } from './server-side.js';

/** How headers are read. */
export interface FitsHeadersOptions {
  /** What the data are called in errors. @default the name of the file */
  readonly filename?: string | undefined;
  /** In place of the runtime's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Ends the reading; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const METHOD = 'fitsHeaders';
const EXPECTED = 'a path, a URL, a Blob, bytes, a Response or a stream';

const Options = z.strictObject({
  filename: z.optional(z.string()),
  fetch: z.optional(z.custom((value) => typeof value === 'function', { error: 'a function like fetch' })),
  signal: z.optional(z.custom((value) => value instanceof AbortSignal, { error: 'an AbortSignal' })),
});

/**
 * Reads the headers of all HDUs, in Node, Deno, Bun and pages. A path is read here, and an `http(s)` URL fetched here; data are passed
 * over without being held, and not even read where the input is a file, a Blob or bytes. What is gzipped is unpacked. No server is asked,
 * so a `${…}` server file is refused.
 * @throws InputError for what is no FITS, is cut or is damaged
 */
export function fitsHeaders(input: DataInput, options: FitsHeadersOptions = {}): Promise<readonly FitsHdu[]> {
  return readHeaders(input, options);
}

/** The same, until a client is closed. */
export async function readHeaders(
  input: DataInput,
  options: FitsHeadersOptions,
  ended?: AbortSignal,
): Promise<readonly FitsHdu[]> {
  check(METHOD, 'options', Options, options);
  const { fetch = globalThis.fetch, filename } = options;
  const signal = followSignals(options.signal, ended);
  signal?.throwIfAborted();
  const plain = await input;
  const given = plain instanceof URL ? plain.href : plain;
  if (typeof given === 'string' ? !isReadable(given) : !isData(given))
    throw new ArgumentError(METHOD, 'input', given, EXPECTED);
  return read(given, { runtime, fetch }, { filename, signal });
}

/** Other schemes and files of a server are not for here. */
const isReadable = (text: string): boolean =>
  text !== '' &&
  !text.startsWith('${') &&
  (!/^[a-z][a-z0-9+.-]+:/i.test(text) || /^(?:https?|file):/i.test(text));

async function read(
  input: Parameters<typeof openInput>[0],
  opener: Opener,
  { filename, signal }: FitsHeadersOptions,
): Promise<readonly FitsHdu[]> {
  const reading = new AbortController();
  const ended = signal === undefined ? reading.signal : AbortSignal.any([reading.signal, signal]);
  try {
    const { name, body } = await openInput(input, opener, ended);
    const called = filename ?? name ?? (typeof input === 'string' ? nameOf(input) : undefined) ?? 'the input';
    return await readHdus(called, streamOf(body));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    reading.abort();
  }
}

const nameOf = (text: string): string | undefined =>
  URL.canParse(text) && /^https?:/i.test(text) ? shown(text) : baseName(text);
