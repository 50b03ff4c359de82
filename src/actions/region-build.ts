/** Builders of DS9 regions: numbers with units, texts escaped. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, finite, nonEmpty } from '../schema/validate.js';
import {
  type AnnulusRegion,
  type BoxRegion,
  type CircleRegion,
  type EllipseRegion,
  type LineRegion,
  PIXEL_SYSTEMS,
  POINT_SHAPES,
  type PointRegion,
  type PolygonRegion,
  type Region,
  type RegionPosition,
  type RegionStyle,
  SKY_SYSTEMS,
  type TextRegion,
} from './region-model.js';

const style = {
  color: z.optional(
    z.string().check(
      z.refine((name) => /^(?:[a-z]+|#[0-9a-f]{3,8}|rgba?\([\d.,%]+\))$/i.test(name), {
        error: 'a colour such as "red", "#ff0000" or "rgb(255,0,0)"',
      }),
    ),
  ),
  text: z.optional(z.string()),
  width: z.optional(finite.check(z.minimum(0))),
  font: z.optional(
    z
      .string()
      .check(
        z.refine((font) => /^[\w ]+$/.test(font), { error: 'a font such as "helvetica 12 bold roman"' }),
      ),
  ),
  tag: z.optional(z.string()),
  dash: z.optional(z.boolean()),
  include: z.optional(z.boolean()),
};
const place = {
  ra: z.optional(finite.check(z.minimum(-360), z.maximum(360))),
  dec: z.optional(finite.check(z.minimum(-90), z.maximum(90))),
  lon: z.optional(finite.check(z.minimum(-360), z.maximum(360))),
  lat: z.optional(finite.check(z.minimum(-90), z.maximum(90))),
  x: z.optional(finite),
  y: z.optional(finite),
  system: z.optional(z.enum([...SKY_SYSTEMS, ...PIXEL_SYSTEMS])),
};
const size = z.union([z.number(), z.string()]);
const angle = z.optional(finite);

const Circle = z.strictObject({ ...place, ...style, radius: size });
const Ellipse = z.strictObject({ ...place, ...style, a: size, b: size, angle });
const Box = z.strictObject({ ...place, ...style, w: size, h: size, angle });
const Annulus = z.strictObject({ ...place, ...style, radii: z.array(size).check(z.minLength(2)) });
const Point = z.strictObject({
  ...place,
  ...style,
  shape: z.optional(z.enum(POINT_SHAPES)),
  size: z.optional(finite.check(z.positive())),
});
const Text = z.strictObject({ ...place, ...style, text: nonEmpty('a text') });
const Position = z.strictObject(place);
const Line = z.strictObject({ ...style, from: Position, to: Position });
const Polygon = z.strictObject({ ...style, points: z.array(Position).check(z.minLength(3)) });

/** Where something is, printed, and whether that is in the sky. */
interface Located {
  readonly system: string;
  readonly sky: boolean;
  readonly coordinates: string;
}

