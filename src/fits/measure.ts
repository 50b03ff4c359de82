/** Numbers out of FITS images: what a file has, values of pixels, spectra of cubes. Without a server. */
import type { ImagePoint } from '../actions/points.js';
import { ArgumentError, InputError } from '../errors.js';
import { Wcs } from '../wcs/index.js';
import { cardNumber, cardValue, type FitsCard } from './cards.js';
import { type FitsImage, hasImage, type ImageChoice, imageOf, openImage } from './image.js';
import { type Bitpix, readHdus } from './image-hdus.js';
import { type FitsInput, openSource } from './source.js';

/** An image of a file. */
export interface ImageInfo {
  /** Number of its HDU, counted from 0, and its `EXTNAME`; empty where there is none. */
  readonly hdu: number;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Along all axes behind the second. */
  readonly planes: number;
  /** Bits of a pixel, negative for floating point. */
  readonly bitpix: Bitpix;
  readonly compressed: boolean;
  /** `BUNIT`; empty where there is none. */
  readonly unit: string;
  readonly header: readonly FitsCard[];
  /** World coordinates of its first plane; undefined where it has none that are known here, for the reason in `noWcs`. */
  readonly wcs: Wcs | undefined;
  readonly noWcs: string | undefined;
}

/** The images of a file, in its order. Only headers are read. */
export async function imageInfo(input: FitsInput): Promise<ImageInfo[]> {
  const source = await openSource('imageInfo', input);
  try {
    const hdus = await readHdus('imageInfo', source);
    return hdus.filter(hasImage).map((hdu) => {
      const { width, height, planes } = imageOf('imageInfo', source, hdu);
      const { index, name, bitpix, compressed, cards: header } = hdu;
      const unit = cardValue(header, 'BUNIT')?.trim() ?? '';
      return { hdu: index, name, width, height, planes, bitpix, compressed, unit, header, ...world(header) };
    });
  } finally {
    await source.close();
  }
}

function world(header: readonly FitsCard[]): Pick<ImageInfo, 'wcs' | 'noWcs'> {
  try {
    return { wcs: Wcs.fromHeader(header), noWcs: undefined };
  } catch (error) {
    if (error instanceof InputError) return { wcs: undefined, noWcs: error.message };
    throw error;
  }
}

/**
 * The values of the pixels that cover these places, NaN where a pixel has none. Places are counted as in events: the
 * lower left corner of the first pixel is (0, 0), so that whole numbers are also indices counted from 0.
 * @throws ArgumentError for a place outside of the image
 */
export async function pixelValues(
  input: FitsInput,
  points: readonly ImagePoint[],
  options: ImageChoice = {},
): Promise<number[]> {
  const image = await openImage('pixelValues', input, options);
  try {
    const pixels = points.map((point, i) => pixelOf('pixelValues', `points[${i}]`, point, image));
    const values = pixels.map(() => Number.NaN);
    // A row is read once, however many of the points are on it.
    for (const row of new Set(pixels.map(({ y }) => y))) {
      const found = await image.rows(row, row + 1, Float64Array);
      pixels.forEach(({ x, y }, at) => {
        if (y === row) values[at] = found[x] ?? Number.NaN;
      });
    }
    return values;
  } finally {
    await image.close();
  }
}

function pixelOf(method: string, argument: string, point: ImagePoint, image: FitsImage): ImagePoint {
  const { width, height } = image;
  const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
  if (x >= 0 && y >= 0 && x < width && y < height) return { x, y };
  const expected = `on the image: x from 0 and below ${width}, y from 0 and below ${height}`;
  throw new ArgumentError(method, argument, `(${point.x}, ${point.y})`, expected);
}

/** The values of a pixel in all planes of a cube. */
export interface Spectrum {
  readonly values: Float64Array;
  /** Where the planes are along the third axis, where the header has it in even steps and there is no fourth one. */
  readonly axis: Float64Array | undefined;
  /** `CTYPE3` and `CUNIT3`; empty where there are none. */
  readonly type: string;
  readonly unit: string;
}

/** @throws ArgumentError for a place outside of the image; InputError for an image of one plane */
export async function spectrum(
  input: FitsInput,
  point: ImagePoint,
  options: Pick<ImageChoice, 'hdu'> = {},
): Promise<Spectrum> {
  const cube = await openImage('spectrum', input, options);
  try {
    const { x, y } = pixelOf('spectrum', 'point', point, cube);
    if (cube.planes < 2) {
      throw new InputError(`spectrum: HDU ${cube.hdu.index} of ${cube.name} has one plane: it is no cube`);
    }
    const values = new Float64Array(cube.planes);
    for (let plane = 0; plane < cube.planes; plane++) {
      const row = await cube.at(plane).rows(y, y + 1, Float64Array);
      values[plane] = row[x] ?? Number.NaN;
    }
    return { values, ...thirdAxis(cube) };
  } finally {
    await cube.close();
  }
}

function thirdAxis({ cards, hdu, planes }: FitsImage): Omit<Spectrum, 'values'> {
  const text = (key: string): string => cardValue(cards, key)?.trim() ?? '';
  const about = { type: text('CTYPE3'), unit: text('CUNIT3') };
  const step = cardNumber(cards, 'CD3_3') ?? cardNumber(cards, 'CDELT3');
  const start = cardNumber(cards, 'CRVAL3');
  // Types with a code behind them, such as WAVE-LOG, do not go in even steps.
  const even = !about.type.includes('-') && hdu.axes.slice(3).every((length) => length === 1);
  if (step === undefined || start === undefined || !even) return { ...about, axis: undefined };
  const reference = cardNumber(cards, 'CRPIX3') ?? 0;
  const axis = Float64Array.from({ length: planes }, (_, plane) => start + (plane + 1 - reference) * step);
  return { ...about, axis };
}
