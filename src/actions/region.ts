/** Region layers: DS9 regions drawn over images. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, ids, nonEmpty } from '../schema/validate.js';
import { ACTION, type Action, compact } from './types.js';

const RegionData = z.union([z.string(), z.array(z.string())]);
const PlotIds = z.optional(ids('a plot id'));
const LayerId = nonEmpty('a region layer id');

/** DS9 regions: one string or several, each of one or more lines. */
export type RegionData = string | readonly string[];

export const RegionLayerOptions = z.strictObject({
  /** Regions; ignored where a file is given. */
  regionData: z.optional(RegionData),
  /** Title of the layer in the viewer. */
  title: z.optional(z.string()),
  /** Id of the layer; made up when not given. */
  regionLayerId: z.optional(LayerId),
  /** Plots to draw on. @default all plots in the group of the active one */
  plotId: PlotIds,
});
export type RegionLayerOptions = {
  readonly regionData?: RegionData | undefined;
  readonly title?: string | undefined;
  readonly regionLayerId?: string | undefined;
  readonly plotId?: string | readonly string[] | undefined;
};

export function overlayRegionLayer(
  context: { readonly regionLayerId: string; readonly fileOnServer?: string | undefined },
  options: RegionLayerOptions = {},
): Action {
  const input = check('overlayRegionLayer', 'options', RegionLayerOptions, options);
  const fromFile = context.fileOnServer !== undefined;
  if (input.regionData !== undefined)
    checkRegions('overlayRegionLayer', 'options.regionData', input.regionData);
  return {
    type: ACTION.CreateRegionLayer,
    payload: compact({
      drawLayerId: context.regionLayerId,
      layerTitle: input.title,
      plotId: input.plotId,
      fileOnServer: context.fileOnServer,
      regionAry: fromFile ? undefined : input.regionData,
    }),
  };
}

export interface AddRegionOptions {
  /** New title of the layer. */
  readonly title?: string | undefined;
  /** Plots of a layer that is not there yet. */
  readonly plotId?: string | readonly string[] | undefined;
}

export function addRegionData(
  regionLayerId: string,
  regionData: RegionData,
  options: AddRegionOptions = {},
): Action {
  const known = z.strictObject({ title: z.optional(z.string()), plotId: PlotIds });
  const input = check('addRegionData', 'options', known, options);
  return {
    type: ACTION.AddRegionData,
    payload: compact({
      regionChanges: requiredRegions('addRegionData', regionData),
      drawLayerId: check('addRegionData', 'regionLayerId', LayerId, regionLayerId),
      plotId: input.plotId,
      layerTitle: input.title,
    }),
  };
}

export function removeRegionData(regionLayerId: string, regionData: RegionData): Action {
  return {
    type: ACTION.RemoveRegionData,
    payload: {
      regionChanges: requiredRegions('removeRegionData', regionData),
      drawLayerId: check('removeRegionData', 'regionLayerId', LayerId, regionLayerId),
    },
  };
}

export function deleteRegionLayer(
  regionLayerId: string,
  options: { readonly plotId?: string | readonly string[] | undefined } = {},
): Action {
  const input = check('deleteRegionLayer', 'options', z.strictObject({ plotId: PlotIds }), options);
  return {
    type: ACTION.DeleteRegionLayer,
    payload: compact({
      drawLayerId: check('deleteRegionLayer', 'regionLayerId', LayerId, regionLayerId),
      plotId: input.plotId,
    }),
  };
}

function requiredRegions(method: string, regionData: unknown): RegionData {
  const data = check(method, 'regionData', RegionData, regionData);
  checkRegions(method, 'regionData', data);
  return data;
}

const SHAPES =
  /^[-+!]?\s*(?:(?:circle|box|diamond|cross|x|arrow|boxcircle)\s+point|circle|ellipse|box|rotbox|polygon|point|line|vector|projection|segment|text|annulus|ruler|compass|panda|epanda|bpanda|composite)\b/i;
const SYSTEMS =
  /^(?:physical|image|linear|amplifier|detector|wcs[a-z]?|fk4|fk5|b1950|j2000|icrs|galactic|gal|ecliptic|supergalactic|eq_j2000|eq_b1950|eqj2000|eqb1950|ec_j2000|ec_b1950)$/i;
const OTHER = /^(?:#|global\b|$)/i;
/** What stands in braces is text, whatever is in it. */
const TEXT = /\{[^}]*\}?/g;

/**
 * Checks that every line begins as a DS9 region does. A viewer takes any text, draws nothing and reports success
 * (protocol trap T28), so a slip has to be found here.
 */
function checkRegions(method: string, argument: string, data: RegionData): void {
  const list = typeof data === 'string' ? [data] : data;
  list.forEach((text, index) => {
    const place = typeof data === 'string' ? argument : `${argument}[${index}]`;
    text.split('\n').forEach((line, number) => {
      if (isRegionLine(line)) return;
      const where = text.includes('\n') ? `${place} line ${number + 1}` : place;
      throw new ArgumentError(
        method,
        where,
        line,
        'a DS9 region such as "J2000;circle 10.68 41.27 20\\" # color=red"',
      );
    });
  });
}

function isRegionLine(line: string): boolean {
  const comment = line.search(/(?:^|\s)#/);
  const body = (comment < 0 ? line : line.slice(0, comment)).replace(TEXT, '{}');
  return body.split(';').every((part) => {
    const text = part.trim();
    return OTHER.test(text) || SYSTEMS.test(text) || SHAPES.test(text);
  });
}
