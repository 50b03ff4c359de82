import { type FitsFrame, ViewerFailure } from 'firefly-client/testing';
import { type Sky, type Spot, separation } from './coordinates.js';
import { type Js9Image, js9 } from './js9-types.js';
import type { Look } from './look.js';
import { equalized, fill, installPainter, paintWith, type Shading, shades, turnOver } from './painter.js';
import { readPixels } from './pixels.js';
import { clipLimits, parseRangeValues, type Statistics, statistics, transfer } from './stretch.js';

/**
 * Degrees. Some projections put a position of the far side of the sky on top of one of the near side, which shows
 * when the way back ends somewhere else.
 */
const farOff = 0.1;
const mostPixels = 268_000_000;
const longestSide = 16_384;

let made = 0;

/** One image of a FITS file, read, coloured and drawn by JS9 at one screen pixel per image pixel. */
export class Picture {
  readonly width: number;
  readonly height: number;
  readonly hasWorld: boolean;
  #stats: Statistics | undefined;
  readonly #blank: number | undefined;

  private constructor(
    private readonly image: Js9Image,
    private readonly stage: HTMLElement,
    cards: FitsFrame['part']['cards'],
  ) {
    this.width = image.raw.width;
    this.height = image.raw.height;
    this.hasWorld = prepareWorld(image);
    const blank = Number(cards.find(({ key }) => key === 'BLANK')?.value ?? Number.NaN);
    this.#blank = image.raw.bitpix > 0 && Number.isFinite(blank) ? blank : undefined;
  }

  /** Reads one plane of an image in a file. Throws `ViewerFailure`. */
  static load(bytes: Uint8Array, frame: FitsFrame): Picture {
    const { part } = frame;
    checkSize(part.axes);
    const name = `picture${++made}.fits`;
    const stage = makeStage(name.replace('.', '-'), part.axes);
    try {
      installPainter();
      return new Picture(readImage(bytes, frame, name, stage.id), stage, part.cards);
    } catch (error) {
      discard(stage);
      if (error instanceof ViewerFailure) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ViewerFailure('Not FITS file.', `The image cannot be read: ${reason}`);
    }
  }

  /** An image that is in no file, for what can be computed of it; it has no sky. */
  static ofValues(values: Float64Array, width: number, height: number): Picture {
    const name = `picture${++made}.fits`;
    const stage = makeStage(name.replace('.', '-'), [width, height]);
    const cards = [
      ['SIMPLE', 'T'],
      ['BITPIX', -64],
      ['NAXIS', 2],
      ['NAXIS1', width],
      ['NAXIS2', height],
    ];
    const lines = cards.map(([key, value]) => `${String(key).padEnd(8)}= ${String(value).padStart(20)}`);
    const cardstr = [...lines, 'END'].map((line) => line.padEnd(80)).join('');
    const size = { naxis: 2, naxis1: width, naxis2: height };
    const head = { cardstr, ncard: lines.length + 1, imtab: 'image' as const, bin: 1 };
    const options = { display: stage.id, file: name, id: name };
    const { Image } = js9();
    return new Picture(new Image({ image: values, bitpix: -64, ...size, ...head }, options), stage, []);
  }

  /** The image as last painted, row 0 at the top. */
  get canvas(): HTMLCanvasElement {
    return this.image.display.canvas;
  }

  /** Colours the whole image anew. */
  paint(look: Look): void {
    const { bend } = this.#shading(look.rangeValues);
    paintWith(this.image, (target) => fill(target, this.image, shades(look, bend)));
  }

  /** Gives every pixel a colour of its own (0xAABBGGRR), row by row from below. */
  paintPixels(colors: Uint32Array): void {
    paintWith(this.image, (target) => turnOver(colors, target, this.width));
  }

