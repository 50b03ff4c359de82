/** The cards of a FITS header: keywords, values and comments, by the letter of the standard (version 4.0). */

export const CARD_LENGTH = 80;

/** One keyword of a header. Commentary has no value, and its text is the comment. */
export interface Card {
  readonly key: string;
  /** Strings without their quotes; everything else as it is written. */
  readonly value: string | null;
  readonly comment: string | null;
}

/** A header: its cards in order, and their values by keyword. */
export class Header {
  private readonly byKey = new Map<string, string>();

  constructor(readonly cards: readonly Card[]) {
    for (const { key, value } of cards) {
      if (value !== null && !this.byKey.has(key)) this.byKey.set(key, value);
    }
  }

  /** The value of a keyword; where it stands several times, the first. */
  get(key: string): string | undefined {
    return this.byKey.get(key);
  }

  /** A whole number; what is missing or none counts as `fallback`, as on a real server. */
  int(key: string, fallback = 0): number {
    const text = this.byKey.get(key);
    const value = Number(text);
    return text === undefined || text === '' || !Number.isSafeInteger(value) ? fallback : value;
  }

  /** A number; Fortran's D exponent is read too. */
  number(key: string, fallback: number): number {
    const value = Number((this.byKey.get(key) ?? '').replace(/d/i, 'e') || 'none');
    return Number.isFinite(value) ? value : fallback;
  }
}

const END: Card = { key: 'END', value: null, comment: null };
const COMMENTARY = new Set(['', 'COMMENT', 'HISTORY', 'CONTINUE', 'END']);

/** Collects cards as they are read; strings that are continued on the next card are put together. */
export class CardReader {
  readonly cards: Card[] = [];

  /** Takes the 80 characters of a card; false for the last card, END. */
  add(text: string): boolean {
    if (text.trimEnd() === 'END') {
      this.cards.push(END);
      return false;
    }
    const last = this.cards.at(-1);
    if (text.startsWith('CONTINUE  ') && last?.value?.endsWith('&')) this.join(last, text);
    else this.cards.push(parseCard(text));
    return true;
  }

  private join(last: Card, text: string): void {
    const { value, comment } = parseValue(text.slice(10));
    const comments = [last.comment, comment].filter((part) => part !== null);
    this.cards[this.cards.length - 1] = {
      key: last.key,
      value: `${last.value?.slice(0, -1)}${value ?? ''}`,
      comment: comments.length === 0 ? null : comments.join(' '),
    };
  }
}

function parseCard(text: string): Card {
  const key = text.slice(0, 8).trimEnd();
  if (key === 'HIERARCH') return parseHierarch(text) ?? commentary(key, text);
  if (!text.startsWith('= ', 8) || COMMENTARY.has(key)) return commentary(key, text);
  return { key, ...parseValue(text.slice(10)) };
}

function commentary(key: string, text: string): Card {
  return { key, value: null, comment: text.slice(8).trim() || null };
}

/** `HIERARCH ESO DET ID = 'abc'`: the words of the name are joined by dots. */
function parseHierarch(text: string): Card | undefined {
  const at = text.indexOf('=', 9);
  if (at < 0) return undefined;
  const words = text.slice(9, at).trim().split(/\s+/);
  return { key: ['HIERARCH', ...words].join('.'), ...parseValue(text.slice(at + 1)) };
}

/** A string in quotes (two quotes stand for one), or everything before the slash of the comment. */
function parseValue(text: string): { value: string | null; comment: string | null } {
  const quoted = /^\s*'((?:[^']|'')*)'/.exec(text);
  if (quoted !== null) {
    const rest = text.slice(quoted[0].length);
    return { value: (quoted[1] ?? '').replaceAll("''", "'").trimEnd(), comment: commentOf(rest) };
  }
  const slash = text.indexOf('/');
  const value = (slash < 0 ? text : text.slice(0, slash)).trim();
  return { value: value === '' ? null : value, comment: slash < 0 ? null : commentOf(text.slice(slash)) };
}

function commentOf(rest: string): string | null {
  const slash = rest.indexOf('/');
  return slash < 0 ? null : rest.slice(slash + 1).trim() || null;
}
