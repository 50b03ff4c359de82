/** JSON with integers of any size: `JSON.parse` rounds those beyond 2^53. */

/** Strings are matched first, so that digits within them stay what they are. */
const LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Stands before the digits of an integer while it travels as text, and once more before a text that begins with it. */
const MARK = '\u{10FFFF}';

/** Reads JSON, with integers that a double may not hold as bigints; undefined when the text is none. */
export function parseExact(text: string): unknown {
  let found = false;
  const marked = text.replace(LONG_INTEGER, (token) => {
    const isText = token.startsWith('"');
    if (isText && !token.startsWith(`"${MARK}`)) return token;
    found = true;
    return isText ? `"${MARK}${token.slice(1)}` : `"${MARK}${token}"`;
  });
  try {
    return found ? JSON.parse(marked, revive) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
  const rest = value.slice(MARK.length);
  if (rest.startsWith(MARK)) return rest;
  const number = Number(rest);
  return Number.isSafeInteger(number) ? number : BigInt(rest);
}
