/** The viewer's page: its address, what kind it is, and how the user comes to see it. */
import * as z from 'zod/mini';
import { ACTION } from '../actions/index.js';
import type { ViewerMode } from '../actions/types.js';
import { ArgumentError, NoViewerError } from '../errors.js';
import type { OpenPageOptions, PageShown } from '../runtime/types.js';
import { check } from '../schema/validate.js';
import type { Session } from '../session/session.js';
import { followSignals, type WaitOptions } from '../session/timers.js';
import { ClientBase } from './base.js';
import { checkChannel } from './channel.js';
import { onChannel, viewerUrlOf } from './connect.js';
import type { ActionHandle } from './types.js';
import { type ViewerElement, viewerElement } from './viewer-element.js';
import type { FireflyViewerMode } from './viewer-mode.js';

export interface LaunchBrowserOptions {
  /** Another channel than the client's own. */
  readonly channel?: string | undefined;
  /** Open a page although a viewer is there. @default false */
  readonly force?: boolean | undefined;
  /** Print the link. @default true */
  readonly verbose?: boolean | undefined;
  /** Milliseconds to wait for the viewer that was opened. @default 30000 */
  readonly timeout?: number | undefined;
}

/** What became of `launchBrowser`. */
export interface Launched {
  /** A page was opened. */
  readonly opened: boolean;
  /** A viewer answers: one that was there before, or the one that was opened. */
  readonly ready: boolean;
  readonly url: string;
}

const FOCUS_WINDOW = 700;
const VIEWER_TIMEOUT = 30_000;

const LaunchOptions = z.strictObject({
  channel: z.optional(z.string()),
  force: z.optional(z.boolean()),
  verbose: z.optional(z.boolean()),
  timeout: z.optional(z.number().check(z.positive())),
});
const ElementOptions = z.strictObject({ height: z.optional(z.number().check(z.positive())) });
const LabTabOptions = z.strictObject({ htmlFile: z.optional(z.string()) });

export class ViewerPageClient extends ClientBase {
  /** Address of the viewer page of this channel. */
  get viewerUrl(): string {
    return this.target.viewerUrl;
  }

  /** The same, or that of another channel. */
  getFireflyUrl(channel: string = this.channel): string {
    return viewerUrlOf(this.target, checkChannel(channel, 'getFireflyUrl'));
  }

  /** What kind of page the viewer is. */
  get viewerMode(): FireflyViewerMode {
    return this.target.viewerMode;
  }

  /** Whether it is the standard page. */
  isTriview(): boolean {
    return this.viewerMode === 'FireflyViewer';
  }

  /** Whether it is the page with cells. */
  isSlate(): boolean {
    return this.viewerMode === 'FireflySlate';
  }

  /**
   * The viewer as something to display: a frame in a page and in Observable; elsewhere a value that the Deno kernel of Jupyter shows.
   * @param options.height pixels @default as high as what it is in; 600 in Jupyter
   */
  viewerElement(options: { readonly height?: number | undefined } = {}): ViewerElement {
    const { height } = check('viewerElement', 'options', ElementOptions, options);
    return viewerElement(this.viewerUrl, height);
  }

  /** How actions are written for it: every page but the standard one takes the places that callers name. */
  protected get mode(): ViewerMode {
    return this.isTriview() ? 'triview' : 'slate';
  }

  /** Prints the link to the viewer, or another one; gives it back. */
  displayUrl(url: string | URL = this.viewerUrl): string {
    const text = String(url);
    if (!URL.canParse(text)) throw new ArgumentError('displayUrl', 'url', url, 'an address');
    this.target.runtime.showLink(text);
    return text;
  }

  /**
   * Shows the viewer to the user. In a page: opens or focuses its window, and has to be called in a click handler. Elsewhere: opens
   * the default browser where there is one (by the optional package `open`) and prints the link. A viewer that is open is brought
   * to the front and never reloaded.
   * @throws PopupBlockedError where the browser blocked the window
   */
  openViewer(): Promise<PageShown> {
    this.refuseWhenClosed('openViewer');
    const { runtime } = this.target;
    if (runtime.browser) return runtime.openPage(this.viewerUrl, this.channel);
    return this.#focusOrOpen();
  }

