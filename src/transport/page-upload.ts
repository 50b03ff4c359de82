/** Uploads of pages, by XMLHttpRequest: `fetch` tells nothing of what has gone. */
import { TimeoutError, UploadError } from '../errors.js';
import { blobOf } from './bytes.js';
import type { CommandReply, UploadLimits } from './types.js';
import { answerTime, formOf, STALLED, type Uploader, type UploadRequest } from './upload.js';

/** Undefined where there is no XMLHttpRequest, as in service workers. */
export const pageUploader = (): Uploader | undefined =>
  typeof XMLHttpRequest === 'undefined'
    ? undefined
    : async (request, limits) => {
        const body = await blobOf(request.file.body);
        limits.signal?.throwIfAborted();
        return send(request, body, limits);
      };

function send(
  { url, headers, fields, file }: UploadRequest,
  body: Blob,
  { signal, timeout, onProgress }: UploadLimits,
): Promise<CommandReply> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const clocks = new Map<'whole' | 'stall', ReturnType<typeof setTimeout>>();
    let sent = 0;
    const broken = (why: string) =>
      new UploadError(`the upload of ${file.name} to ${url} broke off (${why})`, 'unknown', sent, body.size);
    const end = () => {
      for (const clock of clocks.values()) clearTimeout(clock);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown) => {
      end();
      reject(error);
      xhr.abort();
    };
    const onAbort = () => fail(signal?.reason);
    const limit = (which: 'whole' | 'stall', ms: number, what: string) => {
      clearTimeout(clocks.get(which));
      const expire = () => fail(new TimeoutError(what, ms, { cause: broken('it did not get on') }));
      clocks.set(which, setTimeout(expire, ms));
    };
    const stalls = (ms: number) => limit('stall', ms, `the upload of ${file.name} to ${url} did not get on`);
    xhr.upload.onprogress = ({ loaded, total }) => {
      // The form around the file counts as well; nobody is to see more than the file.
      sent = Math.max(0, Math.min(body.size, loaded - (total - body.size)));
      stalls(STALLED);
      report(sent);
    };
    xhr.upload.onload = () => {
      sent = body.size;
      stalls(answerTime(sent));
      report(sent);
    };
    const report = (bytes: number) => {
      try {
        onProgress?.(bytes);
      } catch (error) {
        fail(error);
      }
    };
    xhr.onerror = () => fail(broken('the connection was cut, or this page may not ask that server'));
    xhr.onload = () => {
      end();
      resolve(replyOf(xhr, url));
    };
    signal?.addEventListener('abort', onAbort);
    xhr.open('POST', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    if (timeout !== undefined) limit('whole', timeout, `the upload of ${file.name} to ${url} did not end`);
    stalls(STALLED);
    xhr.send(formOf(fields, file.name, body));
  });
}

/** A request that was led elsewhere counts as a redirect: an XMLHttpRequest follows each, and only shows where it has ended. */
function replyOf(xhr: XMLHttpRequest, url: string): CommandReply {
  const led = xhr.responseURL !== '' && new URL(xhr.responseURL).href !== new URL(url).href;
  return {
    status: led ? 302 : xhr.status,
    contentType: xhr.getResponseHeader('content-type') ?? '',
    location: led ? xhr.responseURL : undefined,
    text: xhr.responseText,
  };
}
