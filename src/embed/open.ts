/** The viewer in a window, asked for in a click before there is a client. */
import { runtime } from '#runtime';
import { FireflyClient } from '../client/client.js';
import { viewerUrlOf } from '../client/connect.js';
import { findTarget } from '../client/target.js';
import { followSignals } from '../session/timers.js';
import type { MountViewerOptions } from './mount.js';
import { requirePage } from './page.js';

export type OpenViewerOptions = Omit<MountViewerOptions, 'title'>;

const VIEWER_TIMEOUT = 30_000;

/**
 * Opens the viewer in a window and resolves with a client on its channel when the viewer answers. To be called in a click handler. A
 * window that is open on this channel is brought to the front and not loaded again, so give a channel, or `{ remember }`.
 * @throws PopupBlockedError where the browser blocked the window
 */
export async function openViewer(options: OpenViewerOptions = {}): Promise<FireflyClient> {
  requirePage('openViewer');
  const { url, until, viewerTimeout = VIEWER_TIMEOUT, ...rest } = options;
  // What comes before the window is no wait for anything outside: the click still counts.
  const target = await findTarget('openViewer', url, rest, runtime);
  await runtime.openPage(viewerUrlOf(target, target.channel), target.channel);
  const firefly = await FireflyClient.connect(url, { ...rest, channel: target.channel });
  const leave = () => void firefly.close();
  until?.then(leave, leave);
  try {
    await firefly.viewerReady({ timeout: viewerTimeout, signal: followSignals(rest.signal) });
  } catch (error) {
    await firefly.close();
    throw error;
  }
  return firefly;
}
