/** The methods of a client that send data to the server, and show nothing. */
import * as z from 'zod/mini';
import { ArgumentError, ClosedError, TimeoutError, UploadError } from '../errors.js';
import type { FitsHdu } from '../fits/hdus.js';
import { check } from '../schema/validate.js';
import type { AnalysisLevel, FileAnalysis } from '../server/analysis.js';
import { followSignals, later, within } from '../session/timers.js';
import { optionsOf } from './caller.js';
import { ExtensionCalls } from './extension-calls.js';
import type { Kind } from './file-names.js';
import { type FitsHeadersOptions, readHeaders } from './fits-headers.js';
import type {
  DataInput,
  InputOptions,
  SendableInput,
  SendOptions,
  Uploaded,
  UploadProgress,
} from './inputs.js';

/** What is uploaded, by the reference client's names. */
export type UploadType = 'FITS' | 'UNKNOWN';

/** How data are sent. */
export interface UploadOptions extends Pick<InputOptions, 'fetchBy' | 'filename'> {
  /** Hears of it as it gets on, at the latest when all has gone. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Ends the upload; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole upload. @default none: it is given up when it does not get on for two minutes */
  readonly timeout?: number | undefined;
  /** Have the server look into the file; `true` is `Normal`. @default false */
  readonly analyze?: boolean | AnalysisLevel | undefined;
}

/** How a file is looked into. */
export interface AnalyzeOptions extends Omit<UploadOptions, 'analyze'> {
  /** @default Details */
  readonly level?: AnalysisLevel | undefined;
}

/** An upload whose file the server has looked into. */
export type Analyzed = Uploaded & { readonly analysis: FileAnalysis };

const LEVELS = ['Brief', 'Normal', 'Details'] as const;
const callable = z.custom((value) => typeof value === 'function', { error: 'a function' });
const abortSignal = z.custom((value) => value instanceof AbortSignal, { error: 'an AbortSignal' });

const sending = {
  fetchBy: z.optional(z.enum(['server', 'client'])),
  filename: z.optional(z.string()),
  onProgress: z.optional(callable),
  signal: z.optional(abortSignal),
  timeout: z.optional(z.number().check(z.positive())),
};
const UploadSchema = z.strictObject({
  ...sending,
  analyze: z.optional(
    z.union([z.boolean(), z.enum(LEVELS)], { error: 'true, false, or one of Brief, Normal, Details' }),
  ),
});
const AnalyzeSchema = z.strictObject({ ...sending, level: z.optional(z.enum(LEVELS)) });
const NameSchema = z.strictObject({ fetchBy: z.optional(z.unknown()), filename: z.optional(z.string()) });

export class UploadCalls extends ExtensionCalls {
  /**
   * Sends data to the server and keeps them there for other calls. A path is read here, piece by piece; bytes, blobs, streams and responses are sent as they come; an
   * `http(s)` URL is fetched by the *server*, unless `fetchBy: 'client'`. In a page what is no Blob is gathered into one first.
   * @throws UploadError with `bytesSent` where the connection broke, InputError where the data ended early or changed, CommandError with
   * the server's words, TimeoutError where it did not get on
   */
  upload(
    input: DataInput,
    options: UploadOptions & { readonly analyze: true | AnalysisLevel },
  ): Promise<Analyzed>;
  upload(input: DataInput, options?: UploadOptions): Promise<Uploaded>;
  upload(input: DataInput, options: UploadOptions = {}): Promise<Uploaded> {
    const method = 'upload';
    check(method, 'options', UploadSchema, optionsOf(method, options));
    const { analyze = false, ...how } = options;
    const level = analyze === true ? 'Normal' : analyze || undefined;
    return this.#send(this.#toBeSent(method, input, 'data', how), { ...how, analyze: level });
  }

  /**
   * Has the server look into a file: HDUs and their headers, tables and their columns. What is here is uploaded for that; an `http(s)`
   * URL is fetched by the server, unless `fetchBy: 'client'`. A file that the server has already cannot be looked into.
   */
  analyzeFile(input: DataInput, options: AnalyzeOptions = {}): Promise<FileAnalysis> {
    const method = 'analyzeFile';
    check(method, 'options', AnalyzeSchema, optionsOf(method, options));
    const { level = 'Details', ...how } = options;
    const prepared = this.#toBeSent(method, input, 'data', how);
    const sent = this.#send(prepared, { ...how, analyze: level });
    return sent.then(({ analysis }) => analysis as FileAnalysis);
  }

