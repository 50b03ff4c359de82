/** Numbers out of bytes of ASCII, without a string in between: that is what most of the time of reading a table would go into. */

const [ZERO, NINE, PLUS, MINUS, DOT, SMALL_E] = [0x30, 0x39, 0x2b, 0x2d, 0x2e, 0x65];
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

/** The double that a cell says, exactly as `Number` would round it; undefined when it says none. */
export function parseDouble(bytes: Uint8Array, start: number, end: number): number | undefined {
  const sign = bytes[start];
  const first = sign === MINUS || sign === PLUS ? start + 1 : start;
  // Fifteen digits before and after the point, then the rest of them.
  let i = first;
  let head = 0;
  let limit = Math.min(end, first + EXACT_DIGITS);
  for (; i < limit; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    head = head * 10 + digit;
  }
  let point = -1;
  if (i < end && bytes[i] === DOT) {
    point = i++;
    limit = Math.min(end, limit + 1);
    for (; i < limit; i++) {
      const digit = (bytes[i] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      head = head * 10 + digit;
    }
  }
  if (i === end && i > first + (point < 0 ? 0 : 1)) {
    const value = point < 0 ? head : scaled(head, point + 1 - end);
    if (value !== undefined) return sign === MINUS ? -value : value;
  }
  return parseLong(bytes, { start, first, i, point, head }, end) ?? parseSlowly(bytes, start, end);
}

/** How far a number was read. */
interface Begun {
  readonly start: number;
  readonly first: number;
  readonly i: number;
  /** Where its point is; -1 before that. */
  readonly point: number;
  readonly head: number;
}

/** A number of more than fifteen digits, or with an exponent; undefined where it takes more than that. */
function parseLong(bytes: Uint8Array, begun: Begun, end: number): number | undefined {
  let { i, point } = begun;
  const { first, head } = begun;
  let tail = 0;
  let extra = 0;
  for (; i < end; i++) {
    const code = bytes[i] ?? 0;
    if (code >= ZERO && code <= NINE) {
      tail = tail * 10 + (code - ZERO);
      extra++;
    } else if (code === DOT && point < 0) point = i;
    else break;
  }
  const decimals = point < 0 ? 0 : i - point - 1;
  if (i - first - (point < 0 ? 0 : 1) < 1) return undefined;
  let scale = -decimals;
  if (i < end) {
    if (((bytes[i] ?? 0) | LOWER_CASE) !== SMALL_E) return undefined;
    const exponent = parseSmall(bytes, i + 1, end);
    if (exponent === undefined) return undefined;
    scale += exponent;
  }
  const value = extra === 0 ? scaled(head, scale) : scaledWide(head, tail, extra, scale);
  return value !== undefined && bytes[begun.start] === MINUS ? -value : value;
}

/** One rounding, when both are exact. */
function scaled(whole: number, scale: number): number | undefined {
  if (scale === 0 || whole === 0) return whole;
  if (scale < 0) return -scale > LAST_POWER ? undefined : whole / (POWERS[-scale] ?? 1);
  return scale > LAST_POWER ? undefined : whole * (POWERS[scale] ?? 1);
}

/** The rest of the quotient may be off by far less than this. */
const [ABOVE, BELOW] = [1 + 2 ** -40, 1 - 2 ** -40];
const HALF_WORD = 2 ** 25;

/**
 * `head` with `extra` more digits, divided by a power of ten, as the sum of two doubles. Undefined where that does not decide which
 * double is the nearest, and where it does not come to a division.
 */
function scaledWide(head: number, tail: number, extra: number, scale: number): number | undefined {
  if (extra > MORE_DIGITS || scale > 0 || -scale > LAST_POWER) return undefined;
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
  return value === quotient + correction * BELOW ? value : undefined;
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
