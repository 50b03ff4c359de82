/** World coordinates of an image: from pixels to the sky and back, by its header. */
import type { ImagePoint, WorldPoint } from '../actions/points.js';
import { ArgumentError, InputError } from '../errors.js';
import { convertSky, type SkySystemName, SYSTEMS, separation, wholeTurn } from './frames.js';
import { type Keywords, keywordsOf, type WcsHeader } from './header.js';
import { type Linear, linearOf } from './linear.js';
import { PROJECTIONS, type Projection, projectionOf } from './projections.js';
import { celestialToNative, nativeToCelestial, type Pole, poleOf } from './rotation.js';
import { type Distortion, distortionOf } from './sip.js';
import { systemOf, unitOf } from './sky-axes.js';

/** How pixels are counted. `PIXEL`: the lower left corner of the first is (0, 0). `ZERO_BASED`, `FITSPIXEL`: its centre is (0, 0), (1, 1). */
export type PixelCount = 'PIXEL' | 'ZERO_BASED' | 'FITSPIXEL';

/** A place in the sky, in degrees: a position as events have it, or right ascension and declination (`EQ_J2000`). */
export type SkyPosition =
  | { readonly x: number; readonly y: number; readonly system: string }
  | { readonly ra: number; readonly dec: number }
  | { readonly lon: number; readonly lat: number; readonly system: string };

export interface PixelToWorldOptions {
  /** @default 'PIXEL', as in events and views */
  readonly coord?: PixelCount | undefined;
  /** System of the result. @default that of the header */
  readonly system?: SkySystemName | undefined;
}

export interface WorldToPixelOptions {
  /** @default 'PIXEL' */
  readonly coord?: PixelCount | undefined;
}

export interface WcsOptions {
  /** Plane of a cube, counted from 0. @default 0 */
  readonly plane?: number | undefined;
}

/** What is added to a position of each kind to get FITS pixels. */
const TO_FITS: Readonly<Record<PixelCount, number>> = { PIXEL: 0.5, ZERO_BASED: 1, FITSPIXEL: 0 };
const rad = Math.PI / 180;
/** Degrees: a place that comes back further away than this was beyond the projection. */
const ASTRAY = 1e-6;

/**
 * The world coordinates of an image.
 *
 * ```ts
 * const { header } = await firefly.showFitsImage('m31.fits').displayed();
 * const wcs = Wcs.fromHeader(header);
 * const world = wcs.pixelToWorld({ x: 120.5, y: 80.5 });
 * ```
 */
