/** What `FireflyClient.connect` takes. */
import type { ShouldReconnect } from '../session/connection.js';
import type { DispatchPath } from '../session/courier.js';
import type { QueueLimits } from '../session/dispatch.js';
import type { Transport } from '../transport/types.js';
import type { WebSocketClass } from '../transport/websocket.js';
import type { ChannelOption } from './channel.js';
import type { TokenOption } from './credentials.js';
import type { FireflyViewerMode } from './viewer-mode.js';

/** Kinds of ids the client makes up. */
export type IdKind =
  | 'Image'
  | 'Table'
  | 'Plotly'
  | 'XYPlot'
  | 'Histogram'
  | 'RegionLayer'
  | 'MaskLayer'
  | 'FootprintLayer'
  | 'Cell'
  | 'Extension';

export interface ConnectOptions {
  /**
   * The channel that viewer and client share; whoever knows its name can drive the viewer. `{ remember: 'name' }` keeps
   * a random one for the next run (a file readable by its owner only; `sessionStorage` in a page), so that a script run
   * again drives the viewer that is already open.
   * @default `FIREFLY_CHANNEL`, else a new, unguessable one
   */
  readonly channel?: ChannelOption | undefined;
  /** Page of the viewer, e.g. `slate.html`. @default `FIREFLY_HTML`, else the server's own page */
  readonly htmlFile?: string | undefined;
  /** What kind of page it is, for pages of one's own. @default what the name says: `slate.html` has cells, others are standard */
  readonly viewerMode?: FireflyViewerMode | undefined;
  /** Make this the client that `getDefaultInstance` gives. @default false */
  readonly makeDefault?: boolean | undefined;
  /**
   * Take server and channel from the JupyterLab that this program runs in. Elsewhere that is an error, and so are an address or a
   * channel besides. @default false
   */
  readonly useLabEnv?: boolean | undefined;
  /**
   * Show the viewer to the user: in the Lab's own tab with `useLabEnv`, else in the browser. `connect` then resolves when the viewer
   * answers, or after `viewerTimeout`. @default false
   */
  readonly startTab?: boolean | undefined;
  /** With `useLabEnv` and `startTab`: a tab of the browser in place of one in the Lab. @default false */
  readonly startBrowserTab?: boolean | undefined;
  /** Milliseconds to wait for a viewer that was opened by `startTab`. @default 30000 */
  readonly viewerTimeout?: number | undefined;
  /** Sent as `Authorization: Bearer …`, over https only. A function is asked before each attempt to connect, the first and later ones. */
  readonly token?: TokenOption | undefined;
  /**
   * The way that actions take: `auto` sends them as frames of the event socket when many wait and frames are proven to reach all
   * viewers, else by HTTP; `http` never uses frames; `socket` sends whatever fits as a frame, proven or not. The first client of a
   * channel in a process decides.
   * @default 'auto'
   */
  readonly dispatchPath?: DispatchPath | undefined;
  /** What may wait to be sent; one more fails with `QueueFullError`. @default 100000 actions, 64 Mi characters */
  readonly queue?: QueueLimits | undefined;
  /** Milliseconds without a sign of life after which a connection counts as dead, and is replaced. @default 15000 */
  readonly silence?: number | undefined;
  /** Asked before each attempt to get a lost connection back; `false` ends the client's connection for good. @default always */
  readonly shouldReconnect?: ShouldReconnect | undefined;
  /**
   * Let inputs name any file of the server and addresses of its own machine and network, which the server would then read for whoever
   * sees the viewer. Only where no input comes from somebody else. @default false
   */
  readonly allowServerPaths?: boolean | undefined;
  /** In place of the runtime's `fetch`; uploads go by it too, and are held in memory then. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** In place of the runtime's sockets (`ws` outside browsers), e.g. the native `WebSocket`; it is given no headers. */
  readonly WebSocket?: WebSocketClass | undefined;
  /** In place of HTTP and WebSocket, e.g. the memory transport of `firefly-client/testing`. */
  readonly transport?: Transport | undefined;
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole attempt. @default 20000 */
  readonly timeout?: number | undefined;
  /** Refuse actions with `NoViewerError` while no viewer is open. @default false */
  readonly requireViewer?: boolean | undefined;
  /** Hold actions on things this client has asked for until they are displayed. @default true */
  readonly hold?: boolean | undefined;
  /**
   * Find out what viewers display. With `false` nothing but the actions themselves is sent, nothing is held, and
   * `displayed()` is refused.
   * @default true
   */
  readonly tracking?: boolean | undefined;
  /** Milliseconds after which something that no viewer has reported counts as failed. @default 60000 */
  readonly displayTimeout?: number | undefined;
  /**
   * Bring everything back when the viewer was loaded anew: images, tables, charts, layers, and the views as the user left them.
   * @default false
   */
  readonly restore?: boolean | undefined;
  /** Makes ids. They must be unique on the channel. @default a readable prefix and a random part */
  readonly ids?: ((kind: IdKind) => string) | undefined;
}
