/** firefly-client: a TypeScript client for Firefly, the astronomy viewer. */
export {
  ACTION,
  type Action,
  type AddRegionOptions,
  type AlignOptions,
  type Axis,
  agg,
  type BandOf,
  BUTTON_TYPES,
  type CellOptions,
  type CellType,
  type ChartLayout,
  type ColorOptions,
  col,
  EXTENSION_TYPE,
  type ExtensionOptions,
  type ExtensionType,
  type FilterValue,
  filter,
  type HistogramOptions,
  type HueStretchOptions,
  type ImagePoint,
  INVERSE_STRETCH_ALGORITHM,
  INVERSE_STRETCH_TYPE,
  LO_VIEW,
  MATCH_TYPES,
  type MaskColors,
  type ModeWarning,
  type PanOptions,
  type PerBand,
  PINNED_CHART_VIEWER_ID,
  PINNED_IMAGE_VIEWER_ID,
  type Placement,
  type PlotParameters,
  type PlotParams,
  parseRegions,
  parseRvString,
  RangeValues,
  type RangeValuesFields,
  type Region,
  type RegionData,
  type RegionPosition,
  type RegionStyle,
  type Rgb,
  type RgbColorOptions,
  region,
  regionText,
  rvStringFromDict,
  type SetStretchOptions,
  type ShowChartOptions,
  type ShowHipsOptions,
  type ShowImageOrHipsOptions,
  type Size,
  type SkyTarget,
  type SortDirection,
  type SpecialViewerOptions,
  type SqlColumn,
  type SqlFilter,
  type SqlOperand,
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  type StretchAlgorithm,
  type StretchOptions,
  type StretchType,
  type SurveyName,
  type SurveyOptions,
  sql,
  TRIVIEW_LAYOUTS,
  type Trace,
  type TriviewLayout,
  type Values,
  type ViewerMode,
  type WorldPoint,
  type XYPlotOptions,
} from './actions/index.js';
export type { Access, AccessOptions } from './client/access.js';
export type { CloseOptions } from './client/base.js';
export { type Broadcasted, broadcast } from './client/broadcast.js';
export type { ChannelOption } from './client/channel.js';
export type { ClickEvent } from './client/clicks.js';
export { FireflyClient } from './client/client.js';
export type { TokenOption } from './client/credentials.js';
export type { Handled } from './client/dispatcher.js';
export { type FitsHeadersOptions, fitsHeaders } from './client/fits-headers.js';
export { ALL_EVENTS, type FrameListener } from './client/frame-listeners.js';
export { type Accepted, Handle } from './client/handle.js';
export type { DataInput, InputOptions, MemoryTable, Uploaded, UploadProgress } from './client/inputs.js';
export { Job, type JobProgress } from './client/job.js';
export type { LatestView } from './client/latest.js';
export type { CallLimits } from './client/limited.js';
export type { MakeClientOptions, MakeLabClientOptions } from './client/make.js';
export type {
  ColumnStatistics,
  Histogram,
  HistogramReadOptions,
  TableStatistics,
} from './client/measure-calls.js';
export type { ConnectOptions, IdKind } from './client/options.js';
export { TableReading } from './client/reading.js';
export {
  ADDED_TYPES,
  type AddColumnOptions,
  RESOLVERS,
  type ResolvedName,
  SAVE_FORMATS,
  type Saved,
  type SaveFormat,
  type SaveTableOptions,
  type SaveTarget,
} from './client/save-calls.js';
export type { FireflyEvents } from './client/subscriptions.js';
export type { ReadInput, ReadTableOptions, SourceOptions } from './client/table-access.js';
export {
  type ColumnChoice,
  type ColumnNames,
  TableSource,
  type TableSourceOptions,
  tableSource,
} from './client/table-source.js';
export type {
  ActionHandle,
  AddExtensionOptions,
  AddMaskOptions,
  BandOptions,
  CellHandle,
  ChangedChartHandle,
  ChartHandle,
  ExtensionHandle,
  FetchTableOptions,
  FootprintsHandle,
  HipsHandle,
  HueStretchesHandle,
  HueStretchHandle,
  IconInput,
  ImageHandle,
  LayoutHandle,
  MaskHandle,
  MasksHandle,
  OverlayFootprintsOptions,
  OverlayRegionOptions,
  RegionLayerHandle,
  RemovedTableHandle,
  ReportedHandle,
  ShowDataOptions,
  ShowFitsImageOptions,
  ShowTableOptions,
  StretchesHandle,
  StretchHandle,
  TableHandle,
  ViewHandle,
  ViewsHandle,
} from './client/types.js';
export type { Analyzed, AnalyzeOptions, UploadOptions, UploadType } from './client/upload-calls.js';
export type { ViewerElement } from './client/viewer-element.js';
export { type FireflyViewerMode, VIEWER_MODES } from './client/viewer-mode.js';
export type { LaunchBrowserOptions, Launched } from './client/viewer-page.js';
export type {
  ArrowTable,
  Cell,
  Column,
  ColumnInput,
  ColumnType,
  TableData,
  TableInput,
  TypedArray,
} from './data/columns.js';
export { DataTable } from './data/data-table.js';
export type { FitsHeader, HeaderValue } from './data/fits-cards.js';
export type { ImageInput } from './data/fits-image.js';
export type {
  ArrayColumn,
  ArrayItem,
  ReadCell,
  ReadColumn,
  ReadRow,
  ReadType,
  ServerColumn,
} from './data/read-columns.js';
export type { ArrowLibrary, ArrowTableOf } from './data/to-arrow.js';
export type { ImageWcs, Projection } from './data/wcs.js';
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
export type { FitsHdu } from './fits/hdus.js';
export type { FitsEntry, FitsValue } from './fits/values.js';
export type { SceneItem } from './scene/scene.js';
export type { Restored, Snapshot } from './scene/snapshot.js';
export type { AnalysisLevel, FileAnalysis, FileColumn, FilePart, HeaderCard } from './server/analysis.js';
export type { JobPhase } from './server/jobs.js';
export type { TableInfo } from './server/table-model.js';
export type { ConnectionChange, ConnectionState, ShouldReconnect } from './session/connection.js';
export type { DispatchPath } from './session/courier.js';
export type { QueueLimits } from './session/dispatch.js';
export type { ChartDisplayed } from './session/expect-chart.js';
export type { ImageDisplayed, ViewDisplayed } from './session/expect-image.js';
export type { LayerDisplayed } from './session/expect-layer.js';
export type {
  FootprintsDisplayed,
  HipsDisplayed,
  MaskDisplayed,
  ReportDisplayed,
} from './session/expect-report.js';
export type { ColumnInfo, TableDisplayed } from './session/expect-table.js';
export type { Frame } from './session/frames.js';
export type { PathName } from './session/path.js';
export type { ViewersProven } from './session/presence.js';
export type { ConnectionInfo, Report } from './session/session.js';
export type { WaitOptions } from './session/timers.js';
export type {
  ByteStream,
  CallOptions,
  CommandReply,
  CommandStream,
  CommandTransport,
  Endpoint,
  EventSocket,
  EventTransport,
  Pipeline,
  SocketClosed,
  SocketHandlers,
  Transport,
  UploadFile,
  UploadLimits,
} from './transport/types.js';
export type { SocketLike, WebSocketClass } from './transport/websocket.js';
export {
  type PixelCount,
  type PixelToWorldOptions,
  pixelToWorld,
  type SkyPosition,
  type SkySystemName,
  Wcs,
  type WcsHeader,
  type WcsOptions,
  type WorldToPixelOptions,
  worldToPixel,
} from './wcs/index.js';
