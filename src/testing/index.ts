/** A Firefly server and viewer without network and screen, to test programs with. */
export * from './engine.js';
export { readTableModel } from './memory-host.js';
export { createMemoryServer, type MemoryServer, type MemoryServerOptions } from './memory-server.js';
export { type Connection, ProtocolCore, type ProtocolOptions, type Sink } from './protocol-core.js';
export { type Delay, type Failures, ScriptedViewer, type ScriptedViewerOptions } from './scripted-viewer.js';
export type { ViewerAction, ViewerOptions } from './viewer-context.js';
export { ViewerCore } from './viewer-core.js';
export type { ZoomKind } from './viewer-images.js';
export type {
  ChartState,
  Extension,
  LayerState,
  PlotColor,
  PlotState,
  TableState,
  ViewerState,
} from './viewer-state.js';
