import type { PickedPoint, ViewPoint } from '../../src/testing/engine.js';

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
  zoomImage(plotId: string, level: number, kind: ZoomKind): void;
  /** The view shows the new centre already. */
  panImage(plotId: string, center: ViewPoint): void;
  stretchImage(plotId: string, rangeValues: string): void;
  colorImage(plotId: string, color: { cbarId: number; bias: number; contrast: number }): void;
  /** A plain click. */
  pickPoint(plotId: string, point: PickedPoint): void;
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
  pickChartPoint(chartId: string, trace: number, point: number): void;
  closeChart(chartId: string): void;
}
