/** Where an image lies in the sky: a small description becomes the cards of the standard. */
import { isRecord } from '../schema/json.js';
import { nearest } from '../schema/spelling.js';
import { cardsOf, type HeaderValue, type Real } from './fits-cards.js';
import { type Place, refuse } from './place.js';

const PROJECTIONS = [
  'TAN',
  'SIN',
  'ARC',
  'STG',
  'ZEA',
  'CAR',
  'CEA',
  'MER',
  'SFL',
  'PAR',
  'MOL',
  'AIT',
] as const;
const SYSTEMS = ['ICRS', 'FK5', 'FK4', 'galactic', 'ecliptic'] as const;
const KEYS = ['center', 'projection', 'system', 'equinox', 'pixel', 'scale', 'rotation', 'cd', 'third'];

/** Projections that need no parameters of their own. */
export type Projection = (typeof PROJECTIONS)[number];

/** The scale of an image: by `scale` and `rotation`, or by a matrix. */
type Scale =
  | {
      /** Degrees a pixel: one number, where east is on the left, or one for each axis with its sign. */
      readonly scale: number | readonly [number, number];
      /** Degrees by which north is turned from up, counterclockwise. @default 0 */
      readonly rotation?: number | undefined;
      readonly cd?: undefined;
    }
  | {
      /** Degrees a pixel: `[[CD1_1, CD1_2], [CD2_1, CD2_2]]`. */
      readonly cd: readonly [readonly [number, number], readonly [number, number]];
      readonly scale?: undefined;
      readonly rotation?: undefined;
    };

/** Coordinates of an image. */
export type ImageWcs = Scale & {
  /** Position of the reference pixel in degrees: right ascension and declination, or longitude and latitude. */
  readonly center: readonly [number, number];
  /** @default 'TAN' */
  readonly projection?: Projection | undefined;
  /** @default 'ICRS' */
  readonly system?: (typeof SYSTEMS)[number] | undefined;
  /** Of FK5, FK4 and ecliptic coordinates. @default 1950 for FK4, else 2000 */
  readonly equinox?: number | undefined;
  /** The reference pixel, the middle of the first being 1, 1. @default the middle of the image */
  readonly pixel?: readonly [number, number] | undefined;
  /** The third axis of a cube. */
  readonly third?:
    | {
        /** Such as `FREQ`, `VELO`, `WAVE`, `STOKES`. */
        readonly type: string;
        readonly unit?: string | undefined;
        /** Value of the reference plane. */
        readonly value: number;
        /** Change from plane to plane. */
        readonly step: number;
        /** The reference plane, counted from 1. @default 1 */
        readonly pixel?: number | undefined;
      }
    | undefined;
};

/** How long the axes of the image are. */
interface Axes {
  readonly width: number;
  readonly height: number;
  readonly depth: number | undefined;
}

/** Keywords that nobody else may write beside a description, since it would mean something else then. */
export const WCS_KEYS = /^(?:(?:CTYPE|CUNIT|CRVAL|CRPIX|CDELT|CROTA)\d+|(?:CD|PC)\d+_\d+|RADESYS|EQUINOX)$/;

/** Cards of the coordinates. */
export function wcsCards(wcs: unknown, axes: Axes, outer: Place): readonly string[] {
  const cards: string[] = [];
  if (wcs === undefined || wcs === null) return cards;
  const given = membersOf(wcs, outer);
  const write = (key: string, value: HeaderValue | Real) => {
    cards.push(...cardsOf(key, value, '', outer));
  };
  const system = oneOf(SYSTEMS, given['system'] ?? 'ICRS', inside(outer, 'system'));
  const [first, second] = axisTypes(system, given['projection'] ?? 'TAN', inside(outer, 'projection'));
  const center = pair(given['center'], inside(outer, 'center'));
  const middle = [(axes.width + 1) / 2, (axes.height + 1) / 2] as const;
  const pixel = given['pixel'] === undefined ? middle : pair(given['pixel'], inside(outer, 'pixel'));
  if (Math.abs(center[1]) > 90) refuse(inside(outer, 'center[1]'), center[1], 'from -90 to 90 degrees');
  write('CTYPE1', first);
  write('CTYPE2', second);
  [1, 2].forEach((axis, index) => {
    write(`CUNIT${axis}`, 'deg');
    write(`CRVAL${axis}`, { real: center[index] as number });
    write(`CRPIX${axis}`, { real: pixel[index] as number });
  });
  const third = thirdAxis(given['third'], axes, inside(outer, 'third'));
  for (const [key, value] of scaleCards(given, third?.step, outer)) write(key, value);
  for (const [key, value] of third?.entries ?? []) write(key, value);
  for (const [key, value] of frameOf(system, given['equinox'], inside(outer, 'equinox'))) write(key, value);
  return cards;
}

type Entry = readonly [key: string, value: string | Real];

function membersOf(wcs: unknown, outer: Place): Readonly<Record<string, unknown>> {
  if (!isRecord(wcs)) return refuse(outer, wcs, 'an object with center, and scale or cd');
  for (const key of Object.keys(wcs)) {
    if (KEYS.includes(key)) continue;
    const meant = nearest(key, KEYS);
    refuse(
      inside(outer, key),
      wcs[key],
      `left out: it is not known here${meant ? ` (is ${meant} meant?)` : ''}`,
    );
  }
  return wcs;
}

