/** Which part of an image is in the picture, and how large. */
import type { ImagePoint } from '../actions/points.js';
import { ArgumentError } from '../errors.js';
import type { SkyPosition, Wcs } from '../wcs/index.js';

export interface ViewOptions {
  /** Pixels of the picture. @default the width of the image at its zoom */
  readonly width?: number | undefined;
  /** @default in proportion to the image */
  readonly height?: number | undefined;
  /** What is in the middle: a place on the image as events have it (the lower left corner is (0, 0)), or in the sky. @default the middle of the image */
  readonly center?: ImagePoint | SkyPosition | undefined;
  /** Pixels of the picture per pixel of the image. @default what shows all of it, or 1 where no size is given */
  readonly zoom?: number | undefined;
}

export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
  /** Place on the image of the picture's upper left corner. */
  readonly left: number;
  readonly top: number;
}

/** More would be a picture of gigabytes. */
const LONGEST = 32_768;

export interface Subject {
  readonly width: number;
  readonly height: number;
  /** @throws InputError where the image has no world coordinates */
  wcs(): Wcs;
}

export function viewportOf(method: string, image: Subject, options: ViewOptions): Viewport {
  const { zoom: givenZoom } = options;
  if (givenZoom !== undefined && !(givenZoom > 0 && Number.isFinite(givenZoom))) {
    throw new ArgumentError(method, 'options.zoom', givenZoom, 'a number above 0');
  }
  const given = {
    width: sizeOf(method, 'width', options.width),
    height: sizeOf(method, 'height', options.height),
  };
  const zoom = givenZoom ?? fitting(image, given.width, given.height);
  const width = given.width ?? Math.max(1, Math.round(image.width * zoom));
  const height = given.height ?? Math.max(1, Math.round(image.height * zoom));
  for (const [name, side] of Object.entries({ width, height })) {
    if (side > LONGEST) {
      const expected = `so that ${name} is at most ${LONGEST} pixels, not ${side}: give a width, or a smaller zoom`;
      throw new ArgumentError(method, 'options.zoom', zoom, expected);
    }
  }
  const { x, y } = centerOf(method, image, options.center);
  return { width, height, zoom, left: x - width / 2 / zoom, top: y + height / 2 / zoom };
}

function fitting(image: Subject, width: number | undefined, height: number | undefined): number {
  if (width === undefined && height === undefined) return 1;
  return Math.min(
    (width ?? Number.POSITIVE_INFINITY) / image.width,
    (height ?? Number.POSITIVE_INFINITY) / image.height,
  );
}

function sizeOf(method: string, name: string, size: number | undefined): number | undefined {
  if (size === undefined || (Number.isInteger(size) && size >= 1 && size <= LONGEST)) return size;
  throw new ArgumentError(method, `options.${name}`, size, `a whole number from 1 to ${LONGEST}`);
}

function centerOf(method: string, image: Subject, center: ViewOptions['center']): ImagePoint {
  if (center === undefined) return { x: image.width / 2, y: image.height / 2 };
  const sky = 'ra' in center || 'lon' in center || 'system' in center;
  const place = sky ? image.wcs().worldToPixel(center) : center;
  if (place !== undefined && Number.isFinite(place.x) && Number.isFinite(place.y)) return place;
  const expected = sky ? 'a place that the projection of the image reaches' : 'a place with a finite x and y';
  throw new ArgumentError(method, 'options.center', center, expected);
}

/** Where a place on the image is in the picture; (0, 0) is its upper left corner. */
export const onPicture = ({ left, top, zoom }: Viewport, { x, y }: ImagePoint): ImagePoint => ({
  x: (x - left) * zoom,
  y: (top - y) * zoom,
});
