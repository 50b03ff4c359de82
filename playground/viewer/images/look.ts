import { defaultColorTable } from './colors.js';
import { defaultRangeValues } from './stretch.js';

/** How the pixels are turned into colours. */
export interface Look {
  readonly rangeValues: string;
  readonly cbarId: number;
  readonly bias: number;
  readonly contrast: number;
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
