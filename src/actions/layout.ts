/** The layout of a viewer: cells of a slate, the layout of the standard page. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import { ACTION, type Action } from './types.js';

/** What a cell holds, by the reference client's names. */
export const LO_VIEW = {
  table: 'tables',
  image: 'images',
  xyPlot: 'xyPlots',
  imageMeta: 'tableImageMeta',
  coverImage: 'coverageImage',
} as const;

/** What a cell holds: `xyPlots` are charts of all kinds. */
export type CellType = (typeof LO_VIEW)[keyof typeof LO_VIEW];

const CellTypes = z.enum(['tables', 'images', 'xyPlots', 'tableImageMeta', 'coverageImage']);
const CellId = z.optional(nonEmpty('a cell id'));
const position = z.int().check(z.minimum(0));
const extent = z.int().check(z.minimum(1));

export interface CellOptions {
  /** Id of the cell; made up when not given. The cell of tables is always `main`. */
  readonly cellId?: string | undefined;
}

/** A cell, in units of the slate's grid. */
export function addCell(
  context: { readonly cellId: string },
  place: { readonly row: number; readonly col: number; readonly width: number; readonly height: number },
  type: CellType,
  options: CellOptions = {},
): Action {
  const method = 'addCell';
  const checked = {
    row: check(method, 'row', position, place.row),
    col: check(method, 'col', position, place.col),
    width: check(method, 'width', extent, place.width),
    height: check(method, 'height', extent, place.height),
    type: check(method, 'type', CellTypes, type),
  };
  const { cellId } = check(method, 'options', z.strictObject({ cellId: CellId }), options);
  const id = type === LO_VIEW.table ? 'main' : (cellId ?? context.cellId);
  return { type: ACTION.AddCell, payload: { ...checked, cellId: id } };
}

const Special = z.strictObject({
  viewerId: z.optional(nonEmpty('a viewer id')),
  tableGroup: z.optional(nonEmpty('a table group')),
});

export interface SpecialViewerOptions {
  /** Cell it goes to. @default one named after the table group */
  readonly viewerId?: string | undefined;
  /** @default 'main' */
  readonly tableGroup?: string | undefined;
}

function special(method: string, viewerType: CellType, options: SpecialViewerOptions): Action {
  const { viewerId, tableGroup = 'main' } = check(method, 'options', Special, options);
  const cellId = viewerId ?? `${viewerType}-${tableGroup}`;
  return { type: ACTION.ShowCoverage, payload: { viewerType, cellId } };
}

/** Where the rows of the active table lie in the sky. */
export const showCoverage = (options: SpecialViewerOptions = {}): Action =>
  special('showCoverage', LO_VIEW.coverImage, options);

/** The image that the row of the active table is about. */
export const showImageMetadata = (options: SpecialViewerOptions = {}): Action =>
  special('showImageMetadata', LO_VIEW.imageMeta, options);

/** Layouts of the standard page, and what is where in them. */
export const TRIVIEW_LAYOUTS = {
  TRIVIEW_ICov_Ch_T: 'top left: images and coverage, top right: charts, bottom: tables',
  TRIVIEW_I_ChCov_T: 'top left: images, top right: charts and coverage, bottom: tables',
  BIVIEW_ICov_Ch: 'left: images and coverage, right: charts',
  BIVIEW_I_ChCov: 'left: images, right: charts and coverage',
  BIVIEW_T_IChCov: 'left: tables, right: images, charts and coverage',
  BIVIEW_IChCov_T: 'left: images, charts and coverage, right: tables',
} as const;

export type TriviewLayout = keyof typeof TRIVIEW_LAYOUTS;

export function changeTriviewLayout(layout: TriviewLayout): Action {
  if (typeof layout !== 'string' || !Object.hasOwn(TRIVIEW_LAYOUTS, layout)) {
    const names = Object.keys(TRIVIEW_LAYOUTS).join(', ');
    throw new ArgumentError('changeTriviewLayout', 'layout', layout, `one of ${names}`);
  }
  return { type: ACTION.TriviewLayout, payload: { triviewLayout: layout } };
}
