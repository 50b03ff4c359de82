/** The facade: makes ids, calls a builder, hands the action to the session, gives back a handle. */
import { nanoid } from 'nanoid';
import * as actions from '../actions/index.js';
import { titleFromUrl } from '../actions/table.js';
import { ArgumentError } from '../errors.js';
import { type ChartDisplayed, expectChart, tableTraces } from '../session/expect-chart.js';
import {
  expectColor,
  expectImage,
  expectPan,
  expectStretch,
  expectZoom,
  type ImageDisplayed,
  TRACKING_KEY,
  type ViewDisplayed,
} from '../session/expect-image.js';
import {
  expectNewLayer,
  expectRegionsAdded,
  expectRegionsRemoved,
  type LayerDisplayed,
} from '../session/expect-layer.js';
import { type AskWhy, expectTable, expectTableChange, type TableDisplayed } from '../session/expect-table.js';
import { ClientBase } from './base.js';
import { checkChannel } from './channel.js';
import { openConnection } from './connect.js';
import type { Handled } from './dispatcher.js';
import { type Accepted, combine, type Handle } from './handle.js';
import { idsOf, on, onAll, onTable, withIds } from './ids.js';
import {
  type DataInput,
  fetchHint,
  type InputOptions,
  isOptions,
  type PreparedInput,
  prepareInput,
  type Resolved,
} from './inputs.js';
import type { ConnectOptions } from './options.js';
import { TableShows } from './table-shows.js';

/** One plot or several. */
type Plots = string | readonly string[];

export type ImageHandle = Handle<Accepted & { readonly plotId: string }, ImageDisplayed> & {
  readonly plotId: string;
};
export type TableHandle = Handle<Accepted & { readonly tblId: string }, TableDisplayed> & {
  readonly tblId: string;
};
export type ChartHandle = Handle<Accepted & { readonly chartId: string }, ChartDisplayed> & {
  readonly chartId: string;
};
export type RegionLayerHandle = Handle<Accepted & { readonly regionLayerId: string }, LayerDisplayed> & {
  readonly regionLayerId: string;
};
export type ViewHandle = Handle<Accepted & { readonly plotId: Plots }, ViewDisplayed> & {
  readonly plotId: Plots;
};
export type StretchHandle = Handle<
  Accepted & { readonly plotId: Plots; readonly rvString: string },
  ViewDisplayed
> & {
  readonly plotId: Plots;
  /** The stretch as `RangeValues` of a later image takes it. */
  readonly rvString: string;
};
export type ExtensionHandle = Handle<Accepted & { readonly extensionId: string }, Handled> & {
  readonly extensionId: string;
};
export type ActionHandle = Handle<Accepted, Handled>;

/** Options of an image: parameters of the viewer's plot request, ids, and how the input is taken. */
export type ShowFitsImageOptions = actions.ShowFitsImageOptions & InputOptions;
export type ShowTableOptions = actions.ShowTableOptions & InputOptions;
export type FetchTableOptions = actions.FetchTableOptions & InputOptions;
export type OverlayRegionOptions = actions.RegionLayerOptions &
  InputOptions & { readonly file?: DataInput | undefined };

/**
 * A client of one channel of a Firefly server.
 *
 * Every method checks its arguments at once (`ArgumentError`, nothing is sent) and gives back a handle with the ids:
 * `await handle` means accepted by the server, `await handle.displayed()` seen on the screen.
 */
export class FireflyClient extends ClientBase {
  readonly #tableShows = new TableShows();

  /**
   * Connects to a server and resolves when the channel can be used.
   * @param url address of the server @default `FIREFLY_URL`, else `http://localhost:8080/firefly`; none on a public page
   * @throws ArgumentError, ConnectionError, AuthenticationError, ProtocolError, TimeoutError
   */
  static async connect(url?: string | URL, options: ConnectOptions = {}): Promise<FireflyClient> {
    return new FireflyClient(await openConnection(url, options), options);
  }

