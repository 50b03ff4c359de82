/** Numbers as Java reads and prints them, for a server that is written in it. */

/** `Double.parseDouble`; undefined where it fails. */
export function parseJavaDouble(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[dDfF]?$/.exec(text);
  if (match !== null) return Number(match[1]);
  const named = /^([+-]?)(NaN|Infinity)$/.exec(text);
  if (named === null) return undefined;
  return named[2] === 'NaN' ? Number.NaN : Number(`${named[1]}Infinity`);
}

/** A whole number of at most `bits` bits; undefined where it is none. */
export function parseJavaInteger(text: string, bits: number): bigint | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(bits, value) === value ? value : undefined;
}

/** `Double.toString`: always with a point, with an exponent from 10^7 up and below 10^-3. */
export function printJavaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}
