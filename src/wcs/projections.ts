/** Projections of the sky onto a plane (Calabretta & Greisen 2002, "Paper II"). All angles are in radians. */

/** A place on the sphere of the projection. */
export interface Native {
  readonly phi: number;
  readonly theta: number;
}

/** A place on the plane, in radians. */
export interface Plane {
  readonly x: number;
  readonly y: number;
}

export interface Projection {
  /** Native latitude of the point that lies at the reference pixel. */
  readonly theta0: number;
  /** `undefined` for what the projection does not reach. */
  project(native: Native): Plane | undefined;
  /** `undefined` outside of what the projection covers. */
  unproject(plane: Plane): Native | undefined;
}

/** Parameters `PV2_m` of the header: 0 where there is none. */
export type Parameter = (m: number) => number | undefined;

const QUARTER = Math.PI / 2;
/** What rounding may add at the edge of a projection. */
const EDGE = 1e-13;

const atMostOne = (value: number): number | undefined =>
  value <= 1 ? value : value <= 1 + EDGE ? 1 : undefined;

/** Projections whose circles of latitude are circles around the reference pixel. */
function zenithal(
  radiusOf: (theta: number) => number | undefined,
  thetaOf: (radius: number) => number | undefined,
): Projection {
  return {
    theta0: QUARTER,
    project: ({ phi, theta }) => {
      const radius = radiusOf(theta);
      return radius === undefined ? undefined : { x: radius * Math.sin(phi), y: -radius * Math.cos(phi) };
    },
    unproject: ({ x, y }) => {
      const theta = thetaOf(Math.hypot(x, y));
      return theta === undefined ? undefined : { phi: x === 0 && y === 0 ? 0 : Math.atan2(x, -y), theta };
    },
  };
}

const tan = zenithal(
  (theta) => (theta > 0 ? Math.cos(theta) / Math.sin(theta) : undefined),
  (radius) => Math.atan2(1, radius),
);

const arc = zenithal(
  (theta) => QUARTER - theta,
  (radius) => (radius <= Math.PI + EDGE ? QUARTER - radius : undefined),
);

const stg = zenithal(
  (theta) => (theta > -QUARTER ? 2 * Math.tan((QUARTER - theta) / 2) : undefined),
  (radius) => QUARTER - 2 * Math.atan(radius / 2),
);

const zea = zenithal(
  (theta) => 2 * Math.sin((QUARTER - theta) / 2),
  (radius) => {
    const half = atMostOne(radius / 2);
    return half === undefined ? undefined : QUARTER - 2 * Math.asin(half);
  },
);

/** Orthographic, or slant orthographic where the header has `PV2_1` and `PV2_2`. */
function sin(xi: number, eta: number): Projection {
  return {
    theta0: QUARTER,
    project: ({ phi, theta }) => {
      // Where the sphere turns away from the plane, a place hides behind another one.
      if (Math.sin(theta) + Math.cos(theta) * (xi * Math.sin(phi) - eta * Math.cos(phi)) < -EDGE)
        return undefined;
      const rest = 1 - Math.sin(theta);
      return {
        x: Math.cos(theta) * Math.sin(phi) + xi * rest,
        y: -Math.cos(theta) * Math.cos(phi) + eta * rest,
      };
    },
    unproject: ({ x, y }) => {
      const a = xi * xi + eta * eta + 1;
      const b = xi * (x - xi) + eta * (y - eta);
      const c = (x - xi) ** 2 + (y - eta) ** 2 - 1;
      const under = b * b - a * c;
      if (under < -EDGE) return undefined;
      const root = Math.sqrt(Math.max(0, under));
      const s = Math.min(1, Math.max(-1, (-b + root) / a));
      const [u, v] = [x - xi * (1 - s), y - eta * (1 - s)];
      return { phi: u === 0 && v === 0 ? 0 : Math.atan2(u, -v), theta: Math.atan2(s, Math.hypot(u, v)) };
    },
  };
}

/** Projections around the equator: `x` goes with the longitude. */
const equatorial = (project: Projection['project'], unproject: Projection['unproject']): Projection => ({
  theta0: 0,
  project,
  unproject,
});

const car = equatorial(
  ({ phi, theta }) => ({ x: phi, y: theta }),
  ({ x, y }) => (Math.abs(y) <= QUARTER + EDGE ? { phi: x, theta: y } : undefined),
);