  /**
   * The headers of all HDUs of FITS data, read here: a path is read and an `http(s)` URL fetched by this program, the server is not
   * asked. The same as the function `fitsHeaders`, by the client's `fetch`.
   */
  fitsHeaders(
    input: DataInput,
    options: Omit<FitsHeadersOptions, 'fetch'> = {},
  ): Promise<readonly FitsHdu[]> {
    if (this.state === 'closed') throw new ClosedError('fitsHeaders');
    const how = { ...optionsOf('fitsHeaders', options), fetch: this.fetch };
    const release = this.session.hold();
    return readHeaders(input, how, this.ended).finally(release);
  }

  /** Uploads a file (a path, bytes, a stream, or a URL with `fetchBy: 'client'`); resolves with its `${…}` path on the server. */
  uploadFile(input: DataInput, options: InputOptions = {}): Promise<string> {
    return this.#upload('uploadFile', input, 'data', options);
  }

  /** Uploads FITS data, read here; refuses what is none. */
  uploadFitsData(input: DataInput, options: InputOptions = {}): Promise<string> {
    return this.#upload('uploadFitsData', input, 'image', options);
  }

  /** Uploads text, read here: a table or regions. */
  uploadTextData(input: DataInput, options: InputOptions = {}): Promise<string> {
    return this.#upload('uploadTextData', input, 'data', options);
  }

  /** Uploads data, read here; a server finds out itself what they are. */
  uploadData(
    input: DataInput,
    type: UploadType | Lowercase<UploadType> = 'UNKNOWN',
    options: InputOptions = {},
  ): Promise<string> {
    if (!/^(?:fits|unknown)$/i.test(String(type)))
      throw new ArgumentError('uploadData', 'type', type, 'FITS or UNKNOWN');
    return this.#upload('uploadData', input, 'data', options);
  }

  #upload(method: string, input: DataInput, kind: Kind, options: InputOptions): Promise<string> {
    check(method, 'options', NameSchema, options);
    const prepared = this.#toBeSent(method, input, kind, options);
    if (prepared.now !== undefined)
      throw new ArgumentError(
        method,
        'input',
        input,
        'data of this side: a path, bytes, a stream, or a URL with fetchBy: "client"',
      );
    return this.#send(prepared, {}).then(({ serverFile }) => serverFile);
  }

  #toBeSent(method: string, input: DataInput, kind: Kind, options: InputOptions): SendableInput {
    if (this.state === 'closed') throw new ClosedError(method);
    const { fetchBy, filename } = options;
    return this.required(method, input, kind, { fetchBy, filename });
  }

  /** Within the limits of the call and those of `with`, waiting for its turn included. Keeps the process alive until it is done. */
  #send(prepared: SendableInput, { timeout, ...options }: SendOptions): Promise<Uploaded> {
    const limits = this.dispatcher.limits;
    const limit = timeout ?? limits.timeout;
    let progress: UploadProgress = { bytesSent: 0, bytesTotal: undefined };
    const onProgress = (now: UploadProgress) => {
      progress = now;
      options.onProgress?.(now);
    };
    const late = new AbortController();
    const cancel =
      limit === undefined ? () => undefined : later(limit, () => late.abort(tooLate(limit, progress)));
    const signal = followSignals(options.signal, limits.signal, late.signal);
    const release = this.session.hold();
    const sent = within(prepared.send({ ...options, onProgress, signal }), { signal }, () =>
      tooLate(0, progress),
    );
    return sent.finally(() => {
      cancel();
      release();
    });
  }
}

function tooLate(limit: number, { bytesSent, bytesTotal }: UploadProgress): TimeoutError {
  const cause = new UploadError('the upload was given up', 'unknown', bytesSent, bytesTotal);
  return new TimeoutError('the upload did not end', limit, { cause });
}
