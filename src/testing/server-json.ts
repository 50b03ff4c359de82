/** How the server reads and rewrites the JSON of an action on its way to the viewers (protocol traps T8, T9). */

/** What became of a text: a value as it travels on, or the reason why there is none. */
export type ReadAction =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'malformed' }
  /** Half of a surrogate pair somewhere in it: sending this on ends every socket of the channel. */
  | { readonly kind: 'poison' };

const FIRST_UNREADABLE_INTEGER = 2n ** 63n;

/** Strings are matched first, so that what stands in them is not taken for a number. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\bInfinity\b|\bNaN\b/gs;
const NOT_FINITE = /^(?:-?Infinity|NaN)$/;
const PLAIN_INTEGER = /^-?\d{19,}$/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Reads an action the way the server does. */
export function readAction(text: string): ReadAction {
  let unreadable = false;
  const plain = text.replace(TOKENS, (token) => {
    if (NOT_FINITE.test(token)) {
      unreadable = true;
      return 'null';
    }
    if (PLAIN_INTEGER.test(token)) unreadable ||= isTooLong(token);
    return token;
  });
  const value = parse(plain);
  if (value === undefined) return { kind: 'malformed' };
  if (unreadable) return { kind: 'value', value: null };
  return hasLoneSurrogate(value) ? { kind: 'poison' } : { kind: 'value', value };
}

/** Whether any string in a value, keys included, holds half of a surrogate pair. */
export function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => LONE_SURROGATE.test(key) || hasLoneSurrogate(member));
}

function isTooLong(digits: string): boolean {
  const value = BigInt(digits);
  return value >= FIRST_UNREADABLE_INTEGER || value < -FIRST_UNREADABLE_INTEGER;
}

/** JSON never holds `undefined`, so that it can stand for "no JSON". */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
