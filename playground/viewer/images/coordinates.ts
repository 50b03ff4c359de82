import type { ViewPoint } from 'firefly-client/testing';

/** Right ascension and declination in degrees, J2000. */
export interface Sky {
  readonly ra: number;
  readonly dec: number;
}

/** A place on an image: (0,0) is the lower left corner of the first pixel. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

export type SkySystem = 'J2000' | 'B1950' | 'GALACTIC' | 'SUPERGALACTIC' | 'ECLIPTIC';

const systems: Readonly<Record<string, SkySystem>> = {
  EQ_J2000: 'J2000',
  J2000: 'J2000',
  EQJ: 'J2000',
  FK5: 'J2000',
  ICRS: 'J2000',
  EQ_B1950: 'B1950',
  B1950: 'B1950',
  EQB: 'B1950',
  FK4: 'B1950',
  GALACTIC: 'GALACTIC',
  GAL: 'GALACTIC',
  SUPERGALACTIC: 'SUPERGALACTIC',
  ECLIPTIC: 'ECLIPTIC',
  ECL_J2000: 'ECLIPTIC',
  ECL: 'ECLIPTIC',
  EC_J2000: 'ECLIPTIC',
  ECJ2000: 'ECLIPTIC',
};

/** The sky system of a name; `undefined` when the name is none we know. */
export function skySystem(name: string): SkySystem | undefined {
  return systems[name.trim().toUpperCase()];
}

const rad = Math.PI / 180;

function toVector(lon: number, lat: number): Vector {
  const c = Math.cos(lat * rad);
  return [c * Math.cos(lon * rad), c * Math.sin(lon * rad), Math.sin(lat * rad)];
}

