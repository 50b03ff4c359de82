import type { PickedPoint } from 'firefly-client/testing';
import { degrees, fromJ2000, hours, type SkySystem } from './coordinates.js';

/** The ways in which a position can be read. */
export const coordinateStyles = [
  'EQ-J2000',
  'EQ-J2000 Decimal',
  'Galactic',
  'Super Galactic',
  'EQ-B1950',
  'EQ-B1950 Decimal',
  'Ecliptic J2000',
  'FITS Image Pixel',
  'Zero based Image Pixel',
] as const;

export type CoordinateStyle = (typeof coordinateStyles)[number];

const decimal: Readonly<Partial<Record<CoordinateStyle, SkySystem>>> = {
  'EQ-J2000 Decimal': 'J2000',
  Galactic: 'GALACTIC',
  'Super Galactic': 'SUPERGALACTIC',
  'EQ-B1950 Decimal': 'B1950',
  'Ecliptic J2000': 'ECLIPTIC',
};

/** A position as text. An image without coordinates says so. */
export function coordinateText({ image, world }: PickedPoint, style: CoordinateStyle): string {
  if (style === 'FITS Image Pixel') return pair(image.x + 0.5, image.y + 0.5, 1);
  if (style === 'Zero based Image Pixel') return pair(image.x - 0.5, image.y - 0.5, 1);
  if (!world) return 'no sky coordinates';
  const system = decimal[style];
  if (system) {
    const { lon, lat } = fromJ2000(world, system);
    return pair(lon, lat, 7);
  }
  const { lon, lat } = fromJ2000(world, style === 'EQ-B1950' ? 'B1950' : 'J2000');
  return `${hours(lon)}, ${degrees(lat)}`;
}

const pair = (x: number, y: number, decimals: number): string =>
  `${x.toFixed(decimals)}, ${y.toFixed(decimals)}`;
