/** Which entries of the log are shown. */
import type { Entry } from './traffic.js';

export type Which = 'all' | 'action' | 'report' | 'error';

export interface Filter {
  /** Words that all have to occur in the type, the id or the content; those with a `-` in front must not. */
  readonly words: string;
  readonly which: Which;
  readonly housekeeping: boolean;
}

/** JSON of entries that have been searched; it goes with them. */
const texts = new WeakMap<Entry, string>();

export function contentOf(entry: Entry): string {
  let text = texts.get(entry);
  if (text === undefined) {
    text = (JSON.stringify(entry.data) ?? '').toLowerCase();
    texts.set(entry, text);
  }
  return text;
}

/** The test of a filter. Content is searched only where words are given. */
export function passes({ words, which, housekeeping }: Filter): (entry: Entry) => boolean {
  const terms = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-');
  const wanted = terms.filter((word) => !word.startsWith('-'));
  const unwanted = terms.filter((word) => word.startsWith('-')).map((word) => word.slice(1));
  return (entry) => {
    if (entry.housekeeping && !housekeeping) return false;
    if (which === 'error' ? entry.error === undefined : which !== 'all' && entry.kind !== which) return false;
    const holds = (word: string): boolean =>
      contentOf(entry).includes(word) || (entry.error?.toLowerCase().includes(word) ?? false);
    return wanted.every(holds) && !unwanted.some(holds);
  };
}
