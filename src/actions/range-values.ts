/** Stretches as Firefly writes them: thirteen comma-joined fields, the "range values". */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, finite } from '../schema/validate.js';

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

export const StretchOptions = z.object({
  /**
   * `percent` (of the pixels), `minmax`, `absolute` (data units), `zscale` or `sigma`.
   * @default 'percent'
   */
  type: z.optional(z.string()),
  /** @default 'linear' */
  algorithm: z.optional(z.string()),
  /** Lower end, in the unit that `type` says. @default 1 */
  lowerValue: z.optional(finite),
  /** Upper end. @default 99 */
  upperValue: z.optional(finite),
  /** Softening of an asinh stretch; 0 is linear. @default chosen by the viewer */
  asinhQValue: z.optional(finite),
  /** Exponent of a power law. @default 2 */
  gammaValue: z.optional(finite),
  /** Contrast of zscale, in percent. @default 25 */
  zscaleContrast: z.optional(finite),
  /** Sampled pixels. @default 600 */
  zscaleSamples: z.optional(finite),
  /** Sampled pixels of one line. @default 120 */
  zscaleSamplesPerline: z.optional(finite),
});

/** A stretch: all fields optional, the defaults are Firefly's (1 to 99 percent, linear). */
export type StretchOptions = Omit<z.input<typeof StretchOptions>, 'type' | 'algorithm'> & {
  readonly type?: StretchType | undefined;
  readonly algorithm?: StretchAlgorithm | undefined;
};

/** A stretch as it goes over the wire, and what had to be said about it. */
export interface RangeValues {
  readonly rvString: string;
  readonly note?: string;
}

interface Ends {
  readonly type: StretchType;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The range values of a stretch. An unknown type or algorithm falls back to `percent` or `linear`, as in the reference
 * client, and a note says so.
 * @throws ArgumentError when a number is none, or when an end is given for a type that finds its own ends.
 */
export function rangeValues(options: StretchOptions, method = 'setStretch'): RangeValues {
  const input = check(method, 'options', StretchOptions, options);
  const type = known(STRETCH_TYPE, input.type, 'percent');
  const algorithm = known(STRETCH_ALGORITHM, input.algorithm, 'linear');
  const ends = endsOf(method, type.name, type.note === undefined ? input : {});
  const fields = [
    STRETCH_TYPE[ends.type],
    printf(ends.lower),
    STRETCH_TYPE[ends.type],
    printf(ends.upper),
    input.asinhQValue === undefined ? 'NaN' : printf(input.asinhQValue),
    printf(input.gammaValue ?? 2),
    STRETCH_ALGORITHM[algorithm.name],
    Math.trunc(input.zscaleContrast ?? 25),
    Math.trunc(input.zscaleSamples ?? 600),
    Math.trunc(input.zscaleSamplesPerline ?? 120),
    0,
    'NaN',
    '1.000000',
  ];
  const note = [type.note, algorithm.note].filter((text) => text !== undefined).join('; ');
  return { rvString: fields.join(','), ...(note === '' ? {} : { note }) };
}

/** A number as C's `%f` prints it: six decimals, never an exponent, and of two that are as near the even one. */
function printf(value: number): string {
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.000000`;
  // Halfway between two decimals lie odd multiples of 1/128 only, whose seven decimals are exact.
  const halfway = Math.abs(value * 128) % 2 === 1;
  const exact = value.toFixed(7);
  return halfway && /[02468]5$/.test(exact) ? exact.slice(0, -1) : value.toFixed(6);
}

function known<T extends string>(
  names: Readonly<Record<T, number>>,
  given: string | undefined,
  fallback: T,
): { name: T; note?: string } {
  if (given === undefined) return { name: fallback };
  const lower = given.toLowerCase();
  const keys = Object.keys(names).filter((name): name is T => name in names);
  const found = keys.find((name) => name === lower);
  if (found !== undefined) return { name: found };
  return { name: fallback, note: `'${given}' is not one of ${keys.join(', ')}; ${fallback} is used` };
}

function endsOf(
  method: string,
  type: StretchType,
  input: { lowerValue?: number | undefined; upperValue?: number | undefined },
): Ends {
  if (type === 'minmax' || type === 'zscale') {
    for (const end of ['lowerValue', 'upperValue'] as const) {
      const value = input[end];
      if (value !== undefined) {
        throw new ArgumentError(
          method,
          `options.${end}`,
          value,
          `left out, because ${type} finds its own ends`,
        );
      }
    }
    return type === 'minmax' ? { type: 'percent', lower: 0, upper: 100 } : { type, lower: 1, upper: 1 };
  }
  return { type, lower: input.lowerValue ?? 1, upper: input.upperValue ?? 99 };
}
