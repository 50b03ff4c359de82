/** Where the charts of a viewer are: on the tabs of the standard page, or in the cells of a slate. */
import type { JsonObject } from './engine.js';
import type { ChartState } from './viewer-state.js';

export interface ChartPlaces {
  /** Whether a table that is shown brings a chart along. */
  readonly bringsCharts: boolean;
  /** What a chart is reported with besides what it was asked for with. */
  readonly reported: JsonObject;
  /** What is not in front is not drawn. */
  isInFront(chart: Pick<ChartState, 'viewerId' | 'groupId'>): boolean;
  /** A chart has come, and gets a place where it needs one. */
  added(chart: Pick<ChartState, 'chartId' | 'viewerId'>): void;
  removed(chart: Pick<ChartState, 'viewerId'>): void;
}

/** The tab of the standard page that programs put charts on. */
const PINNED = 'PINNED_CHART_VIEWER_ID';
/** The place of the charts that tables bring along: those of the table in front are on the screen. */
const OWN = 'DEFAULT_PLOT2D_VIEWER_ID';

/** A standard page opens with other tabs than the pinned charts (observed, with and without tables and images), and shows the charts of one table. */
export class ChartTabs implements ChartPlaces {
  readonly bringsCharts = true;
  readonly reported = {};
  /** Whether a person has brought the tab of the pinned charts to the front. */
  pinnedInFront = false;
  /** The table whose own chart is in front. */
  tableInFront: string | undefined;

  isInFront({ viewerId, groupId }: Pick<ChartState, 'viewerId' | 'groupId'>): boolean {
    if (viewerId === PINNED) return this.pinnedInFront;
    return viewerId !== OWN || groupId === this.tableInFront;
  }

  added(): void {}
  removed(): void {}
}