  /** How bright each pixel is, 0 to `most`, row by row from below; 0 where it has no value. */
  brightness(rangeValues: string, most: number): Uint8Array {
    const { index, bend } = this.#shading(rangeValues);
    const last = js9().SCALESIZE - 1;
    // A little more, so that what is a whole number stays one.
    const levels = Uint8Array.from({ length: last + 1 }, (_, i) => Math.floor(most * bend(i / last) + 1e-3));
    const { data } = this.image.raw;
    const isBlank = (value: unknown): boolean => Number.isNaN(value) || value === this.#blank;
    return Uint8Array.from(index, (shade, i) => (isBlank(data[i]) ? 0 : (levels[shade] as number)));
  }

  /** The limits that `paint` would use. */
  limits(rangeValues: string): readonly [number, number] {
    const range = parseRangeValues(rangeValues);
    return clipLimits(range, this.#statistics(), () => this.#zscale(range));
  }

  /** The value of the pixel that covers this spot; `undefined` outside of the image. */
  valueAt({ x, y }: Spot): number | undefined {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return undefined;
    const value = this.image.raw.data[row * this.width + column];
    return value === this.#blank ? Number.NaN : value;
  }

  /** A copy of all values, row by row from below, with NaN where there is none. */
  knownValues(): Float64Array {
    const blank = this.#blank;
    return Float64Array.from(this.image.raw.data, (value) => (value === blank ? Number.NaN : value));
  }

  /** A copy of all values, row by row from below. */
  values(): ArrayLike<number> {
    return Float64Array.from(this.image.raw.data);
  }

  skyAt({ x, y }: Spot): Sky | undefined {
    if (!this.hasWorld || !this.image.raw.wcs) return undefined;
    const [ra = Number.NaN, dec = Number.NaN] = numbers(js9().pix2wcs(this.image.raw.wcs, x + 0.5, y + 0.5));
    return Number.isFinite(ra) && Number.isFinite(dec) ? { ra, dec } : undefined;
  }

  /** Where a sky position is on the image; nowhere when its projection does not reach that far. */
  spotOf(sky: Sky): Spot | undefined {
    const spot = this.roughSpotOf(sky);
    const back = spot && this.skyAt(spot);
    return back && separation(back, sky) < farOff ? spot : undefined;
  }

  /** The same without a look at which side of the sky the position is on. */
  roughSpotOf({ ra, dec }: Sky): Spot | undefined {
    if (!this.hasWorld || !this.image.raw.wcs) return undefined;
    const [x = Number.NaN, y = Number.NaN] = numbers(js9().wcs2pix(this.image.raw.wcs, ra, dec));
    return Number.isFinite(x) && Number.isFinite(y) ? { x: x - 0.5, y: y - 0.5 } : undefined;
  }

  /** A position in the physical system of the header (LTV, LTM), which is mostly that of the image itself. */
  spotOfPhysical(x: number, y: number): Spot {
    const place = this.image.logicalToImagePos({ x, y }, 'physical');
    return { x: place.x - 0.5, y: place.y - 0.5 };
  }

  close(): void {
    this.image.closeImage({ clear: false });
    discard(this.stage);
  }

  #shading(rangeValues: string): Shading {
    const range = parseRangeValues(rangeValues);
    const [low, high] = this.limits(rangeValues);
    this.image.params.scalemin = low;
    this.image.params.scalemax = high;
    this.image.mkColorData();
    const index = this.image.colorData;
    return { index, bend: range.algorithm === 47 ? equalized(index) : transfer(range) };
  }

  #statistics(): Statistics {
    this.#stats ??= statistics(this.image.raw.data, this.#blank);
    return this.#stats;
  }

  #zscale(range: {
    zscaleContrast: number;
    zscaleSamples: number;
    zscalePerLine: number;
  }): readonly [number, number] {
    const { params } = this.image;
    params.zscalecontrast = range.zscaleContrast / 100;
    params.zscalesamples = range.zscaleSamples;
    params.zscaleline = range.zscalePerLine;
    this.image.zscale(false);
    return [params.z1 ?? this.#statistics().min, params.z2 ?? this.#statistics().max];
  }
}

