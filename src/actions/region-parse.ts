/** The way back: DS9 text to regions as values. */
import { ArgumentError } from '../errors.js';
import { partsOf, type ShapeName, shapeOf, valuesOf } from './region-grammar.js';
import {
  type PixelSystem,
  POINT_SHAPES,
  type Region,
  type RegionPosition,
  type RegionStyle,
  type Size,
  type SkySystem,
} from './region-model.js';

const SYSTEMS: Readonly<Record<string, SkySystem | PixelSystem>> = {
  image: 'image',
  physical: 'physical',
  j2000: 'J2000',
  fk5: 'J2000',
  eq_j2000: 'J2000',
  eqj2000: 'J2000',
  icrs: 'ICRS',
  b1950: 'B1950',
  fk4: 'B1950',
  eq_b1950: 'B1950',
  eqb1950: 'B1950',
  galactic: 'GALACTIC',
  gal: 'GALACTIC',
  ecliptic: 'ECLIPTIC',
  ec_j2000: 'ECLIPTIC',
};

/**
 * Reads DS9 regions: a text of one or more lines, or several. `global` lines and lines of a system alone hold for what follows.
 * @throws ArgumentError that names the line: for what is no region, and for shapes and systems that have no value here
 * (`panda`, `ruler`, `wcs`, …)
 */
export function parseRegions(text: string | readonly string[]): Region[] {
  const lines = (typeof text === 'string' ? [text] : text).flatMap((part) => String(part).split('\n'));
  let system = 'physical';
  let global: RegionStyle = {};
  return lines.flatMap((line, index) => {
    const fault = (expected: string): never => {
      throw new ArgumentError('parseRegions', `line ${index + 1}`, line, expected);
    };
    const parts = partsOf(line);
    if (typeof parts === 'string') return fault(parts);
    return parts.flatMap((part): Region[] => {
      if (part.kind === 'system') system = part.name;
      else if (part.kind === 'other') {
        if (/^global\b/i.test(part.text)) global = styleOf(part.text.slice('global'.length));
      } else {
        const known = SYSTEMS[system];
        if (known === undefined) return fault(`in one of the systems ${Object.keys(SYSTEMS).join(', ')}`);
        return [
          regionOf(part.text, known, { ...global, ...styleOf(part.properties) }, part.properties, fault),
        ];
      }
      return [];
    });
  });
}

type Fault = (expected: string) => never;

function regionOf(
  text: string,
  system: SkySystem | PixelSystem,
  look: RegionStyle,
  properties: string,
  fault: Fault,
): Region {
  const found = shapeOf(text);
  if (found === undefined) return fault('a DS9 region');
  const values = valuesOf(found.rest);
  const style = found.include ? look : { ...look, include: false };
  const shape = shapeFrom(found.name, values, system, fault);
  if (shape === undefined) return fault('a circle, ellipse, box, annulus, polygon, line, point or text');
  if (shape.kind === 'point') return Object.assign({ ...style }, shape, pointStyle(properties));
  if (shape.kind === 'text') return { ...style, ...shape, text: style.text ?? '' };
  return { ...style, ...shape };
}

function shapeFrom(
  name: ShapeName,
  values: readonly string[],
  system: SkySystem | PixelSystem,
  fault: Fault,
): Region | undefined {
  const at = (index: number): RegionPosition => positionOf(values[index], values[index + 1], system, fault);
  const size = (index: number): Size => sizeOf(values[index], system, fault);
  const angle = (index: number) =>
    values[index] === undefined ? {} : { angle: numberOf(values[index], fault) };
  switch (name) {
    case 'circle':
      return { kind: 'circle', ...at(0), radius: size(2) };
    case 'ellipse':
      return values.length > 5
        ? undefined
        : { kind: 'ellipse', ...at(0), a: size(2), b: size(3), ...angle(4) };
    case 'box':
    case 'rotbox':
      return values.length > 5 ? undefined : { kind: 'box', ...at(0), w: size(2), h: size(3), ...angle(4) };
    case 'annulus':
      return { kind: 'annulus', ...at(0), radii: values.slice(2).map((_, index) => size(index + 2)) };
    case 'polygon':
      return {
        kind: 'polygon',
        points: values.filter((_, index) => index % 2 === 0).map((_, index) => at(2 * index)),
      };
    case 'line':
      return { kind: 'line', from: at(0), to: at(2) };
    case 'point':
      return { kind: 'point', ...at(0) };
    case 'text':
      return { kind: 'text', ...at(0), text: '' };
    default:
      return undefined;
  }
}

