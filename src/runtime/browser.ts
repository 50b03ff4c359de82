/** Pages and workers. */
import { InputError, PopupBlockedError } from '../errors.js';
import { pageUploader } from '../transport/page-upload.js';
import type { OpenPageOptions, PageShown, Runtime } from './types.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|.*\.localhost)$/;

export const runtime: Runtime = {
  browser: true,
  env: () => undefined,
  get localhostIsMine() {
    return typeof location !== 'undefined' && LOOPBACK.test(location.hostname);
  },
  openFile: (path) =>
    Promise.reject(
      new InputError(
        `a page cannot read the path ${JSON.stringify(path)}: pass a File, a Blob, bytes or a URL`,
      ),
    ),
  uploader: pageUploader,
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
