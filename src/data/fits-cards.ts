/** Headers of FITS files, to the letter of the standard: cards of 80 ASCII characters, in blocks of 2880. */
import { isRecord } from '../schema/json.js';
import { type Place, refuse } from './place.js';

/** A value of a card; null is a keyword without a value. */
export type HeaderValue = string | number | bigint | boolean | null;

/** Keywords with values, or with values and comments. `COMMENT` and `HISTORY` may have several texts. */
export type FitsHeader = Readonly<
  Record<
    string,
    HeaderValue | readonly string[] | { readonly value: HeaderValue; readonly comment?: string | undefined }
  >
>;

/** A number that is written with a point, also where it is whole. */
export interface Real {
  readonly real: number;
}

const CARD = 80;
export const BLOCK = 2880;
/** Where values of numbers end, and comments begin. */
const FIXED = 30;
/** What fits between the quotes of a text. */
const TEXT = 68;
const LINE = 72;

/** Cards as a header: with END, filled up with blanks. */
export function headerOf(cards: readonly string[]): Uint8Array {
  const text = [...cards, 'END'].map((card) => card.padEnd(CARD)).join('');
  const bytes = new Uint8Array(Math.ceil(text.length / BLOCK) * BLOCK).fill(0x20);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The cards of a keyword: one, or more where a text is long. `at` is for errors. */
export function cardsOf(key: string, value: HeaderValue | Real, comment: string, at: Place): string[] {
  if (!isAscii(comment)) refuse({ ...at, argument: `${at.argument}.comment` }, comment, 'printable ASCII');
  if (typeof value === 'string') return textCards(key, value, comment, at);
  const printed = printValue(value, at);
  const card = `${key.padEnd(8)}= ${printed.padStart(FIXED - 10)}`;
  const whole = comment === '' ? card : `${card} / ${comment}`;
  if (whole.length > CARD)
    refuse(
      { ...at, argument: `${at.argument}.comment` },
      comment,
      `of at most ${CARD - card.length - 3} characters`,
    );
  return [whole];
}

function printValue(value: Exclude<HeaderValue, string> | Real, at: Place): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'bigint') return String(value);
  const number = typeof value === 'number' ? value : value.real;
  if (!Number.isFinite(number)) return refuse(at, number, 'a finite number: headers have none other');
  const printed = Object.is(number, -0) ? '-0' : String(number).toUpperCase().replace('E+', 'E');
  const isWhole = /^-?\d+$/.test(printed);
  return isWhole && (typeof value === 'object' || printed === '-0') ? `${printed}.0` : printed;
}

/** A text of more than a card goes on in others, which the standard calls CONTINUE; all but the last end with `&`. */
function textCards(key: string, value: string, comment: string, at: Place): string[] {
  if (!isAscii(value)) refuse(at, value, 'printable ASCII: FITS headers have nothing else');
  const quoted = value.replaceAll("'", "''");
  const room = comment === '' ? TEXT : TEXT - 3 - comment.length;
  if (quoted.length <= Math.max(room, 8)) {
    const card = `${key.padEnd(8)}= ${`'${quoted.padEnd(8)}'`.padEnd(comment === '' ? 0 : FIXED - 10)}`;
    if (comment === '') return [card];
    if (card.length + 3 + comment.length <= CARD) return [`${card} / ${comment}`];
  }
  if (comment.length > TEXT - 3)
    refuse({ ...at, argument: `${at.argument}.comment` }, comment, `of at most ${TEXT - 3} characters`);
  const parts = partsOf(quoted, TEXT - 1);
  if (comment !== '') parts.push('');
  return parts.map((part, index) => {
    const start = index === 0 ? `${key.padEnd(8)}= ` : 'CONTINUE  ';
    const isLast = index === parts.length - 1;
    return `${start}'${part}${isLast ? '' : '&'}'${isLast && comment !== '' ? ` / ${comment}` : ''}`;
  });
}

/** Parts of a text with doubled quotes, none of which is torn apart. */
function partsOf(quoted: string, size: number): string[] {
  const parts: string[] = [];
  for (let rest = quoted; rest !== ''; ) {
    const quotes = /'*$/.exec(rest.slice(0, size))?.[0].length ?? 0;
    const part = rest.slice(0, rest.length > size && quotes % 2 === 1 ? size - 1 : size);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return parts;
}

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

/** Keywords that describe the data: they are written from the data alone. */
const STRUCTURE =
  /^(?:SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BSCALE|BZERO|BLANK|CONTINUE|END|CHECKSUM|DATASUM|)$/;

/** The cards of a caller's header. `taken` are keywords that are written elsewhere. */
export function headerCards(header: unknown, taken: RegExp | undefined, outer: Place): string[] {
  if (header === undefined || header === null) return [];
  if (!isRecord(header)) return refuse(outer, header, 'an object with keywords and values');
  const seen = new Set<string>();
  return Object.entries(header).flatMap(([name, given]) => {
    const at = { ...outer, argument: `${outer.argument}.${name}` };
    const key = name.toUpperCase();
    if (!/^[A-Z0-9_-]{1,8}$/.test(key))
      refuse(at, name, 'a keyword of 1 to 8 of the characters A-Z, 0-9, - and _');
    if (STRUCTURE.test(key)) refuse(at, given, 'left out, because it is written from the data');
    if (taken?.test(key)) refuse(at, given, 'left out, because it is written from wcs');
    if (seen.has(key)) refuse(at, given, 'there once only');
    seen.add(key);
    if (key === 'COMMENT' || key === 'HISTORY') return commentary(key, given, at);
    const { value, comment } = isRecord(given) ? given : { value: given, comment: undefined };
    if (!isValue(value)) return refuse(at, value, 'a text, a number, true or false, or null');
    if (comment !== undefined && typeof comment !== 'string')
      return refuse({ ...at, argument: `${at.argument}.comment` }, comment, 'a text');
    return cardsOf(key, value, comment ?? '', at);
  });
}

const isValue = (value: unknown): value is HeaderValue =>
  value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value);

function commentary(key: string, given: unknown, at: Place): string[] {
  const texts: readonly unknown[] = Array.isArray(given) ? given : [given];
  return texts.flatMap((text) => {
    if (typeof text !== 'string' || !isAscii(text))
      return refuse(at, text, 'a text of printable ASCII, or several');
    const lines = text.match(/.{1,72}/g) ?? [''];
    return lines.map((line) => key.padEnd(CARD - LINE) + line);
  });
}
