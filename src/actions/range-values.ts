/** Stretches as Firefly writes them: thirteen comma-joined fields, the "range values". */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, finite } from '../schema/validate.js';
import { printf } from './printf.js';

/** How the two ends of a stretch are meant. Numbers are Firefly's (observed on the wire). */
export const STRETCH_TYPE = { percent: 88, minmax: 89, absolute: 90, zscale: 91, sigma: 92 } as const;
/** The curve between the two ends. */
export const STRETCH_ALGORITHM = {
  linear: 44,
  log: 45,
  loglog: 46,
  equal: 47,
  squared: 48,
  sqrt: 49,
  asinh: 50,
  powerlaw_gamma: 51,
} as const;

export type StretchType = keyof typeof STRETCH_TYPE;
export type StretchAlgorithm = keyof typeof STRETCH_ALGORITHM;

/** Names of the types by their numbers. */
export const INVERSE_STRETCH_TYPE = {
  88: 'percent',
  89: 'minmax',
  90: 'absolute',
  91: 'zscale',
  92: 'sigma',
} as const satisfies Record<number, StretchType>;
/** Names of the algorithms by their numbers. */
export const INVERSE_STRETCH_ALGORITHM = {
  44: 'linear',
  45: 'log',
  46: 'loglog',
  47: 'equal',
  48: 'squared',
  49: 'sqrt',
  50: 'asinh',
  51: 'powerlaw_gamma',
} as const satisfies Record<number, StretchAlgorithm>;

/** The fields of a stretch. */
export interface RangeValuesFields {
  /** How `lowerValue` is meant. */
  readonly lowerType: StretchType;
  readonly lowerValue: number;
  /** How `upperValue` is meant. @default lowerType */
  readonly upperType?: StretchType | undefined;
  readonly upperValue: number;
  readonly algorithm: StretchAlgorithm;
  /** Softening of an asinh stretch; 0 is linear, NaN left to the viewer. @default NaN */
  readonly asinhQValue?: number | null | undefined;
  /** Exponent of a power law. @default 2 */
  readonly gammaValue?: number | undefined;
  /** Contrast of zscale, in percent. @default 25 */
  readonly zscaleContrast?: number | undefined;
  /** Sampled pixels. @default 600 */
  readonly zscaleSamples?: number | undefined;
  /** Sampled pixels of one line. @default 120 */
  readonly zscaleSamplesPerline?: number | undefined;
  /** Whether a three-colour image keeps its hues. @default false */
  readonly rgbPreserveHue?: boolean | 0 | 1 | undefined;
  /** Stretch of a hue-preserving image; NaN leaves it to the viewer. @default NaN */
  readonly asinhStretch?: number | null | undefined;
  /** Weight of the band in a hue-preserving image. @default 1 */
  readonly scalingK?: number | undefined;
}

const typeName = z.pipe(
  z.pipe(
    z.string(),
    z.transform((name: string) => name.toLowerCase()),
  ),
  z.enum(['percent', 'minmax', 'absolute', 'zscale', 'sigma']),
);
const algorithmName = z.pipe(
  z.pipe(
    z.string(),
    z.transform((name: string) => name.toLowerCase()),
  ),
  z.enum(['linear', 'log', 'loglog', 'equal', 'squared', 'sqrt', 'asinh', 'powerlaw_gamma']),
);
const orNaN = z.optional(z.nullable(z.union([finite, z.nan()])));

const Fields = z.strictObject({
  lowerType: typeName,
  lowerValue: finite,
  upperType: z.optional(typeName),
  upperValue: finite,
  algorithm: algorithmName,
  asinhQValue: orNaN,
  gammaValue: z.optional(finite),
  zscaleContrast: z.optional(finite),
  zscaleSamples: z.optional(finite),
  zscaleSamplesPerline: z.optional(finite),
  rgbPreserveHue: z.optional(z.union([z.boolean(), z.literal([0, 1])])),
  asinhStretch: orNaN,
  scalingK: z.optional(finite),
});

/**
 * A stretch. `RangeValues` of an image takes it as it is; `String(stretch)` is how it goes over the wire.
 *
 * ```ts
 * const stretch = RangeValues.create({ lowerType: 'percent', lowerValue: 1, upperValue: 99, algorithm: 'asinh' });
 * ```
 */
export class RangeValues {
  readonly lowerType: StretchType;
  readonly lowerValue: number;
  readonly upperType: StretchType;
  readonly upperValue: number;
  /** NaN: chosen by the viewer. */
  readonly asinhQValue: number;
  readonly gammaValue: number;
  readonly algorithm: StretchAlgorithm;
  readonly zscaleContrast: number;
  readonly zscaleSamples: number;
  readonly zscaleSamplesPerline: number;
  readonly rgbPreserveHue: 0 | 1;
  /** NaN: chosen by the viewer. */
  readonly asinhStretch: number;
  readonly scalingK: number;

