/** Headers as they come: cards of a file, or what a viewer reports of an image. */
import { type FitsCard, numberIn } from '../fits/cards.js';

/** A header: its cards, or values by key, as `displayed()` of an image gives them. */
export type WcsHeader = readonly Pick<FitsCard, 'key' | 'value'>[] | Readonly<Record<string, unknown>>;

/** Values by key. */
export interface Keywords {
  number(key: string): number | undefined;
  text(key: string): string | undefined;
}

/** The first of several cards of one key counts. */
export function keywordsOf(header: WcsHeader): Keywords {
  const text = (key: string): string | undefined => {
    const value = isCards(header) ? header.find((card) => card.key === key)?.value : header[key];
    return value === undefined || value === null ? undefined : plain(String(value));
  };
  return { text, number: (key) => numberIn(text(key)) };
}

const isCards = (header: WcsHeader): header is readonly Pick<FitsCard, 'key' | 'value'>[] =>
  Array.isArray(header);

/** Viewers report texts of a header as printed there, in quotes. */
const plain = (text: string): string => text.trim().replace(/^'(.*?)\s*'$/s, '$1');
