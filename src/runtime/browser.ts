/** Pages and workers. */

import { InputError, OutputError, PopupBlockedError } from '../errors.js';
import { joined } from '../schema/bytes.js';
import { pageUploader } from '../transport/page-upload.js';
import type { OpenPageOptions, PageShown, Runtime } from './types.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|.*\.localhost)$/;

export const runtime: Runtime = {
  browser: true,
  env: () => undefined,
  get localhostIsMine() {
    return typeof location !== 'undefined' && LOOPBACK.test(location.hostname);
  },
  // Loaded when it is needed: most pages reach their server.
  whyUnreachable: async (base) => {
    const { whyUnreachable } = await import('./page-reach.js');
    return whyUnreachable(base, LOOPBACK.test(new URL(base).hostname));
  },
  openFile: (path) => Promise.reject(noFiles(path)),
  openBytes: (path) => Promise.reject(noFiles(path)),
  deflate: (pieces) => through(pieces, new CompressionStream('deflate')),
  gunzip: async (bytes) => joined(await through([new Uint8Array(bytes)], new DecompressionStream('gzip'))),
  uploader: pageUploader,
  writeFile: (path) =>
    Promise.reject(
      new OutputError(`a page cannot write to the path ${JSON.stringify(path)}: pass a WritableStream`),
    ),
  rememberedChannel: async (name, base, make) => {
    const key = `firefly-client:channel:${name}:${base}`;
    const made = make();
    try {
      const kept = sessionStorage.getItem(key);
      if (kept !== null) return kept;
      sessionStorage.setItem(key, made);
    } catch {
      // Workers have no storage, and pages that may keep nothing throw when they ask for it.
    }
    return made;
  },
  openPage,
  showLink: (url) => console.info(`Open this link to see the Firefly viewer: ${url}`),
  // Browsers open as many connections as they like, and pipeline none.
  pipeline: async () => undefined,
  onWake,
  importArrow: async () => undefined,
  beforeExit: () => () => undefined,
};

function onWake(fn: () => void): () => void {
  const page = typeof document === 'undefined' ? undefined : document;
  const seen = () => page?.visibilityState === 'visible' && fn();
  // Not every surrounding of scripts has events.
  globalThis.addEventListener?.('online', fn);
  page?.addEventListener('visibilitychange', seen);
  return () => {
    globalThis.removeEventListener?.('online', fn);
    page?.removeEventListener('visibilitychange', seen);
  };
}

const noFiles = (path: string): InputError =>
  new InputError(`a page cannot read the path ${JSON.stringify(path)}: pass a File, a Blob, bytes or a URL`);

/** What comes out of a stream that packs or unpacks. */
async function through(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { readable, writable }: CompressionStream | DecompressionStream,
): Promise<Uint8Array[]> {
  const writer = writable.getWriter();
  const fed = (async () => {
    // Types of streams want bytes of no shared memory.
    for await (const piece of pieces) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  })();
  fed.catch((error: unknown) => writer.abort(error).catch(() => undefined));
  const packed: Uint8Array[] = [];
  const reader = readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) packed.push(next.value);
  await fed;
  return packed;
}

/**
 * `window.open` with an address reloads a viewer that is open under the name, and with it all it shows; without one it
 * only focuses it. So the window is asked for first, and sent to the viewer only when it is new.
 */
function openPage(url: string, windowName: string, how: OpenPageOptions = {}): Promise<PageShown> {
  if (typeof window === 'undefined') return Promise.reject(new PopupBlockedError(url));
  const opened = window.open('', how.another ? '_blank' : windowName);
  if (opened === null) return Promise.reject(new PopupBlockedError(url));
  opened.focus();
  if (!isBlank(opened)) return Promise.resolve('focused');
  opened.location.href = url;
  return Promise.resolve('opened');
}

function isBlank(opened: Window): boolean {
  try {
    return opened.location.href === 'about:blank';
  } catch {
    return false;
  }
}
