/** Positions on the wire: `x;y;SYSTEM`. Shared by actions and events. */
import { ArgumentError } from '../errors.js';

/** A position in the sky, in degrees. */
export interface WorldPoint {
  /** Longitude: right ascension in degrees for equatorial systems. */
  readonly x: number;
  /** Latitude: declination in degrees for equatorial systems. */
  readonly y: number;
  /** Coordinate system, e.g. `EQ_J2000`. */
  readonly system: string;
}

/** A position in an image, in pixels: the lower left corner of the first pixel is (0, 0), its centre (0.5, 0.5). */
export interface ImagePoint {
  readonly x: number;
  readonly y: number;
}

/** Systems that mean pixels (a viewer takes every name it does not know for a sky position, without a word). */
const IMAGE_SYSTEMS: readonly string[] = ['PIXEL', 'ZERO_BASED', 'ZERO-BASED', 'FITSPIXEL'];

/** Names of sky systems that a viewer knows, in capitals. */
const WORLD_SYSTEMS: readonly string[] = [
  ...[
    'EQ_J2000',
    'EQJ2000',
    'EQJ',
    'J2000',
    'ICRS',
    'EQ_B2000',
    'EQB2000',
    'EQ_B1950',
    'EQB1950',
    'EQB',
    'B1950',
  ],
  ...[
    'GALACTIC',
    'GAL',
    'SUPERGALACTIC',
    'EC_J2000',
    'ECJ2000',
    'ECLJ2000',
    'ECJ',
    'EC_B1950',
    'ECLB1950',
    'ECB',
  ],
];

/**
 * The system's name for the wire: `image` means `PIXEL`, any other known name is kept as the caller wrote it.
 * @throws ArgumentError for a name that a viewer would silently misread.
 */
export function coordinateSystem(method: string, argument: string, name: unknown): string {
  const upper = typeof name === 'string' ? name.toUpperCase() : '';
  if (upper === 'IMAGE') return 'PIXEL';
  if (typeof name === 'string' && [...IMAGE_SYSTEMS, ...WORLD_SYSTEMS].includes(upper)) return name;
  const allowed = [
    'image',
    'PIXEL',
    'ZERO_BASED',
    'FITSPIXEL',
    'J2000',
    'B1950',
    'GALACTIC',
    'SUPERGALACTIC',
    'EC_J2000',
    'EC_B1950',
  ];
  throw new ArgumentError(method, argument, name, `one of ${allowed.join(', ')}`);
}

/** Reads `x;y;SYSTEM`; undefined when it is none. */
export function parseWorldPoint(value: unknown): WorldPoint | undefined {
  if (typeof value !== 'string') return undefined;
  const [x, y, system] = value.split(';');
  const point = numbers(x, y);
  return point && { ...point, system: system === undefined || system === '' ? 'EQ_J2000' : system };
}

/** Reads `x;y`; undefined when it is none. */
export function parseImagePoint(value: unknown): ImagePoint | undefined {
  if (typeof value !== 'string') return undefined;
  const [x, y] = value.split(';');
  return numbers(x, y);
}

function numbers(x: string | undefined, y: string | undefined): ImagePoint | undefined {
  if (x === undefined || y === undefined || x.trim() === '' || y.trim() === '') return undefined;
  const point = { x: Number(x), y: Number(y) };
  return Number.isNaN(point.x) || Number.isNaN(point.y) ? undefined : point;
}