  /**
   * Opens the viewer in the browser unless one answers already, and waits until the new one does. Where no browser can be opened the
   * link is printed, and nothing is waited for. In a page it has to be called in a click handler.
   */
  async launchBrowser(options: LaunchBrowserOptions = {}): Promise<Launched> {
    this.refuseWhenClosed('launchBrowser');
    const { channel = this.channel, ...given } = check('launchBrowser', 'options', LaunchOptions, options);
    const url = viewerUrlOf(this.target, checkChannel(channel, 'launchBrowser', 'options.channel'));
    const { force = false, verbose = true, timeout = VIEWER_TIMEOUT } = given;
    const { runtime } = this.target;
    const how: OpenPageOptions = { another: force, quiet: !verbose };
    // In a page the window has to be asked for in the same moment.
    const early = runtime.browser ? runtime.openPage(url, channel, how) : undefined;
    return this.#withSession(channel, async (session) => {
      if (early === undefined && !force && (await this.#isAlive(session)))
        return { opened: false, ready: true, url };
      const shown = await (early ?? runtime.openPage(url, channel, how));
      if (shown === 'printed') return { opened: false, ready: false, url };
      return { opened: shown === 'opened', ready: await this.#becomesReady(session, timeout), url };
    });
  }

  /**
   * Shows the viewer's tab in the JupyterLab whose page is on this channel, and opens it anew where it was closed.
   * @param options.htmlFile page of the viewer @default the client's own
   */
  showLabTab(options: { readonly htmlFile?: string | undefined } = {}): ActionHandle {
    const { htmlFile = this.target.htmlFile } = check('showLabTab', 'options', LabTabOptions, options);
    const action = { type: ACTION.StartLabWindow, payload: { fireflyHtmlFile: htmlFile } };
    return this.dispatcher.run({ method: 'showLabTab', action: () => action, result: {} });
  }

  /**
   * How many viewers are alive on the channel: each is asked, and has half a second to answer. What a server counts are sockets, also
   * of pages that are gone (protocol trap T12).
   */
  async viewers(options: WaitOptions = {}): Promise<number> {
    this.refuseWhenClosed('viewers');
    const signal = followSignals(options.signal, this.ended);
    return this.session.countViewers(signal === undefined ? options : { ...options, signal });
  }

  /**
   * Resolves when a viewer is alive on the channel: it answers, or announces that it has loaded.
   * @throws NoViewerError when none does within `timeout` milliseconds (default: no limit)
   */
  async viewerReady(options: WaitOptions = {}): Promise<void> {
    this.refuseWhenClosed('viewerReady');
    return this.session.viewerReady({ ...options, signal: followSignals(options.signal, this.ended) });
  }

  /** Shows the viewer as `startTab` asks for it, and waits for it. A viewer that does not come is told of by an `error` event. */
  protected async startTab(): Promise<void> {
    const { tab, labChannel, htmlFile } = this.target;
    const timeout = this.options.viewerTimeout ?? VIEWER_TIMEOUT;
    if (tab === 'browser') {
      const { opened, ready } = await this.launchBrowser({ timeout });
      if (opened && !ready) this.#missing(timeout);
      return;
    }
    if (tab === 'lab') await this.showLabTab();
    else if (tab === 'lab-browser') await this.#askLabForBrowserTab(labChannel, htmlFile);
    if (tab !== undefined && !(await this.#becomesReady(this.session, timeout))) this.#missing(timeout);
  }

  /** The Lab's page, not this program, opens the tab; it adds to the channel what is taken off here. */
  async #askLabForBrowserTab(labChannel: string | undefined, fireflyHtmlFile: string): Promise<void> {
    const channel = this.channel.replace(/__viewer$/, '');
    const action = { type: ACTION.StartBrowserTab, payload: { channel, fireflyHtmlFile } };
    await this.dispatcher.run({
      method: 'startBrowserTab',
      action: () => action,
      channel: labChannel,
      result: {},
    });
  }

  #missing(timeout: number): void {
    this.subscriptions.fail(new NoViewerError(`no viewer became ready in ${timeout} ms`, this.viewerUrl));
  }

  async #focusOrOpen(): Promise<PageShown> {
    if (!(await this.#isAlive(this.session)))
      return this.target.runtime.openPage(this.viewerUrl, this.channel);
    await this.session.send({
      method: 'openViewer',
      text: this.session.print('openViewer', { type: ACTION.GrabFocus, payload: {} }),
    });
    return 'focused';
  }

  async #isAlive(session: Session): Promise<boolean> {
    return (await session.pulse({ first: true, window: FOCUS_WINDOW })) > 0;
  }

  #becomesReady(session: Session, timeout: number): Promise<boolean> {
    return session.viewerReady({ timeout, signal: this.ended }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NoViewerError) return false;
        throw error;
      },
    );
  }

  #withSession<T>(channel: string, use: (session: Session) => Promise<T>): Promise<T> {
    if (channel === this.channel) return use(this.session);
    return onChannel(this.target, channel, this.options, use);
  }
}
