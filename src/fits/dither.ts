/** Floating point numbers that were made whole ("quantised") to be compressed, perhaps with dithering. */

export interface Quantised {
  readonly scale: number;
  readonly zero: number;
  /** The whole number that stands for no value. */
  readonly blank: number | undefined;
  readonly method: string;
  /** `ZDITHER0`, and the number of the tile from 0: which random numbers were used. */
  readonly seed: number;
  readonly tile: number;
}

const COUNT = 10_000;
/** With the second method this stands for exactly 0. */
const EXACT_ZERO = -2_147_483_646;
let sequence: Float32Array | undefined;

/** The random numbers that the FITS standard (section 10.2.2) prescribes. */
function randoms(): Float32Array {
  if (sequence !== undefined) return sequence;
  const made = new Float32Array(COUNT);
  let seed = 1;
  for (let i = 0; i < COUNT; i++) {
    seed = (16_807 * seed) % 2_147_483_647;
    made[i] = seed / 2_147_483_647;
  }
  sequence = made;
  return made;
}

/** Turns whole numbers back in place. */
export function dequantise(
  values: Float64Array,
  { scale, zero, blank, method, seed, tile }: Quantised,
): void {
  const dithered = method.startsWith('SUBTRACTIVE_DITHER');
  const table = dithered ? randoms() : undefined;
  let place = (tile + seed - 1) % COUNT;
  let next = Math.trunc((table?.[place] ?? 0) * 500);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value === blank) values[i] = Number.NaN;
    else if (method === 'SUBTRACTIVE_DITHER_2' && value === EXACT_ZERO) values[i] = 0;
    else if (table === undefined) values[i] = value * scale + zero;
    else values[i] = (value - (table[next] as number) + 0.5) * scale + zero;
    if (table !== undefined && ++next === COUNT) {
      place = (place + 1) % COUNT;
      next = Math.trunc((table[place] ?? 0) * 500);
    }
  }
}
