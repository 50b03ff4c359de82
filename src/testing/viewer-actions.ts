/** The actions that a viewer knows, by type. One line here and one method of a part make another. */
import type { JsonObject } from './engine.js';
import { align } from './viewer-align.js';
import type { ViewerCells } from './viewer-cells.js';
import type { ViewerCharts } from './viewer-charts.js';
import { HOUSEKEEPING, type ViewerAction, type ViewerContext } from './viewer-context.js';
import type { ViewerImages } from './viewer-images.js';
import type { ViewerLayers } from './viewer-layers.js';
import type { ViewerMasks } from './viewer-masks.js';
import type { ViewerRegions } from './viewer-regions.js';
import type { ViewerTables } from './viewer-tables.js';
import { hips, undrawn, WORDS } from './viewer-undrawn.js';

/** Carries out one type of action; `false` says that this viewer cannot. */
export type Handler = (payload: JsonObject, action: ViewerAction) => unknown;

/** Who carries out what. */
export interface ViewerParts {
  readonly images: ViewerImages;
  readonly tables: ViewerTables;
  readonly charts: ViewerCharts;
  readonly layers: ViewerLayers;
  readonly regions: ViewerRegions;
  readonly masks: ViewerMasks;
  /** Of a slate. */
  readonly cells: ViewerCells | undefined;
  addExtension(payload: JsonObject): void;
  removeExtension(payload: JsonObject): void;
  reinit(payload: JsonObject): void;
}

export function knownActions(context: ViewerContext, parts: ViewerParts): ReadonlyMap<string, Handler> {
  return new Map([
    ...Object.entries(imageActions(context, parts)),
    ...Object.entries(tableActions(parts)),
    ...Object.entries(chartActions(parts)),
    ...Object.entries(layerActions(parts)),
    ...Object.entries(parts.cells?.handlers ?? {}),
    ...Object.entries(viewerActions(context, parts)),
  ]);
}

type Handlers = Readonly<Record<string, Handler>>;

function imageActions(context: ViewerContext, { images, cells }: ViewerParts): Handlers {
  const showHips = undrawn(context, (payload) =>
    hips(context, payload, (plotId, viewerId) =>
      cells?.layout.imageStarted(plotId, viewerId, WORDS.hips(plotId)),
    ),
  );
  return {
    'ImagePlotCntlr.PlotImage': (payload, action) => images.plot(action, payload),
    'ImagePlotCntlr.ZoomImage': (payload) => images.zoom(payload),
    'ImagePlotCntlr.recenter': (payload) => images.recenter(payload),
    'ImagePlotCntlr.StretchChange': (payload) => images.looks.stretch(payload),
    'ImagePlotCntlr.ColorChange': (payload) => images.looks.color(payload),
    'ImagePlotCntlr.deletePlotView': (payload) => {
      images.remove(payload);
      cells?.layout.imageRemoved(String(payload['plotId']));
    },
    'ImagePlotCntlr.ChangeActivePlotView': (payload) => images.activate(payload),
    'ImagePlotCntlr.wcsMatch': (payload) => align(context, images, payload),
    'ImagePlotCntlr.PlotHiPS': showHips,
    'ImagePlotCntlr.plotHiPSOrImage': showHips,
  };
}

function tableActions({ tables }: ViewerParts): Handlers {
  return {
    'table.search': (payload, action) => tables.search(action, payload),
    'table.fetch': (payload, action) => tables.fetch(action, payload),
    'table.filter': (payload, action) => tables.filter(action, payload),
    'table.sort': (payload, action) => tables.sort(action, payload),
    'table.remove': (payload) => tables.remove(payload),
    'table.highlight': (payload) =>
      tables.highlight(String(payload['tbl_id']), Number(payload['highlightedRow'])),
  };
}

function chartActions({ charts }: ViewerParts): Handlers {
  return {
    'charts.data/chartAdd': (payload, action) => charts.add(action, payload),
    'charts.data/chartUpdate': (payload, action) => charts.update(action, payload),
    'charts.data/chartRemove': (payload) => charts.remove(payload),
  };
}

function layerActions({ layers, masks, regions }: ViewerParts): Handlers {
  return {
    ...masks.handlers,
    'DrawLayerCntlr.RegionPlot.createLayer': (payload, action) => regions.create(action, payload),
    'DrawLayerCntlr.RegionPlot.addRegion': (payload) => regions.add(payload),
    'DrawLayerCntlr.RegionPlot.removeRegion': (payload) => regions.removeRegions(payload),
    'DrawLayerCntlr.RegionPlot.deleteLayer': (payload) => regions.delete(payload),
    'DrawLayerCntlr.changeVisibility': (payload) => layers.changeVisibility(payload),
    'DrawLayerCntlr.changeDrawingDef': (payload) => layers.changeDrawingDef(payload),
  };
}

function viewerActions(context: ViewerContext, parts: ViewerParts): Handlers {
  const housekeeping: Handler = (payload, { type }) => context.happened(type, () => payload);
  return {
    'ExternalAccessCntlr/extensionAdd': (payload) => parts.addExtension(payload),
    'ExternalAccessCntlr/extensionRemove': (payload) => parts.removeExtension(payload),
    'app_data.reinitApp': (payload) => parts.reinit(payload),
    ...Object.fromEntries(HOUSEKEEPING.map((type) => [type, housekeeping])),
  };
}
