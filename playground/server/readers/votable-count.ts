/** All tables of a VOTable with their numbers of rows, without keeping the rows. */
import type { TableAbout } from '../tables/types.js';
import { readFailure } from '../tables/types.js';
import { binaryRows, decode } from './votable-binary.js';
import { aboutOf, type Field, fieldsOf, queryError } from './votable-head.js';
import { childrenOf, type DataSink, parsePieces, VotableParser, type XmlNode } from './votable-xml.js';

export interface CountedTable {
  readonly about: TableAbout;
  readonly fields: readonly Field[];
  readonly rows: number;
}

/** Reads a whole document. `nrows` of a table is believed. */
export async function countVotable(path: string): Promise<CountedTable[]> {
  const counts = new Map<XmlNode, number>();
  const parser = new VotableParser({
    onData: (table, _index, format) =>
      declaredRows(table) === undefined ? counter(table, format, counts) : undefined,
  });
  for await (const _ of parsePieces(path, parser));
  const tables = childrenOf(parser.root, 'RESOURCE').flatMap((resource) => childrenOf(resource, 'TABLE'));
  const error = tables.length === 0 ? queryError(parser.root) : undefined;
  if (error !== undefined) throw readFailure(error);
  return tables.map((table) => ({
    about: aboutOf(table),
    fields: fieldsOf(table),
    rows: declaredRows(table) ?? counts.get(table) ?? 0,
  }));
}

function declaredRows({ attributes }: XmlNode): number | undefined {
  const { nrows } = attributes;
  return nrows !== undefined && /^\d{1,15}$/.test(nrows) ? Number(nrows) : undefined;
}

function counter(table: XmlNode, format: XmlNode, counts: Map<XmlNode, number>): DataSink {
  const add = (rows: number) => counts.set(table, (counts.get(table) ?? 0) + rows);
  if (format.name === 'TABLEDATA') return { row: () => void add(1) };
  const fields = fieldsOf(table);
  return {
    stream(text) {
      if (format.name === 'FITS') return void add(fitsRows(decode(text)));
      for (const _ of binaryRows(text, fields, format.name === 'BINARY2')) add(1);
    },
  };
}

/** NAXIS2 of the first extension. */
function fitsRows(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  const at = text.indexOf('XTENSION=', 2880);
  return at < 0 ? 0 : Number(/NAXIS2 {2}= +(\d+)/.exec(text.slice(at))?.[1] ?? 0);
}
