import { type Sky, type Spot, toJ2000 } from './coordinates.js';
import type { Measure, Region, RegionPoint, RegionStyle } from './region-parser.js';

/** What region geometry needs to know of an image. */
export interface Locator {
  spotOf(sky: Sky): Spot | undefined;
  spotOfPhysical(x: number, y: number): Spot;
}

/** A region in image pixels, ready to be drawn at any zoom. */
export type Drawable = { readonly style: RegionStyle; readonly include: boolean; readonly center: Spot } & (
  | {
      readonly kind: 'path';
      readonly spots: readonly Spot[];
      readonly closed: boolean;
      readonly arrow: boolean;
    }
  | { readonly kind: 'ellipse'; readonly rx: number; readonly ry: number; readonly angle: number }
  | { readonly kind: 'symbol' }
  | { readonly kind: 'label' }
);

/** How the sky lies on the image around one spot. */
interface Frame {
  readonly pixelsPerDegree: number;
  readonly pixelsPerPhysical: number;
  /** Direction on the image (radians, counter-clockwise from +x) that a region's angle 0 has. */
  readonly zero: number;
  /** -1 where east lies to the right of north. */
  readonly sense: 1 | -1;
}

/** The regions of a layer on one image; what lies outside of its projection is left out. */
export function drawables(regions: readonly Region[], locator: Locator): Drawable[] {
  return regions.flatMap((region) => toDrawables(region, locator));
}

/** Several rings make one region: its text stands at the last one only. */
function labelledOnce(shapes: readonly Drawable[]): Drawable[] {
  return shapes.map((shape, i) =>
    i === shapes.length - 1 ? shape : { ...shape, style: { ...shape.style, text: '' } },
  );
}

function toDrawables(region: Region, locator: Locator): Drawable[] {
  const spots = region.points.map((point) => spotOfPoint(point, locator));
  const center = spots[0];
  const known = spots.filter((spot) => spot !== undefined);
  if (!center || known.length < spots.length) return [];
  const common = { style: region.style, include: region.include };
  switch (region.shape) {
    case 'polygon':
      return [{ ...common, kind: 'path', spots: known, closed: true, arrow: false, center: middle(known) }];
    case 'line':
      return [{ ...common, kind: 'path', spots: known, closed: false, arrow: false, center: middle(known) }];
    case 'point':
      return [{ ...common, kind: 'symbol', center }];
    case 'text':
      return [{ ...common, kind: 'label', center }];
    default:
      return labelledOnce(sized(region, center, frameAt(region.points[0] as RegionPoint, center, locator)));
  }
}

function sized(region: Region, center: Spot, frame: Frame): Drawable[] {
  const common = { style: region.style, include: region.include, center };
  const lengths = region.sizes.map((size) => inPixels(size, frame));
  const angle = frame.zero + (frame.sense * region.angle * Math.PI) / 180;
  switch (region.shape) {
    case 'ellipse':
      return pairs(lengths).map(([rx, ry]) => ({ ...common, kind: 'ellipse', rx, ry, angle }));
    case 'box':
      return pairs(lengths).map(([width, height]) => {
        const spots = corners(center, width, height, angle);
        return { ...common, kind: 'path', spots, closed: true, arrow: false };
      });
    case 'vector': {
      const length = lengths[0] ?? 0;
      const tip = { x: center.x + length * Math.cos(angle), y: center.y + length * Math.sin(angle) };
      return [{ ...common, kind: 'path', spots: [center, tip], closed: false, arrow: true }];
    }
    default:
      return lengths.map((radius) => ({ ...common, kind: 'ellipse', rx: radius, ry: radius, angle: 0 }));
  }
}

function pairs(lengths: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 0; i + 1 < lengths.length; i += 2) found.push([lengths[i] ?? 0, lengths[i + 1] ?? 0]);
  return found;
}

function corners(center: Spot, width: number, height: number, angle: number): Spot[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([i = 0, j = 0]) => {
    const [dx, dy] = [(i * width) / 2, (j * height) / 2];
    return { x: center.x + dx * c - dy * s, y: center.y + dx * s + dy * c };
  });
}

function middle(spots: readonly Spot[]): Spot {
  const sum = spots.reduce((all, spot) => ({ x: all.x + spot.x, y: all.y + spot.y }), { x: 0, y: 0 });
  return { x: sum.x / spots.length, y: sum.y / spots.length };
}

/** DS9 counts image pixels from 1 at the centre of the first. */
function spotOfPoint(point: RegionPoint, locator: Locator): Spot | undefined {
  if (point.system === 'image') return { x: point.x - 0.5, y: point.y - 0.5 };
  if (point.system === 'physical') return locator.spotOfPhysical(point.x, point.y);
  return locator.spotOf(toJ2000(point.x, point.y, point.system));
}

function inPixels(size: Measure, frame: Frame): number {
  if (size.unit === 'degree') return size.value * frame.pixelsPerDegree;
  return size.unit === 'physical' ? size.value * frame.pixelsPerPhysical : size.value;
}

const step = 1 / 3600;

function frameAt(point: RegionPoint, center: Spot, locator: Locator): Frame {
  const a = locator.spotOfPhysical(0, 0);
  const b = locator.spotOfPhysical(1, 0);
  const pixelsPerPhysical = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  if (point.system === 'image' || point.system === 'physical') {
    return { pixelsPerDegree: pixelsPerDegree(locator), pixelsPerPhysical, zero: 0, sense: 1 };
  }
  const { system, x, y } = point;
  const up = y + step > 90 ? -1 : 1;
  const north = locator.spotOf(toJ2000(x, y + up * step, system));
  const east = locator.spotOf(toJ2000(x + step / Math.max(1e-6, Math.cos((y * Math.PI) / 180)), y, system));
  if (!north || !east) return { pixelsPerDegree: 0, pixelsPerPhysical, zero: 0, sense: 1 };
  const n = { x: up * (north.x - center.x), y: up * (north.y - center.y) };
  const e = { x: east.x - center.x, y: east.y - center.y };
  const sense = n.x * e.y - n.y * e.x >= 0 ? 1 : -1;
  const zero = Math.atan2(n.y, n.x) - (sense * Math.PI) / 2;
  return { pixelsPerDegree: Math.hypot(n.x, n.y) / step, pixelsPerPhysical, zero, sense };
}

/** For sizes on the sky around a centre in pixels: the scale at a place the image can tell us about. */
function pixelsPerDegree(locator: Locator & { skyAt?(spot: Spot): Sky | undefined }): number {
  const sky = locator.skyAt?.({ x: 0.5, y: 0.5 });
  const a = sky && locator.spotOf(sky);
  const b = sky && locator.spotOf({ ra: sky.ra, dec: sky.dec + (sky.dec > 0 ? -step : step) });
  return a && b ? Math.hypot(b.x - a.x, b.y - a.y) / step : 0;
}