/** The builders: each gives a line of DS9. Positions are `{ ra, dec }`, `{ lon, lat, system }` or `{ x, y }`. */
export const region = {
  /** ```ts
   * region.circle({ ra: 10.68, dec: 41.27, radius: '20"', color: 'red', text: 'M 31' })
   * ``` */
  circle: (shape: CircleRegion): string => {
    const input = check('region.circle', 'shape', Circle, shape);
    const at = locate('region.circle', 'shape', input);
    return line(at, `circle ${at.coordinates} ${sizeOf(at, input, 'region.circle', 'radius')}`, input);
  },
  ellipse: (shape: EllipseRegion): string => {
    const method = 'region.ellipse';
    const input = check(method, 'shape', Ellipse, shape);
    const at = locate(method, 'shape', input);
    const axes = `${sizeOf(at, input, method, 'a')} ${sizeOf(at, input, method, 'b')}`;
    return line(at, `ellipse ${at.coordinates} ${axes} ${decimal(input.angle ?? 0)}`, input);
  },
  box: (shape: BoxRegion): string => {
    const method = 'region.box';
    const input = check(method, 'shape', Box, shape);
    const at = locate(method, 'shape', input);
    const sides = `${sizeOf(at, input, method, 'w')} ${sizeOf(at, input, method, 'h')}`;
    return line(at, `box ${at.coordinates} ${sides} ${decimal(input.angle ?? 0)}`, input);
  },
  annulus: (shape: AnnulusRegion): string => {
    const input = check('region.annulus', 'shape', Annulus, shape);
    const at = locate('region.annulus', 'shape', input);
    const radii = input.radii.map((_, index) => sizeOf(at, input, 'region.annulus', 'radii', index));
    return line(at, `annulus ${at.coordinates} ${radii.join(' ')}`, input);
  },
  point: (shape: PointRegion): string => {
    const input = check('region.point', 'shape', Point, shape);
    const at = locate('region.point', 'shape', input);
    const sign = input.shape ?? 'cross';
    const extra = [`point=${sign}${input.size === undefined ? '' : ` ${decimal(input.size)}`}`];
    return line(at, `point ${at.coordinates}`, input, extra);
  },
  text: (shape: TextRegion): string => {
    const input = check('region.text', 'shape', Text, shape);
    const at = locate('region.text', 'shape', input);
    return line(at, `text ${at.coordinates}`, input);
  },
  line: (shape: LineRegion): string => {
    const input = check('region.line', 'shape', Line, shape);
    const [from, to] = [
      locate('region.line', 'shape.from', input.from),
      locate('region.line', 'shape.to', input.to),
    ];
    sameSystem('region.line', 'shape.to', [from, to]);
    return line(from, `line ${from.coordinates} ${to.coordinates}`, input);
  },
  polygon: (shape: PolygonRegion): string => {
    const input = check('region.polygon', 'shape', Polygon, shape);
    const corners = input.points.map((point, index) =>
      locate('region.polygon', `shape.points[${index}]`, point),
    );
    const first = sameSystem('region.polygon', 'shape.points', corners);
    return line(first, `polygon ${corners.map((corner) => corner.coordinates).join(' ')}`, input);
  },
} as const;

/** Prints a region that was parsed, or is written as a value. */
export function regionText(value: Region): string {
  const { kind, ...shape } = value;
  const build: unknown = Object.hasOwn(region, kind) ? region[kind] : undefined;
  if (typeof build === 'function') return String(build(shape));
  throw new ArgumentError('regionText', 'kind', kind, `one of ${Object.keys(region).join(', ')}`);
}

type GivenPlace = z.output<typeof Position>;

function locate(method: string, argument: string, given: GivenPlace): Located {
  const { ra, dec, lon, lat, x, y, system } = given;
  const pixels = system !== undefined && (PIXEL_SYSTEMS as readonly string[]).includes(system);
  const pairs = [
    { names: ['ra', 'dec'], values: [ra, dec], system: 'J2000', sky: true, fits: system === undefined },
    { names: ['lon', 'lat'], values: [lon, lat], system, sky: true, fits: system !== undefined && !pixels },
    {
      names: ['x', 'y'],
      values: [x, y],
      system: system ?? 'image',
      sky: false,
      fits: pixels || system === undefined,
    },
  ].filter(({ values }) => values.some((value) => value !== undefined));
  const [pair, second] = pairs;
  const [first, last] = pair?.values ?? [];
  if (pair?.fits && second === undefined && first !== undefined && last !== undefined) {
    const coordinates = `${decimal(first)} ${decimal(last)}`;
    return { system: String(pair.system), sky: pair.sky, coordinates };
  }
  const allowed = `at one position: { ra, dec }, { lon, lat, system: ${SKY_SYSTEMS.join(' or ')} } or { x, y, system: image or physical }`;
  throw new ArgumentError(method, argument, given satisfies Partial<RegionPosition> | object, allowed);
}

