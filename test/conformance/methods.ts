/** The reference client's methods in terms of ours. */
import { type FireflyClient, parseRvString, type RangeValues, rvStringFromDict } from 'firefly-client';

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

const IDS = {
  plot_id: 'plotId',
  viewer_id: 'viewerId',
  group_id: 'groupId',
  tbl_id: 'tblId',
  cell_id: 'cellId',
  mask_id: 'maskId',
  region_layer_id: 'regionLayerId',
  footprint_layer_id: 'footprintLayerId',
  extension_id: 'extensionId',
};

/** The one input in place of the reference's three. */
function withInput(
  args: Arguments,
  names: Readonly<Record<string, string>> = {},
): [unknown, Record<string, unknown>] {
  const { input, ...options } = rename(args, {
    file_input: 'input',
    url: 'input',
    file_on_server: 'fileOnServer',
    ...IDS,
    ...names,
  });
  return [input, options];
}

const TABLE_NAMES = {
  page_size: 'pageSize',
  is_catalog: 'isCatalog',
  target_search_info: 'targetSearchInfo',
  table_index: 'tableIndex',
  column_spec: 'columnSpec',
};

const REGION_NAMES = { ...IDS, region_data: 'regionData' };

const STRETCH_NAMES = {
  stype: 'type',
  lower_value: 'lowerValue',
  upper_value: 'upperValue',
  asinh_q_value: 'asinhQValue',
  gamma_value: 'gammaValue',
  zscale_contrast: 'zscaleContrast',
  zscale_samples: 'zscaleSamples',
  zscale_samples_perline: 'zscaleSamplesPerline',
  rgb_preserve_hue: 'rgbPreserveHue',
  asinh_stretch: 'asinhStretch',
  scaling_k: 'scalingK',
};

/** Fields of a stretch in the reference's names and ours. */
const RANGE_VALUES = {
  ...STRETCH_NAMES,
  lower_type: 'lowerType',
  upper_type: 'upperType',
  algorithm: 'algorithm',
};

const showFits: Method = {
  positional: ['file_input', 'file_on_server', 'url', 'plot_id', 'viewer_id'],
  call: (client, args) => loose(client).showFitsImage(...withInput(args)),
};

/** A method whose arguments but the first are options here. */
const withOptions = (
  method: string,
  positional: readonly string[],
  names: Readonly<Record<string, string>>,
): Method => ({
  positional,
  call: (client, { [positional[0] ?? '']: first, ...options }) =>
    loose(client)[method](first, rename(options, { ...IDS, ...names })),
});

/** A method with options only. */
const onlyOptions = (
  method: string,
  positional: readonly string[],
  names: Readonly<Record<string, string>>,
): Method => ({
  positional,
  call: (client, args) => loose(client)[method](rename(args, { ...IDS, ...names })),
});

/** A method with the same arguments in the same order. */
const same = (method: string, positional: readonly string[]): Method => ({
  positional,
  call: (client, args) => loose(client)[method](...positional.map((name) => args[name] ?? undefined)),
});

