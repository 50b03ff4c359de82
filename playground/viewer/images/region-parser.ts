import { type SkySystem, skySystem } from './coordinates.js';
import { properties, type Statement, statements, words } from './region-lexer.js';

/** A number with its unit: degrees on the sky, image pixels, or physical pixels. */
export interface Measure {
  readonly value: number;
  readonly unit: 'degree' | 'image' | 'physical';
}

/** A position: both coordinates in the same system. */
export interface RegionPoint {
  readonly x: number;
  readonly y: number;
  readonly system: SkySystem | 'image' | 'physical';
}

export interface RegionStyle {
  readonly color: string;
  readonly width: number;
  readonly text: string;
  readonly font: string;
  readonly dash: boolean;
  readonly fill: boolean;
  readonly offsetX: number;
  readonly offsetY: number;
  /** Symbol of a `point`: circle, box, diamond, cross, x, arrow, boxcircle. */
  readonly symbol: string;
  readonly symbolSize: number;
}

export type RegionShape =
  | 'circle'
  | 'annulus'
  | 'ellipse'
  | 'box'
  | 'polygon'
  | 'line'
  | 'vector'
  | 'point'
  | 'text'
  | 'panda';

export interface Region {
  readonly shape: RegionShape;
  /** `false` for a region written with a minus sign. */
  readonly include: boolean;
  readonly points: readonly RegionPoint[];
  /** Radii, widths and heights, or the length of a vector, in the order written. */
  readonly sizes: readonly Measure[];
  /** In degrees, counter-clockwise. */
  readonly angle: number;
  readonly style: RegionStyle;
}

export interface ParsedRegions {
  readonly regions: readonly Region[];
  /** Statements that could not be read, as written. */
  readonly unread: readonly string[];
}

interface State {
  /** Set by a line that holds nothing but a system. */
  system: RegionPoint['system'];
  /** Set in front of a shape: holds to the end of that line. */
  local: RegionPoint['system'] | undefined;
  globals: Map<string, string>;
}

const shapes: Readonly<Record<string, RegionShape>> = {
  circle: 'circle',
  annulus: 'annulus',
  ellipse: 'ellipse',
  box: 'box',
  rotbox: 'box',
  polygon: 'polygon',
  line: 'line',
  segment: 'line',
  vector: 'vector',
  point: 'point',
  text: 'text',
  panda: 'panda',
};

const symbols = new Set(['circle', 'box', 'diamond', 'cross', 'x', 'arrow', 'boxcircle']);

/**
 * Reads DS9 regions. A system on a line of its own and globals hold for all that follows, strings that come
 * later included; a system in front of a shape (`image;circle(…)`) holds for its line.
 */
export function parseRegions(lines: readonly string[]): ParsedRegions {
  const state: State = { system: 'physical', local: undefined, globals: new Map() };
  const regions: Region[] = [];
  const unread: string[] = [];
  for (const line of lines.flatMap((text) => text.split(/\r?\n/))) {
    state.local = undefined;
    const found = statements(line);
    for (const statement of found) {
      const outcome = readStatement(statement, found.length === 1, state);
      if (outcome === 'unread') unread.push(statement.body);
      else if (outcome) regions.push(outcome);
    }
  }
  return { regions, unread };
}

function readStatement(
  { body, properties: text }: Statement,
  alone: boolean,
  state: State,
): Region | 'unread' | undefined {
  if (/^global\b/i.test(body)) {
    for (const [key, value] of properties(body.slice(6))) state.globals.set(key, value);
    return undefined;
  }
  const all = words(body);
  const system = systemOf(all[0] ?? '');
  if (system) {
    if (alone && all.length === 1) state.system = system;
    else state.local = system;
    all.shift();
    if (all.length === 0) return undefined;
  }
  return readShape(all, text, state) ?? 'unread';
}

function systemOf(word: string): RegionPoint['system'] | undefined {
  const name = word.toLowerCase();
  if (name === 'image') return 'image';
  if (name === 'physical') return 'physical';
  return skySystem(word);
}

