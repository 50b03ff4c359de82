/** The viewer in a frame of the page. */
import { FireflyClient } from '../client/client.js';
import type { ConnectOptions } from '../client/options.js';
import { ArgumentError, EmbedError, NoViewerError } from '../errors.js';
import { followSignals } from '../session/timers.js';
import { requirePage } from './page.js';

/** What `FireflyClient.connect` takes, but for what opens a viewer elsewhere. */
export interface MountViewerOptions
  extends Omit<ConnectOptions, 'startTab' | 'startBrowserTab' | 'useLabEnv'> {
  /** Address of the server. @default as for `FireflyClient.connect` */
  readonly url?: string | URL | undefined;
  /** What the frame is called for those who do not see it. @default 'Firefly viewer' */
  readonly title?: string | undefined;
  /** Closes the client and takes the frame away when it settles, such as Observable's `invalidation`. */
  readonly until?: Promise<unknown> | undefined;
}

const VIEWER_TIMEOUT = 30_000;

/**
 * Puts a viewer into an element of the page and resolves with a client on its channel when the viewer answers. `close()` of the client
 * takes the viewer away again.
 * @throws EmbedError where the viewer does not come; as `FireflyClient.connect` where the server does not
 */
export async function mountViewer(
  element: Element,
  options: MountViewerOptions = {},
): Promise<FireflyClient> {
  requirePage('mountViewer');
  if (!(element instanceof Element))
    throw new ArgumentError('mountViewer', 'element', element, 'an element of the page');
  const { url, title, until, viewerTimeout = VIEWER_TIMEOUT, ...rest } = options;
  const over = new AbortController();
  const settled = () => over.abort(new EmbedError('the viewer is not wanted any more: `until` has settled'));
  until?.then(settled, settled);
  const signal = followSignals(rest.signal, over.signal);
  const firefly = await FireflyClient.connect(url, { ...rest, signal });
  const frame = firefly.viewerElement();
  if (title !== undefined) frame.title = title;
  element.append(frame);
  void firefly.closed().then(() => frame.remove());
  try {
    await firefly.viewerReady({ timeout: viewerTimeout, signal });
  } catch (error) {
    await firefly.close();
    if (error instanceof NoViewerError) throw noAnswer(firefly.viewerUrl, viewerTimeout, error);
    throw error;
  }
  over.signal.addEventListener('abort', () => void firefly.close());
  return firefly;
}

function noAnswer(viewerUrl: string, timeout: number, cause: Error): EmbedError {
  return new EmbedError(
    `the viewer in the frame did not answer within ${timeout} ms. Open ${viewerUrl} in a tab: where it loads there, the server forbids frames (X-Frame-Options, frame-ancestors) or this page does (frame-src of its Content-Security-Policy)`,
    { cause },
  );
}
