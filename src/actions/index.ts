/** Pure builders: validated input in, `{ type, payload }` out. No I/O, no clock, no ids made here. */
export {
  type HistogramOptions,
  removeChart,
  type ShowChartOptions,
  showChart,
  showHistogram,
  showXYPlot,
  tablesOfChart,
  updateChart,
  type XYPlotOptions,
} from './chart.js';
export { type ShowDataOptions, showData } from './data.js';
export {
  addExtension,
  BUTTON_TYPES,
  type ButtonType,
  EXTENSION_TYPE,
  type ExtensionOptions,
  type ExtensionType,
  removeExtension,
} from './extension.js';
export { col, type FilterValue, filter, type SqlColumn, type SqlFilter } from './filter.js';
export { type FootprintOptions, overlayFootprints } from './footprint.js';
export {
  type BandParams,
  buildFitsImage,
  type ImageContext,
  type ImageSource,
  type Placement,
  type ShowFitsImageOptions,
  type ShowHipsOptions,
  type ShowImageOrHipsOptions,
  showFits3Color,
  showFitsImage,
  showHips,
  showImageOrHips,
} from './image.js';
export {
  addCell,
  type CellOptions,
  type CellType,
  changeTriviewLayout,
  LO_VIEW,
  type SpecialViewerOptions,
  showCoverage,
  showImageMetadata,
  TRIVIEW_LAYOUTS,
  type TriviewLayout,
} from './layout.js';
export {
  addMask,
  checkMaskColors,
  type MaskColors,
  type MaskOptions,
  type MaskPlane,
  maskPlanes,
  removeMask,
  setMaskColor,
  setMaskOpacity,
} from './mask.js';
export type { PlotParameters, PlotParams } from './plot-parameters.js';
export type { Axis, ChartLayout, ErrorBars, Marker, Trace, TraceType, Values } from './plotly.js';
export { type ImagePoint, parseImagePoint, parseWorldPoint, type WorldPoint } from './points.js';
export {
  INVERSE_STRETCH_ALGORITHM,
  INVERSE_STRETCH_TYPE,
  parseRvString,
  RangeValues,
  type RangeValuesFields,
  rvStringFromDict,
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  type StretchAlgorithm,
  type StretchType,
} from './range-values.js';
export {
  type AddRegionOptions,
  addRegionData,
  deleteRegionLayer,
  overlayRegionLayer,
  portionsOf,
  type RegionData,
  type RegionLayerOptions,
  removeRegionData,
} from './region.js';
export { region, regionText } from './region-build.js';
export type { Region, RegionPosition, RegionStyle, Size } from './region-model.js';
export { parseRegions } from './region-parse.js';
export { agg, type SqlOperand, sql } from './sql.js';
export {
  type HueStretchOptions,
  type PerBand,
  type SetStretchOptions,
  type StretchOptions,
  setStretch,
  setStretchHueRgb,
  stretchOf,
} from './stretch.js';
export type { BandOf, SkyTarget, SurveyName, SurveyOptions } from './survey.js';
export {
  applyTableFilters,
  type FetchTableOptions,
  fetchTable,
  removeTable,
  type ShowTableOptions,
  type SortDirection,
  showTable,
  sortTableColumn,
  type TableContext,
} from './table.js';
export {
  ACTION,
  type Action,
  type Built,
  type ModeWarning,
  PINNED_CHART_VIEWER_ID,
  PINNED_IMAGE_VIEWER_ID,
  type ViewerMode,
} from './types.js';
export {
  type AlignOptions,
  alignImages,
  type ColorOptions,
  deletePlot,
  MATCH_TYPES,
  type PanOptions,
  type Rgb,
  type RgbColorOptions,
  setColor,
  setPan,
  setRgbColors,
  setZoom,
} from './view.js';
export { rawAction, reinitViewer } from './viewer.js';
