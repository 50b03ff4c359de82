/** Pictures of FITS images, without a viewer and without a server. */
import { RangeValues, type RangeValuesFields } from '../actions/range-values.js';
import { ArgumentError, InputError } from '../errors.js';
import { type FitsImage, type ImageChoice, openImage } from '../fits/image.js';
import type { FitsInput } from '../fits/source.js';
import { Wcs } from '../wcs/index.js';
import { BLANK, type ColorMapName, type ColorShift, palette } from './color-tables.js';
import { type Rgb8, rgbOf } from './colors.js';
import { type OverlayOptions, type Overlays, overlaysOf } from './overlays.js';
import { encodePng } from './png.js';
import { type Band, resampled } from './resample.js';
import { DEFAULT_STRETCH, type Stretched, stretched } from './stretch.js';
import { type Strips, stripsOf } from './strips.js';
import { type Subject, type ViewOptions, type Viewport, viewportOf } from './viewport.js';

/** A stretch: a value, its fields, or the `rvString` of `setStretch`. */
export type StretchInput = RangeValues | RangeValuesFields | string;

export interface RenderOptions extends ImageChoice, ViewOptions, ColorShift, OverlayOptions {
  /** @default 1 to 99 percent, linear, as viewers have it */
  readonly stretch?: StretchInput | undefined;
  /** Colour table of Firefly, by name or number. @default 'reverse gray', as viewers have it */
  readonly colorMap?: ColorMapName | number | undefined;
  /** Colour of pixels without a value, and of what is beside the image. @default 'black', as in viewers */
  readonly blank?: string | undefined;
}

/** Images for red, green and blue, which have to be of one size. */
export interface BandInputs {
  readonly red?: FitsInput | BandInput | undefined;
  readonly green?: FitsInput | BandInput | undefined;
  readonly blue?: FitsInput | BandInput | undefined;
}

/** An image with a stretch and an HDU of its own. */
export interface BandInput extends ImageChoice {
  readonly input: FitsInput;
  readonly stretch?: StretchInput | undefined;
}

const METHOD = 'renderImage';

/**
 * A picture of an image, as the bytes of a PNG file. Stretches, colours and orientation are those of Firefly's viewer.
 *
 * ```ts
 * const png = await renderImage('m31.fits', { stretch: { lowerType: 'zscale', lowerValue: 1, upperValue: 1, algorithm: 'linear' }, width: 600 });
 * ```
 */
export async function renderImage(
  input: FitsInput | BandInputs,
  options: RenderOptions = {},
): Promise<Uint8Array> {
  if (isBands(input)) return renderBands(input, options);
  const range = rangeOf(options.stretch, 'options.stretch');
  const blank = rgbOf(METHOD, 'options.blank', options.blank ?? 'black');
  const colors = palette(METHOD, options.colorMap ?? 'reverse gray', options, blank);
  const image = await openImage(METHOD, input, options);
  try {
    const strips = stripsOf(image);
    const subject = subjectOf(image);
    const view = viewportOf(METHOD, subject, options);
    const overlays = overlaysOf(METHOD, subject, image.cards, view, options);
    const { shade } = await stretched(strips, range);
    const bands = resampled(strips, shade, view);
    if (overlays === undefined) return await encodePng({ ...view, palette: colors }, shadesOf(bands));
    return await encodePng(
      view,
      colored(bands, view, overlays, (shades) => throughPalette(shades, colors)),
    );
  } finally {
    await image.close();
  }
}

const isBands = (input: FitsInput | BandInputs): input is BandInputs => {
  if (typeof input !== 'object' || input === null) return false;
  const prototype: unknown = Object.getPrototypeOf(input);
  return (prototype === Object.prototype || prototype === null) && !(Symbol.asyncIterator in input);
};

function rangeOf(stretch: StretchInput | undefined, argument: string): RangeValues {
  if (stretch === undefined) return DEFAULT_STRETCH;
  if (stretch instanceof RangeValues) return stretch;
  if (typeof stretch === 'string') return RangeValues.parse(stretch, METHOD);
  if (typeof stretch === 'object' && stretch !== null) return RangeValues.create(stretch, METHOD);
  throw new ArgumentError(METHOD, argument, stretch, 'a stretch: RangeValues, its fields, or an rvString');
}

/** World coordinates are looked for when something needs them. */
function subjectOf({ width, height, cards, plane }: FitsImage): Subject {
  let wcs: Wcs | undefined;
  return {
    width,
    height,
    wcs: () => {
      wcs ??= Wcs.fromHeader(cards, { plane });
      return wcs;
    },
  };
}