/** The values of one plane of a file, row by row from below. Throws `ViewerFailure`. */
export function readValues(bytes: Uint8Array, frame: FitsFrame): ArrayLike<number> {
  if (!frame.part.compressed) return readPixels(bytes, frame).data;
  const picture = Picture.load(bytes, frame);
  try {
    return picture.values();
  } finally {
    picture.close();
  }
}

function checkSize(axes: readonly number[]): void {
  const [width = 0, height = 0] = axes;
  if (width <= longestSide && height <= longestSide && width * height <= mostPixels) return;
  throw new ViewerFailure(
    'Image too large',
    `The image has ${width} × ${height} pixels; this viewer draws up to ${longestSide} on a side.`,
  );
}

/** Pixels are read here; those of compressed images by the FITS library of JS9. */
function readImage(bytes: Uint8Array, frame: FitsFrame, name: string, display: string): Js9Image {
  const options = { display, file: name, id: name };
  if (frame.part.compressed) return readCompressed(bytes, frame, options);
  const { data: image, bitpix } = readPixels(bytes, frame);
  const { axes, headerOffset, dataOffset } = frame.part;
  const [naxis1 = 0, naxis2 = 0] = axes;
  const cardstr = new TextDecoder('latin1').decode(bytes.subarray(headerOffset, dataOffset));
  const ncard = Math.floor(cardstr.length / 80);
  const { Image } = js9();
  return new Image(
    { image, bitpix, naxis: 2, naxis1, naxis2, cardstr, ncard, imtab: 'image', bin: 1 },
    options,
  );
}

function readCompressed(
  bytes: Uint8Array,
  frame: FitsFrame,
  options: { readonly display: string; readonly file: string; readonly id: string },
): Js9Image {
  const engine = js9();
  let image: Js9Image | undefined;
  const reading = {
    ...engine.fits.options,
    ...options,
    extension: frame.part.index,
    image: { xdim: 0, ydim: 0 },
    ...(frame.planes > 1 ? { slice: sliceOf(frame) } : {}),
  };
  engine.vfile(options.file, bytes, false);
  try {
    engine.handleFITSFile(options.file, reading, (hdu) => {
      image = new engine.Image(hdu, options);
    });
  } finally {
    engine.vunlink(options.file);
  }
  if (!image) throw new ViewerFailure('Not FITS file.', 'The image library found no image.');
  return image;
}

/** A plane of a cube as the FITS library names it: planes are counted from 1 along each axis behind the second. */
function sliceOf({ part, plane }: FitsFrame): string {
  let rest = plane;
  const places = part.axes.slice(2).map((length) => {
    const place = rest % length;
    rest = Math.floor(rest / length);
    return place + 1;
  });
  return ['*', '*', ...places].join(':');
}

/** JS9 draws each image in a display of its own, which is not shown itself: views show its canvas, enlarged. */
function makeStage(id: string, axes: readonly number[]): HTMLElement {
  const stage = document.createElement('div');
  stage.id = id;
  stage.hidden = true;
  stage.dataset['width'] = `${axes[0]}px`;
  stage.dataset['height'] = `${axes[1]}px`;
  document.body.append(stage);
  js9().AddDivs(id);
  return stage;
}

function discard(stage: HTMLElement): void {
  const { displays } = js9();
  const index = displays.findIndex((display) => display.id === stage.id);
  if (index >= 0) displays.splice(index, 1);
  stage.remove();
}

function prepareWorld(image: Js9Image): boolean {
  const header = image.raw.header;
  if (!image.validWCS() || !/^(RA|DEC|GLON|GLAT|ELON|ELAT|SLON)/.test(String(header['CTYPE1'] ?? '')))
    return false;
  image.setWCSSys(
    /^ICRS/i.test(String(header['RADESYS'] ?? header['RADECSYS'] ?? '')) ? 'ICRS' : 'FK5',
    false,
  );
  image.setWCSUnits('degrees', false);
  return true;
}

function numbers(text: string): number[] {
  return text.trim().split(/\s+/, 2).map(Number);
}
