/** firefly-client: a TypeScript client for Firefly, the astronomy viewer. */
export {
  ACTION,
  type Action,
  type AddRegionOptions,
  BUTTON_TYPES,
  type ColorOptions,
  type ExtensionOptions,
  type ImagePoint,
  type PanOptions,
  type RegionData,
  type SetStretchOptions,
  type ShowChartOptions,
  type SortDirection,
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  type StretchAlgorithm,
  type StretchOptions,
  type StretchType,
  type WorldPoint,
} from './actions/index.js';
export type { Access, AccessOptions } from './client/access.js';
export type { CloseOptions } from './client/base.js';
export type { ChannelOption } from './client/channel.js';
export { FireflyClient } from './client/client.js';
export type { Handled } from './client/dispatcher.js';
export { ALL_EVENTS, type FrameListener } from './client/frame-listeners.js';
export { type Accepted, Handle } from './client/handle.js';
export type { DataInput, InputOptions } from './client/inputs.js';
export type { MakeClientOptions, MakeLabClientOptions } from './client/make.js';
export type { ConnectOptions, IdKind } from './client/options.js';
export type { FireflyEvents } from './client/subscriptions.js';
export type {
  ActionHandle,
  ChartHandle,
  ExtensionHandle,
  FetchTableOptions,
  ImageHandle,
  OverlayRegionOptions,
  RegionLayerHandle,
  ShowFitsImageOptions,
  ShowTableOptions,
  StretchesHandle,
  StretchHandle,
  TableHandle,
  ViewHandle,
  ViewsHandle,
} from './client/types.js';
export { type FireflyViewerMode, VIEWER_MODES } from './client/viewer-mode.js';
export type { LaunchBrowserOptions, Launched } from './client/viewer-page.js';
export * from './errors.js';
export type { IterateOptions } from './events/iterate.js';
export type {
  AreaSelectEvent,
  LineSelectEvent,
  PickedPosition,
  PointEvent,
  TableHighlightEvent,
  TableSelectEvent,
} from './events/reports.js';
export type { ConnectionChange, ConnectionState } from './session/connection.js';
export type { ChartDisplayed } from './session/expect-chart.js';
export type { ImageDisplayed, ViewDisplayed } from './session/expect-image.js';
export type { LayerDisplayed } from './session/expect-layer.js';
export type { ColumnInfo, TableDisplayed } from './session/expect-table.js';
export type { Frame } from './session/frames.js';
export type { Report } from './session/session.js';
export type { WaitOptions } from './session/timers.js';
export type {
  CallOptions,
  CommandReply,
  CommandTransport,
  Endpoint,
  EventSocket,
  EventTransport,
  SocketClosed,
  SocketHandlers,
  Transport,
  UploadFile,
} from './transport/types.js';
