/** Cards with their values in types; texts over several cards are put together. */

/** A value of a header: integers beyond 2^53 are `bigint`; null is a keyword without a value. Complex numbers stay as printed. */
export type FitsValue = string | number | bigint | boolean | null;

/** One entry of a header. */
export interface FitsEntry {
  /** `''` for blank cards; without `HIERARCH`. */
  readonly key: string;
  readonly value: FitsValue;
  /** Of `COMMENT` and `HISTORY` the text. */
  readonly comment: string;
}

/** Reads cards of 80 characters, up to and without END. */
export function readEntries(cards: readonly string[]): FitsEntry[] {
  const entries: FitsEntry[] = [];
  for (const card of cards) {
    const last = entries.at(-1);
    const more = card.startsWith('CONTINUE  ') ? readText(card.slice(10)) : undefined;
    if (more !== undefined && typeof last?.value === 'string' && last.value.endsWith('&')) {
      const comment = [last.comment, more.comment].filter(Boolean).join(' ');
      entries[entries.length - 1] = { ...last, value: last.value.slice(0, -1) + more.value, comment };
    } else entries.push(readEntry(card));
  }
  return entries;
}

function readEntry(card: string): FitsEntry {
  const [, long, after] = /^HIERARCH +([^=]*?) *= ?(.*)$/.exec(card) ?? [];
  if (long !== undefined && after !== undefined) return { key: long, ...readValue(after) };
  const key = card.slice(0, 8).trim();
  if (card.slice(8, 10) === '= ' && !COMMENTARY.has(key)) return { key, ...readValue(card.slice(10)) };
  return { key, value: null, comment: card.slice(8).trimEnd() };
}

const COMMENTARY: ReadonlySet<string> = new Set(['', 'COMMENT', 'HISTORY', 'CONTINUE']);

type ValueAndComment = Pick<FitsEntry, 'value' | 'comment'>;

function readValue(text: string): ValueAndComment {
  const quoted = readText(text);
  if (quoted !== undefined) return quoted;
  const slash = text.indexOf('/');
  const value = (slash < 0 ? text : text.slice(0, slash)).trim();
  return { value: plainValue(value), comment: slash < 0 ? '' : text.slice(slash + 1).trim() };
}

/** A text in quotes; a quote within is doubled, blanks at the end do not count. */
function readText(text: string): { value: string; comment: string } | undefined {
  const [, inner, comment = ''] = /^\s*'((?:[^']|'')*)'\s*(?:\/\s*(.*))?/.exec(text) ?? [];
  if (inner === undefined) return undefined;
  return { value: inner.replaceAll("''", "'").trimEnd(), comment: comment.trim() };
}

function plainValue(text: string): FitsValue {
  if (text === '') return null;
  if (text === 'T' || text === 'F') return text === 'T';
  if (/^[+-]?\d+$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text.replace(/^\+/, ''));
  }
  // FITS also writes exponents with D.
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[edED][+-]?\d+)?$/.test(text)
    ? Number(text.replace(/d/i, 'e'))
    : Number.NaN;
  return Number.isNaN(number) ? text : number;
}
