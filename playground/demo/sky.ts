/** The tangent-plane (gnomonic) projection, as FITS calls it `TAN`. */

export interface SkyPoint {
  /** Right ascension and declination in degrees. */
  readonly ra: number;
  readonly dec: number;
}

const RADIAN = 180 / Math.PI;

/** Standard coordinates of a point in degrees, east and north of `centre`; undefined on the other half of the sky. */
export function project(
  point: SkyPoint,
  centre: SkyPoint,
): { readonly east: number; readonly north: number } | undefined {
  const difference = (point.ra - centre.ra) / RADIAN;
  const dec = point.dec / RADIAN;
  const dec0 = centre.dec / RADIAN;
  const depth = Math.sin(dec0) * Math.sin(dec) + Math.cos(dec0) * Math.cos(dec) * Math.cos(difference);
  if (depth <= 0) return undefined;
  const east = (Math.cos(dec) * Math.sin(difference)) / depth;
  const north =
    (Math.cos(dec0) * Math.sin(dec) - Math.sin(dec0) * Math.cos(dec) * Math.cos(difference)) / depth;
  return { east: east * RADIAN, north: north * RADIAN };
}
