/** Cards: the lines of a FITS header. */

/** One line of a header. */
export interface FitsCard {
  readonly key: string;
  /** As printed in the file, without the quotes of a text. */
  readonly value: string;
  readonly comment: string;
}

/** Splits a card; `undefined` for an empty one. */
export function parseCard(text: string): FitsCard | undefined {
  const key = text.slice(0, 8).trim();
  if (text.slice(8, 10) !== '= ') {
    const rest = text.slice(8).trim();
    return key || rest ? { key, value: '', comment: rest } : undefined;
  }
  const body = text.slice(10);
  const quoted = /^\s*'((?:[^']|'')*)'\s*(?:\/\s*(.*))?$/.exec(body.trimEnd());
  if (quoted) {
    const value = (quoted[1] ?? '').replaceAll("''", "'").trimEnd();
    return { key, value, comment: (quoted[2] ?? '').trim() };
  }
  const slash = body.indexOf('/');
  const value = (slash < 0 ? body : body.slice(0, slash)).trim();
  return { key, value, comment: slash < 0 ? '' : body.slice(slash + 1).trim() };
}

/** The value of a key in a header, or `undefined`. */
export function cardValue(cards: readonly FitsCard[], key: string): string | undefined {
  return cards.find((card) => card.key === key)?.value;
}

/** A value as a number; `undefined` where there is none, or another kind of value. FITS also writes exponents with D. */
export function cardNumber(cards: readonly FitsCard[], key: string): number | undefined {
  return numberIn(cardValue(cards, key));
}

/** The number that a text of a header means; `undefined` where it means none. */
export function numberIn(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const number = Number(text.replace(/d/i, 'e'));
  return Number.isFinite(number) ? number : undefined;
}
