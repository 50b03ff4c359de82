/** Column names: a real server strips quotes, and tells names apart without regard to case. */
import type { ReadColumn } from '../tables/types.js';

/** Columns that every result gets anew. */
const ROW_COLUMNS = ['ROW_IDX', 'ROW_NUM'];

/** Gives equal names a number behind; what a column was called before becomes its label. */
export function uniqueColumns<T extends ReadColumn>(columns: readonly T[], reserved = ROW_COLUMNS): T[] {
  const taken = new Set(reserved);
  return columns.map((column) => {
    const name = column.name.replaceAll('"', '');
    let unique = name;
    for (let n = 1; taken.has(unique.toUpperCase()); n++) unique = `${name}_${n}`;
    taken.add(unique.toUpperCase());
    if (unique === name) return { ...column, name };
    return { ...column, name: unique, info: { ...column.info, label: name, ID: column.info.ID ?? name } };
  });
}
