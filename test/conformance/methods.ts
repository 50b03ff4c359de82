/** The reference client's methods in terms of ours. */
import type { FireflyClient } from 'firefly-client';

/** Arguments by name; what a method does not name itself is passed on as it is. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface Method {
  /** Names of the positional arguments, in the reference's order. */
  readonly positional: readonly string[];
  call(client: FireflyClient, args: Arguments): unknown;
}

/** Renames arguments, drops those that were not given, passes the others on. */
function rename(args: Arguments, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const renamed = Object.entries(args).map(([name, value]) => [names[name] ?? name, value] as const);
  return Object.fromEntries(renamed.filter(([, value]) => value !== null && value !== undefined));
}

/** Calls a method with arguments of any type: what is wrong with them is the method's to say. */
// biome-ignore lint/suspicious/noExplicitAny: vectors hold wrong arguments on purpose
const loose = (client: FireflyClient): any => client;

const INPUT_NAMES = { file_on_server: 'input', file_input: 'input', url: 'input' };

function withInput(
  args: Arguments,
  names: Readonly<Record<string, string>>,
): [unknown, Record<string, unknown>] {
  const { input, ...options } = rename(args, { ...INPUT_NAMES, ...names });
  return [input, options];
}

const TABLE_NAMES = {
  tbl_id: 'tblId',
  page_size: 'pageSize',
  is_catalog: 'isCatalog',
  target_search_info: 'targetSearchInfo',
  table_index: 'tableIndex',
  column_spec: 'columnSpec',
};

const REGION_NAMES = { region_layer_id: 'regionLayerId', region_data: 'regionData', plot_id: 'plotId' };

const showFits: Method = {
  positional: ['file_input', 'plot_id', 'viewer_id'],
  call: (client, args) => {
    const [input, options] = withInput(args, { plot_id: 'plotId', viewer_id: 'viewerId' });
    return loose(client).showFitsImage(input, options);
  },
};

export const METHODS: Readonly<Record<string, Method>> = {
  show_fits_image: showFits,
  set_zoom: {
    positional: ['plot_id', 'factor'],
    call: (client, { plot_id, factor }) => loose(client).setZoom(plot_id, factor),
  },
  set_pan: {
    positional: ['plot_id', 'x', 'y', 'coord'],
    call: (client, { plot_id, ...options }) => loose(client).setPan(plot_id, rename(options, {})),
  },
  set_stretch: {
    positional: ['plot_id', 'stype', 'algorithm', 'band'],
    call: (client, { plot_id, ...options }) =>
      loose(client).setStretch(
        plot_id,
        rename(options, {
          stype: 'type',
          lower_value: 'lowerValue',
          upper_value: 'upperValue',
          asinh_q_value: 'asinhQValue',
          gamma_value: 'gammaValue',
          zscale_contrast: 'zscaleContrast',
          zscale_samples: 'zscaleSamples',
          zscale_samples_perline: 'zscaleSamplesPerline',
        }),
      ),
  },
  set_color: {
    positional: ['plot_id', 'colormap_id', 'bias', 'contrast'],
    call: (client, { plot_id, ...options }) =>
      loose(client).setColor(plot_id, rename(options, { colormap_id: 'colormapId' })),
  },
  show_table: {
    positional: [
      ...['file_input', 'tbl_id', 'title', 'page_size', 'is_catalog', 'meta', 'target_search_info'],
      ...['options', 'table_index', 'column_spec', 'filters', 'visible'],
    ],
    call: (client, args) => loose(client).showTable(...withInput(args, TABLE_NAMES)),
  },
  fetch_table: {
    positional: ['file_on_server', 'tbl_id', 'title', 'page_size', 'table_index', 'meta'],
    call: (client, args) => loose(client).fetchTable(...withInput(args, TABLE_NAMES)),
  },
  apply_table_filters: {
    positional: ['tbl_id', 'filters'],
    call: (client, { tbl_id, filters }) => loose(client).applyTableFilters(tbl_id, filters),
  },
  sort_table_column: {
    positional: ['tbl_id', 'column_name', 'sort_direction'],
    call: (client, { tbl_id, column_name, sort_direction }) =>
      loose(client).sortTableColumn(tbl_id, column_name, sort_direction),
  },
  show_chart: {
    positional: ['group_id'],
    call: (client, args) => loose(client).showChart(rename(args, { group_id: 'groupId' })),
  },
  overlay_region_layer: {
    positional: ['file_on_server', 'region_data', 'title', 'region_layer_id', 'plot_id'],
    call: (client, args) =>
      loose(client).overlayRegionLayer(rename(args, { ...REGION_NAMES, file_on_server: 'file' })),
  },
  add_region_data: {
    positional: ['region_data', 'region_layer_id', 'title', 'plot_id'],
    call: (client, { region_data, region_layer_id, ...options }) =>
      loose(client).addRegionData(region_data, region_layer_id, rename(options, REGION_NAMES)),
  },
  remove_region_data: {
    positional: ['region_data', 'region_layer_id'],
    call: (client, { region_data, region_layer_id }) =>
      loose(client).removeRegionData(region_data, region_layer_id),
  },
  delete_region_layer: {
    positional: ['region_layer_id', 'plot_id'],
    call: (client, { region_layer_id, ...options }) =>
      loose(client).deleteRegionLayer(region_layer_id, rename(options, REGION_NAMES)),
  },
  add_extension: {
    positional: ['ext_type', 'plot_id', 'title', 'tool_tip', 'extension_id', 'image_src'],
    call: (client, { ext_type, ...options }) =>
      loose(client).addExtension(
        ext_type,
        rename(options, {
          plot_id: 'plotId',
          tool_tip: 'toolTip',
          extension_id: 'extensionId',
          image_src: 'imageUrl',
          shortcut_key: 'shortcutKey',
        }),
      ),
  },
  reinit_viewer: { positional: [], call: (client) => client.reinitViewer() },
  dispatch: {
    positional: ['action_type', 'payload', 'override_channel'],
    call: (client, { action_type, payload, override_channel }) =>
      loose(client).dispatch(
        action_type,
        payload ?? undefined,
        rename({ override_channel }, { override_channel: 'channel' }),
      ),
  },
  get_firefly_url: { positional: [], call: (client) => client.viewerUrl },
};