function positionOf(
  first: string | undefined,
  second: string | undefined,
  system: SkySystem | PixelSystem,
  fault: Fault,
): RegionPosition {
  const hours = /[:h]/i.test(first ?? '') && system !== 'GALACTIC' && system !== 'ECLIPTIC';
  const [lon, lat] = [degreesOf(first, hours, fault), degreesOf(second, false, fault)];
  if (system === 'image') return { x: lon, y: lat };
  if (system === 'physical') return { x: lon, y: lat, system };
  return system === 'J2000' ? { ra: lon, dec: lat } : { lon, lat, system };
}

const SEXAGESIMAL = /^([+-]?)(\d+)[:hd](\d+)(?:[:m'](\d+(?:\.\d*)?)[s"]?)?$/i;

/** Degrees, also from hours or degrees with minutes and seconds; pixels stay what they are. */
function degreesOf(text: string | undefined, hours: boolean, fault: Fault): number {
  const parts = SEXAGESIMAL.exec(text ?? '');
  if (parts === null) return numberOf(text?.replace(/[dpi]$/i, ''), fault);
  const [, sign, whole, minutes, seconds = '0'] = parts;
  const total = Number(whole) * 3600 + Number(minutes) * 60 + Number(seconds);
  return ((sign === '-' ? -1 : 1) * total * (hours ? 15 : 1)) / 3600;
}

/** A size in the unit it has; without one it is degrees in the sky, pixels in an image. */
function sizeOf(text: string | undefined, system: string, fault: Fault): Size {
  const [, digits, unit = ''] = /^([+\d.e-]+?)(["'dpi])?$/i.exec(text ?? '') ?? [];
  const value = numberOf(digits, fault);
  const inPixels = system === 'image' || system === 'physical';
  if (unit === '' || (unit.toLowerCase() === 'd' && !inPixels)) return value;
  return /[pi]/i.test(unit) ? `${value}px` : `${value}${unit}`;
}

function numberOf(text: string | undefined, fault: Fault): number {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : fault(`of numbers, not '${text ?? ''}'`);
}

const PROPERTY = /([a-z]+)\s*=\s*(\{[^}]*\}|"[^"]*"|'[^']*'|\S+)/gi;

function propertiesOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(PROPERTY)].map(
    ([, name = '', value = '']) => [name.toLowerCase(), value.replace(/^[{"'](.*)[}"']$/s, '$1')] as const,
  );
  return new Map(found);
}

function styleOf(text: string): RegionStyle {
  const properties = propertiesOf(text);
  const [color, label, width, font] = ['color', 'text', 'width', 'font'].map((name) => properties.get(name));
  const [tag, dash] = ['tag', 'dash'].map((name) => properties.get(name));
  return {
    ...(color === undefined ? {} : { color }),
    ...(label === undefined ? {} : { text: label }),
    ...(width === undefined || Number.isNaN(Number(width)) ? {} : { width: Number(width) }),
    ...(font === undefined ? {} : { font }),
    ...(tag === undefined ? {} : { tag }),
    ...(dash === undefined ? {} : { dash: dash === '1' }),
  };
}

const POINT = /(?:^|\s)point\s*=\s*(circle|box|diamond|cross|x|arrow|boxcircle)\b\s*(\d+(?:\.\d+)?)?/i;

interface PointStyle {
  readonly shape?: (typeof POINT_SHAPES)[number];
  readonly size?: number;
}

function pointStyle(properties: string): PointStyle {
  const [, sign, size] = POINT.exec(properties.replace(/\{[^}]*\}|"[^"]*"|'[^']*'/g, '{}')) ?? [];
  if (sign === undefined) return {};
  const shape = POINT_SHAPES.find((name) => name === sign.toLowerCase()) ?? 'cross';
  return { shape, ...(size === undefined ? {} : { size: Number(size) }) };
}