export const METHODS: Readonly<Record<string, Method>> = {
  show_fits_image: showFits,
  show_fits: { ...showFits, call: (client, args) => loose(client).showFits(...withInput(args)) },
  show_fits_3color: withOptions('showFits3Color', ['three_color_params', 'plot_id', 'viewer_id'], {}),
  show_hips: {
    positional: ['plot_id', 'viewer_id', 'hips_root_url', 'hips_image_conversion'],
    call: (client, { hips_root_url, ...options }) =>
      loose(client).showHips(
        hips_root_url,
        rename(options, { ...IDS, hips_image_conversion: 'hipsImageConversion' }),
      ),
  },
  show_image_or_hips: onlyOptions(
    'showImageOrHips',
    [
      ...['plot_id', 'viewer_id', 'image_request', 'hips_request', 'fov_deg_fallover', 'allsky_request'],
      'plot_allsky_first',
    ],
    {
      image_request: 'imageRequest',
      hips_request: 'hipsRequest',
      fov_deg_fallover: 'fovDegFallOver',
      allsky_request: 'allSkyRequest',
      plot_allsky_first: 'plotAllSkyFirst',
    },
  ),
  show_data: {
    positional: ['file_input', 'preview_metadata', 'title'],
    call: (client, args) =>
      loose(client).showData(...withInput(args, { preview_metadata: 'previewMetadata' })),
  },
  set_zoom: same('setZoom', ['plot_id', 'factor']),
  set_pan: withOptions('setPan', ['plot_id', 'x', 'y', 'coord'], {}),
  align_images: onlyOptions('alignImages', ['match_type', 'lock_match'], {
    match_type: 'matchType',
    lock_match: 'lockMatch',
  }),
  set_stretch: withOptions('setStretch', ['plot_id', 'stype', 'algorithm', 'band'], STRETCH_NAMES),
  set_stretch_hprgb: withOptions(
    'setStretchHueRgb',
    ['plot_id', 'asinh_q_value', 'scaling_k', 'pedestal_value', 'pedestal_type'],
    {
      asinh_q_value: 'asinhQValue',
      scaling_k: 'scalingK',
      pedestal_value: 'pedestalValue',
      pedestal_type: 'pedestalType',
    },
  ),
  set_color: withOptions('setColor', ['plot_id', 'colormap_id', 'bias', 'contrast'], {
    colormap_id: 'colormapId',
  }),
  set_rgb_colors: withOptions(
    'setRgbColors',
    ['plot_id', 'use_red', 'use_green', 'use_blue', 'bias', 'contrast'],
    { use_red: 'useRed', use_green: 'useGreen', use_blue: 'useBlue' },
  ),
  show_table: {
    positional: [
      ...['file_input', 'file_on_server', 'url', 'tbl_id', 'title', 'page_size', 'is_catalog', 'meta'],
      ...['target_search_info', 'options', 'table_index', 'column_spec', 'filters', 'visible'],
    ],
    call: (client, args) => loose(client).showTable(...withInput(args, TABLE_NAMES)),
  },
  fetch_table: {
    positional: ['file_on_server', 'tbl_id', 'title', 'page_size', 'table_index', 'meta'],
    call: (client, args) => loose(client).fetchTable(...withInput(args, TABLE_NAMES)),
  },
  apply_table_filters: same('applyTableFilters', ['tbl_id', 'filters']),
  sort_table_column: same('sortTableColumn', ['tbl_id', 'column_name', 'sort_direction']),
  show_xyplot: withOptions('showXYPlot', ['tbl_id', 'standalone', 'group_id'], {}),
  show_histogram: withOptions('showHistogram', ['tbl_id', 'group_id'], {}),
  show_chart: onlyOptions('showChart', ['group_id'], {}),
  overlay_footprints: {
    positional: [
      ...['footprint_file', 'footprint_image', 'title', 'footprint_layer_id', 'plot_id', 'table_index'],
    ],
    call: (client, { footprint_file, ...options }) =>
      loose(client).overlayFootprints(
        footprint_file,
        rename(options, { ...IDS, footprint_image: 'imageFile', table_index: 'tableIndex' }),
      ),
  },
  overlay_region_layer: onlyOptions(
    'overlayRegionLayer',
    ['file_on_server', 'region_data', 'title', 'region_layer_id', 'plot_id'],
    { ...REGION_NAMES, file_on_server: 'fileOnServer' },
  ),
  add_region_data: {
    positional: ['region_data', 'region_layer_id', 'title', 'plot_id'],
    call: (client, { region_data, region_layer_id, ...options }) =>
      loose(client).addRegionData(region_data, region_layer_id, rename(options, REGION_NAMES)),
  },
  remove_region_data: same('removeRegionData', ['region_data', 'region_layer_id']),
  delete_region_layer: withOptions('deleteRegionLayer', ['region_layer_id', 'plot_id'], REGION_NAMES),
  add_mask: {
    positional: [...['bit_number', 'image_number', 'plot_id', 'mask_id', 'color', 'title', 'file_on_server']],
    call: (client, { bit_number, image_number, plot_id, ...options }) =>
      loose(client).addMask(
        bit_number,
        image_number,
        plot_id,
        rename(options, { ...IDS, file_on_server: 'fileOnServer' }),
      ),
  },
  remove_mask: same('removeMask', ['plot_id', 'mask_id']),
  add_cell: {
    positional: ['row', 'col', 'width', 'height', 'element_type', 'cell_id'],
    call: (client, { row, col, width, height, element_type, ...options }) =>
      loose(client).addCell(row, col, width, height, element_type, rename(options, IDS)),
  },
  show_coverage: onlyOptions('showCoverage', ['viewer_id', 'table_group'], { table_group: 'tableGroup' }),
  show_image_metadata: onlyOptions('showImageMetadata', ['viewer_id', 'table_group'], {
    table_group: 'tableGroup',
  }),
  change_triview_layout: same('changeTriviewLayout', ['layout']),
  add_extension: withOptions(
    'addExtension',
    ['ext_type', 'plot_id', 'title', 'tool_tip', 'shortcut_key', 'extension_id', 'image_src'],
    { tool_tip: 'toolTip', image_src: 'imageSrc', shortcut_key: 'shortcutKey' },
  ),
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
  upload_file: same('uploadFile', ['path']),
  upload_fits_data: same('uploadFitsData', ['stream']),
  upload_text_data: same('uploadTextData', ['stream']),
  upload_data: same('uploadData', ['stream', 'data_type']),
  create_image_url: same('createImageUrl', ['image_source']),
  get_firefly_url: same('getFireflyUrl', ['channel']),
  show_lab_tab: onlyOptions('showLabTab', ['html_file'], { html_file: 'htmlFile' }),
  parse_rvstring: {
    positional: ['rvstring'],
    call: (_client, { rvstring }) => fieldsOf(parseRvString(rvstring as string), String(rvstring)),
  },
  rvstring_from_dict: {
    positional: ['rvdict'],
    call: (_client, { rvdict }) =>
      Reflect.apply(rvStringFromDict, undefined, [rename(Object(rvdict), RANGE_VALUES)]),
  },
};

/** A stretch in the reference's names; it leaves out fields that the text did not have. */
function fieldsOf(stretch: RangeValues, text: string): Record<string, unknown> {
  const names = Object.entries(RANGE_VALUES).filter(([, ours]) => ours in stretch);
  const late = text.split(',').length > 10 ? [] : ['rgb_preserve_hue', 'asinh_stretch', 'scaling_k'];
  return Object.fromEntries(
    names
      .filter(([theirs]) => !late.includes(theirs))
      .map(([theirs, ours]) => [theirs, Reflect.get(stretch, ours)]),
  );
}