function fromVector([x, y, z]: Vector): { lon: number; lat: number } {
  const lon = Math.atan2(y, x) / rad;
  return { lon: lon < 0 ? lon + 360 : lon, lat: Math.atan2(z, Math.hypot(x, y)) / rad };
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function times(m: Matrix, v: Vector): Vector {
  return [dot(m[0], v), dot(m[1], v), dot(m[2], v)];
}

function transposed(m: Matrix): Matrix {
  return [
    [m[0][0], m[1][0], m[2][0]],
    [m[0][1], m[1][1], m[2][1]],
    [m[0][2], m[1][2], m[2][2]],
  ];
}

/** J2000 to galactic. */
const galactic: Matrix = [
  [-0.054875539726, -0.87343710801, -0.483834985808],
  [0.494109453312, -0.444829589425, 0.74698225181],
  [-0.867666135858, -0.198076386122, 0.455983795705],
];

/** Galactic to supergalactic: its pole is at l = 47.37°, b = 6.32°, its zero at l = 137.37°, b = 0°. */
const supergalactic: Matrix = [
  [-0.735742574804, 0.677261296414, 0],
  [-0.074553778365, -0.080991471307, 0.9939225904],
  [0.673145302109, 0.731271165817, 0.110081262225],
];

const obliquity = 23.4392911111 * rad;

/** J2000 to ecliptic of J2000. */
const ecliptic: Matrix = [
  [1, 0, 0],
  [0, Math.cos(obliquity), Math.sin(obliquity)],
  [0, -Math.sin(obliquity), Math.cos(obliquity)],
];

/** Elliptic aberration that catalogues of B1950 contain. */
const eTerms: Vector = [-1.62557e-6, -0.31919e-6, -0.13843e-6];

/** B1950 to J2000: places. */
const fk4: Matrix = [
  [0.999925678186902, -0.011182059642247, -0.00485794655896],
  [0.011182059571766, 0.999937478448132, -0.000027176441185],
  [0.004857946721186, -0.000027147426498, 0.99998819973877],
];

/** B1950 to J2000: the motion a resting star seems to have, in arc seconds per Julian century. */
const fk4Motion: Matrix = [
  [-0.000541652366951, -0.237968129744288, 0.436227555856097],
  [0.237917612131583, -0.002660763319071, -0.008537771074048],
  [-0.43611127603927, 0.012259092261564, 0.002119110818172],
];

/** Half a Julian century, in radians per arc second: what the seeming motion adds up to from 1950 to 2000. */
const sinceB1950 = ((1949.9997904422 - 2000) / 100 / 3600) * rad;

function b1950ToJ2000(v: Vector): Vector {
  const along = dot(v, eTerms);
  const pure: Vector = [
    v[0] - eTerms[0] + along * v[0],
    v[1] - eTerms[1] + along * v[1],
    v[2] - eTerms[2] + along * v[2],
  ];
  const place = times(fk4, pure);
  const motion = times(fk4Motion, pure);
  return [
    place[0] + sinceB1950 * motion[0],
    place[1] + sinceB1950 * motion[1],
    place[2] + sinceB1950 * motion[2],
  ];
}

/** B1950 seen from J2000: the way there is nearly its own inverse, so that two steps meet it to 0.1 milliarcseconds. */
function j2000ToB1950(v: Vector): Vector {
  let guess = times(transposed(fk4), v);
  for (let step = 0; step < 3; step++) {
    const reached = b1950ToJ2000(guess);
    const missed: Vector = [v[0] - reached[0], v[1] - reached[1], v[2] - reached[2]];
    const turned = times(transposed(fk4), missed);
    guess = [guess[0] + turned[0], guess[1] + turned[1], guess[2] + turned[2]];
  }
  return guess;
}

/** A sky position of any system we know, as J2000. */
export function toJ2000(lon: number, lat: number, system: SkySystem): Sky {
  if (system === 'J2000') return { ra: lon, dec: lat };
  const place = fromVector(turnedToJ2000(toVector(lon, lat), system));
  return { ra: place.lon, dec: place.lat };
}

function turnedToJ2000(v: Vector, system: SkySystem): Vector {
  switch (system) {
    case 'B1950':
      return b1950ToJ2000(v);
    case 'GALACTIC':
      return times(transposed(galactic), v);
    case 'SUPERGALACTIC':
      return times(transposed(galactic), times(transposed(supergalactic), v));
    case 'ECLIPTIC':
      return times(transposed(ecliptic), v);
    default:
      return v;
  }
}

/** A J2000 position in another system: longitude and latitude in degrees. */
export function fromJ2000({ ra, dec }: Sky, system: SkySystem): { lon: number; lat: number } {
  const v = toVector(ra, dec);
  switch (system) {
    case 'B1950':
      return fromVector(j2000ToB1950(v));
    case 'GALACTIC':
      return fromVector(times(galactic, v));
    case 'SUPERGALACTIC':
      return fromVector(times(supergalactic, times(galactic, v)));
    case 'ECLIPTIC':
      return fromVector(times(ecliptic, v));
    default:
      return fromVector(v);
  }
}

/** Angle between two positions, in degrees. */
export function separation(a: Sky, b: Sky): number {
  const u = toVector(a.ra, a.dec);
  const v = toVector(b.ra, b.dec);
  const cross = Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
  return Math.atan2(cross, dot(u, v)) / rad;
}

/**
 * Where a point is meant to be: on the image, or on the sky. An unknown system is a sky position of J2000,
 * as viewers take it.
 */
export function locate(point: ViewPoint): { readonly spot: Spot } | { readonly sky: Sky } {
  const { x, y } = point;
  switch (point.system.trim().toUpperCase()) {
    case 'PIXEL':
    case 'IMAGE':
      return { spot: { x, y } };
    case 'ZERO_BASED':
    case 'ZEROBASED':
      return { spot: { x: x + 0.5, y: y + 0.5 } };
    case 'FITSPIXEL':
      return { spot: { x: x - 0.5, y: y - 0.5 } };
    default:
      return { sky: toJ2000(x, y, skySystem(point.system) ?? 'J2000') };
  }
}

/** `00h42m44.3s` with as many decimals as asked. */
export function hours(ra: number, decimals = 2): string {
  const turn = (((ra % 360) + 360) % 360) / 15;
  return sexagesimal(turn, ['h', 'm', 's'], decimals, 24);
}

/** `+41d16m09.4s` with as many decimals as asked. */
export function degrees(dec: number, decimals = 1): string {
  return `${dec < 0 ? '-' : '+'}${sexagesimal(Math.abs(dec), ['d', 'm', 's'], decimals)}`;
}

function sexagesimal(
  value: number,
  units: readonly [string, string, string],
  decimals: number,
  wrap?: number,
) {
  const scale = 10 ** decimals;
  const ticks = Math.round(value * 3600 * scale);
  const whole = Math.floor(ticks / (3600 * scale));
  const minutes = Math.floor(ticks / (60 * scale)) % 60;
  const seconds = (ticks % (60 * scale)) / scale;
  const first = String(wrap ? whole % wrap : whole).padStart(2, '0');
  const last = seconds.toFixed(decimals).padStart(decimals ? decimals + 3 : 2, '0');
  return `${first}${units[0]}${String(minutes).padStart(2, '0')}${units[1]}${last}${units[2]}`;
}
