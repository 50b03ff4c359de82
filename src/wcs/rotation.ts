/** How the sphere of a projection lies in the sky (Paper II, section 2). All angles are in radians. */
import type { Native } from './projections.js';

export interface Celestial {
  readonly lon: number;
  readonly lat: number;
}

/** The pole of the projection in the sky, and the longitude of the sky's pole in the projection. */
export interface Pole {
  readonly lon: number;
  readonly lat: number;
  readonly phi: number;
}

export interface Reference {
  readonly lon: number;
  readonly lat: number;
  /** Native latitude of the reference point; its native longitude is 0. */
  readonly theta0: number;
  readonly lonpole: number | undefined;
  readonly latpole: number | undefined;
}

const QUARTER = Math.PI / 2;
/** Below this an angle is the same as another: a ten-thousandth of a milliarcsecond. */
const SAME = 1e-13;

/** `undefined` where the header contradicts itself, so that there is no pole. */
export function poleOf({ lon, lat, theta0, lonpole, latpole = QUARTER }: Reference): Pole | undefined {
  const phi = lonpole ?? (lat < theta0 ? Math.PI : 0);
  if (Math.abs(theta0 - QUARTER) < SAME) return { lon, lat, phi };
  const poleLat = latitudeOfPole(lat, theta0, phi, latpole);
  return poleLat === undefined
    ? undefined
    : { lon: longitudeOfPole(lon, lat, poleLat, theta0, phi), lat: poleLat, phi };
}

function latitudeOfPole(lat: number, theta0: number, phi: number, wanted: number): number | undefined {
  const across = Math.cos(theta0) * Math.sin(phi);
  const middle = Math.atan2(Math.sin(theta0), Math.cos(theta0) * Math.cos(phi));
  const length = Math.sqrt(Math.max(0, 1 - across * across));
  if (length < SAME) return Math.abs(lat) < SAME ? wanted : undefined;
  const ratio = Math.sin(lat) / length;
  if (Math.abs(ratio) > 1 + SAME) return undefined;
  const spread = Math.acos(Math.min(1, Math.max(-1, ratio)));
  const candidates = [middle + spread, middle - spread]
    .map(wrapped)
    .filter((angle) => Math.abs(angle) <= QUARTER + SAME)
    .map((angle) => Math.min(QUARTER, Math.max(-QUARTER, angle)))
    .sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  return candidates[0];
}

function longitudeOfPole(lon: number, lat: number, poleLat: number, theta0: number, phi: number): number {
  if (Math.abs(Math.abs(lat) - QUARTER) < SAME) return lon;
  if (Math.abs(poleLat - QUARTER) < SAME) return lon + phi - Math.PI;
  if (Math.abs(poleLat + QUARTER) < SAME) return lon - phi;
  const sine = (Math.sin(phi) * Math.cos(theta0)) / Math.cos(lat);
  const cosine = (Math.sin(theta0) - Math.sin(poleLat) * Math.sin(lat)) / (Math.cos(poleLat) * Math.cos(lat));
  return lon - Math.atan2(sine, cosine);
}

const wrapped = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

export function nativeToCelestial({ phi, theta }: Native, pole: Pole): Celestial {
  const turned = turn(phi - pole.phi, theta, pole.lat);
  return { lon: pole.lon + turned.lon, lat: turned.lat };
}

export function celestialToNative({ lon, lat }: Celestial, pole: Pole): Native {
  const turned = turn(lon - pole.lon, lat, pole.lat);
  return { phi: wrapped(pole.phi + turned.lon), theta: turned.lat };
}

/** The turn is the same both ways. Angles come from two sides of a triangle, since sines alone are blunt near poles. */
function turn(lon: number, lat: number, poleLat: number): Celestial {
  const [across, up] = [Math.cos(lat), Math.sin(lat)];
  const along = across * Math.cos(lon);
  const x = up * Math.cos(poleLat) - along * Math.sin(poleLat);
  const y = -across * Math.sin(lon);
  const z = up * Math.sin(poleLat) + along * Math.cos(poleLat);
  return { lon: Math.atan2(y, x), lat: Math.atan2(z, Math.hypot(x, y)) };
}
