/** Three-colour images: their bands as a viewer knows them. */
import { isRecord } from '../schema/json.js';
import type { BandColors, BandFile, Bands, ImageRequest, JsonObject, LoadedImage } from './engine.js';
import { tidyRangeValues } from './image-reports.js';
import type { PlotCall } from './image-request.js';
import type { ViewerContext } from './viewer-context.js';
import type { BandState, PlotState } from './viewer-state.js';

/** The names of bands in the order in which they are kept. */
export const BAND_NAMES = ['RED', 'GREEN', 'BLUE'] as const;

/** Where bands are kept; the only band of another image stands where red does. */
const PLACES: ReadonlyMap<string, number> = new Map([
  ['NO_BAND', 0],
  ...BAND_NAMES.map((name, place) => [name, place] as const),
]);

export const PLAIN_COLORS: BandColors = {
  use: [true, true, true],
  bias: [0.5, 0.5, 0.5],
  contrast: [1, 1, 1],
};

/** The files of the bands, one after the other: of several that cannot be had the first is the reason. */
export async function fetchBands(
  context: ViewerContext,
  bands: Bands<ImageRequest>,
  sourceOf: (request: ImageRequest) => { readonly file?: string; readonly url?: string },
  signal: AbortSignal,
): Promise<Bands<BandFile>> {
  const files: (BandFile | undefined)[] = [];
  for (const request of bands) {
    const bytes = request && (await context.host.fetchImage(sourceOf(request), signal));
    files.push(bytes && { request, bytes });
  }
  return files;
}

/** What is known of the bands when they are on the screen. All begin with the stretch of the first. */
export function bandStates(
  call: PlotCall,
  image: LoadedImage,
  files: Bands<BandFile>,
  stretch: string,
): Pick<PlotState, 'bands' | 'bandColors'> {
  const bands = files.map((file, i): BandState | undefined => {
    const [params, frame] = [call.bands?.[i]?.params, image.bands?.[i]];
    return file && params && frame && { params, frame, bytes: file.bytes.length, stretch };
  });
  return { bands, bandColors: PLAIN_COLORS };
}

/** Range values by the place of their band. Throws a `TypeError` for a name that is none, as the script of a viewer's page does. */
export function stretchesIn(payload: JsonObject): ReadonlyMap<number, string> {
  const stretches = new Map<number, string>();
  for (const entry of Array.isArray(payload['stretchData']) ? payload['stretchData'] : []) {
    if (!isRecord(entry) || typeof entry['rv'] !== 'string') continue;
    const place = PLACES.get(String(entry['band']));
    if (place === undefined) {
      throw new TypeError(
        `there is no band ${JSON.stringify(entry['band'])}; there are ${[...PLACES.keys()].join(', ')}`,
      );
    }
    stretches.set(place, tidyRangeValues(entry['rv']));
  }
  return stretches;
}

/** The bands with another stretch. */
export const stretched = (bands: Bands<BandState>, by: ReadonlyMap<number, string>): Bands<BandState> =>
  bands.map((band, place) => band && { ...band, stretch: by.get(place) ?? band.stretch });

/** A stretch that keeps the hues needs all three bands: with less, a server has no pixels for it. */
export function isWithoutPixels(bands: Bands<BandState>): boolean {
  const keepsHue = bands.find((band) => band !== undefined)?.stretch.split(',')[10] === '1';
  return keepsHue && (bands.length < 3 || bands.includes(undefined));
}

/** How an action asks for the bands to be mixed: what it leaves out is as in the beginning, what is too far is at the end. */
export function bandColorsIn(payload: JsonObject): BandColors {
  const numbers = (key: 'bias' | 'contrast', most: number): readonly number[] => {
    const given = payload[key];
    if (!Array.isArray(given)) return PLAIN_COLORS[key];
    return PLAIN_COLORS[key].map((plain, place) => {
      const value: unknown = given[place];
      return typeof value === 'number' ? Math.min(most, Math.max(0, value)) : plain;
    });
  };
  return {
    use: ['useRed', 'useGreen', 'useBlue'].map((key) => payload[key] !== false),
    bias: numbers('bias', 1),
    contrast: numbers('contrast', 10),
  };
}