function sameSystem(method: string, argument: string, all: readonly Located[]): Located {
  const [first] = all;
  const other = all.find(({ system }) => system !== first?.system);
  if (first !== undefined && other === undefined) return first;
  throw new ArgumentError(method, argument, other?.system, `in the same system, ${first?.system ?? 'one'}`);
}

const SIZE = /^\s*([+]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(deg|d|°|arcmin|'|arcsec|"|px|pixels?|i|p)?\s*$/i;
const UNITS: Readonly<Record<string, string>> = {
  deg: 'd',
  '°': 'd',
  d: 'd',
  arcmin: "'",
  arcsec: '"',
  px: 'i',
  pixel: 'i',
  pixels: 'i',
  i: 'i',
  p: 'p',
};

function sizeOf(
  at: Located,
  input: Readonly<Record<string, unknown>>,
  method: string,
  name: string,
  index?: number,
): string {
  const member = input[name];
  const given: unknown = index === undefined || !Array.isArray(member) ? member : member[index];
  const [, digits = '', unit] = SIZE.exec(String(given)) ?? [];
  const value = digits === '' ? Number.NaN : Number(digits);
  const place = `shape.${name}${index === undefined ? '' : `[${index}]`}`;
  if (!Number.isFinite(value)) {
    const expected = 'a length of at least 0, with a unit or without: 20, \'20"\', "5\'", "0.1deg", "12px"';
    throw new ArgumentError(method, place, given, expected);
  }
  const sign = unit === undefined ? (at.sky ? 'd' : '') : (UNITS[unit.toLowerCase()] ?? unit);
  if (!at.sky && ['d', "'", '"'].includes(sign)) {
    throw new ArgumentError(method, place, given, 'in pixels, like the position');
  }
  return withoutQuotes(value, sign, typeof input['text'] === 'string' || typeof input['tag'] === 'string');
}

/** A viewer takes a quote for the beginning of a text, so minutes and seconds of regions with texts are printed as degrees. */
function withoutQuotes(value: number, sign: string, hasText: boolean): string {
  if (hasText && sign === '"') return `${decimal(value / 3600)}d`;
  if (hasText && sign === "'") return `${decimal(value / 60)}d`;
  return `${decimal(value)}${sign}`;
}

/** A number in plain digits: DS9 and viewers stumble over exponents. */
function decimal(value: number): string {
  if (Math.abs(value) >= 1e21) return String(BigInt(value));
  const plain = String(value);
  if (!/e/i.test(plain)) return plain;
  return value.toFixed(20).replace(/\.?0+$/, '');
}

function line(at: Located, shape: string, given: RegionStyle, extra: readonly string[] = []): string {
  const properties = [
    ...extra,
    ...(given.color === undefined ? [] : [`color=${given.color}`]),
    ...(given.width === undefined ? [] : [`width=${decimal(given.width)}`]),
    ...(given.font === undefined ? [] : [`font="${given.font}"`]),
    ...(given.dash === undefined ? [] : [`dash=${given.dash ? 1 : 0}`]),
    ...(given.tag === undefined ? [] : [`tag=${quoted(given.tag)}`]),
    ...(given.text === undefined ? [] : [`text=${quoted(given.text)}`]),
  ];
  const sign = given.include === false ? '-' : '';
  return `${at.system};${sign}${shape}${properties.length === 0 ? '' : ` # ${properties.join(' ')}`}`;
}

/** A text within the delimiters that it does not hold itself; one that holds all has its closing braces replaced. */
function quoted(text: string): string {
  const flat = text.replace(/[\r\n\u2028\u2029]+/g, ' ');
  if (!/[{}]/.test(flat)) return `{${flat}}`;
  if (!flat.includes('"')) return `"${flat}"`;
  if (!flat.includes("'")) return `'${flat}'`;
  return `{${flat.replaceAll('{', '(').replaceAll('}', ')')}}`;
}
