import { type FitsFrame, ViewerFailure } from 'firefly-client/testing';
import { biasContrast, type ColorTable, colorBetween, colorTable } from './colors.js';
import { type Sky, type Spot, separation } from './coordinates.js';
import { type Js9Image, js9 } from './js9-types.js';
import type { Look } from './look.js';
import { readPixels } from './pixels.js';
import { clipLimits, parseRangeValues, type Statistics, statistics, transfer } from './stretch.js';

/** Colour of pixels without a value: opaque, as 0xAABBGGRR. */
const blankColor = 0xff8a6a4a;
/**
 * Degrees. Some projections put a position of the far side of the sky on top of one of the near side, which shows
 * when the way back ends somewhere else.
 */
const farOff = 0.1;
const mostPixels = 268_000_000;
const longestSide = 16_384;

let made = 0;
const looks = new WeakMap<Js9Image, Uint32Array>();

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

  /** The image as last painted, row 0 at the top. */
  get canvas(): HTMLCanvasElement {
    return this.image.display.canvas;
  }

  /** Colours the whole image anew. */
  paint(look: Look): void {
    const range = parseRangeValues(look.rangeValues);
    const [low, high] = clipLimits(range, this.#statistics(), () => this.#zscale(range));
    this.image.params.scalemin = low;
    this.image.params.scalemax = high;
    this.image.mkColorData();
    const bend = range.algorithm === 47 ? equalized(this.image.colorData) : transfer(range);
    looks.set(this.image, shades(look, bend));
    this.image.displayImage('rgb');
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

/** Makes JS9 colour images by our tables, whose shades follow Firefly's algorithms. */
function installPainter(): void {
  js9().Image.prototype.MakeRGBImage ??= function paintHook(this: Js9Image): boolean {
    const { width, height } = this.raw;
    if (this.rgb.img?.width !== width || this.rgb.img.height !== height) {
      this.rgb.img = new ImageData(width, height);
    }
    const table = looks.get(this);
    if (table) fill(new Uint32Array(this.rgb.img.data.buffer), this, table);
    return true;
  };
}

function fill(target: Uint32Array, image: Js9Image, table: Uint32Array): void {
  const { width, height, data } = image.raw;
  const { colorData } = image;
  const blank = image.raw.bitpix > 0 ? Number(image.raw.header['BLANK'] ?? Number.NaN) : Number.NaN;
  for (let row = 0; row < height; row++) {
    let from = row * width;
    let to = (height - 1 - row) * width;
    for (let column = 0; column < width; column++, from++, to++) {
      const value = data[from] as number;
      target[to] =
        Number.isNaN(value) || value === blank ? blankColor : (table[colorData[from] as number] as number);
    }
  }
}

/** The colours of a table, from dark to bright. */
export function cellsOf({ map }: ColorTable): readonly (readonly [number, number, number])[] {
  const engine = js9();
  const known = typeof map === 'string' && engine.colormaps.find((entry) => entry.name === map);
  return Array.from({ length: engine.COLORSIZE }, (_, i) => {
    if (known) return known.mkColorCell(i);
    return colorBetween(typeof map === 'string' ? [] : map, i / (engine.COLORSIZE - 1));
  });
}

/** The colour of each shade index, as 0xAABBGGRR. */
function shades(look: Look, bend: (t: number) => number): Uint32Array {
  const engine = js9();
  const table = colorTable(look.cbarId);
  const cells = cellsOf(table);
  return Uint32Array.from({ length: engine.SCALESIZE }, (_, i) => {
    const place = biasContrast(bend(i / (engine.SCALESIZE - 1)), look.bias, look.contrast, table.invert);
    const [red, green, blue] = cells[
      Math.min(engine.COLORSIZE - 1, Math.floor(place * engine.COLORSIZE))
    ] ?? [0, 0, 0];
    return (0xff000000 | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
  });
}

/** Histogram equalization: a shade is as bright as the share of pixels that are darker. */
function equalized(colorData: Int32Array): (t: number) => number {
  const size = js9().SCALESIZE;
  const sums = new Float64Array(size);
  for (const index of colorData) sums[index] = (sums[index] ?? 0) + 1;
  for (let i = 1; i < size; i++) sums[i] = (sums[i] ?? 0) + (sums[i - 1] ?? 0);
  const first = sums[0] ?? 0;
  const rest = (sums[size - 1] ?? 1) - first || 1;
  return (t) => ((sums[Math.round(t * (size - 1))] ?? 0) - first) / rest;
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
