/** Compares what went over the wire, and what came back, with a vector. */
import type { Recorded } from './recorder.js';

/** One request of a vector. */
export interface ExpectedRequest {
  readonly kind: string;
  readonly channel?: string;
  readonly action?: unknown;
  /** `form-data; name="file"; filename="field.fits"` */
  readonly part?: string;
}

/** Why two values differ as JSON; undefined when they do not. A null the reference was never given may be left out. */
export function difference(expected: unknown, actual: unknown, path = ''): string | undefined {
  if (expected === null && actual === undefined) return undefined;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return `${path}: expected a list, got ${print(actual)}`;
    if (actual.length !== expected.length)
      return `${path}: expected ${expected.length} items, got ${actual.length}`;
    return first(expected.map((item, index) => difference(item, actual[index], `${path}[${index}]`)));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return `${path}: expected an object, got ${print(actual)}`;
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return first(keys.map((key) => difference(expected[key], actual[key], `${path}.${key}`)));
  }
  return Object.is(expected, actual) || expected === actual || samePosition(expected, actual)
    ? undefined
    : `${path}: expected ${print(expected)}, got ${print(actual)}`;
}

/** Positions are compared as numbers: Python writes `150.0` and `1e-07`, where JSON has one number for each. */
function samePosition(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== 'string' || typeof actual !== 'string') return false;
  const [theirs, ours] = [expected.split(';'), actual.split(';')];
  if (theirs.length !== 3 || ours.length !== 3 || theirs[2] !== ours[2]) return false;
  return [0, 1].every((index) => theirs[index] !== '' && Number(theirs[index]) === Number(ours[index]));
}

/** Why the recorded requests are not the expected ones. */
export function requestsDiffer(
  expected: readonly ExpectedRequest[],
  actual: readonly Recorded[],
): string | undefined {
  if (expected.length !== actual.length) {
    return `expected ${expected.length} requests, got ${actual.length}: ${print(actual)}`;
  }
  return first(expected.map((request, index) => requestDiffers(request, actual[index], `request ${index}`)));
}

function requestDiffers(
  expected: ExpectedRequest,
  actual: Recorded | undefined,
  where: string,
): string | undefined {
  if (actual?.kind !== expected.kind) return `${where}: expected ${expected.kind}, got ${print(actual)}`;
  if (actual.kind === 'upload') {
    const name = /name="file"; filename="([^"]*)"/.exec(expected.part ?? '')?.[1];
    return name === undefined ? undefined : difference(name, actual.filename, `${where} file name`);
  }
  return (
    difference(expected.channel, actual.channel, `${where} channel`) ??
    difference(expected.action, actual.action, `${where} action`)
  );
}

/** Named extras of results: reference name, our name, and whether only their presence counts. */
const EXTRAS = [
  ['rv_string', 'rvString', false],
  ['rv_lst', 'rvList', false],
  ['cell_id', 'cellId', false],
  ['warning', 'warning', true],
] as const;

/** Why a result is not the expected one. Ids that we return besides do not count. */
export function resultDiffers(expected: unknown, actual: unknown): string | undefined {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return `result: expected a list, got ${print(actual)}`;
    return first(expected.map((item, index) => resultDiffers(item, actual[index])));
  }
  const one = Array.isArray(actual) ? actual[0] : actual;
  if (!isObject(expected))
    return expected === null || expected === undefined ? undefined : difference(expected, one, 'result');
  if (!isObject(one)) return `result: expected an object, got ${print(one)}`;
  if (!('success' in expected)) return difference(withNaN(expected), withNaN(one), 'result');
  return first([
    difference(expected['success'], one['success'], 'result.success'),
    ...EXTRAS.map(([theirs, ours, presence]) => {
      if (theirs === 'cell_id' && expected[theirs] === undefined) return undefined;
      const want = presence ? expected[theirs] !== undefined : expected[theirs];
      const got = presence ? one[ours] !== undefined : one[ours];
      return difference(want, got, `result.${ours}`);
    }),
  ]);
}

/** JSON has no NaN: it may be written as null or as a text. */
const withNaN = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      member === null || Number.isNaN(member) ? 'NaN' : member,
    ]),
  );

const first = (differences: readonly (string | undefined)[]): string | undefined =>
  differences.find((text) => text !== undefined);

const print = (value: unknown): string => JSON.stringify(value)?.slice(0, 300) ?? String(value);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
