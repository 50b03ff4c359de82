/** Points as they travel: strings in actions and button reports, objects in other reports. */
import { isRecord } from '../schema/json.js';
import type { JsonObject, PickedPoint, ViewPoint } from './engine.js';

const SKY = [
  'EQ_J2000',
  'J2000',
  'EQ_B1950',
  'B1950',
  'GALACTIC',
  'GAL',
  'SUPERGALACTIC',
  'ECL_J2000',
  'ECL_B1950',
];
const IMAGE = ['PIXEL', 'ZERO_BASED', 'FITSPIXEL'];
const KNOWN: ReadonlySet<string> = new Set([...SKY, ...IMAGE]);

/** Reads `x;y;system`. A system that is not known is taken for the sky of J2000, without a word. */
export function readPoint(value: unknown): ViewPoint | undefined {
  const [x, y, system] = isRecord(value)
    ? [value['x'], value['y'], undefined]
    : String(value ?? '').split(';');
  const point = { x: numberOf(x), y: numberOf(y), system: systemOf(system) };
  return Number.isFinite(point.x) && Number.isFinite(point.y) ? point : undefined;
}

/** As reports carry it: the system does not survive. */
export function reportedPoint(point: { readonly x: number; readonly y: number }): JsonObject {
  return { cSys: {}, x: point.x, y: point.y, type: 'WorldPt' };
}

/** The strings of one point of a selection; `suffix` tells the points of a line or an area apart. */
export function pickedStrings(point: PickedPoint, suffix = ''): JsonObject {
  const { image, world } = point;
  return {
    [`ipt${suffix}`]: `${image.x};${image.y}`,
    ...(world ? { [`wpt${suffix}`]: `${world.ra};${world.dec};EQ_J2000` } : {}),
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? Number.NaN);
}

function systemOf(name: string | undefined): string {
  const upper = (name ?? '').trim().toUpperCase();
  return KNOWN.has(upper) ? upper : 'EQ_J2000';
}
