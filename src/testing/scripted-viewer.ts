/** A viewer that a test drives: no screen, but everything a person could do, and a few things only a test wants. */
import { isRecord, parseJson } from '../schema/json.js';
import type { CatalogLayer, JsonObject, PickedPoint, ViewerFailure, ViewerHost } from './engine.js';
import type { Connection, ProtocolCore } from './protocol-core.js';
import { ScriptedEngine } from './scripted-engine.js';
import { stringAt, type ViewerAction } from './viewer-context.js';
import { ViewerCore } from './viewer-core.js';
import type {
  CellState,
  ChartState,
  Extension,
  LayerState,
  PlotState,
  TableState,
  ViewerMode,
} from './viewer-state.js';

/** Milliseconds, or how to find them. */
export type Delay = number | ((action: ViewerAction) => number);

/** Failures by plot, table or chart id, or how to find them. */
export type Failures =
  | Readonly<Record<string, ViewerFailure>>
  | ((action: ViewerAction) => ViewerFailure | undefined);

export interface ScriptedViewerOptions {
  /** What kind of page it is: `slate` has cells. @default 'triview' */
  readonly mode?: ViewerMode;
  /** How long loading takes: images, their pixels, tables, the data of charts, region files. @default 0 */
  readonly delay?: Delay;
  /** What fails, and why. @default nothing */
  readonly fail?: Failures;
  /** A viewer that is connected and does nothing. @default false */
  readonly silent?: boolean;
  /** Whether tables bring a chart along. @default true */
  readonly defaultCharts?: boolean;
  /** Milliseconds since 1970, for the viewer's own keys. @default Date.now */
  readonly now?: () => number;
}

export class ScriptedViewer {
  /** How long loading takes; may be set at any time. */
  delay: Delay;
  /** What fails; may be set at any time. */
  fail: Failures;
  /** A silent viewer neither does nor reports anything of what it is sent. */
  silent: boolean;
  /** Actions in the order of their arrival, housekeeping included. */
  readonly received: ViewerAction[] = [];
  /** What the script of a viewer page would have thrown. */
  readonly errors: unknown[] = [];
  #screen: { readonly core: ViewerCore; readonly engine: ScriptedEngine };
  #connection: Connection | undefined;
  /** The socket's id, once the server has said hello. */
  #id: string | undefined;
  #announcement = new Gate();

  constructor(
    readonly channel: string,
    private readonly protocol: ProtocolCore,
    private readonly host: ViewerHost,
    private readonly options: ScriptedViewerOptions = {},
  ) {
    this.delay = options.delay ?? 0;
    this.fail = options.fail ?? {};
    this.silent = options.silent ?? false;
    this.#screen = this.#blankScreen();
    this.#connect();
  }

  /** Ends when the viewer has announced itself. */
  get ready(): Promise<void> {
    return this.#announcement.passed;
  }

  /** The viewer itself: state, gestures, and `settled()`. */
  get core(): ViewerCore {
    return this.#screen.core;
  }

  get images(): ReadonlyMap<string, PlotState> {
    return this.core.state.plots;
  }

  get tables(): ReadonlyMap<string, TableState> {
    return this.core.state.tables;
  }

  get charts(): ReadonlyMap<string, ChartState> {
    return this.core.state.charts;
  }

  get layers(): ReadonlyMap<string, LayerState> {
    return this.core.state.layers;
  }

  /** Bits of files that are drawn over images. */
  get masks() {
    return this.core.state.masks;
  }

  /** The cells of a slate. */
  get cells(): ReadonlyMap<string, CellState> {
    return this.core.state.cells;
  }

  get extensions(): readonly Extension[] {
    return this.core.state.extensions;
  }

  get activePlotId(): string | undefined {
    return this.core.state.activePlotId;
  }

  /** Actions that were shown as unknown. */
  get unknown(): readonly ViewerAction[] {
    return this.#screen.engine.unknown;
  }

  /** The row that is marked on the screen. */
  markedRow(tblId: string): number | undefined {
    return this.#screen.engine.markedRows.get(tblId);
  }

  /** What is drawn of a catalogue, by its layer. */
  catalog(drawLayerId: string): CatalogLayer | undefined {
    return this.#screen.engine.shownCatalogs.get(drawLayerId);
  }

  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /** A plain click on an image. */
  click(plotId: string, point: PickedPoint): void {
    this.core.userPoint(plotId, point);
  }

  /** A press on the button of an extension: one point, or two. */
  press(extensionId: string, plotId: string, ...points: readonly PickedPoint[]): void {
    this.core.userButton(extensionId, plotId, ...points);
  }

