/** What a Firefly server would change or lose of a table without a word. It is refused instead, with the reason. */
import type { TableData } from './columns.js';
import { columnAt, type Place, refuse } from './place.js';

/** Columns that a server adds. */
const RESERVED = /^ROW_(?:IDX|NUM)$/i;

/** Control characters, halves of surrogate pairs, and what else XML cannot hold. */
const NOT_IN_XML = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/u;

export function checkForServer({ columns }: TableData, place: Place): void {
  const names = new Map<string, string>();
  for (const { name, units, description, ucd } of columns) {
    const at = columnAt(place, name);
    const unfit = faultOf(name);
    if (unfit !== undefined) refuse(at, name, unfit);
    // As a server's database does it, for ASCII alone.
    const folded = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const other = names.get(folded);
    if (other !== undefined)
      refuse(at, name, `different from '${other}' in more than case: servers would rename it`);
    names.set(folded, name);
    for (const [key, value] of Object.entries({ units, description, ucd }))
      if (value !== undefined && NOT_IN_XML.test(value))
        refuse({ ...at, argument: `${at.argument}.${key}` }, value, 'free of control characters');
  }
}

function faultOf(name: string): string | undefined {
  if (name === '') return 'named: a server cannot hold a column without a name';
  if (name.includes('"')) return 'free of double quotes: a server drops them, and finds the column no more';
  if (NOT_IN_XML.test(name)) return 'free of control characters and of halves of surrogate pairs';
  if (RESERVED.test(name)) return 'called otherwise: a server has columns ROW_IDX and ROW_NUM of its own';
  return undefined;
}