  /**
   * Shows a FITS image. A path, bytes or a stream are uploaded from here; a URL is fetched by the server unless
   * `fetchBy: 'client'`; without an input the options name a service (`Type: 'SERVICE'`, …).
   * @returns a handle whose `displayed()` gives size, header and zoom
   */
  showFitsImage(input?: DataInput | ShowFitsImageOptions, options?: ShowFitsImageOptions): ImageHandle {
    const [source, given] =
      isOptions<ShowFitsImageOptions>(input) && options === undefined
        ? [undefined, input]
        : [input, options ?? {}];
    const { fetchBy, filename, ...params } = given;
    const plotId = params.plotId ?? (this.tracker === undefined ? '' : this.newId('Image'));
    const prepared = this.#input('showFitsImage', source, 'image', { fetchBy, filename });
    const key = nanoid(12);
    const attributes = this.tracker === undefined ? undefined : { [TRACKING_KEY]: key };
    const request = plotId === '' ? params : { ...params, plotId };
    const warning =
      params.viewerId !== undefined && this.mode === 'triview'
        ? 'viewerId is ignored in triview mode'
        : undefined;
    const handle = this.dispatcher.follow({
      method: 'showFitsImage',
      input: prepared,
      action: (resolved) => actions.showFitsImage(resolved ?? {}, request, { mode: this.mode, attributes }),
      keys: on('plot', plotId),
      expect: () => expectImage(plotId, key, fetchHint(prepared?.url)),
      tracked: { shows: `plot:${plotId}` },
      result: { plotId, ...withWarning(warning) },
    });
    return withIds(handle, { plotId });
  }

  /** Zooms plots to `factor` screen pixels per image pixel. A list of plots gives a list of results. */
  setZoom(plotId: string, factor?: number): ViewHandle;
  setZoom(
    plotId: readonly string[],
    factor?: number,
  ): Handle<readonly (Accepted & { readonly plotId: Plots })[], readonly ViewDisplayed[]>;
  setZoom(
    plotId: Plots,
    factor = 1,
  ): ViewHandle | Handle<readonly (Accepted & { readonly plotId: Plots })[], readonly ViewDisplayed[]> {
    if (Array.isArray(plotId)) {
      for (const id of plotId) actions.setZoom(id, factor);
      return combine(plotId.map((id: string) => this.setZoom(id, factor)));
    }
    const id = String(plotId);
    const action = actions.setZoom(id === plotId ? id : (plotId as never), factor);
    return this.#view('setZoom', id, action, () => expectZoom(id, factor));
  }

