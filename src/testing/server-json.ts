/** How the server reads and rewrites the JSON of an action on its way to the viewers (protocol traps T8, T9). */

/** What became of a text: a value as it travels on, or the reason why there is none. */
export type ReadAction =
  | { readonly kind: 'value'; readonly value: unknown }
  /** Half of a surrogate pair somewhere in it: sending this on ends every socket of the channel. */
  | { readonly kind: 'poison'; readonly value: unknown }
  /** Nested so deeply that printing it is the end of the node's deliveries. */
  | { readonly kind: 'deep'; readonly value: null };

/** As deep as a real server was seen to bear; at three times that it broke down. */
const DEEPEST = 1000;

const FIRST_UNREADABLE_INTEGER = 2n ** 63n;

/** Strings are matched first, so that what stands in them is not taken for a number or a comma too many. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|,(?=\s*[\]}])/gs;
const PLAIN_INTEGER = /^-?\d{19,}$/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const EVERY_LONE_SURROGATE = new RegExp(LONE_SURROGATE, 'g');

/**
 * Reads an action the way the server does. Text that does not begin with a brace is no JSON to it and stays text; an
 * object that it cannot read, be it for a single `NaN` or a number too long, becomes null. A comma too many is fine.
 */
export function readAction(text: string): ReadAction {
  if (!/^\s*\{/.test(text)) return { kind: 'value', value: text };
  let unreadable = false;
  const plain = text.replace(TOKENS, (token) => {
    if (token === ',') return '';
    if (PLAIN_INTEGER.test(token)) unreadable ||= isTooLong(token);
    return token;
  });
  const value = parse(plain);
  if (unreadable || value === undefined) return { kind: 'value', value: null };
  if (isTooDeep(value, plain)) return { kind: 'deep', value: null };
  return { kind: hasLoneSurrogate(value) ? 'poison' : 'value', value };
}

/** Whether what a text holds is nested too deeply. Looks level by level: to recurse would be to break down as well. */
export function isTooDeep(value: unknown, text: string): boolean {
  // Each level takes two brackets.
  if (text.length < 2 * DEEPEST) return false;
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** Whether any string in a value, keys included, holds half of a surrogate pair. */
export function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => LONE_SURROGATE.test(key) || hasLoneSurrogate(member));
}

/** A value with something else in the place of half surrogate pairs; the same value where there are none. */
export function wholeCharacters(value: unknown, instead: string): unknown {
  if (!hasLoneSurrogate(value)) return value;
  if (typeof value === 'string') return value.replace(EVERY_LONE_SURROGATE, instead);
  if (Array.isArray(value)) return value.map((member) => wholeCharacters(member, instead));
  const members = Object.entries(Object(value));
  const whole = members.map(([key, member]) => [
    key.replace(EVERY_LONE_SURROGATE, instead),
    wholeCharacters(member, instead),
  ]);
  return Object.fromEntries(whole);
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

/**
 * Prints a value with its keys in the server's order, which is that of a hash table: neither the order they came in
 * nor the alphabet. Numbers beyond the range of a double have become infinite and are printed as null.
 */
export function printAsServer(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printAsServer).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = new Map(Object.entries(value));
  const printed = inHashOrder([...members.keys()]).map(
    (key) => `${JSON.stringify(key)}:${printAsServer(members.get(key))}`,
  );
  return `{${printed.join(',')}}`;
}

/** The order in which a table of 16 buckets, or as many as are needed to fill at most three quarters, lists keys. */
function inHashOrder(keys: readonly string[]): readonly string[] {
  let buckets = 16;
  while (keys.length > buckets * 0.75) buckets *= 2;
  const placed = keys.map((key) => ({ key, bucket: hashOf(key) & (buckets - 1) }));
  return placed.sort((one, other) => one.bucket - other.bucket).map(({ key }) => key);
}

function hashOf(key: string): number {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
  return hash ^ (hash >>> 16);
}
