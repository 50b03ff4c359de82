/** Numbers as C prints them, because a viewer and the reference client do. */

/** A number as `%f` prints it: six decimals, never an exponent, and of two that are as near the even one. */
export function printf(value: number): string {
  if (Object.is(value, -0)) return '-0.000000';
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.000000`;
  // Halfway between two decimals lie odd multiples of 1/128 only, whose seven decimals are exact.
  const halfway = Math.abs(value * 128) % 2 === 1;
  const exact = value.toFixed(7);
  return halfway && /[02468]5$/.test(exact) ? exact.slice(0, -1) : value.toFixed(6);
}