function axisTypes(system: string, projection: unknown, at: Place): readonly [string, string] {
  const name = oneOf(PROJECTIONS, projection, at);
  const prefix =
    system === 'galactic' ? ['GLON', 'GLAT'] : system === 'ecliptic' ? ['ELON', 'ELAT'] : ['RA--', 'DEC-'];
  return [`${prefix[0]}-${name}`, `${prefix[1]}-${name}`];
}

/** A matrix where the image is turned or one is given; else the steps alone, which every program reads. */
function scaleCards(
  given: Readonly<Record<string, unknown>>,
  step: number | undefined,
  outer: Place,
): Entry[] {
  const { scale, rotation, cd } = given;
  if ((scale === undefined) === (cd === undefined))
    return refuse(inside(outer, 'scale'), scale, 'given, or cd in place of it, and not both');
  if (cd !== undefined) {
    if (rotation !== undefined) refuse(inside(outer, 'rotation'), rotation, 'left out, because there is cd');
    if (!Array.isArray(cd) || cd.length !== 2) return refuse(inside(outer, 'cd'), cd, 'two pairs of numbers');
    const [top, bottom] = cd.map((row, index) => pair(row, inside(outer, `cd[${index}]`)));
    return matrixCards([...(top ?? []), ...(bottom ?? [])], step, inside(outer, 'cd'));
  }
  const at = inside(outer, 'scale');
  const [x, y] = typeof scale === 'number' ? [-number(scale, at), number(scale, at)] : pair(scale, at);
  if (x === 0 || y === 0) refuse(at, scale, 'other than 0');
  const turned = rotation === undefined ? 0 : number(rotation, inside(outer, 'rotation'));
  if (turned === 0) {
    return [['CDELT1', { real: x }], ['CDELT2', { real: y }], ...depthStep('CDELT3', step)];
  }
  const [cos, sin] = [Math.cos((turned * Math.PI) / 180), Math.sin((turned * Math.PI) / 180)];
  return matrixCards([x * cos, -y * sin, x * sin, y * cos], step, at);
}

function matrixCards(
  [a = 0, b = 0, c = 0, d = 0]: readonly number[],
  step: number | undefined,
  at: Place,
): Entry[] {
  if (a * d === b * c) refuse(at, [a, b, c, d].join(' '), 'a matrix that can be inverted');
  return [
    ['CD1_1', { real: a }],
    ['CD1_2', { real: b }],
    ['CD2_1', { real: c }],
    ['CD2_2', { real: d }],
    ...depthStep('CD3_3', step),
  ];
}

const depthStep = (key: string, step: number | undefined): Entry[] =>
  step === undefined ? [] : [[key, { real: step }]];

function thirdAxis(third: unknown, { depth }: Axes, at: Place) {
  if (third === undefined) return undefined;
  if (depth === undefined) return refuse(at, third, 'left out, because the image has no depth');
  if (!isRecord(third)) return refuse(at, third, 'an object with type, value and step');
  const { type, unit, value, step, pixel = 1 } = third;
  if (typeof type !== 'string' || type === '')
    return refuse(inside(at, 'type'), type, 'a type of axis, such as FREQ');
  if (unit !== undefined && typeof unit !== 'string') return refuse(inside(at, 'unit'), unit, 'a text');
  const entries: Entry[] = [
    ['CTYPE3', type],
    ...(unit === undefined ? [] : ([['CUNIT3', unit]] as const)),
    ['CRVAL3', { real: number(value, inside(at, 'value')) }],
    ['CRPIX3', { real: number(pixel, inside(at, 'pixel')) }],
  ];
  return { step: number(step, inside(at, 'step')), entries };
}

function frameOf(system: string, equinox: unknown, at: Place): Entry[] {
  const hasEquinox = system === 'FK5' || system === 'FK4' || system === 'ecliptic';
  if (!hasEquinox && equinox !== undefined) refuse(at, equinox, `left out: ${system} has no equinox`);
  if (system === 'galactic') return [];
  const frame: Entry = ['RADESYS', system === 'ecliptic' ? 'FK5' : system];
  if (!hasEquinox) return [frame];
  const year = equinox === undefined ? (system === 'FK4' ? 1950 : 2000) : number(equinox, at);
  return [frame, ['EQUINOX', { real: year }]];
}

const inside = (outer: Place, key: string): Place => ({ ...outer, argument: `${outer.argument}.${key}` });

function oneOf<T extends string>(choices: readonly T[], value: unknown, at: Place): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const meant = typeof value === 'string' ? nearest(value, choices) : undefined;
  return refuse(at, value, `one of ${choices.join(', ')}${meant ? ` (is ${meant} meant?)` : ''}`);
}

const number = (value: unknown, at: Place): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(at, value, 'a finite number');

function pair(value: unknown, at: Place): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return refuse(at, value, 'a pair of numbers');
  return [number(value[0], at), number(value[1], at)];
}
