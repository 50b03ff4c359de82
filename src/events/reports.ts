/** Reports of viewers, parsed. What is not known passes through as it came. */
import { type ImagePoint, parseImagePoint, parseWorldPoint, type WorldPoint } from '../actions/points.js';
import { isRecord } from '../schema/json.js';
import type { Report } from '../session/session.js';

/** A position on an image, in the systems the viewer could give. */
export interface PickedPosition {
  readonly world?: WorldPoint;
  readonly image?: ImagePoint;
}

interface PlotEvent {
  /** Id of the extension whose button was pressed. */
  readonly extensionId: string;
  readonly plotId: string;
  /** The report as it came. */
  readonly report: Report;
}

/** The user picked a point and pressed the extension's button. */
export interface PointEvent extends PlotEvent, PickedPosition {
  readonly type: 'POINT';
}

/** The user drew a line and pressed the extension's button. */
export interface LineSelectEvent extends PlotEvent {
  readonly type: 'LINE_SELECT';
  readonly from: PickedPosition;
  readonly to: PickedPosition;
}

/** The user selected an area (two opposite corners) and pressed the extension's button. */
export interface AreaSelectEvent extends PlotEvent {
  readonly type: 'AREA_SELECT';
  readonly from: PickedPosition;
  readonly to: PickedPosition;
}

/** The user moved the highlight of a table. */
export interface TableHighlightEvent {
  readonly type: 'table.highlight';
  readonly tblId: string;
  /** Index of the row in the table as it is shown, from 0. */
  readonly rowIndex: number;
  /** Values of the row by column, without the viewer's hidden columns. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly report: Report;
}

/** The user changed which rows are selected. */
export interface TableSelectEvent {
  readonly type: 'table.select';
  readonly tblId: string;
  /** Whether all rows are selected. */
  readonly selectAll: boolean;
  /** Rows of the table. */
  readonly rowCount: number;
  /** Values of the highlighted row. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly report: Report;
}

/** Events with a shape of their own, by name. */
export interface ReportEvents {
  POINT: PointEvent;
  LINE_SELECT: LineSelectEvent;
  AREA_SELECT: AreaSelectEvent;
  'table.highlight': TableHighlightEvent;
  'table.select': TableSelectEvent;
}

/** Parses a report by the type it answers to; everything unknown is given back as it is. */
export function parseReport(type: string, report: Report): ReportEvents[keyof ReportEvents] | Report {
  switch (type) {
    case 'POINT':
      return { type, ...plotEvent(report), ...position(report, '') };
    case 'LINE_SELECT':
    case 'AREA_SELECT':
      return { type, ...plotEvent(report), from: position(report, '0'), to: position(report, '1') };
    case 'table.highlight':
      return {
        type,
        tblId: String(report['tbl_id']),
        rowIndex: Number(report['highlightedRow']),
        row: rowOf(report),
        report,
      };
    case 'table.select':
      return { type, tblId: String(report['tbl_id']), ...selection(report), row: rowOf(report), report };
    default:
      return report;
  }
}

function plotEvent(report: Report): PlotEvent {
  return { extensionId: String(report['id']), plotId: String(report['plotId']), report };
}

function position(report: Report, suffix: string): PickedPosition {
  const world = parseWorldPoint(report[`wpt${suffix}`]);
  const image = parseImagePoint(report[`ipt${suffix}`]);
  return { ...(world && { world }), ...(image && { image }) };
}

/** Columns a server appends to every table, for itself. */
const HIDDEN: ReadonlySet<string> = new Set(['ROW_IDX', 'ROW_NUM']);

function rowOf(report: Report): Record<string, unknown> {
  const row = report['row'];
  return isRecord(row) ? Object.fromEntries(Object.entries(row).filter(([name]) => !HIDDEN.has(name))) : {};
}

function selection(report: Report): { selectAll: boolean; rowCount: number } {
  const info = report['selectInfo'];
  if (!isRecord(info)) return { selectAll: false, rowCount: 0 };
  return { selectAll: info['selectAll'] === true, rowCount: Number(info['rowCount'] ?? 0) };
}