export class Wcs {
  /** Three letters, such as `TAN`. */
  readonly projection: string;
  /** System of the header's coordinates. */
  readonly system: SkySystemName;
  /** Whether the header has SIP polynomials. */
  readonly distorted: boolean;
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.projection = parts.code;
    this.system = parts.system;
    this.distorted = parts.distortion !== undefined;
  }

  /**
   * World coordinates of a header.
   * @throws InputError where it has none for its first two axes, or in a projection that is not known here
   */
  static fromHeader(header: WcsHeader, options: WcsOptions = {}): Wcs {
    const keywords = keywordsOf(header);
    const types = [keywords.text('CTYPE1') ?? '', keywords.text('CTYPE2') ?? ''];
    const first = axisOf(types[0]);
    const second = axisOf(types[1]);
    if (first === undefined || second === undefined || first.longitude === second.longitude) {
      throw new InputError(
        `the header has no world coordinates for its first two axes: CTYPE1 is ${JSON.stringify(types[0])}, ` +
          `CTYPE2 is ${JSON.stringify(types[1])}; a right ascension and a declination, such as "RA---TAN" and ` +
          '"DEC--TAN", or another pair of longitude and latitude is needed',
      );
    }
    const [lon, lat] = first.longitude ? ([1, 2] as const) : ([2, 1] as const);
    return new Wcs(partsOf(keywords, { lon, lat }, first.code, first.kind, plainPlane(options.plane)));
  }

  /** Whether a header has world coordinates for its first two axes that are known here. */
  static has(header: WcsHeader): boolean {
    try {
      Wcs.fromHeader(header);
      return true;
    } catch (error) {
      if (error instanceof InputError) return false;
      throw error;
    }
  }

  /** The place in the sky under a place on the image; `undefined` outside of what the projection covers. */
  pixelToWorld({ x, y }: ImagePoint, options: PixelToWorldOptions = {}): WorldPoint | undefined {
    const add = countOf('pixelToWorld', options.coord);
    const system = knownSystem('pixelToWorld', 'options.system', options.system ?? this.system);
    const sky = skyAt(this.#parts, x + add, y + add);
    if (sky === undefined) return undefined;
    const { lon, lat } = convertSky(sky, this.system, system);
    return { x: lon, y: lat, system };
  }

  /** The place on the image of a place in the sky; `undefined` for what the projection does not reach. */
  worldToPixel(world: SkyPosition, options: WorldToPixelOptions = {}): ImagePoint | undefined {
    const add = countOf('worldToPixel', options.coord);
    const { lon, lat, system } = anglesOf(world);
    const place = pixelAt(this.#parts, convertSky({ lon, lat }, system, this.system));
    return place && { x: place.x - add, y: place.y - add };
  }

  /** Side of a pixel on the sky at the reference pixel, in degrees: the root of its area. */
  get pixelScale(): number {
    const [a, b, c, d] = this.#parts.linear.matrix;
    const [first, second] = this.#parts.units;
    return Math.sqrt(Math.abs((a * d - b * c) * first * second));
  }
}

/** The place in the sky under a place on an image with this header. See `Wcs`. */
export const pixelToWorld = (
  header: WcsHeader,
  point: ImagePoint,
  options?: PixelToWorldOptions & WcsOptions,
): WorldPoint | undefined => Wcs.fromHeader(header, options).pixelToWorld(point, options);

/** The place on an image with this header of a place in the sky. See `Wcs`. */
export const worldToPixel = (
  header: WcsHeader,
  world: SkyPosition,
  options?: WorldToPixelOptions & WcsOptions,
): ImagePoint | undefined => Wcs.fromHeader(header, options).worldToPixel(world, options);

interface Parts {
  readonly code: string;
  readonly system: SkySystemName;
  /** Which world axis is which. */
  readonly axes: { readonly lon: 1 | 2; readonly lat: 1 | 2 };
  /** Degrees in a unit of the first and second world axis. */
  readonly units: readonly [number, number];
  readonly linear: Linear;
  readonly distortion: Distortion | undefined;
  readonly projection: Projection;
  readonly pole: Pole;
}

interface Axis {
  readonly longitude: boolean;
  readonly kind: string;
  readonly code: string;
}

function axisOf(ctype = ''): Axis | undefined {
  const [, name = '', code = ''] =
    /^(RA|DEC|[GES]LON|[GES]LAT)-+([A-Z0-9]{3})/.exec(ctype.toUpperCase()) ?? [];
  if (name === '') return undefined;
  const kind = name === 'RA' || name === 'DEC' ? 'EQ' : name.slice(0, 1);
  return { longitude: name === 'RA' || name.endsWith('LON'), kind, code };
}

function partsOf(keywords: Keywords, axes: Parts['axes'], code: string, kind: string, plane: number): Parts {
  const units: [number, number] = [unitOf(keywords, 1), unitOf(keywords, 2)];
  const crval = (axis: 1 | 2): number =>
    (keywords.number(`CRVAL${axis}`) ?? 0) * (units[axis - 1] ?? 1) * rad;
  const [lon, lat] = [crval(axes.lon), crval(axes.lat)];
  const projection = projectionOf(code, (m) => keywords.number(`PV${axes.lat}_${m}`), lat);
  if (projection === undefined) {
    throw new InputError(
      `the projection ${JSON.stringify(code)} is not known here, only ${PROJECTIONS.join(', ')}`,
    );
  }
  const linear = linearOf(keywords, plane);
  if (linear === undefined)
    throw new InputError('the CD or PC matrix of the header, with CDELT, has no inverse');
  const radians = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : value * rad;
  const lonpole = radians(keywords.number('LONPOLE') ?? keywords.number(`PV${axes.lon}_3`));
  const latpole = radians(keywords.number('LATPOLE') ?? keywords.number(`PV${axes.lon}_4`));
  const pole = poleOf({ lon, lat, theta0: projection.theta0, lonpole, latpole });
  if (pole === undefined)
    throw new InputError('CRVAL, LONPOLE and LATPOLE of the header contradict each other');
  return {
    code,
    system: systemOf(keywords, kind),
    axes,
    units,
    linear,
    distortion: distortionOf(keywords),
    projection,
    pole,
  };
}

/** `x` and `y` are FITS pixels. */
function skyAt(parts: Parts, x: number, y: number): { lon: number; lat: number } | undefined {
  const { linear, units, axes } = parts;
  const offset = { u: x - linear.crpix[0], v: y - linear.crpix[1] };
  const { u, v } = parts.distortion?.forward(offset) ?? offset;
  const world = [
    (linear.matrix[0] * u + linear.matrix[1] * v + linear.shift[0]) * units[0] * rad,
    (linear.matrix[2] * u + linear.matrix[3] * v + linear.shift[1]) * units[1] * rad,
  ];
  const native = parts.projection.unproject({ x: world[axes.lon - 1] ?? 0, y: world[axes.lat - 1] ?? 0 });
  if (native === undefined || !Number.isFinite(native.phi + native.theta)) return undefined;
  const { lon, lat } = nativeToCelestial(native, parts.pole);
  return { lon: wholeTurn(lon / rad), lat: lat / rad };
}

function pixelAt(parts: Parts, sky: { lon: number; lat: number }): ImagePoint | undefined {
  const { linear, units, axes } = parts;
  const place = parts.projection.project(
    celestialToNative({ lon: sky.lon * rad, lat: sky.lat * rad }, parts.pole),
  );
  if (place === undefined) return undefined;
  const [first, second] = axes.lon === 1 ? [place.x, place.y] : [place.y, place.x];
  const s = first / rad / units[0] - linear.shift[0];
  const t = second / rad / units[1] - linear.shift[1];
  const offset = {
    u: linear.inverse[0] * s + linear.inverse[1] * t,
    v: linear.inverse[2] * s + linear.inverse[3] * t,
  };
  const found = parts.distortion === undefined ? offset : parts.distortion.backward(offset);
  if (found === undefined) return undefined;
  const pixel = { x: found.u + linear.crpix[0], y: found.v + linear.crpix[1] };
  if (!Number.isFinite(pixel.x + pixel.y)) return undefined;
  // Polynomials far outside of the image can bring anything anywhere.
  if (parts.distortion === undefined) return pixel;
  const back = skyAt(parts, pixel.x, pixel.y);
  return back !== undefined && separation(back, sky) < ASTRAY ? pixel : undefined;
}

function countOf(method: string, coord: PixelCount = 'PIXEL'): number {
  if (Object.hasOwn(TO_FITS, coord)) return TO_FITS[coord];
  throw new ArgumentError(method, 'options.coord', coord, `one of ${Object.keys(TO_FITS).join(', ')}`);
}

function plainPlane(plane = 0): number {
  if (Number.isInteger(plane) && plane >= 0) return plane;
  throw new ArgumentError('Wcs.fromHeader', 'options.plane', plane, 'a number of a plane, counted from 0');
}

/** Other names of the systems, as in positions of actions. */
const NAMES: Readonly<Record<string, SkySystemName>> = {
  J2000: 'EQ_J2000',
  EQJ2000: 'EQ_J2000',
  EQJ: 'EQ_J2000',
  FK5: 'EQ_J2000',
  B1950: 'EQ_B1950',
  EQB1950: 'EQ_B1950',
  EQB: 'EQ_B1950',
  FK4: 'EQ_B1950',
  GAL: 'GALACTIC',
  ECLIPTIC: 'EC_J2000',
  ECJ2000: 'EC_J2000',
  ECJ: 'EC_J2000',
};

function knownSystem(method: string, argument: string, name: string): SkySystemName {
  const upper = String(name).toUpperCase();
  const found = SYSTEMS.find((system) => system === upper) ?? NAMES[upper];
  if (found !== undefined) return found;
  throw new ArgumentError(method, argument, name, `one of ${SYSTEMS.join(', ')}`);
}

function anglesOf(world: SkyPosition): { lon: number; lat: number; system: SkySystemName } {
  const angles =
    'ra' in world
      ? { lon: world.ra, lat: world.dec, system: 'EQ_J2000' }
      : 'lon' in world
        ? world
        : { lon: world.x, lat: world.y, system: world.system };
  const { lon, lat } = angles;
  if (!Number.isFinite(lon) || !(Math.abs(lat) <= 90)) {
    const expected =
      'a longitude in degrees and a latitude from -90 to 90, such as { ra: 10.68, dec: 41.27 }';
    throw new ArgumentError('worldToPixel', 'world', world, expected);
  }
  return { lon, lat, system: knownSystem('worldToPixel', 'world.system', angles.system) };
}