const cea = (lambda: number): Projection =>
  equatorial(
    ({ phi, theta }) => ({ x: phi, y: Math.sin(theta) / lambda }),
    ({ x, y }) => {
      const sine = atMostOne(Math.abs(y * lambda));
      return sine === undefined ? undefined : { phi: x, theta: Math.sign(y) * Math.asin(sine) };
    },
  );

const mer = equatorial(
  ({ phi, theta }) =>
    Math.abs(theta) < QUARTER ? { x: phi, y: Math.log(Math.tan((QUARTER + theta) / 2)) } : undefined,
  ({ x, y }) => ({ phi: x, theta: 2 * Math.atan(Math.exp(y)) - QUARTER }),
);

const sfl = equatorial(
  ({ phi, theta }) => ({ x: phi * Math.cos(theta), y: theta }),
  ({ x, y }) => {
    const width = Math.cos(y);
    if (Math.abs(y) > QUARTER + EDGE || Math.abs(x) > Math.PI * width + EDGE) return undefined;
    return { phi: width === 0 ? 0 : x / width, theta: y };
  },
);

const ait = equatorial(
  ({ phi, theta }) => {
    const gamma = Math.sqrt(2 / (1 + Math.cos(theta) * Math.cos(phi / 2)));
    return { x: 2 * gamma * Math.cos(theta) * Math.sin(phi / 2), y: gamma * Math.sin(theta) };
  },
  ({ x, y }) => {
    const squared = 1 - (x / 4) ** 2 - (y / 2) ** 2;
    if (squared < 0.5 - EDGE) return undefined;
    const z = Math.sqrt(squared);
    const [along, across] = [Math.max(0, 2 * squared - 1), (x * z) / 2];
    return { phi: 2 * Math.atan2(across, along), theta: Math.atan2(y * z, Math.hypot(along, across)) };
  },
);

const mol = equatorial(
  ({ phi, theta }) => {
    const gamma = mollweideAngle(theta);
    return {
      x: ((2 * Math.SQRT2) / Math.PI) * phi * Math.cos(gamma),
      y: Math.SQRT2 * Math.sin(gamma),
    };
  },
  ({ x, y }) => {
    const sine = atMostOne(Math.abs(y) / Math.SQRT2);
    if (sine === undefined) return undefined;
    const gamma = Math.sign(y) * Math.asin(sine);
    const width = ((2 * Math.SQRT2) / Math.PI) * Math.cos(gamma);
    if (Math.abs(x) > Math.PI * width + EDGE) return undefined;
    const latitude = (2 * gamma + Math.sin(2 * gamma)) / Math.PI;
    return { phi: width === 0 ? 0 : x / width, theta: Math.asin(Math.min(1, Math.max(-1, latitude))) };
  },
);

/** Solves 2γ + sin 2γ = π sin θ. */
function mollweideAngle(theta: number): number {
  const wanted = Math.PI * Math.sin(theta);
  if (Math.abs(theta) > QUARTER - 1e-9) return theta;
  let gamma = theta / 2;
  for (let step = 0; step < 100; step++) {
    const change = (2 * gamma + Math.sin(2 * gamma) - wanted) / (2 + 2 * Math.cos(2 * gamma));
    gamma -= change;
    if (Math.abs(change) < 1e-15) break;
  }
  return gamma;
}

/** Codes of the projections that are known. */
export const PROJECTIONS = [
  ...['TAN', 'SIN', 'ZEA', 'ARC', 'STG', 'NCP'],
  ...['CAR', 'CEA', 'MER', 'SFL', 'GLS', 'AIT', 'MOL'],
] as const;

/** The projection of a code; `undefined` for one that is not known. `latitude` is that of the reference pixel. */
export function projectionOf(code: string, parameter: Parameter, latitude: number): Projection | undefined {
  switch (code) {
    case 'TAN':
      return tan;
    case 'SIN':
      return sin(parameter(1) ?? 0, parameter(2) ?? 0);
    case 'NCP':
      return sin(0, 1 / Math.tan(latitude));
    case 'ZEA':
      return zea;
    case 'ARC':
      return arc;
    case 'STG':
      return stg;
    case 'CAR':
      return car;
    case 'CEA':
      return cea(parameter(1) ?? 1);
    case 'MER':
      return mer;
    case 'SFL':
    case 'GLS':
      return sfl;
    case 'AIT':
      return ait;
    case 'MOL':
      return mol;
    default:
      return undefined;
  }
}