async function* shadesOf(bands: AsyncIterable<Band>): AsyncGenerator<Uint8Array> {
  for await (const { shades } of bands) yield shades;
}

/** Colours of shades, with what is drawn over them. */
async function* colored<T extends { readonly from: number; readonly rows: number }>(
  bands: AsyncIterable<T>,
  view: Viewport,
  overlays: Overlays | undefined,
  color: (band: T) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  for await (const band of bands) {
    const pixels = color(band);
    overlays?.draw({ pixels, width: view.width, from: band.from, rows: band.rows });
    yield pixels;
  }
}

function throughPalette({ shades }: Band, colors: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(3 * shades.length);
  for (let i = 0, at = 0; i < shades.length; i++, at += 3) {
    const color = 3 * (shades[i] as number);
    pixels[at] = colors[color] as number;
    pixels[at + 1] = colors[color + 1] as number;
    pixels[at + 2] = colors[color + 2] as number;
  }
  return pixels;
}

const BANDS = ['red', 'green', 'blue'] as const;

/** One of three images, open and ready. */
interface OpenBand {
  readonly image: FitsImage;
  readonly strips: Strips;
  readonly stretched: Stretched;
}

async function renderBands(inputs: BandInputs, options: RenderOptions): Promise<Uint8Array> {
  const blank = rgbOf(METHOD, 'options.blank', options.blank ?? 'black');
  const given = BANDS.map((name) => ({ name, band: bandOf(inputs[name], options) }));
  const open: FitsImage[] = [];
  try {
    const bands: (OpenBand | undefined)[] = [];
    for (const { name, band } of given) {
      if (band === undefined) {
        bands.push(undefined);
        continue;
      }
      const range = rangeOf(band.stretch, `${name}.stretch`);
      const image = await openImage(METHOD, band.input, band);
      open.push(image);
      sameSize(name, image, open[0]);
      const strips = stripsOf(image);
      bands.push({ image, strips, stretched: await stretched(strips, range) });
    }
    const first = open[0];
    if (first === undefined)
      throw new ArgumentError(METHOD, 'input', inputs, 'an image for red, green or blue');
    const subject = subjectOf(first);
    const view = viewportOf(METHOD, subject, options);
    const overlays = overlaysOf(METHOD, subject, first.cards, view, options);
    return await encodePng(
      view,
      colored(together(bands, view), view, overlays, (band) => mixed(band, blank)),
    );
  } finally {
    for (const image of open) await image.close();
  }
}

function bandOf(band: BandInputs['red'], options: RenderOptions): BandInput | undefined {
  if (band === undefined) return undefined;
  const { hdu, plane, stretch } = options;
  if (typeof band === 'object' && 'input' in band) return { hdu, plane, stretch, ...band };
  return { input: band, hdu, plane, stretch };
}

function sameSize(name: string, image: FitsImage, first: FitsImage | undefined): void {
  if (first === undefined || (image.width === first.width && image.height === first.height)) return;
  throw new InputError(
    `${METHOD}: images of one picture have to be of one size: ${name} has ${image.width} × ${image.height} pixels, the first ${first.width} × ${first.height}. A server can bring them onto one grid`,
  );
}

interface ThreeBands {
  readonly from: number;
  readonly rows: number;
  readonly shades: readonly (Uint8Array | undefined)[];
}

/** The bands of three images go side by side, since they are of one size. */
async function* together(
  bands: readonly (OpenBand | undefined)[],
  view: Viewport,
): AsyncGenerator<ThreeBands> {
  const sources = bands.map((band) => band && resampled(band.strips, band.stretched.shade, view));
  for (;;) {
    const next = await Promise.all(sources.map((source) => source?.next()));
    const some = next.find((result) => result !== undefined);
    if (some === undefined || some.done) return;
    yield {
      ...some.value,
      shades: next.map((result) => (result?.done === false ? result.value.shades : undefined)),
    };
  }
}

/** A band without a value is dark; a pixel without any is blank. */
function mixed({ shades, rows }: ThreeBands, blank: Rgb8): Uint8Array {
  const length = shades.find((band) => band !== undefined)?.length ?? rows;
  const pixels = new Uint8Array(3 * length);
  for (let i = 0; i < length; i++) {
    const values = shades.map((band) => band?.[i] ?? BLANK);
    const none = values.every((value) => value === BLANK);
    for (let c = 0; c < 3; c++) {
      const value = values[c] ?? BLANK;
      pixels[3 * i + c] = none ? (blank[c] ?? 0) : value === BLANK ? 0 : value;
    }
  }
  return pixels;
}
