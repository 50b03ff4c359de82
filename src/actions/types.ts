/** Action types this package sends; the names on the left are the reference client's, where it has them. */
export const ACTION = {
  ShowImage: 'ImagePlotCntlr.PlotImage',
  ShowHiPS: 'ImagePlotCntlr.PlotHiPS',
  ShowImageOrHiPS: 'ImagePlotCntlr.plotHiPSOrImage',
  ZoomImage: 'ImagePlotCntlr.ZoomImage',
  PanImage: 'ImagePlotCntlr.recenter',
  AlignImages: 'ImagePlotCntlr.wcsMatch',
  StretchImage: 'ImagePlotCntlr.StretchChange',
  ColorImage: 'ImagePlotCntlr.ColorChange',
  DeletePlot: 'ImagePlotCntlr.deletePlotView',
  ShowTable: 'table.search',
  FetchTable: 'table.fetch',
  TableFilter: 'table.filter',
  TableSort: 'table.sort',
  RemoveTable: 'table.remove',
  ShowPlot: 'charts.data/chartAdd',
  ShowXYPlot: 'charts.data/chartAdd',
  UpdateChart: 'charts.data/chartUpdate',
  RemoveChart: 'charts.data/chartRemove',
  ShowAnyData: 'app_data.externalUpload',
  CreateRegionLayer: 'DrawLayerCntlr.RegionPlot.createLayer',
  AddRegionData: 'DrawLayerCntlr.RegionPlot.addRegion',
  RemoveRegionData: 'DrawLayerCntlr.RegionPlot.removeRegion',
  DeleteRegionLayer: 'DrawLayerCntlr.RegionPlot.deleteLayer',
  PlotMask: 'ImagePlotCntlr.plotMask',
  DeleteOverlayMask: 'ImagePlotCntlr.deleteOverlayPlot',
  ChangeOverlayMask: 'ImagePlotCntlr.overlayPlotChangeAttributes',
  ImagelineBasedFootprint: 'DrawLayerCntlr.ImageLineBasedFP.imagelineBasedFPCreate',
  AddCell: 'layout.addCell',
  TriviewLayout: 'layout.triviewLayout',
  ShowCoverage: 'layout.enableSpecialViewer',
  ShowImageMetaData: 'layout.enableSpecialViewer',
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

/** Something that a viewer of this mode would ignore, so that it was left out or not sent. */
export interface ModeWarning {
  readonly code: 'IGNORED_IN_MODE';
  /** The method or option that has no effect. */
  readonly what: string;
  readonly mode: ViewerMode;
  /** The same in words. */
  readonly message: string;
}

export const ignoredIn = (mode: ViewerMode, what: string, why: string): ModeWarning => ({
  code: 'IGNORED_IN_MODE',
  what,
  mode,
  message: `${what} is ignored in ${mode} mode: ${why}`,
});

/** An action, and what had to be said about it. */
export interface Built {
  readonly action: Action;
  readonly warning?: ModeWarning;
  readonly note?: string;
}

/** What was to be said, without what was not. */
export const remarks = (
  warning: ModeWarning | undefined,
  note: string | undefined,
): { readonly warning?: ModeWarning; readonly note?: string } => ({
  ...(warning === undefined ? {} : { warning }),
  ...(note === undefined ? {} : { note }),
});

/** The image viewer of the standard page, and where images go by default. */
export const PINNED_IMAGE_VIEWER_ID = 'DEFAULT_FITS_VIEWER_ID';
/** The chart viewer of the standard page. */
export const PINNED_CHART_VIEWER_ID = 'PINNED_CHART_VIEWER_ID';

/** An object without its undefined members. */
export function compact(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

/** A text, list or object that holds something; undefined for empty ones, which count as not given. */
export function unlessEmpty<T extends string | object>(value: T | undefined): T | undefined {
  if (value === undefined) return undefined;
  return (typeof value === 'string' ? value.length : Object.keys(value).length) === 0 ? undefined : value;
}
