/** What a line of DS9 regions looks like. Shared by the check, the parser and the builders. */

/** Least numbers that a shape needs. */
export const SHAPES = {
  circle: 3,
  ellipse: 4,
  box: 4,
  rotbox: 5,
  annulus: 4,
  polygon: 6,
  line: 4,
  vector: 4,
  segment: 4,
  projection: 4,
  ruler: 4,
  point: 2,
  text: 2,
  compass: 3,
  panda: 8,
  epanda: 8,
  bpanda: 8,
  composite: 2,
} as const;

export type ShapeName = keyof typeof SHAPES;

const SHAPE = new RegExp(
  `^[-+!]?\\s*(?:(circle|box|diamond|cross|x|arrow|boxcircle)\\s+point|(${Object.keys(SHAPES).join('|')}))\\b`,
  'i',
);
const SYSTEM =
  /^(?:physical|image|linear|amplifier|detector|wcs[a-z]?|fk4|fk5|b1950|j2000|icrs|galactic|gal|ecliptic|supergalactic|eq_j2000|eq_b1950|eqj2000|eqb1950|ec_j2000|ec_b1950)$/i;
const OTHER = /^(?:#|global\b|$)/i;
/** A number, with a sign, a unit, or as hours, minutes and seconds; nothing else can stand for a coordinate or a size. */
const VALUE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?:[:hdms°'"pir][\d.:ms'"]*)?$/i;

/** One part of a line: a system, a shape, or neither (`global …`, a comment, nothing). */
export type Part =
  | { readonly kind: 'system'; readonly name: string }
  | { readonly kind: 'shape'; readonly text: string; readonly properties: string }
  | { readonly kind: 'other'; readonly text: string };

/** The parts of a line, which `;` separates outside of texts, and its properties after `#`; a string says what is wrong. */
export function partsOf(line: string): readonly Part[] | string {
  const hash = propertiesAt(line);
  const body = hash < 0 ? line : line.slice(0, hash);
  const properties = hash < 0 ? '' : line.slice(hash + 1).trim();
  const parts: Part[] = [];
  for (const piece of splitOutsideTexts(body)) {
    const text = piece.trim();
    if (OTHER.test(text)) parts.push({ kind: 'other', text });
    else if (SYSTEM.test(text)) parts.push({ kind: 'system', name: text.toLowerCase() });
    else {
      const fault = faultOfShape(text);
      if (fault !== undefined) return fault;
      parts.push({ kind: 'shape', text, properties });
    }
  }
  return parts;
}

/** Where the properties begin: at the first `#` that stands alone or at the beginning. */
function propertiesAt(line: string): number {
  const found = /(?:^|\s)#/.exec(line.replace(/\{[^}]*\}?/g, (text) => '_'.repeat(text.length)));
  return found === null ? -1 : found.index + found[0].length - 1;
}

/** Braces hold text, whatever is in it. */
function splitOutsideTexts(body: string): string[] {
  return body
    .replace(/\{[^}]*\}?/g, (text) => text.replaceAll(';', '\u0000'))
    .split(';')
    .map((piece) => piece.replaceAll('\u0000', ';'));
}

const ANY = 'a DS9 region such as "J2000;circle 10.68 41.27 20\\" # color=red"';

function faultOfShape(text: string): string | undefined {
  const found = SHAPE.exec(text);
  if (found === null) return ANY;
  const name = (found[2] ?? 'point').toLowerCase() as ShapeName;
  const values = valuesOf(text.slice(found[0].length));
  const needed = SHAPES[name];
  if (values.length >= needed) return undefined;
  return `a ${name} with at least ${needed} numbers ("${EXAMPLES[name] ?? `${name} …`}"), not ${values.length}`;
}

const EXAMPLES: Partial<Readonly<Record<ShapeName, string>>> = {
  circle: 'circle x y radius',
  ellipse: 'ellipse x y a b angle',
  box: 'box x y width height angle',
  annulus: 'annulus x y inner outer',
  polygon: 'polygon x1 y1 x2 y2 x3 y3',
  line: 'line x1 y1 x2 y2',
  point: 'point x y',
  text: 'text x y',
};

/** The numbers that follow the name of a shape, up to the first thing that is none. */
export function valuesOf(text: string): string[] {
  const pieces = text
    .replace(/\{[^}]*\}?/g, ' {} ')
    .replace(/[(),|]/g, ' ')
    .trim()
    .split(/\s+/);
  const end = pieces.findIndex((piece) => !VALUE.test(piece));
  return end < 0 ? pieces : pieces.slice(0, end);
}

/** The name of a shape, and what follows it. */
export function shapeOf(
  text: string,
): { readonly name: ShapeName; readonly include: boolean; readonly rest: string } | undefined {
  const found = SHAPE.exec(text);
  if (found === null) return undefined;
  const name = (found[2] ?? 'point').toLowerCase() as ShapeName;
  return { name, include: !/^[-!]/.test(text), rest: text.slice(found[0].length) };
}