function readShape(all: string[], text: string, state: State): Region | undefined {
  const first = (all.shift() ?? '').toLowerCase();
  const include = !first.startsWith('-');
  let name = first.replace(/^[-+!]/, '');
  let symbol: string | undefined;
  if (symbols.has(name) && all[0]?.toLowerCase() === 'point') {
    symbol = name;
    name = 'point';
    all.shift();
  }
  const shape = shapes[name];
  if (!shape) return undefined;
  const label = shape === 'text' ? /\{([^}]*)\}/.exec(all.join(' ')) : null;
  const numbers = label ? all.slice(0, 2) : all;
  const geometry = readGeometry(shape, numbers, state.local ?? state.system);
  if (!geometry) return undefined;
  const style = styleOf(new Map([...state.globals, ...properties(text)]), symbol, label?.[1]);
  return { shape, include, ...geometry, style };
}

interface Geometry {
  readonly points: readonly RegionPoint[];
  readonly sizes: readonly Measure[];
  readonly angle: number;
}

const pointsOf: Readonly<Record<RegionShape, number>> = {
  circle: 1,
  annulus: 1,
  ellipse: 1,
  box: 1,
  polygon: Number.POSITIVE_INFINITY,
  line: 2,
  vector: 1,
  point: 1,
  text: 1,
  panda: 1,
};

function readGeometry(
  shape: RegionShape,
  all: readonly string[],
  system: RegionPoint['system'],
): Geometry | undefined {
  const wanted = pointsOf[shape];
  const points: RegionPoint[] = [];
  let at = 0;
  for (; points.length < wanted && at + 1 < all.length; at += 2) {
    const point = readPoint(all[at] ?? '', all[at + 1] ?? '', system);
    if (!point) return undefined;
    points.push(point);
  }
  if (points.length < (shape === 'polygon' ? 3 : wanted)) return undefined;
  const rest = shape === 'text' || shape === 'point' || shape === 'line' ? [] : all.slice(at);
  return withSizes(shape, points, rest, system);
}

function withSizes(
  shape: RegionShape,
  points: readonly RegionPoint[],
  rest: readonly string[],
  system: RegionPoint['system'],
): Geometry | undefined {
  if (shape === 'panda') return pandaSizes(points, rest, system);
  const turned = (shape === 'box' || shape === 'ellipse' || shape === 'vector') && rest.length % 2 === 1;
  const last = turned || (shape === 'vector' && rest.length === 2) ? rest.at(-1) : undefined;
  const measured = (last === undefined ? rest : rest.slice(0, -1)).map((word) => readMeasure(word, system));
  const sizes = measured.filter((size) => size !== undefined);
  const angle = last === undefined ? 0 : readAngle(last);
  const least = { circle: 1, annulus: 2, ellipse: 2, box: 2, vector: 1 } as Readonly<Record<string, number>>;
  if (sizes.length < measured.length || Number.isNaN(angle) || sizes.length < (least[shape] ?? 0))
    return undefined;
  return { points, sizes, angle };
}

/** A panda is drawn as its rings: start and end angle and their number are passed over. */
function pandaSizes(
  points: readonly RegionPoint[],
  rest: readonly string[],
  system: RegionPoint['system'],
): Geometry | undefined {
  const inner = readMeasure(rest[3] ?? '', system);
  const outer = readMeasure(rest[4] ?? '', system);
  return inner && outer ? { points, sizes: [inner, outer], angle: 0 } : undefined;
}

