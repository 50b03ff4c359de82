import type { Spot } from './coordinates.js';

/** A place in a view: CSS pixels from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export const smallestZoom = 1 / 128;
export const largestZoom = 256;

/** Which part of an image a view shows: its centre and how many screen pixels an image pixel takes. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
  readonly center: Spot;
}

export function toPlace(view: Viewport, spot: Spot): Place {
  return {
    x: view.width / 2 + (spot.x - view.center.x) * view.zoom,
    y: view.height / 2 - (spot.y - view.center.y) * view.zoom,
  };
}

export function toSpot(view: Viewport, place: Place): Spot {
  return {
    x: view.center.x + (place.x - view.width / 2) / view.zoom,
    y: view.center.y - (place.y - view.height / 2) / view.zoom,
  };
}

/** One notch of a wheel; four of them double the zoom. */
export const zoomStep = 2 ** 0.25;

/** The levels that the zoom buttons go through: halves below a quarter, else four steps to a doubling. */
const levels = [
  ...[-6, -5, -4, -3, -2].map((power) => 2 ** power),
  ...Array.from({ length: 28 }, (_, i) => 2 ** ((i - 7) / 4)),
];

/** The next level of the zoom buttons above or below. */
export function nextLevel(level: number, up: boolean): number {
  const apart = (one: number) => Math.abs(one / level - 1) > 1e-6;
  const next = up
    ? levels.find((one) => one > level && apart(one))
    : levels.filter((one) => one < level && apart(one)).at(-1);
  return next ?? (up ? Math.max(level, levels.at(-1) ?? level) : Math.min(level, levels[0] ?? level));
}

export function limitZoom(level: number): number {
  return Math.min(largestZoom, Math.max(smallestZoom, level));
}

/** The same view at another zoom, with the spot under `anchor` staying where it is. */
export function zoomedAbout(view: Viewport, level: number, anchor: Place): Viewport {
  const zoom = limitZoom(level);
  const spot = toSpot(view, anchor);
  return {
    ...view,
    zoom,
    center: {
      x: spot.x - (anchor.x - view.width / 2) / zoom,
      y: spot.y + (anchor.y - view.height / 2) / zoom,
    },
  };
}

export type Fit = 'whole' | 'width' | 'fill';

/** The zoom at which an image fits a view. */
export function fitZoom(
  view: { readonly width: number; readonly height: number },
  image: { readonly width: number; readonly height: number },
  fit: Fit = 'whole',
): number {
  const across = view.width / image.width;
  const down = view.height / image.height;
  const level = fit === 'width' ? across : fit === 'fill' ? Math.max(across, down) : Math.min(across, down);
  return limitZoom(level);
}

/** The first zoom of an image, by the `ZoomType` and `InitZoomLevel` of its request. */
export function initialZoom(
  view: { readonly width: number; readonly height: number },
  image: { readonly width: number; readonly height: number },
  params: Readonly<Record<string, unknown>>,
): { readonly zoom: number; readonly fitted: boolean } {
  const type = String(params['ZoomType'] ?? '').toUpperCase();
  const level = Number(params['InitZoomLevel'] ?? params['InitialZoomLevel'] ?? params['initialZoomLevel']);
  if ((type === 'LEVEL' || type === 'STANDARD' || type === '') && level > 0) {
    return { zoom: limitZoom(level), fitted: false };
  }
  if (type === 'TO_WIDTH') return { zoom: fitZoom(view, image, 'width'), fitted: false };
  return { zoom: fitZoom(view, image), fitted: true };
}
