/** Region layers: DS9 regions drawn over images. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, ids, nonEmpty } from '../schema/validate.js';
import { partsOf } from './region-grammar.js';
import { ACTION, type Action, compact, unlessEmpty } from './types.js';

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
      drawLayerId: input.regionLayerId ?? context.regionLayerId,
      layerTitle: unlessEmpty(input.title),
      plotId: input.plotId,
      fileOnServer: context.fileOnServer,
      regionAry: fromFile ? undefined : unlessEmpty(input.regionData),
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
      layerTitle: unlessEmpty(input.title),
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

/**
 * Checks that every line is a DS9 region, as far as that can be told. A viewer takes any text, draws nothing and reports
 * success (protocol trap T28), so a slip has to be found here.
 */
function checkRegions(method: string, argument: string, data: RegionData): void {
  const list = typeof data === 'string' ? [data] : data;
  list.forEach((text, index) => {
    const place = typeof data === 'string' ? argument : `${argument}[${index}]`;
    text.split('\n').forEach((line, number) => {
      const fault = partsOf(line);
      if (typeof fault !== 'string') return;
      const where = text.includes('\n') ? `${place} line ${number + 1}` : place;
      throw new ArgumentError(method, where, line, fault);
    });
  });
}

/** Lines that hold for what follows them: a system alone, or `global …`. */
const HOLDS = /^\s*(?:global\b.*|[\w-]+\s*;?\s*)$/i;

/**
 * Regions in portions that a form can carry (protocol trap T5), in their order; one portion where they are few enough. What holds
 * for following lines is repeated at the head of each portion.
 */
export function portionsOf(data: RegionData, limit: number = PORTION_BYTES): readonly RegionData[] {
  if (bytesOf(data) <= limit) return [data];
  const lines = (typeof data === 'string' ? [data] : data).flatMap((text) =>
    bytesOf(text) <= limit && !text.includes('\n') ? [text] : text.split('\n'),
  );
  const heads = new Map<'global' | 'system', string>();
  const portions: string[][] = [];
  let current: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    const size = bytesOf(line);
    if (current.length > 0 && bytes + size > limit) {
      portions.push(current);
      current = [...heads.values()];
      bytes = bytesOf(current);
    }
    current.push(line);
    bytes += size;
    if (HOLDS.test(line)) heads.set(/^\s*global\b/i.test(line) ? 'global' : 'system', line);
  }
  return [...portions, current];
}

/** Half of what a form may carry: the rest of the action has to have room. */
const PORTION_BYTES = 1024 * 1024;

const bytesOf = (data: RegionData): number =>
  new URLSearchParams({ r: JSON.stringify(data) }).toString().length;
