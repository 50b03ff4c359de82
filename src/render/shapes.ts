/** Regions as lines on an image, in its pixels. */
import type { ImagePoint } from '../actions/points.js';
import type { Region, RegionPosition, Size } from '../actions/region-model.js';
import { cardNumber, type FitsCard } from '../fits/cards.js';
import type { Subject } from './viewport.js';

/** What a region looks like on one image. */
export interface Shape {
  readonly lines: readonly (readonly ImagePoint[])[];
  /** Where a label stands below, and how far below. */
  readonly anchor: ImagePoint;
  readonly radius: number;
}

/** How the sky lies on the image around one place. */
interface Frame {
  readonly center: ImagePoint;
  /** Pixels of the image in a degree, or in a pixel of the region's own system. */
  readonly scale: number;
  /** Pixels of the image in a pixel, for sizes that have their unit. */
  readonly pixel: number;
  /** Direction that a region's angle 0 has, and which way angles grow. */
  readonly zero: number;
  readonly sense: 1 | -1;
}

/** Undefined for what the projection of the image does not reach. */
export function shapeOf(region: Region, image: Subject, cards: readonly FitsCard[]): Shape | undefined {
  switch (region.kind) {
    case 'line':
      return pathOf([region.from, region.to], false, image, cards);
    case 'polygon':
      return pathOf(region.points, true, image, cards);
    case 'point':
    case 'text': {
      const anchor = placeOf(region, image, cards);
      return anchor && { lines: [], anchor, radius: 0 };
    }
    default: {
      const center = placeOf(region, image, cards);
      const frame = center && frameAt(region, center, image, cards);
      return frame && sizedShape(region, frame);
    }
  }
}

function pathOf(
  positions: readonly RegionPosition[],
  closed: boolean,
  image: Subject,
  cards: readonly FitsCard[],
): Shape | undefined {
  const points: ImagePoint[] = [];
  for (const position of positions) {
    const point = placeOf(position, image, cards);
    if (point === undefined) return undefined;
    points.push(point);
  }
  const [first] = points;
  if (first === undefined) return undefined;
  const anchor = {
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  };
  const radius = anchor.y - Math.min(...points.map(({ y }) => y));
  return { lines: [closed ? [...points, first] : points], anchor, radius };
}

type Sized = Extract<Region, { kind: 'circle' | 'ellipse' | 'box' | 'annulus' }>;

function sizedShape(region: Sized, frame: Frame): Shape {
  const length = (size: Size): number => lengthOf(size, frame);
  const turn = 'angle' in region ? (region.angle ?? 0) : 0;
  const angle = frame.zero + (frame.sense * turn * Math.PI) / 180;
  switch (region.kind) {
    case 'circle':
      return ellipses(frame.center, [[length(region.radius), length(region.radius)]], 0);
    case 'annulus':
      return ellipses(
        frame.center,
        region.radii.map((radius) => [length(radius), length(radius)] as const),
        0,
      );
    case 'ellipse':
      return ellipses(frame.center, [[length(region.a), length(region.b)]], angle);
    case 'box': {
      const corners = boxCorners(frame.center, length(region.w), length(region.h), angle);
      const radius = frame.center.y - Math.min(...corners.map(({ y }) => y));
      return { lines: [corners], anchor: frame.center, radius };
    }
  }
}

/** Points of an outline: enough for the largest picture. */
const STEPS = 360;

function ellipses(center: ImagePoint, axes: readonly (readonly [number, number])[], angle: number): Shape {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const lines = axes.map(([a, b]) =>
    Array.from({ length: STEPS + 1 }, (_, step) => {
      const turn = (2 * Math.PI * step) / STEPS;
      const [u, v] = [a * Math.cos(turn), b * Math.sin(turn)];
      return { x: center.x + u * c - v * s, y: center.y + u * s + v * c };
    }),
  );
  return { lines, anchor: center, radius: center.y - Math.min(...lines.flat().map(({ y }) => y)) };
}

function boxCorners(center: ImagePoint, width: number, height: number, angle: number): ImagePoint[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ] as const;
  return corners.map(([i, j]) => {
    const [u, v] = [(i * width) / 2, (j * height) / 2];
    return { x: center.x + u * c - v * s, y: center.y + u * s + v * c };
  });
}

/** DS9 counts image pixels from 1 at the centre of the first. */
function placeOf(
  position: RegionPosition,
  image: Subject,
  cards: readonly FitsCard[],
): ImagePoint | undefined {
  if (!('x' in position)) return image.wcs().worldToPixel(position);
  if (position.system !== 'physical') return { x: position.x - 0.5, y: position.y - 0.5 };
  const at = (axis: 1 | 2, value: number): number =>
    (cardNumber(cards, `LTM${axis}_${axis}`) ?? 1) * value + (cardNumber(cards, `LTV${axis}`) ?? 0) - 0.5;
  return { x: at(1, position.x), y: at(2, position.y) };
}

function lengthOf(size: Size, frame: Frame): number {
  const [, digits, unit] = /^\s*\+?([\d.]+(?:e[+-]?\d+)?)\s*(.*?)\s*$/i.exec(String(size)) ?? [];
  const value = Number(digits);
  switch (unit?.toLowerCase()) {
    case 'arcmin':
    case "'":
      return (value / 60) * frame.scale;
    case 'arcsec':
    case '"':
      return (value / 3600) * frame.scale;
    case 'px':
    case 'pixel':
    case 'pixels':
    case 'i':
    case 'p':
      return value * frame.pixel;
    default:
      return value * frame.scale;
  }
}

/** Degrees: short enough for any curvature. */
const STEP = 1 / 3600;

function frameAt(
  position: RegionPosition,
  center: ImagePoint,
  image: Subject,
  cards: readonly FitsCard[],
): Frame | undefined {
  const physical = Math.abs(cardNumber(cards, 'LTM1_1') ?? 1) || 1;
  if ('x' in position) {
    const scale = position.system === 'physical' ? physical : 1;
    return { center, scale, pixel: scale, zero: 0, sense: 1 };
  }
  const [lon, lat] = 'ra' in position ? [position.ra, position.dec] : [position.lon, position.lat];
  const system = 'ra' in position ? 'J2000' : position.system;
  const up = lat + STEP > 90 ? -1 : 1;
  const north = image.wcs().worldToPixel({ lon, lat: lat + up * STEP, system });
  const east = image
    .wcs()
    .worldToPixel({ lon: lon + STEP / Math.max(1e-6, Math.cos((lat * Math.PI) / 180)), lat, system });
  if (north === undefined || east === undefined) return undefined;
  const n = { x: up * (north.x - center.x), y: up * (north.y - center.y) };
  const e = { x: east.x - center.x, y: east.y - center.y };
  const sense = n.x * e.y - n.y * e.x >= 0 ? 1 : -1;
  const zero = Math.atan2(n.y, n.x) - (sense * Math.PI) / 2;
  return { center, scale: Math.hypot(n.x, n.y) / STEP, pixel: 1, zero, sense };
}
