/** What a viewer says about its drawing layers, in the shapes of a real one. */
import type { JsonObject, TableModel } from './engine.js';

export const LAYER = {
  create: 'DrawLayerCntlr.createDrawLayer',
  destroy: 'DrawLayerCntlr.destroyDrawLayer',
  attach: 'DrawLayerCntlr.attachLayerToPlot',
  detach: 'DrawLayerCntlr.detachLayerFromPlot',
  visibility: 'DrawLayerCntlr.changeVisibility',
  drawingDef: 'DrawLayerCntlr.changeDrawingDef',
} as const;

export const REGION = {
  add: 'DrawLayerCntlr.RegionPlot.addRegion',
  remove: 'DrawLayerCntlr.RegionPlot.removeRegion',
  select: 'DrawLayerCntlr.RegionPlot.selectRegion',
} as const;

/** Tools and marks that viewers make layers of by themselves. */
export type OwnLayer = 'root' | 'point' | 'area' | 'line';

/** A region layer as it is reported when it is made. */
export function regionLayer(id: string, title: string, regionAry: readonly string[]): JsonObject {
  return {
    ...plainLayer(id, 'REGION_PLOT_TYPE', title),
    canHighlight: true,
    hasPerPlotData: true,
    highlightedRegion: null,
    regionAry,
    actionTypeAry: Object.values(REGION),
    dataFrom: 'ds9',
    canUseMouse: true,
    drawingDef: drawingDef('green'),
  };
}

/** The layer of a catalogue; the whole table goes with it. */
export function catalogLayer(
  id: string,
  title: string,
  color: string,
  table: TableModel,
  highlightedRow: number,
): JsonObject {
  return {
    ...plainLayer(id, 'HPX_CATALOG_TYPE', title),
    groupType: 'HEALPIX_GROUP_TYPE',
    canHighlight: true,
    catalogType: 'POINT',
    heatMapStretch: 'HPX_STRETCH_LOG',
    canFilter: true,
    canSelect: true,
    hasPerPlotData: true,
    catalogId: id,
    gridSize: 128,
    minGroupSize: 40,
    heatMapLabels: true,
    actionTypeAry: null,
    table,
    tbl_id: table.tbl_id,
    highlightedRow,
    canUserChangeColor: 'dynamic',
    isPointData: true,
    canUseMouse: true,
    tableCanControlColor: true,
    layersPanelLayoutId: id,
    drawingDef: { ...drawingDef(color), symbol: 'SQUARE', size: 3 },
  };
}

/** The layers of the viewer's own tools. */
export function ownLayer(kind: OwnLayer, id: string, plotId: string): JsonObject {
  switch (kind) {
    case 'root':
      return {
        ...plainLayer(id, 'IMAGE_ROOT_TYPE', {}),
        canUserDelete: false,
        destroyWhenAllDetached: true,
        autoFormatTitle: false,
        searchTargetVisible: true,
        plotId,
        actionTypeAry: [],
        drawingDef: { ...drawingDef('yellow'), fontWeight: 'bolder' },
        layersPanelLayoutId: plotId,
      };
    case 'point':
      return {
        ...plainLayer(id, 'POINT_SELECTION_TYPE', 'Selected Point'),
        canUserDelete: false,
        hasPerPlotData: true,
        isPointData: true,
        canUserChangeColor: 'dynamic',
        actionTypeAry: ['DrawLayerCntlr.SelectPoint.selectPoint'],
        drawingDef: { ...drawingDef('pink'), symbol: 'SQUARE', size: 6 },
      };
    case 'area':
      return toolLayer(id, 'SELECT_AREA_TYPE', 'Selection Tool', 'black', 'SelectArea.selectArea');
    case 'line':
      return toolLayer(id, 'DISTANCE_TOOL_TYPE', 'Distance Tool', 'red', 'DistanceTool.distanceTool');
  }
}

function toolLayer(id: string, type: string, title: string, color: string, actions: string): JsonObject {
  return {
    ...plainLayer(id, type, title),
    canUseMouse: true,
    destroyWhenAllDetached: true,
    exclusiveDef: { exclusiveOnDown: true, type: 'anywhere' },
    actionTypeAry: ['Start', 'Move', 'End'].map((step) => `DrawLayerCntlr.${actions}${step}`),
    drawingDef: drawingDef(color),
  };
}

/** What all layers have in common. */
function plainLayer(id: string, drawLayerTypeId: string, title: unknown): JsonObject {
  return {
    canUserHide: true,
    plotIdAry: [],
    canHighlight: false,
    exclusiveDef: null,
    title,
    hasPerPlotData: false,
    supportSubgroups: false,
    dataTooBigForSelection: false,
    canUserDelete: true,
    titleMatching: false,
    drawLayerId: id,
    displayGroupId: id,
    visiblePlotIdAry: [],
    helpLine: '',
    canSelect: false,
    destroyWhenAllDetached: false,
    autoFormatTitle: true,
    doAsyncDrawing: false,
    drawLayerTypeId,
    canAttachNewPlot: true,
    decimate: false,
    destroyWhenAllUserDetached: false,
    groupingScope: 'SUBGROUP',
    vertexDef: null,
    canShowSelect: false,
    drawData: { data: {}, selectIdxs: null, highlightData: {} },
    getCursor: null,
    canUserChangeColor: false,
    isPointData: false,
    mouseEventMap: {},
    canUseMouse: false,
  };
}

function drawingDef(color: string): JsonObject {
  return {
    symbol: 'X',
    renderOptions: { shadow: null, translation: null, rotAngle: null },
    fontName: 'helvetica',
    color,
    size: 4,
    fontSize: '9pt',
    fontStyle: 'normal',
    selectedColor: '#ffff00',
    lineWidth: 1,
    textLoc: 'DEFAULT',
    fontWeight: 'normal',
  };
}