function readPoint(x: string, y: string, system: RegionPoint['system']): RegionPoint | undefined {
  const unit = /[ip]$/i.exec(x)?.[0]?.toLowerCase();
  if (unit && !/[a-z]/i.test(x.slice(0, -1))) {
    const point = { x: Number.parseFloat(x), y: Number.parseFloat(y) };
    return finite(point.x, point.y) ? { ...point, system: unit === 'i' ? 'image' : 'physical' } : undefined;
  }
  const celestial = /[:hmsd]/i.test(x) && (system === 'physical' || system === 'image') ? 'J2000' : system;
  if (celestial === 'image' || celestial === 'physical') {
    const point = { x: Number(x), y: Number(y) };
    return finite(point.x, point.y) ? { ...point, system: celestial } : undefined;
  }
  const lon = readSky(x, celestial === 'J2000' || celestial === 'B1950');
  const lat = readSky(y, false);
  return finite(lon, lat) ? { x: lon, y: lat, system: celestial } : undefined;
}

function finite(...numbers: readonly number[]): boolean {
  return numbers.every((number) => Number.isFinite(number));
}

/** Degrees of `12.5`, `12.5d`, `0.2r`, `13:30:16.4`, `13h30m16.4s` or `+47d14m43.9s`. */
export function readSky(word: string, colonsAreHours: boolean): number {
  if (/^[-+]?[\d.]+(e[-+]?\d+)?[d°]?$/i.test(word)) return Number.parseFloat(word);
  if (/^[-+]?[\d.]+(e[-+]?\d+)?r$/i.test(word)) return (Number.parseFloat(word) * 180) / Math.PI;
  const parts = /^([-+]?)(\d+)[:hd](\d+)[:m']([\d.]+)[s"]?$/i.exec(word);
  if (!parts) return Number.NaN;
  const size = Number(parts[2]) + Number(parts[3]) / 60 + Number(parts[4]) / 3600;
  const hourly = /h/i.test(word) || (word.includes(':') && colonsAreHours);
  return (parts[1] === '-' ? -1 : 1) * size * (hourly ? 15 : 1);
}

const sizeUnits: Readonly<Record<string, { unit: Measure['unit']; factor: number }>> = {
  '"': { unit: 'degree', factor: 1 / 3600 },
  "'": { unit: 'degree', factor: 1 / 60 },
  d: { unit: 'degree', factor: 1 },
  r: { unit: 'degree', factor: 180 / Math.PI },
  i: { unit: 'image', factor: 1 },
  p: { unit: 'physical', factor: 1 },
};

/** A length with its unit; without one it is in degrees on the sky and in pixels elsewhere. */
export function readMeasure(word: string, system: RegionPoint['system']): Measure | undefined {
  const match = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(["'drip]?)$/i.exec(word);
  if (!match) return undefined;
  const value = Number(match[1]);
  const given = sizeUnits[(match[2] ?? '').toLowerCase()];
  if (given) return { value: value * given.factor, unit: given.unit };
  if (system === 'image' || system === 'physical') return { value, unit: system };
  return { value, unit: 'degree' };
}

function readAngle(word: string): number {
  const match = /^([-+]?[\d.]+(?:e[-+]?\d+)?)([drp]?)$/i.exec(word);
  if (!match) return Number.NaN;
  return Number(match[1]) * ((match[2] ?? '').toLowerCase() === 'r' ? 180 / Math.PI : 1);
}

function styleOf(
  given: Map<string, string>,
  symbol: string | undefined,
  label: string | undefined,
): RegionStyle {
  const number = (key: string, otherwise: number): number => {
    const value = Number(given.get(key));
    return given.has(key) && Number.isFinite(value) ? value : otherwise;
  };
  const [kind = 'boxcircle', size] = (given.get('point') ?? '').split(/\s+/).filter(Boolean);
  return {
    color: given.get('color') ?? 'green',
    width: number('width', 1),
    text: label ?? given.get('text') ?? '',
    font: given.get('font') ?? 'helvetica 10 normal roman',
    dash: given.get('dash') === '1',
    fill: given.get('fill') === '1',
    offsetX: number('offsetx', 0),
    offsetY: number('offsety', 0),
    symbol: symbol ?? (symbols.has(kind) ? kind : 'boxcircle'),
    symbolSize: size && Number(size) > 0 ? Number(size) : 11,
  };
}
