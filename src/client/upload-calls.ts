/** The methods of a client that only upload. */
import * as z from 'zod/mini';
import { ArgumentError, ClosedError, TimeoutError } from '../errors.js';
import { check } from '../schema/validate.js';
import { followSignals, later } from '../session/timers.js';
import { ExtensionCalls } from './extension-calls.js';
import type { DataInput, InputOptions, Kind } from './inputs.js';
import type { CallLimits } from './limited.js';
import { referenceOf } from './tables.js';

/** What is uploaded, by the reference client's names. */
export type UploadType = 'FITS' | 'UNKNOWN';

export class UploadCalls extends ExtensionCalls {
  /** Uploads a file (a path, bytes, a stream, or a URL with `fetchBy: 'client'`); resolves with its `${…}` path on the server. */
  uploadFile(input: DataInput, options: InputOptions = {}): Promise<string> {
    return this.#upload('uploadFile', input, 'data', options);
  }

  /** Uploads FITS data; refuses what is none. */
  uploadFitsData(input: DataInput, options: InputOptions = {}): Promise<string> {
    return this.#upload('uploadFitsData', input, 'image', options);
  }

  /** Uploads text: a table or regions. */
  uploadTextData(input: DataInput, options: InputOptions = {}): Promise<string> {
    return this.#upload('uploadTextData', input, 'data', options);
  }

  /** Uploads data; a server finds out itself what they are. */
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
    if (this.state === 'closed') throw new ClosedError(method);
    const known = z.strictObject({ fetchBy: z.optional(z.unknown()), filename: z.optional(z.string()) });
    check(method, 'options', known, options);
    const { fetchBy, filename } = options;
    const prepared = this.required(method, input, kind, { fetchBy, filename });
    if (prepared.now !== undefined)
      throw new ArgumentError(
        method,
        'input',
        input,
        'data of this side: a path, bytes, a stream, or a URL with fetchBy: "client"',
      );
    const release = this.session.hold();
    return prepared
      .resolve(limitOf(this.dispatcher.limits))
      .then((resolved) => referenceOf(resolved) ?? '')
      .finally(release);
  }
}

/** Limits as a signal. */
function limitOf({ signal, timeout }: CallLimits): AbortSignal | undefined {
  if (timeout === undefined) return signal;
  const end = new AbortController();
  later(timeout, () => end.abort(new TimeoutError('the upload did not end', timeout)));
  return followSignals(signal, end.signal);
}
