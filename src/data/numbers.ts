/** Numbers out of bytes of ASCII, without a string in between: that is what most of the time of reading a table would go into. */

const [ZERO, PLUS, MINUS, DOT, SMALL_E] = [0x30, 0x2b, 0x2d, 0x2e, 0x65];
const LOWER_CASE = 0x20;

/** Digits that fit a double without rounding. */
const EXACT_DIGITS = 15;
/** Digits beyond those that are taken in: a double is printed with 17 and may have zeros before them. */
const MORE_DIGITS = 7;

/** Powers of ten that are doubles without rounding. */
const POWERS = Array.from({ length: 23 }, (_, power) => 10 ** power);
const LAST_POWER = POWERS.length - 1;

/** What a table's text says for what is no number. */
const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
  '-nan': Number.NaN,
};

/** The text of some bytes of ASCII. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

const scratch = new Float64Array(1);

/** The double that some bytes say, exactly as `Number` would round it; undefined when they say none. */
export function parseDouble(bytes: Uint8Array, start: number, end: number): number | undefined {
  return writeDouble(bytes, start, end, scratch, 0) ? scratch[0] : undefined;
}

/** Writes it into an array instead: what a function gives back is an object more where it is a fraction. False when it is none. */
export function writeDouble(
  bytes: Uint8Array,
  start: number,
  end: number,
  values: Float32Array | Float64Array,
  at: number,
): boolean {
  const sign = bytes[start];
  const first = sign === MINUS || sign === PLUS ? start + 1 : start;
  // Fifteen digits before and after the point, then the rest of them.
  let i = first;
  let head = 0;
  let tail = 0;
  let extra = 0;
  let point = -1;
  let limit = Math.min(end, first + EXACT_DIGITS);
  for (; i < limit; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) {
      if (digit !== DOT - ZERO || point >= 0) break;
      point = i;
      limit = Math.min(end, limit + 1);
    } else head = head * 10 + digit;
  }
  if (i === limit)
    for (; i < end; i++) {
      const digit = (bytes[i] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) {
        if (digit !== DOT - ZERO || point >= 0) break;
        point = i;
      } else {
        tail = tail * 10 + digit;
        extra++;
      }
    }
  let scale = point < 0 ? 0 : point + 1 - i;
  let isPlain = i - first - (point < 0 ? 0 : 1) > 0;
  if (i < end) {
    const exponent = ((bytes[i] ?? 0) | LOWER_CASE) === SMALL_E ? parseSmall(bytes, i + 1, end) : undefined;
    isPlain &&= exponent !== undefined;
    scale += exponent ?? 0;
  }
  const factor = sign === MINUS ? -1 : 1;
  if (isPlain && extra > 0 && writeWide(factor, head, tail, extra, scale, values, at)) return true;
  if (isPlain && extra === 0 && scale <= LAST_POWER && -scale <= LAST_POWER) {
    // One rounding, since both are exact.
    values[at] = factor * (scale < 0 ? head / (POWERS[-scale] ?? 1) : head * (POWERS[scale] ?? 1));
    return true;
  }
  const slow = parseSlowly(bytes, start, end);
  values[at] = slow ?? 0;
  return slow !== undefined;
}

/** The rest of the quotient may be off by far less than this. */
const [ABOVE, BELOW] = [1 + 2 ** -40, 1 - 2 ** -40];
const HALF_WORD = 2 ** 25;

/**
 * `head` with `extra` more digits, divided by a power of ten, as the sum of two doubles. False where that does not decide which
 * double is the nearest, and where it does not come to a division.
 */
function writeWide(
  factor: number,
  head: number,
  tail: number,
  extra: number,
  scale: number,
  values: Float32Array | Float64Array,
  at: number,
): boolean {
  if (extra > MORE_DIGITS || scale > 0 || -scale > LAST_POWER) return false;
  const step = POWERS[extra] ?? 1;
  const upper = Math.floor(head / HALF_WORD);
  const high = upper * step * HALF_WORD;
  const low = (head - upper * HALF_WORD) * step + tail;
  const whole = high + low;
  const rest = low - (whole - high);
  const power = POWERS[-scale] ?? 1;
  const quotient = whole / power;
  const product = quotient * power;
  const correction = (whole - product - productError(quotient, power, product) + rest) / power;
  const value = quotient + correction * ABOVE;
  if (value !== quotient + correction * BELOW) return false;
  values[at] = factor * value;
  return true;
}

const SPLITTER = 2 ** 27 + 1;

/** What was rounded off a product (Dekker). */
function productError(a: number, b: number, product: number): number {
  const aScaled = SPLITTER * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = SPLITTER * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** A number of up to four digits, with a sign or without. */
function parseSmall(bytes: Uint8Array, start: number, end: number): number | undefined {
  const sign = bytes[start];
  const first = sign === MINUS || sign === PLUS ? start + 1 : start;
  if (first === end || end - first > 4) return undefined;
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return sign === MINUS ? -value : value;
}

function parseSlowly(bytes: Uint8Array, start: number, end: number): number | undefined {
  const text = asciiText(bytes, start, end);
  const word = WORDS[text.toLowerCase()];
  if (word !== undefined) return word;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** The two words of an int64, as they lie in memory. */
const [LOW_WORD, HIGH_WORD] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];
const WORD = 2 ** 32;
const BILLION = 1e9;

/** Writes the int64 that a cell says at `at`; `words` are those of a BigInt64Array. False when it says none. */
export function writeInt64(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Int32Array,
  at: number,
): boolean {
  const sign = bytes[start];
  const negative = sign === MINUS;
  const first = negative || sign === PLUS ? start + 1 : start;
  const split = Math.max(first, end - 9);
  if (first === end || split - first > 10) return false;
  const high = digitsOf(bytes, first, split);
  const low = digitsOf(bytes, split, end);
  if (high < 0 || low < 0) return false;
  // high × 10⁹ + low, in steps that a double holds exactly.
  const upper = Math.floor(high / 65_536) * BILLION;
  const lower = (high % 65_536) * BILLION + low;
  const carried = (upper % 65_536) * 65_536 + lower;
  const lowWord = carried % WORD;
  const highWord = Math.floor(upper / 65_536) + Math.floor(carried / WORD);
  const limit = WORD / 2;
  if (highWord >= limit && !(negative && highWord === limit && lowWord === 0)) return false;
  words[2 * at + LOW_WORD] = negative ? -lowWord : lowWord;
  words[2 * at + HIGH_WORD] = negative ? -highWord - (lowWord === 0 ? 0 : 1) : highWord;
  return true;
}

/** Writes an integer that a double holds exactly. */
export function writeSafeInteger(value: number, words: Int32Array, at: number): void {
  const high = Math.floor(value / WORD);
  words[2 * at + LOW_WORD] = value - high * WORD;
  words[2 * at + HIGH_WORD] = high;
}

/** A number of digits alone; -1 when there is anything else. */
export function digitsOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** An integer of up to ten digits; undefined when a cell says none. */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  const sign = bytes[start];
  const first = sign === MINUS || sign === PLUS ? start + 1 : start;
  if (first === end || end - first > 10) return undefined;
  const value = digitsOf(bytes, first, end);
  if (value < 0) return undefined;
  return sign === MINUS ? -value : value;
}