  private constructor(fields: z.output<typeof Fields>) {
    this.lowerType = fields.lowerType;
    this.lowerValue = fields.lowerValue;
    this.upperType = fields.upperType ?? fields.lowerType;
    this.upperValue = fields.upperValue;
    this.asinhQValue = fields.asinhQValue ?? Number.NaN;
    this.gammaValue = fields.gammaValue ?? 2;
    this.algorithm = fields.algorithm;
    this.zscaleContrast = Math.trunc(fields.zscaleContrast ?? 25);
    this.zscaleSamples = Math.trunc(fields.zscaleSamples ?? 600);
    this.zscaleSamplesPerline = Math.trunc(fields.zscaleSamplesPerline ?? 120);
    this.rgbPreserveHue = fields.rgbPreserveHue ? 1 : 0;
    this.asinhStretch = fields.asinhStretch ?? Number.NaN;
    this.scalingK = fields.scalingK ?? 1;
  }

  /** A stretch of the given fields. @throws ArgumentError that names what is wrong */
  static create(fields: RangeValuesFields, method = 'RangeValues.create'): RangeValues {
    const input = check(method, 'fields', Fields, fields);
    const { asinhStretch } = input;
    if (asinhStretch !== undefined && asinhStretch !== null && asinhStretch < 0) {
      throw new ArgumentError(method, 'fields.asinhStretch', asinhStretch, 'at least 0, or NaN');
    }
    return new RangeValues(input);
  }

  /** Reads the ten to thirteen fields of a stretch. @throws ArgumentError that names the field that is wrong */
  static parse(text: string, method = 'RangeValues.parse'): RangeValues {
    const parts = check(method, 'text', z.string(), text).split(',');
    if (parts.length < 10 || parts.length > 13) {
      throw new ArgumentError(method, 'text', text, `10 to 13 fields joined by commas, not ${parts.length}`);
    }
    const field = (index: number, name: string) => ({ method, name, text: parts[index]?.trim() });
    return new RangeValues({
      lowerType: nameOf(INVERSE_STRETCH_TYPE, field(0, 'lowerType')),
      lowerValue: numberOf(field(1, 'lowerValue'), false),
      upperType: nameOf(INVERSE_STRETCH_TYPE, field(2, 'upperType')),
      upperValue: numberOf(field(3, 'upperValue'), false),
      asinhQValue: numberOf(field(4, 'asinhQValue'), true),
      gammaValue: numberOf(field(5, 'gammaValue'), false),
      algorithm: nameOf(INVERSE_STRETCH_ALGORITHM, field(6, 'algorithm')),
      zscaleContrast: integerOf(field(7, 'zscaleContrast')),
      zscaleSamples: integerOf(field(8, 'zscaleSamples')),
      zscaleSamplesPerline: integerOf(field(9, 'zscaleSamplesPerline')),
      rgbPreserveHue: parts.length > 10 && integerOf(field(10, 'rgbPreserveHue')) !== 0,
      asinhStretch: parts.length > 11 ? numberOf(field(11, 'asinhStretch'), true) : Number.NaN,
      scalingK: parts.length > 12 ? numberOf(field(12, 'scalingK'), false) : 1,
    });
  }

  /** The thirteen fields, as a viewer reads them. */
  toString(): string {
    const orNaN = (value: number) => (Number.isNaN(value) ? 'NaN' : printf(value));
    return [
      STRETCH_TYPE[this.lowerType],
      printf(this.lowerValue),
      STRETCH_TYPE[this.upperType],
      printf(this.upperValue),
      orNaN(this.asinhQValue),
      printf(this.gammaValue),
      STRETCH_ALGORITHM[this.algorithm],
      this.zscaleContrast,
      this.zscaleSamples,
      this.zscaleSamplesPerline,
      this.rgbPreserveHue,
      orNaN(this.asinhStretch),
      printf(this.scalingK),
    ].join(',');
  }

  /** The same as `toString()`: so an option may be a stretch itself. */
  toJSON(): string {
    return this.toString();
  }
}

/** Reads a stretch such as the `rvString` of `setStretch`. */
export const parseRvString = (rvString: string): RangeValues => RangeValues.parse(rvString, 'parseRvString');

/** Writes a stretch, for `RangeValues` of an image. */
export const rvStringFromDict = (fields: RangeValuesFields): string =>
  RangeValues.create(fields, 'rvStringFromDict').toString();

interface Field {
  readonly method: string;
  readonly name: string;
  readonly text: string | undefined;
}

function refuse({ method, name, text }: Field, expected: string): never {
  throw new ArgumentError(method, `text (${name})`, text, expected);
}

function nameOf<T extends string>(names: Readonly<Record<number, T>>, field: Field): T {
  const found = /^\d+$/.test(field.text ?? '') ? names[Number(field.text)] : undefined;
  if (found !== undefined) return found;
  const known = Object.entries(names).map(([number, name]) => `${number} (${name})`);
  return refuse(field, `one of ${known.join(', ')}`);
}

function numberOf(field: Field, nanAllowed: boolean): number {
  const { text = '' } = field;
  if (nanAllowed && /^nan$/i.test(text)) return Number.NaN;
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : refuse(field, nanAllowed ? 'a number or NaN' : 'a number');
}

function integerOf(field: Field): number {
  return /^[+-]?\d+$/.test(field.text ?? '') ? Number(field.text) : refuse(field, 'an integer');
}
