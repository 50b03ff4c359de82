import type { BandColors, ChartArea, PickedPoint, ViewerCore, ViewPoint } from 'firefly-client/testing';
import type { PageEngine } from './engine.js';
import type { Tool } from './images/pointer.js';
import type { Place, Viewport } from './images/viewport.js';

/** What a person has marked on an image. */
export type Selection =
  | { readonly type: 'POINT'; readonly point: PickedPoint }
  | { readonly type: 'LINE_SELECT' | 'AREA_SELECT'; readonly from: PickedPoint; readonly to: PickedPoint };

/** Which way the zoom was changed. */
export type ZoomKind = 'UP' | 'DOWN' | 'FIT' | 'FILL' | 'ONE';

/** What a person does with the screen; the panes call these, whoever holds the state decides what follows. */
export interface Gestures {
  activateImage(plotId: string): void;
  closeImage(plotId: string): void;
  /** The view shows the new zoom already. */
  zoomImage(plotId: string, level: number, kind: ZoomKind, at?: Place): void;
  /** The view shows the new centre already. */
  panImage(plotId: string, center: ViewPoint): void;
  /** `band` is `RED`, `GREEN` or `BLUE` of a three-colour image, all of them without. */
  stretchImage(plotId: string, rangeValues: string, band?: string): void;
  /** Which bands of a three-colour image are seen, and how. */
  mixBands(plotId: string, colors: BandColors): void;
  colorImage(plotId: string, color: { cbarId: number; bias: number; contrast: number }): void;
  /** A plain click. */
  pickPoint(plotId: string, point: PickedPoint): void;
  /** What dragging does from now on. */
  takeTool(tool: Tool, plotId: string): void;
  /** On one image. */
  showLayer(drawLayerId: string, plotId: string, visible: boolean): void;
  colorLayer(drawLayerId: string, color: string): void;
  removeLayer(drawLayerId: string, plotId: string): void;
  /** Of what is drawn, some attributes. */
  changeMask(plotId: string, maskId: string, attributes: Readonly<Record<string, unknown>>): void;
  removeMask(plotId: string, maskId: string): void;
  useExtension(id: string, plotId: string, selection: Selection): void;
  closeTable(tblId: string): void;
  activateTable(tblId: string): void;
  pageTable(tblId: string, startIdx: number, pageSize: number): void;
  /** `ASC,name`, `DESC,name`, or empty for the original order. */
  sortTable(tblId: string, sortInfo: string): void;
  filterTable(tblId: string, filters: string): void;
  /** Row of the result, counted from 0. */
  highlightRow(tblId: string, row: number): void;
  /** `changed`: the row that was clicked, absent when all were selected or none. */
  selectRows(tblId: string, rows: readonly number[], changed?: number): void;
  /** Leaves only the selected rows in a table. */
  filterSelected(tblId: string): void;
  closeChart(chartId: string): void;
  pinChart(chartId: string): void;
  /** An area was drawn over a chart, or taken back; `points` are the places of the points inside. */
  drawArea(chartId: string, area: ChartArea | undefined, points: readonly number[]): void;
  /** Leaves only the rows whose points are in an area, given in values. */
  filterChart(chartId: string, area: ChartArea): void;
  /** The tab of the pinned charts is in front. */
  openPinnedCharts(): void;
}

/** Hands what a person does to the core, which reports it and has it drawn where it is not yet. */
export function bindGestures(
  parts: () => { readonly core: ViewerCore; readonly engine: PageEngine },
): Gestures {
  const core = (): ViewerCore => parts().core;
  return {
    activateImage: (plotId) => core().userActivate(plotId),
    closeImage: (plotId) => core().userRemoveImage(plotId),
    zoomImage: (plotId, level, kind, at) => core().userZoom(plotId, level, kind, at),
    panImage: (plotId, center) => {
      const view = parts().engine.images.view(plotId);
      const height = view?.picture?.height ?? 0;
      core().userPan(plotId, center, view && scrollPoint(view.viewport, height));
    },
    stretchImage: (plotId, rv, band) => {
      if (band === undefined) return core().userStretch(plotId, rv);
      const payload = { plotId, stretchData: [{ band, rv, bandVisible: true }], actionScope: 'SINGLE' };
      core().handle({ type: 'ImagePlotCntlr.StretchChange', payload });
    },
    mixBands: (plotId, { use, bias, contrast }) => {
      const [useRed, useGreen, useBlue] = use;
      const payload = { plotId, useRed, useGreen, useBlue, bias, contrast, actionScope: 'SINGLE' };
      core().handle({ type: 'ImagePlotCntlr.ColorChange', payload });
    },
    colorImage: (plotId, color) => core().userColor(plotId, color),
    pickPoint: (plotId, point) => core().userPoint(plotId, point),
    takeTool: (tool, plotId) => core().userTool(tool === 'move' ? undefined : tool, plotId),
    showLayer: (id, plotId, visible) => core().userShowLayer(id, plotId, visible),
    colorLayer: (id, color) => core().userColorLayer(id, color),
    removeLayer: (id, plotId) => core().userRemoveLayer(id, plotId),
    changeMask: (plotId, imageOverlayId, attributes) => {
      const payload = { plotId, imageOverlayId, attributes, doReplot: false };
      core().handle({ type: 'ImagePlotCntlr.overlayPlotChangeAttributes', payload });
    },
    removeMask: (plotId, imageOverlayId) =>
      core().handle({ type: 'ImagePlotCntlr.deleteOverlayPlot', payload: { plotId, imageOverlayId } }),
    useExtension: (id, plotId, selection) => {
      const points = selection.type === 'POINT' ? [selection.point] : [selection.from, selection.to];
      core().userButton(id, plotId, ...points);
    },
    closeTable: (tblId) => core().userRemoveTable(tblId),
    activateTable: (tblId) => {
      parts().engine.charts.followTable(tblId);
      core().userActivateTable(tblId);
    },
    pageTable: (tblId, startIdx, size) => core().userPage(tblId, Math.floor(startIdx / size) + 1, size),
    sortTable: (tblId, sortInfo) => core().userSort(tblId, sortInfo),
    filterTable: (tblId, filters) => core().userFilter(tblId, filters),
    highlightRow: (tblId, row) => core().userHighlightRow(tblId, row),
    selectRows: (tblId, rows, changed) => core().userSelectRows(tblId, rows, changed),
    filterSelected: (tblId) => core().userFilterSelected(tblId),
    closeChart: (chartId) => core().userRemoveChart(chartId),
    pinChart: (chartId) => core().userPinChart(chartId),
    drawArea: (chartId, area, points) => core().userChartArea(chartId, area, points),
    filterChart: (chartId, area) => core().userFilterChart(chartId, area),
    openPinnedCharts: () => core().userShowPinnedCharts(),
  };
}

/** How far the upper left corner of a view is from that of the image, in screen pixels. */
function scrollPoint({ width, height, zoom, center }: Viewport, imageHeight: number): Place {
  return { x: center.x * zoom - width / 2, y: (imageHeight - center.y) * zoom - height / 2 };
}
