/** Stretches by type and algorithm, with the defaults of the reference client. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, finite, ids } from '../schema/validate.js';
import {
  RangeValues,
  type RangeValuesFields,
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  type StretchAlgorithm,
  type StretchType,
} from './range-values.js';
import { ACTION, type Action } from './types.js';

const StretchFields = z.strictObject({
  type: z.optional(z.string()),
  algorithm: z.optional(z.string()),
  lowerValue: z.optional(finite),
  upperValue: z.optional(finite),
  asinhQValue: z.optional(finite),
  gammaValue: z.optional(finite),
  zscaleContrast: z.optional(finite),
  zscaleSamples: z.optional(finite),
  zscaleSamplesPerline: z.optional(finite),
  rgbPreserveHue: z.optional(z.union([z.boolean(), z.literal([0, 1])])),
  asinhStretch: z.optional(finite.check(z.minimum(0))),
  scalingK: z.optional(finite),
});

/** A stretch: all fields optional, the defaults are Firefly's (1 to 99 percent, linear). */
export interface StretchOptions
  extends Omit<RangeValuesFields, 'lowerType' | 'upperType' | 'algorithm' | 'lowerValue' | 'upperValue'> {
  /**
   * `percent` (of the pixels), `minmax`, `absolute` (data units), `zscale` or `sigma`.
   * @default 'percent'
   */
  readonly type?: StretchType | undefined;
  /** @default 'linear' */
  readonly algorithm?: StretchAlgorithm | undefined;
  /** Lower end, in the unit that `type` says. @default 1 */
  readonly lowerValue?: number | undefined;
  /** Upper end. @default 99 */
  readonly upperValue?: number | undefined;
}

/** A stretch as it goes over the wire, and what had to be said about it. */
export interface Stretched {
  readonly rvString: string;
  readonly note?: string;
}

