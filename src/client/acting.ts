/** The facade: makes ids, calls a builder, hands the action to the session, gives back a handle. */
import { nanoid } from 'nanoid';
import * as actions from '../actions/index.js';
import type { Followed } from '../session/display.js';
import { expectChart, tableTraces } from '../session/expect-chart.js';
import {
  expectColor,
  expectImage,
  expectPan,
  expectStretch,
  expectZoom,
  TRACKING_KEY,
} from '../session/expect-image.js';
import { expectNewLayer, expectRegionsAdded, expectRegionsRemoved } from '../session/expect-layer.js';
import { checkChannel } from './channel.js';
import { idsOf, on, onAll, withIds } from './ids.js';
import {
  type DataInput,
  fetchHint,
  type InputOptions,
  isOptions,
  type PreparedInput,
  prepareInput,
} from './inputs.js';
import { Slots } from './slots.js';
import { referenceOf, splitInput, Tables } from './tables.js';
import type {
  ActionHandle,
  ChartHandle,
  ExtensionHandle,
  FetchTableOptions,
  ImageHandle,
  OverlayRegionOptions,
  Plots,
  RegionLayerHandle,
  ShowFitsImageOptions,
  ShowTableOptions,
  StretchesHandle,
  StretchHandle,
  TableHandle,
  ViewHandle,
  ViewsHandle,
} from './types.js';
import { ViewerPageClient } from './viewer-page.js';
import { changeView, changeViews, type ViewCall } from './views.js';

