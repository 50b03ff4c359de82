import type { BandColors, Bands } from 'firefly-client/testing';
import { defaultColorTable } from './colors.js';
import { defaultRangeValues } from './stretch.js';

/** How the pixels are turned into colours. */
export interface Look {
  readonly rangeValues: string;
  readonly cbarId: number;
  readonly bias: number;
  readonly contrast: number;
  /** Of a three-colour image, in place of the others. */
  readonly bands?: BandsLook;
}

/** How the bands of a three-colour image are turned into one. */
export interface BandsLook {
  readonly rangeValues: Bands<string>;
  readonly colors: BandColors;
}

/** The bands as they are seen first: each by the same stretch, none more than the others. */
export function plainBands(rangeValues: string, bands: Bands<unknown>): BandsLook {
  const colors = { use: [true, true, true], bias: [0.5, 0.5, 0.5], contrast: [1, 1, 1] };
  return { rangeValues: bands.map((band) => (band === undefined ? undefined : rangeValues)), colors };
}

/** What a request asks for, or the usual. */
export function initialLook(params: Readonly<Record<string, unknown>>): Look {
  const range = params['RangeValues'];
  const cbarId = Number(params['ColorTable'] ?? defaultColorTable);
  return {
    rangeValues: typeof range === 'string' && range !== '' ? range : defaultRangeValues,
    cbarId: Number.isInteger(cbarId) && cbarId >= 0 ? cbarId : defaultColorTable,
    bias: 0.5,
    contrast: 1,
  };
}
