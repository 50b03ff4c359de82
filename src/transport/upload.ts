/** What every way to send a file is asked and gives. */
import type { CommandReply, UploadFile, UploadLimits } from './types.js';

/** One upload. */
export interface UploadRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The form: the fields go before the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly file: UploadFile;
  /** Hears what the answer sets; browsers keep their cookies themselves. */
  readonly onHeaders?: ((headers: Headers) => void) | undefined;
}

/** Sends a file. Rejects when there was no answer, with `UploadError` where the connection is to blame; follows no redirect. */
export type Uploader = (request: UploadRequest, limits: UploadLimits) => Promise<CommandReply>;

/** Milliseconds after which an upload that does not get on is given up. */
export const STALLED = 120_000;

/** Milliseconds that a server gets to answer when it has all of a file: it may have to unpack and to look through it. */
export const answerTime = (bytes: number): number => STALLED + bytes / SLOWEST_BYTES_PER_MS;

const SLOWEST_BYTES_PER_MS = 5_000;

/** Milliseconds for an upload of which nobody knows whether it gets on. */
export const wholeTime = (bytes: number): number => STALLED + bytes / SLOWEST_LINE_BYTES_PER_MS;

const SLOWEST_LINE_BYTES_PER_MS = 50;

/** A form with the file at its end: the server passes over what comes after it. */
export function formOf(fields: Readonly<Record<string, string>>, name: string, body: Blob): FormData {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  form.append('file', body, name);
  return form;
}