/** The methods that act on viewers. */
export class ActingClient extends ViewerPageClient {
  readonly #uploads = new Slots(UPLOADS_AT_ONCE);
  readonly #tables = new Tables(this.dispatcher, this.tracker !== undefined, (request) =>
    this.session.commands.tableFailure(request, { timeout: 30_000 }),
  );

  /**
   * Shows a FITS image. A path, bytes or a stream are uploaded from here; a URL is fetched by the server unless
   * `fetchBy: 'client'`; without an input the options name a service (`Type: 'SERVICE'`, …).
   * @returns a handle whose `displayed()` gives size, header and zoom
   */
  showFitsImage(input?: DataInput | ShowFitsImageOptions, options?: ShowFitsImageOptions): ImageHandle {
    const [source, given] = inputAndOptions<ShowFitsImageOptions>(input, options, {});
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
  setZoom(plotId: readonly string[], factor?: number): ViewsHandle;
  setZoom(plotId: Plots, factor = 1): ViewHandle | ViewsHandle {
    const call: ViewCall = {
      method: 'setZoom',
      action: (id) => actions.setZoom(id, factor),
      expect: (id) => expectZoom(id, factor),
    };
    return this.#view(call, plotId, false);
  }

  /**
   * Centres plots on a position: pixels (`image`, the default), or degrees in a sky system such as `J2000`. Without a position
   * the middle of the image. A list of plots gives a list of results.
   */
  setPan(plotId: string, options?: actions.PanOptions): ViewHandle;
  setPan(plotId: readonly string[], options?: actions.PanOptions): ViewsHandle;
  setPan(plotId: Plots, options: actions.PanOptions = {}): ViewHandle | ViewsHandle {
    const call: ViewCall = {
      method: 'setPan',
      action: (id) => actions.setPan(id, options),
      expect: (id) => expectPan(id, options),
    };
    return this.#view(call, plotId);
  }

  /** Stretches the values of plots. The handle has the stretch as `rvString`, for `RangeValues` of a later image. */
  setStretch(plotId: string, options?: actions.SetStretchOptions): StretchHandle;
  setStretch(plotId: readonly string[], options?: actions.SetStretchOptions): StretchesHandle;
  setStretch(plotId: Plots, options: actions.SetStretchOptions = {}): StretchHandle | StretchesHandle {
    const { action: _, ...values } = actions.setStretch(plotId, options);
    const call: ViewCall = {
      method: 'setStretch',
      action: (id) => actions.setStretch(id, options).action,
      expect: expectStretch,
      occupies: true,
      result: values,
    };
    return withIds(this.#view(call, plotId) as StretchHandle | StretchesHandle, {
      rvString: values.rvString,
    });
  }

  /** Colours plots: number of the viewer's colour map, bias (0 to 1) and contrast (0 to 10). */
  setColor(plotId: string, options?: actions.ColorOptions): ViewHandle;
  setColor(plotId: readonly string[], options?: actions.ColorOptions): ViewsHandle;
  setColor(plotId: Plots, options: actions.ColorOptions = {}): ViewHandle | ViewsHandle {
    const call: ViewCall = {
      method: 'setColor',
      action: (id) => actions.setColor(id, options),
      expect: expectColor,
    };
    return this.#view(call, plotId);
  }

  /**
   * Shows a table. Inputs as for images; without one `targetSearchInfo` names a search.
   * @returns a handle whose `displayed()` gives rows and columns
   */
  showTable(input?: DataInput | ShowTableOptions, options?: ShowTableOptions): TableHandle {
    const [source, given] = inputAndOptions<ShowTableOptions>(input, options, {});
    return this.#table('showTable', source, given, actions.showTable);
  }

  /** Fetches a table into the viewer without showing it. */
  fetchTable(input: DataInput, options: FetchTableOptions = {}): TableHandle {
    return this.#table('fetchTable', input, options, actions.fetchTable);
  }

  /** Filters a table by SQL conditions; an empty string takes the filters off. */
  applyTableFilters(tblId: string, filters: string): TableHandle {
    const action = actions.applyTableFilters(tblId, filters);
    return this.#tables.change('applyTableFilters', action, { tblId, what: 'filters', value: filters });
  }

  /** Sorts a table by a column: `ASC`, `DESC`, or an empty string for the order of the file. */
  sortTableColumn(tblId: string, columnName: string, direction: actions.SortDirection = ''): TableHandle {
    const action = actions.sortTableColumn(tblId, columnName, direction);
    return this.#tables.change('sortTableColumn', action, {
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
        actions.overlayRegionLayer({ regionLayerId, fileOnServer: referenceOf(resolved) }, rest),
      keys: [...on('layer', regionLayerId), ...plots],
      needs:
        rest.plotId === undefined ? { settled: this.tracker?.pending('plot:') ?? [] } : { displayed: plots },
      expect: () => expectNewLayer(regionLayerId),
      tracked: { shows: `layer:${regionLayerId}` },
      result: {
        regionLayerId,
        ...(empty ? { note: 'there are no regions in it, so no layer appears' } : {}),
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
      onAccepted: () => this.session.watches.removeExtension(extensionId),
    };
    return withIds(this.dispatcher.run(call), { extensionId });
  }

  /** Empties the viewer. Waits for everything called before, and everything called later waits for it. */
  reinitViewer(): ActionHandle {
    let underway: readonly Followed[] = [];
    return this.dispatcher.run({
      method: 'reinitViewer',
      action: actions.reinitViewer,
      barrier: true,
      result: {},
      onDeparture: () => {
        underway = this.tracker?.underway() ?? [];
      },
      onAccepted: () => this.tracker?.emptied(underway, 'reinitViewer'),
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

  #input(
    method: string,
    input: unknown,
    kind: 'image' | 'table' | 'region',
    options: InputOptions,
  ): PreparedInput | undefined {
    if (input === undefined || input === null) return undefined;
    const { runtime } = this.target;
    return prepareInput(method, input, kind, options, {
      runtime,
      commands: this.session.commands,
      fetch: this.fetch,
      slots: this.#uploads,
      ended: this.ended,
    });
  }

  #view(call: ViewCall, plotId: Plots, asList = this.tracker === undefined): ViewHandle | ViewsHandle {
    if (Array.isArray(plotId)) return changeViews(this.dispatcher, call, plotId, asList);
    return changeView(this.dispatcher, call, plotId as string);
  }

  #table<O extends { readonly tblId?: string | undefined } & InputOptions>(
    method: string,
    input: unknown,
    given: O,
    build: (context: actions.TableContext, options: Omit<O, keyof InputOptions>) => actions.Action,
  ): TableHandle {
    const [how, options] = splitInput(given);
    const tblId = given.tblId ?? this.newId('Table');
    return this.#tables.show({
      method,
      tblId,
      input: this.#input(method, input, 'table', how),
      options,
      build,
    });
  }
}

const UPLOADS_AT_ONCE = 4;

const withWarning = (warning: string | undefined) => (warning === undefined ? {} : { warning });

/** Options may stand alone, where there is no input. */
function inputAndOptions<O extends object>(
  input: DataInput | O | undefined,
  options: O | undefined,
  none: O,
): readonly [unknown, O] {
  if (options === undefined && isOptions<O>(input)) return [undefined, input];
  return [input, options ?? none];
}
