/** A table that came back from a server, or a batch of its rows. */
import { ArgumentError } from '../errors.js';
import { cellAt, type ReadColumn, type ReadRow } from './read-columns.js';
import { type ArrowLibrary, type ArrowTableOf, toArrow } from './to-arrow.js';

export class DataTable {
  readonly rowCount: number;

  constructor(
    readonly columns: readonly ReadColumn[],
    /** Place of the first row among those that were asked for; 0 unless this is a batch. */
    readonly offset = 0,
  ) {
    this.rowCount = columns[0]?.values.length ?? 0;
  }

  /** Names of the columns, in order. */
  get names(): string[] {
    return this.columns.map(({ name }) => name);
  }

  /** A column by its name. */
  column(name: string): ReadColumn {
    const found = this.columns.find((column) => column.name === name);
    if (found === undefined) throw new ArgumentError('column', 'name', name, oneOf(this.names));
    return found;
  }

  /** The values of one row by column; undefined beyond the end. */
  row(index: number): ReadRow | undefined {
    if (index < 0 || index >= this.rowCount) return undefined;
    return Object.fromEntries(this.columns.map((column) => [column.name, cellAt(column, index)]));
  }

  /** All rows as objects: convenient for few; the columns are what is fast. */
  toRows(): ReadRow[] {
    return Array.from({ length: this.rowCount }, (_, index) => this.row(index) ?? {});
  }

  /** The rows one after the other. */
  *[Symbol.iterator](): Generator<ReadRow> {
    for (let index = 0; index < this.rowCount; index++) yield this.row(index) ?? {};
  }

  /**
   * The same as a table of Apache Arrow: numbers share their memory with it, units and descriptions go into the metadata of the fields.
   * @param arrow the library, `import * as arrow from 'apache-arrow'`; outside of pages it may be left out where it is installed
   */
  toArrow(): Promise<unknown>;
  toArrow<L extends ArrowLibrary>(arrow: L): Promise<ArrowTableOf<L>>;
  toArrow(arrow?: ArrowLibrary): Promise<unknown> {
    return toArrow(this.columns, arrow);
  }
}

/** A list of names for a message, not longer than a line. */
function oneOf(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name));
  return `the name of a column: ${shown.join(', ')}${names.length > 8 ? ` … (${names.length} in all)` : ''}`;
}