interface Ends {
  readonly type: StretchType;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The stretch of a type and an algorithm. An unknown one falls back to `percent` or `linear`, and to the default ends, as in
 * the reference client, and a note says so.
 * @throws ArgumentError when a number is none, or when an end is given for a type that finds its own ends.
 */
export function stretchOf(options: StretchOptions, method = 'setStretch'): Stretched {
  const { type, algorithm, ...given } = check(method, 'options', StretchFields, options);
  const knownType = known<StretchType>(
    STRETCH_TYPE,
    type?.toLowerCase() === 'maxmin' ? 'minmax' : type,
    'percent',
  );
  const knownAlgorithm = known<StretchAlgorithm>(STRETCH_ALGORITHM, algorithm, 'linear');
  const asGiven = knownType.asGiven && knownAlgorithm.asGiven;
  const ends = endsOf(method, knownType.name, given, asGiven);
  const { lowerValue: _lower, upperValue: _upper, ...fields } = given;
  const sampling = { zscaleContrast: 25, zscaleSamples: 600, zscaleSamplesPerline: 120 };
  const values = RangeValues.create(
    {
      ...fields,
      ...(knownType.name === 'zscale' && !asGiven ? sampling : {}),
      lowerType: ends.type,
      lowerValue: ends.lower,
      upperValue: ends.upper,
      algorithm: knownAlgorithm.name,
    },
    method,
  );
  const fallbacks = [
    knownType.asGiven ? [] : `type '${type}' is not one of ${Object.keys(STRETCH_TYPE).join(', ')}`,
    knownAlgorithm.asGiven
      ? []
      : `algorithm '${algorithm}' is not one of ${Object.keys(STRETCH_ALGORITHM).join(', ')}`,
  ].flat();
  if (asGiven) return { rvString: values.toString() };
  const used = `${knownAlgorithm.name} from ${ends.lower} to ${ends.upper} ${ends.type} is used`;
  return { rvString: values.toString(), note: `${fallbacks.join('; ')}; ${used}` };
}

function known<T extends string>(
  names: Readonly<Record<T, number>>,
  given: string | undefined,
  fallback: T,
): { name: T; asGiven: boolean } {
  if (given === undefined) return { name: fallback, asGiven: true };
  const lower = given.toLowerCase();
  const found = Object.keys(names).find((name): name is T => name === lower);
  return found === undefined ? { name: fallback, asGiven: false } : { name: found, asGiven: true };
}

function endsOf(
  method: string,
  type: StretchType,
  input: { lowerValue?: number | undefined; upperValue?: number | undefined },
  asGiven: boolean,
): Ends {
  const own = type === 'minmax' || type === 'zscale';
  for (const end of own ? (['lowerValue', 'upperValue'] as const) : []) {
    const value = input[end];
    if (value === undefined) continue;
    throw new ArgumentError(method, `options.${end}`, value, `left out, because ${type} finds its own ends`);
  }
  // What the reference client falls back to, whatever ends were given.
  if (!asGiven)
    return type === 'zscale' ? { type, lower: 1, upper: 2 } : { type: percentFor(type), lower: 1, upper: 99 };
  if (type === 'minmax') return { type: 'percent', lower: 0, upper: 100 };
  if (type === 'zscale') return { type, lower: 1, upper: 1 };
  return { type, lower: input.lowerValue ?? 1, upper: input.upperValue ?? 99 };
}

const percentFor = (type: StretchType): StretchType => (type === 'minmax' ? 'percent' : type);

const PlotIds = ids('a plot id');
const BANDS = ['RED', 'GREEN', 'BLUE'] as const;
const Band = z.optional(z.enum([...BANDS, 'ALL']));

/** A stretch of one band, or of the only one. */
export type SetStretchOptions = StretchOptions & {
  /** `RED`, `GREEN`, `BLUE` or `ALL` of a three-colour image; left out for others. */
  readonly band?: (typeof BANDS)[number] | 'ALL' | undefined;
};

export function setStretch(
  plotId: string | readonly string[],
  options: SetStretchOptions = {},
): { action: Action } & Stretched {
  const plots = check('setStretch', 'plotId', PlotIds, plotId);
  const { band, ...stretch } = check('setStretch', 'options', z.looseObject({ band: Band }), options);
  const values = stretchOf(refuseUnknown(stretch));
  const bands = band === undefined ? ['NO_BAND'] : band === 'ALL' ? BANDS : [band];
  return { action: stretchAction(plots, bands, [values.rvString]), ...values };
}

function stretchAction(
  plotId: string | readonly string[],
  bands: readonly string[],
  rvs: readonly string[],
): Action {
  const stretchData = bands.map((band, index) => ({ band, rv: rvs[index] ?? rvs[0], bandVisible: true }));
  return { type: ACTION.StretchImage, payload: { stretchData, plotId } };
}

const STRETCH_OPTIONS: readonly string[] = Object.keys(StretchFields.shape);

function refuseUnknown(stretch: StretchOptions): StretchOptions {
  for (const [key, value] of Object.entries(stretch)) {
    if (STRETCH_OPTIONS.includes(key)) continue;
    const expected = `left out; known are band, ${STRETCH_OPTIONS.join(', ')}`;
    throw new ArgumentError('setStretch', `options.${key}`, value, expected);
  }
  return stretch;
}

/** One value for all bands, or one each for red, green and blue. */
export type PerBand<T> = T | readonly [T, T, T];

export interface HueStretchOptions {
  /** Softening of the asinh stretch; 0 is linear. @default chosen by the viewer */
  readonly asinhQValue?: number | undefined;
  /** Weight of the bands, 0.1 to 10. @default 1 */
  readonly scalingK?: PerBand<number> | undefined;
  /** What is taken for black, in the unit that `pedestalType` says. @default 1 */
  readonly pedestalValue?: PerBand<number> | undefined;
  /** @default 'percent' */
  readonly pedestalType?: PerBand<StretchType> | undefined;
}

const perBand = <S extends z.ZodMiniType>(one: S) =>
  z.optional(
    z.union([one, z.array(one).check(z.length(3, { error: 'three values, for red, green and blue' }))]),
  );

const HueStretch = z.strictObject({
  asinhQValue: z.optional(finite),
  scalingK: perBand(finite.check(z.minimum(0.1), z.maximum(10))),
  pedestalValue: perBand(finite),
  pedestalType: perBand(z.string()),
});

/** Stretches a three-colour image so that its hues stay (`set_stretch_hprgb`). */
export function setStretchHueRgb(
  plotId: string | readonly string[],
  options: HueStretchOptions = {},
): { action: Action; rvList: readonly [string, string, string] } {
  const method = 'setStretchHueRgb';
  const plots = check(method, 'plotId', PlotIds, plotId);
  const input = check(method, 'options', HueStretch, options);
  const types = three(input.pedestalType ?? 'percent').map((name, index, all) => {
    const place = Array.isArray(input.pedestalType) ? `[${index}]` : '';
    return typeOf(method, `options.pedestalType${place}`, name ?? all[0]);
  });
  const [k, values] = [three(input.scalingK ?? 1), three(input.pedestalValue ?? 1)];
  const band = (index: 0 | 1 | 2): string =>
    RangeValues.create(
      {
        lowerType: types[index] ?? 'percent',
        lowerValue: values[index] ?? 1,
        upperValue: 99,
        algorithm: 'asinh',
        asinhQValue: input.asinhQValue,
        rgbPreserveHue: 1,
        scalingK: k[index],
      },
      method,
    ).toString();
  const rvList = [band(0), band(1), band(2)] as const;
  return { action: stretchAction(plots, BANDS, rvList), rvList };
}

const three = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? value : ([value, value, value] as readonly T[]);

function typeOf(method: string, argument: string, name: unknown): StretchType {
  const lower = String(name).toLowerCase();
  const found = Object.keys(STRETCH_TYPE).find((type): type is StretchType => type === lower);
  if (found !== undefined) return found;
  throw new ArgumentError(method, argument, name, `one of ${Object.keys(STRETCH_TYPE).join(', ')}`);
}
