/** Systems of the sky, and the ways between them, by way of FK5 of 2000. Angles are in degrees. */

/** Names as in Firefly's positions. `EQ_J2000` is FK5 of 2000, `EQ_B1950` is FK4 of 1950, `EC_J2000` the mean ecliptic of 2000. */
export const SYSTEMS = ['ICRS', 'EQ_J2000', 'EQ_B1950', 'GALACTIC', 'SUPERGALACTIC', 'EC_J2000'] as const;
export type SkySystemName = (typeof SYSTEMS)[number];

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

export interface Angles {
  readonly lon: number;
  readonly lat: number;
}

const rad = Math.PI / 180;
const milliarcsecond = rad / 3_600_000;

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const times = (m: Matrix, v: Vector): Vector => [dot(m[0], v), dot(m[1], v), dot(m[2], v)];
const transposed = ([a, b, c]: Matrix): Matrix => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
];
const product = (m: Matrix, n: Matrix): Matrix => {
  const columns = transposed(n);
  return [times(columns, m[0]), times(columns, m[1]), times(columns, m[2])];
};

/** Turns the axes, not the vector. */
function turned(axis: 'x' | 'y' | 'z', angle: number): Matrix {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  if (axis === 'x')
    return [
      [1, 0, 0],
      [0, c, s],
      [0, -s, c],
    ];
  if (axis === 'y')
    return [
      [c, 0, -s],
      [0, 1, 0],
      [s, 0, c],
    ];
  return [
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ];
}

/** The axes of ICRS and of FK5 differ by some twenty milliarcseconds (Mignard & Froeschlé 2000). */
const icrsToFk5 = product(
  turned('x', 19.9 * milliarcsecond),
  product(turned('y', 9.1 * milliarcsecond), turned('z', -22.9 * milliarcsecond)),
);

/** The pole of the Galaxy, and the galactic longitude of the pole of FK5 (Reid & Brunthaler 2004). */
const fk5ToGalactic = product(
  turned('z', (180 - 122.9319185680026) * rad),
  product(turned('y', (90 - 27.12825118085622) * rad), turned('z', 192.8594812065348 * rad)),
);

/** Its pole is at l = 47.37°, b = 6.32°, its zero at l = 137.37°, b = 0°. */
const galacticToSuper = product(
  turned('z', rad * 90),
  product(turned('y', (90 - 6.32) * rad), turned('z', 47.37 * rad)),
);

/** Obliquity of 2000 (IAU 1976). */
const fk5ToEcliptic = turned('x', 23.4392911111 * rad);

/** Without aberration (Murray 1989, at the epoch 1950). */
const fk4ToFk5: Matrix = [
  [0.9999256794956877, -0.0111814832204662, -0.0048590038153592],
  [0.0111814832391717, 0.9999374848933135, -0.0000271625947142],
  [0.0048590037723143, -0.000027170293744, 0.9999881946023742],
];

/** Elliptic aberration, which places of FK4 contain. */
const eTerms: Vector = [-1.6255741516894347e-6, -3.191905371563791e-7, -1.384290671929659e-7];

function withoutETerms(v: Vector): Vector {
  const along = dot(eTerms, v);
  return unit([
    v[0] - eTerms[0] + along * v[0],
    v[1] - eTerms[1] + along * v[1],
    v[2] - eTerms[2] + along * v[2],
  ]);
}

function withETerms(v: Vector): Vector {
  let placed = v;
  for (let step = 0; step < 5; step++) {
    const scale = 1 / (1 + dot(eTerms, placed));
    placed = [(v[0] + eTerms[0]) * scale, (v[1] + eTerms[1]) * scale, (v[2] + eTerms[2]) * scale];
  }
  return unit(placed);
}

function unit(v: Vector): Vector {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}

function toFk5(v: Vector, system: SkySystemName): Vector {
  switch (system) {
    case 'EQ_J2000':
      return v;
    case 'ICRS':
      return times(icrsToFk5, v);
    case 'EQ_B1950':
      return times(fk4ToFk5, withoutETerms(v));
    case 'GALACTIC':
      return times(transposed(fk5ToGalactic), v);
    case 'SUPERGALACTIC':
      return times(transposed(fk5ToGalactic), times(transposed(galacticToSuper), v));
    case 'EC_J2000':
      return times(transposed(fk5ToEcliptic), v);
  }
}

function fromFk5(v: Vector, system: SkySystemName): Vector {
  switch (system) {
    case 'EQ_J2000':
      return v;
    case 'ICRS':
      return times(transposed(icrsToFk5), v);
    case 'EQ_B1950':
      return withETerms(times(transposed(fk4ToFk5), v));
    case 'GALACTIC':
      return times(fk5ToGalactic, v);
    case 'SUPERGALACTIC':
      return times(galacticToSuper, times(fk5ToGalactic, v));
    case 'EC_J2000':
      return times(fk5ToEcliptic, v);
  }
}

/** A place of one system in another one. */
export function convertSky({ lon, lat }: Angles, from: SkySystemName, to: SkySystemName): Angles {
  if (from === to) return { lon, lat };
  const across = Math.cos(lat * rad);
  const v: Vector = [across * Math.cos(lon * rad), across * Math.sin(lon * rad), Math.sin(lat * rad)];
  const [x, y, z] = fromFk5(toFk5(v, from), to);
  return { lon: wholeTurn(Math.atan2(y, x) / rad), lat: Math.atan2(z, Math.hypot(x, y)) / rad };
}

/** A longitude from 0 up to, without, 360. */
export function wholeTurn(degrees: number): number {
  const turn = degrees % 360;
  const positive = turn < 0 ? turn + 360 : turn;
  return positive >= 360 ? 0 : positive;
}

/** Angle between two places of one system, in degrees. */
export function separation(a: Angles, b: Angles): number {
  const [sineLat, sineLon] = [Math.sin(((b.lat - a.lat) * rad) / 2), Math.sin(((b.lon - a.lon) * rad) / 2)];
  const square = sineLat ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * sineLon ** 2;
  return (2 * Math.asin(Math.min(1, Math.sqrt(square)))) / rad;
}