  /**
   * Centres plots on a position: pixels (`image`, the default), or degrees in a sky system such as `J2000`. Without a position
   * the middle of the image.
   */
  setPan(plotId: Plots, options: actions.PanOptions = {}): ViewHandle {
    const action = actions.setPan(plotId, options);
    const { x, y } = options;
    return this.#view('setPan', plotId, action, () =>
      expectPan(plotId, x === undefined || y === undefined ? undefined : { x, y }),
    );
  }

  /** Stretches the values of plots. The handle has the stretch as `rvString`, for `RangeValues` of a later image. */
  setStretch(plotId: Plots, options: actions.SetStretchOptions = {}): StretchHandle {
    const { action, rvString, warning } = actions.setStretch(plotId, options);
    const extra = { rvString, ...withWarning(warning) };
    return withIds(
      this.#view('setStretch', plotId, action, () => expectStretch(plotId), extra),
      { rvString },
    );
  }

  /** Colours plots: number of the viewer's colour map, bias (0 to 1) and contrast (0 to 10). */
  setColor(plotId: Plots, options: actions.ColorOptions = {}): ViewHandle {
    return this.#view('setColor', plotId, actions.setColor(plotId, options), () => expectColor(plotId));
  }

  /**
   * Shows a table. Inputs as for images; without one `targetSearchInfo` names a search.
   * @returns a handle whose `displayed()` gives rows and columns
   */
  showTable(input?: DataInput | ShowTableOptions, options?: ShowTableOptions): TableHandle {
    const [source, given] =
      isOptions<ShowTableOptions>(input) && options === undefined
        ? [undefined, input]
        : [input, options ?? {}];
    return this.#table('showTable', source, given, (context, rest) => actions.showTable(context, rest));
  }

  /** Fetches a table into the viewer without showing it. */
  fetchTable(input: DataInput, options: FetchTableOptions = {}): TableHandle {
    if (input === undefined)
      throw new ArgumentError(
        'fetchTable',
        'input',
        input,
        'a path, a URL, a ${…} server file, a Blob, bytes or a stream',
      );
    return this.#table('fetchTable', input, options, (context, rest) => actions.fetchTable(context, rest));
  }

  /** Filters a table by SQL conditions; an empty string takes the filters off. */
  applyTableFilters(tblId: string, filters: string): TableHandle {
    const action = actions.applyTableFilters(tblId, filters);
    return this.#tableChange('applyTableFilters', tblId, action, { tblId, what: 'filters', value: filters });
  }

  /** Sorts a table by a column: `ASC`, `DESC`, or an empty string for the order of the file. */
  sortTableColumn(tblId: string, columnName: string, direction: actions.SortDirection = ''): TableHandle {
    const action = actions.sortTableColumn(tblId, columnName, direction);
    return this.#tableChange('sortTableColumn', tblId, action, {
      tblId,
      what: 'sortInfo',
      value: `${direction},${columnName}`,
    });
  }

  /** Shows a chart of Plotly traces, whose arrays may be columns of a table (`tables::column`, with `tbl_id` in the trace). */
  showChart(options: actions.ShowChartOptions = {}): ChartHandle {
    const chartId = options.chartId ?? this.newId('Plotly');
    const { action, warning } = actions.showChart({ chartId, mode: this.mode }, options);
    const data = options.data ?? [];
    const tables = actions.tablesOfChart(data);
    const handle = this.dispatcher.follow({
      method: 'showChart',
      action: () => action,
      keys: [...on('chart', chartId), ...on('table', tables)],
      needs: { displayed: on('table', tables) },
      expect: () => expectChart(chartId, tableTraces(data)),
      tracked: { shows: `chart:${chartId}` },
      result: { chartId, ...withWarning(warning) },
    });
    return withIds(handle, { chartId });
  }

  /** Draws a layer of DS9 regions over images, from text or from a file (which wins over text). */
  overlayRegionLayer(options: OverlayRegionOptions = {}): RegionLayerHandle {
    const { file, fetchBy, filename, ...rest } = options;
    const regionLayerId = rest.regionLayerId ?? this.newId('RegionLayer');
    const plots = on('plot', rest.plotId ?? []);
    const empty = file === undefined && rest.regionData === undefined;
    const handle = this.dispatcher.follow({
      method: 'overlayRegionLayer',
      input: this.#input('overlayRegionLayer', file, 'region', { fetchBy, filename }),
      action: (resolved) =>
        actions.overlayRegionLayer({ regionLayerId, fileOnServer: fileOf(resolved) }, rest),
      keys: [...on('layer', regionLayerId), ...plots],
      needs:
        rest.plotId === undefined ? { settled: this.tracker?.pending('plot:') ?? [] } : { displayed: plots },
      expect: () => expectNewLayer(regionLayerId),
      tracked: { shows: `layer:${regionLayerId}` },
      result: {
        regionLayerId,
        ...withWarning(empty ? 'there are no regions in it, so no layer appears' : undefined),
      },
    });
    return withIds(handle, { regionLayerId });
  }

  /** Adds regions to a layer, and makes the layer where there is none. */
  addRegionData(
    regionData: actions.RegionData,
    regionLayerId: string,
    options: actions.AddRegionOptions = {},
  ): RegionLayerHandle {
    const plots = on('plot', options.plotId ?? []);
    const handle = this.dispatcher.follow({
      method: 'addRegionData',
      action: () => actions.addRegionData(regionLayerId, regionData, options),
      ...onAll([...on('layer', regionLayerId), ...plots]),
      expect: () => expectRegionsAdded(regionLayerId),
      result: { regionLayerId },
    });
    return withIds(handle, { regionLayerId });
  }

  /** Takes regions off a layer; they have to be written as they were added. */
  removeRegionData(regionData: actions.RegionData, regionLayerId: string): RegionLayerHandle {
    const handle = this.dispatcher.follow({
      method: 'removeRegionData',
      action: () => actions.removeRegionData(regionLayerId, regionData),
      ...onAll(on('layer', regionLayerId)),
      expect: () => expectRegionsRemoved(regionLayerId),
      result: { regionLayerId },
    });
    return withIds(handle, { regionLayerId });
  }

  /** Deletes a region layer, from the given plots or from all. */
  deleteRegionLayer(
    regionLayerId: string,
    options: { readonly plotId?: Plots | undefined } = {},
  ): ActionHandle {
    return this.dispatcher.run({
      method: 'deleteRegionLayer',
      action: () => actions.deleteRegionLayer(regionLayerId, options),
      ...onAll(on('layer', regionLayerId)),
      result: {},
    });
  }

  /**
   * Adds a button for a selection the user makes (`POINT`, `LINE_SELECT`, `AREA_SELECT`), or has viewers report every
   * action of another type. Listen with `on(extType, …)`.
   */
  addExtension(extType: string, options: actions.ExtensionOptions = {}): ExtensionHandle {
    const extensionId = options.extensionId ?? this.newId('Extension');
    const action = actions.addExtension(extensionId, extType, options);
    this.subscriptions.addExtension(extensionId, extType);
    const handle = this.dispatcher.run({
      method: 'addExtension',
      action: () => action,
      keys: on('extension', extensionId),
      result: { extensionId },
      onAccepted: () => this.session.watches.addExtension(extensionId, action),
    });
    return withIds(handle, { extensionId });
  }

  /** Takes an extension back. */
  removeExtension(extensionId: string): ExtensionHandle {
    const action = actions.removeExtension(extensionId);
    this.subscriptions.removeExtension(extensionId);
    this.session.watches.removeExtension(extensionId);
    const call = {
      method: 'removeExtension',
      action: () => action,
      keys: on('extension', extensionId),
      result: { extensionId },
    };
    return withIds(this.dispatcher.run(call), { extensionId });
  }

  /** Empties the viewer. Waits for everything called before, and everything called later waits for it. */
  reinitViewer(): ActionHandle {
    return this.dispatcher.run({
      method: 'reinitViewer',
      action: actions.reinitViewer,
      barrier: true,
      result: {},
      onAccepted: () => this.tracker?.supersedeAll('reinitViewer'),
    });
  }

  /** Sends any action, on this channel or another. Actions on ids of this client are held like all others. */
  dispatch(
    type: string,
    payload: Readonly<Record<string, unknown>> = {},
    options: { readonly channel?: string | undefined } = {},
  ): ActionHandle {
    const { channel } = options;
    if (channel !== undefined) checkChannel(channel, 'dispatch', 'options.channel');
    const ids = channel === undefined ? idsOf(payload) : [];
    return this.dispatcher.run({
      method: 'dispatch',
      action: () => actions.rawAction(type, payload),
      channel,
      ...onAll(ids),
      result: {},
    });
  }

  readonly #askWhy: AskWhy = (request) => this.session.commands.tableFailure(request, { timeout: 30_000 });

  #input(
    method: string,
    input: unknown,
    kind: 'image' | 'table' | 'region',
    options: InputOptions,
  ): PreparedInput | undefined {
    if (input === undefined || input === null) return undefined;
    const { runtime } = this.connected;
    return prepareInput(method, input, kind, options, {
      runtime,
      commands: this.session.commands,
      fetch: this.fetch,
    });
  }

  #view<R extends object = object>(
    method: string,
    plotId: Plots,
    action: actions.Action,
    expect: () => ReturnType<typeof expectZoom>,
    extra?: R,
  ) {
    const result = { plotId, ...extra } as { readonly plotId: Plots } & R;
    const handle = this.dispatcher.follow({
      method,
      action: () => action,
      ...onAll(on('plot', plotId)),
      expect,
      result,
    });
    return withIds(handle, { plotId });
  }

  #table<O extends { readonly tblId?: string | undefined } & InputOptions>(
    method: 'showTable' | 'fetchTable',
    input: unknown,
    options: O,
    build: (context: actions.TableContext, options: Omit<O, keyof InputOptions>) => actions.Action,
  ): TableHandle {
    const { fetchBy, filename, ...rest } = options;
    const tblId = options.tblId ?? this.newId('Table');
    const prepared = this.#input(method, input, 'table', { fetchBy, filename });
    const key = nanoid(12);
    const extraMeta = this.tracker === undefined ? undefined : { [TRACKING_KEY]: key };
    const defaultTitle = prepared?.url === undefined ? prepared?.name : titleFromUrl(prepared.url);
    const make = (resolved: Resolved | undefined, meta = extraMeta) =>
      build({ tblId, source: sourceOf(resolved), defaultTitle, extraMeta: meta }, rest);
    const request = (resolved: Resolved | undefined) =>
      make(resolved, undefined).payload['request'] as Readonly<Record<string, unknown>>;
    const sameRequestKeys = this.#tableShows.add(tblId, key, prepared?.now ?? prepared, rest);
    const handle = this.dispatcher.follow({
      method,
      input: prepared,
      action: (resolved) => make(resolved),
      keys: on('table', tblId),
      expect: (resolved) =>
        expectTable({ tblId, key, sameRequestKeys }, () => request(resolved()), this.#askWhy),
      tracked: { shows: `table:${tblId}` },
      result: { tblId },
    });
    return withIds(handle, { tblId });
  }

  #tableChange(
    method: string,
    tblId: string,
    action: actions.Action,
    change: Parameters<typeof expectTableChange>[0],
  ): TableHandle {
    const handle = this.dispatcher.follow({
      method,
      action: () => action,
      ...onTable(tblId),
      expect: () => expectTableChange(change, this.#askWhy),
      tracked: { occupies: `table:${tblId}` },
      result: { tblId },
    });
    return withIds(handle, { tblId });
  }
}

const withWarning = (warning: string | undefined) => (warning === undefined ? {} : { warning });
const fileOf = (resolved: Resolved | undefined) =>
  resolved === undefined ? undefined : 'file' in resolved ? resolved.file : resolved.url;
const sourceOf = fileOf;
