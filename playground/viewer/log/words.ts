/** How entries are told. */
import { fieldsOf } from './subject.js';
import type { Entry } from './traffic.js';

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
});

export const timeOf = ({ at }: Entry): string => clock.format(at);

/** Who told whom. */
export function wayOf({ kind, direction }: Entry): string {
  if (kind === 'link') return 'connection';
  if (kind === 'action') return direction === 'in' ? 'action' : 'action of this page';
  return direction === 'out' ? 'report' : 'report of another viewer';
}

export function arrowOf({ kind, direction }: Entry): string {
  return kind === 'link' ? '•' : direction === 'in' ? '↓' : '↑';
}

export function sizeText(characters: number): string {
  if (characters < 1000) return `${characters} B`;
  return characters < 1e6 ? `${(characters / 1000).toFixed(1)} kB` : `${(characters / 1e6).toFixed(1)} MB`;
}

/** What stands in the column of ids: for the connection what happened. */
export function subjectText(entry: Entry): string {
  return entry.kind === 'link' ? String(fieldsOf(entry.data)['words']) : entry.subject;
}
