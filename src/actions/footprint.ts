/** Footprints: outlines of sources, from a table that has them pixel by pixel. */
import * as z from 'zod/mini';
import { check, ids, nonEmpty } from '../schema/validate.js';
import { parameterHint } from './plot-parameters.js';
import { ACTION, type Built, compact, remarks } from './types.js';

const Color = z.optional(nonEmpty('a colour such as "rgb(74,144,226)" or "orange"'));

const Footprints = z.looseObject({
  title: z.optional(z.string()),
  footprintLayerId: z.optional(nonEmpty('a footprint layer id')),
  plotId: z.optional(ids('a plot id')),
  tableIndex: z.optional(z.int().check(z.minimum(0))),
  style: z.optional(z.enum(['outline', 'fill'])),
  showText: z.optional(z.boolean()),
  color: Color,
  selectColor: Color,
  highlightColor: Color,
});

const NAMES = ['style', 'showText', 'color', 'selectColor', 'highlightColor'] as const;

/** How footprints are drawn; further parameters of the viewer are sent as they are. */
export interface FootprintOptions {
  /** Title of the layer. */
  readonly title?: string | undefined;
  /** Id of the layer; made up when not given. */
  readonly footprintLayerId?: string | undefined;
  /** Plots to draw on. @default all plots in the group of the active one */
  readonly plotId?: string | readonly string[] | undefined;
  /** HDU number of a FITS file, or index of a VOTable's table. @default the first table */
  readonly tableIndex?: number | undefined;
  /** @default 'fill' */
  readonly style?: 'outline' | 'fill' | undefined;
  /** Whether outlines carry the ids of the footprints. */
  readonly showText?: boolean | undefined;
  /** Colours as in HTML: `red`, `rgb(74,144,226)`, `rgba(74,144,226,0.6)`. */
  readonly color?: string | undefined;
  readonly selectColor?: string | undefined;
  readonly highlightColor?: string | undefined;
  readonly [parameter: string]: unknown;
}

export function overlayFootprints(
  context: {
    readonly footprintLayerId: string;
    readonly footprintFile: string;
    readonly footprintImageFile?: string | undefined;
  },
  options: FootprintOptions = {},
): Built {
  const method = 'overlayFootprints';
  const { title, footprintLayerId, plotId, tableIndex, ...params } = check(
    method,
    'options',
    Footprints,
    options,
  );
  const payload = compact({
    drawLayerId: footprintLayerId ?? context.footprintLayerId,
    title: title || undefined,
    plotId,
    footprintFile: check(method, 'input', nonEmpty('a file'), context.footprintFile),
    footprintImageFile: context.footprintImageFile,
    tbl_index: tableIndex,
    ...params,
  });
  const action = { type: ACTION.ImagelineBasedFootprint, payload };
  return { action, ...remarks(undefined, parameterHint(params, NAMES)) };
}
