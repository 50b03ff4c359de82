/** Pure builders: validated input in, `{ type, payload }` out. No I/O, no clock, no ids made here. */
export { type ShowChartOptions, showChart, tablesOfChart } from './chart.js';
export {
  addExtension,
  BUTTON_TYPES,
  type ButtonType,
  type ExtensionOptions,
  removeExtension,
} from './extension.js';
export {
  type ColorOptions,
  type ImageSource,
  type PanOptions,
  type SetStretchOptions,
  type ShowFitsImageOptions,
  setColor,
  setPan,
  setStretch,
  setZoom,
  showFitsImage,
} from './image.js';
export { type ImagePoint, parseImagePoint, parseWorldPoint, type WorldPoint } from './points.js';
export {
  type RangeValues,
  rangeValues,
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  type StretchAlgorithm,
  type StretchOptions,
  type StretchType,
} from './range-values.js';
export {
  type AddRegionOptions,
  addRegionData,
  deleteRegionLayer,
  overlayRegionLayer,
  type RegionData,
  type RegionLayerOptions,
  removeRegionData,
} from './region.js';
export {
  applyTableFilters,
  type FetchTableOptions,
  fetchTable,
  type ShowTableOptions,
  type SortDirection,
  showTable,
  sortTableColumn,
  type TableContext,
} from './table.js';
export { ACTION, type Action, type ViewerMode } from './types.js';
export { rawAction, reinitViewer } from './viewer.js';