  /** A click on a row; ends when it is highlighted. */
  async highlight(tblId: string, row: number): Promise<void> {
    this.core.userHighlightRow(tblId, row);
    await this.core.settled();
  }

  select(tblId: string, rows: readonly number[]): void {
    this.core.userSelectRows(tblId, rows, rows.at(-1));
  }

  /** A click on the tab of the pinned charts; ends when those that waited behind it are drawn. */
  async openPinnedCharts(): Promise<void> {
    this.core.userShowPinnedCharts();
    await this.core.settled();
  }

  /** The page is loaded anew: all that was on it is gone, extensions too; the viewer announces itself again (T20). */
  reload(): void {
    this.core.close();
    this.disconnect();
    this.#screen = this.#blankScreen();
    this.#announcement = new Gate();
    this.#connect();
  }

  /** The socket breaks; what is on the screen stays. */
  disconnect(): void {
    this.#connection?.disconnected();
    this.#connection = undefined;
  }

  /** The socket comes back, without an announcement. */
  reconnect(): void {
    if (this.#connection === undefined) this.#connect();
  }

  /** The page is closed. */
  close(): void {
    this.core.close();
    this.disconnect();
  }

  #blankScreen(): { core: ViewerCore; engine: ScriptedEngine } {
    const engine = new ScriptedEngine();
    const { mode, defaultCharts, now } = this.options;
    const core = new ViewerCore(this.host, engine, {
      pace: (action, signal) => this.#pace(action, signal),
      ...(mode === undefined ? {} : { mode }),
      ...(defaultCharts === undefined ? {} : { defaultCharts }),
      ...(now === undefined ? {} : { now }),
    });
    return { core, engine };
  }

  #connect(): void {
    const era: { connection?: Connection; over?: boolean } = {};
    era.connection = this.protocol.connect(this.channel, {
      send: (text) => {
        if (!era.over && (era.connection === undefined || era.connection === this.#connection))
          this.#frame(text);
      },
      close: () => {
        era.over = true;
        if (era.connection === this.#connection) this.#connection = undefined;
      },
    });
    this.#connection = era.connection;
  }

  #frame(text: string): void {
    const frame = parseJson(text);
    if (!isRecord(frame)) return;
    const data = isRecord(frame['data']) ? frame['data'] : {};
    if (frame['name'] === 'EVT_CONN_EST') this.#id = stringAt(data, 'connID');
    const action = actionIn(frame);
    if (action) this.received.push(action);
    if (action && this.#isRegistration(action)) this.#announce(this.#announcement);
    if (this.silent) return;
    try {
      this.core.handleFrame(text);
    } catch (error) {
      this.errors.push(error);
    }
  }

  #isRegistration(action: ViewerAction): boolean {
    if (action.type !== 'app_data.wsConnUpdated' || !isRecord(action.payload)) return false;
    const ids = action.payload[this.channel];
    return Array.isArray(ids) && ids.includes(this.#id);
  }

  /** Once per page: a socket that comes back is not announced. */
  #announce(announcement: Gate): void {
    if (announcement.isOpen) return;
    announcement.open();
    const payload = { ready: true, viewerChannel: this.channel };
    this.protocol.pushAction(
      this.channel,
      JSON.stringify({ type: 'app_data.notifyRemoteAppReady', payload }),
    );
  }

  async #pace(action: ViewerAction, signal: AbortSignal): Promise<void> {
    const delay = typeof this.delay === 'function' ? this.delay(action) : this.delay;
    if (delay > 0) await pause(delay, signal);
    const failure = typeof this.fail === 'function' ? this.fail(action) : this.fail[subjectOf(action)];
    if (failure) throw failure;
  }
}

/** A promise that is kept from outside. */
class Gate {
  isOpen = false;
  #resolve: () => void = () => {};
  readonly passed = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });

  open(): void {
    this.isOpen = true;
    this.#resolve();
  }
}

function actionIn(frame: JsonObject): ViewerAction | undefined {
  if (frame['name'] !== 'FLUX_ACTION' || !isRecord(frame['data'])) return undefined;
  const { type, payload } = frame['data'];
  return typeof type === 'string' ? { type, payload } : undefined;
}

/** The id of what an action concerns. */
function subjectOf({ payload }: ViewerAction): string {
  if (!isRecord(payload)) return '';
  const request = payload['wpRequest'] ?? payload['request'];
  const objects: readonly JsonObject[] = [payload, ...(isRecord(request) ? [request] : [])];
  for (const object of objects) {
    for (const key of ['plotId', 'tbl_id', 'chartId', 'drawLayerId']) {
      const id = stringAt(object, key);
      if (id !== undefined) return id;
    }
  }
  return '';
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
