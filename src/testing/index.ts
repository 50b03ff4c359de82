/** A Firefly server and viewer without network and screen, to test programs with. */
export { type AppFacts, appCommand } from './app-commands.js';
export { type CenterColumns, catalogColumns } from './center-columns.js';
export type { Caller } from './channel-commands.js';
export type { ChartArea } from './chart-area.js';
export { ContractError } from './contract-tools.js';
export * from './engine.js';
export type { FaultRule, FrameRule, RequestRule, SocketRule } from './fault-rules.js';
export { type Fault, Faults, type Happening } from './faults.js';
export { cardValue as cardOf, type FitsFrame, type FitsPart } from './fits-file.js';
export { type LoadedBand, loadedBands, loadedFrames, sameGeometry } from './fits-image.js';
export { Hub } from './hub.js';
export type { Place } from './in-order.js';
export { Jobs } from './jobs.js';
export { type MatcherResult, type ViewerMatchers, viewerMatchers } from './matchers.js';
export type { MemoryTransportOptions } from './memory-commands.js';
export { replyInstead } from './memory-faults.js';
export { readTableModel } from './memory-host.js';
export { createMemoryServer, type MemoryServer, type MemoryServerOptions } from './memory-server.js';
export { Overtaking } from './overtaking.js';
export { type Connection, ProtocolCore, type ProtocolOptions, type Sink } from './protocol-core.js';
export { cutToCharacters, plainlySaid } from './replies.js';
export { type Delay, type Failures, ScriptedViewer, type ScriptedViewerOptions } from './scripted-viewer.js';
export { faultyLine, type Line } from './socket-faults.js';
export { type TransportCase, type TransportSetup, transportContract } from './transport-contract.js';
export {
  parseTrapSwitch,
  resolveTraps,
  TRAPS,
  type Trap,
  type TrapName,
  type TrapSwitches,
  type Traps,
} from './traps.js';
export type { ViewerAction, ViewerOptions } from './viewer-context.js';
export { ViewerCore } from './viewer-core.js';
export type { ZoomKind } from './viewer-images.js';
export type {
  BandState,
  CellState,
  CellType,
  ChartState,
  Extension,
  LayerState,
  MaskState,
  PlotColor,
  PlotState,
  TableState,
  ViewerMode,
  ViewerState,
} from './viewer-state.js';
