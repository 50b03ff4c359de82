/** Action types this package sends; the names on the left are the reference client's. */
export const ACTION = {
  ShowImage: 'ImagePlotCntlr.PlotImage',
  ZoomImage: 'ImagePlotCntlr.ZoomImage',
  PanImage: 'ImagePlotCntlr.recenter',
  StretchImage: 'ImagePlotCntlr.StretchChange',
  ColorImage: 'ImagePlotCntlr.ColorChange',
  ShowTable: 'table.search',
  FetchTable: 'table.fetch',
  TableFilter: 'table.filter',
  TableSort: 'table.sort',
  ShowPlot: 'charts.data/chartAdd',
  CreateRegionLayer: 'DrawLayerCntlr.RegionPlot.createLayer',
  AddRegionData: 'DrawLayerCntlr.RegionPlot.addRegion',
  RemoveRegionData: 'DrawLayerCntlr.RegionPlot.removeRegion',
  DeleteRegionLayer: 'DrawLayerCntlr.RegionPlot.deleteLayer',
  AddExtension: 'ExternalAccessCntlr/extensionAdd',
  RemoveExtension: 'ExternalAccessCntlr/extensionRemove',
  ReinitViewer: 'app_data.reinitApp',
  GrabFocus: 'app_data.grabFocus',
  StartLabWindow: 'StartLabWindow',
  StartBrowserTab: 'StartBrowserTab',
} as const;

/** What goes to a viewer. */
export interface Action {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What kind of page the viewer is: `triview` is the standard one, `slate` has cells. */
export type ViewerMode = 'triview' | 'slate';

/** The image viewer of the standard page, and where images go by default. */
export const PINNED_IMAGE_VIEWER_ID = 'DEFAULT_FITS_VIEWER_ID';
/** The chart viewer of the standard page. */
export const PINNED_CHART_VIEWER_ID = 'PINNED_CHART_VIEWER_ID';

/** An object without its undefined members. */
export function compact(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
