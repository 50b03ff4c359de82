/** VOTables: one of the tables of a document, its rows read as the document is parsed. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Batch,
  batchRows,
  type Cell,
  noTableInFile,
  type ReadTable,
  readFailure,
  type TableAbout,
} from '../tables/types.js';
import { readHdus } from './fits-hdus.js';
import { isTable, readTableUnit } from './fits-table.js';
import { binaryRows, decode } from './votable-binary.js';
import { aboutOf, type Field, fieldsOf, queryError } from './votable-head.js';
import { textParser } from './votable-values.js';
import { childrenOf, type DataSink, parsePieces, VotableParser, type XmlNode } from './votable-xml.js';

/** Does a file that begins like this hold a VOTable? */
export function looksLikeVotable(start: string): boolean {
  return /^\uFEFF?\s*</.test(start) && /<(\w+:)?VOTABLE[\s>]/.test(start.slice(0, 8192));
}

/** Opens the table number `index`; FITS that is in it goes through `scratch`. */
export async function readVotable(path: string, index: number, scratch: string): Promise<ReadTable> {
  const table = await findTable(path, index);
  const fields = fieldsOf(table);
  let about = aboutOf(table);
  return {
    columns: fields.map(({ column }) => column),
    batches: () =>
      readRows(path, index, fields, scratch, (complete) => {
        about = complete;
      }),
    about: () => about,
  };
}

/** Parses until the columns of the table are known. */
async function findTable(path: string, index: number): Promise<XmlNode> {
  let found: XmlNode | undefined;
  const parser = new VotableParser({
    onData(table, number) {
      if (number === index) found = table;
      return undefined;
    },
  });
  for await (const _ of parsePieces(path, parser)) if (found !== undefined) return found;
  const tables = tablesOf(parser.root);
  const table = tables[index];
  if (table !== undefined) return table;
  const error = tables.length === 0 ? queryError(parser.root) : undefined;
  throw error === undefined ? noTableInFile() : readFailure(error);
}

function tablesOf(root: XmlNode | undefined): XmlNode[] {
  return childrenOf(root, 'RESOURCE').flatMap((resource) => childrenOf(resource, 'TABLE'));
}

async function* readRows(
  path: string,
  index: number,
  fields: readonly Field[],
  scratch: string,
  finish: (about: TableAbout) => void,
): AsyncGenerator<Batch> {
  const rows = new RowBuffer(fields.length);
  let fits: Buffer | undefined;
  let extension = 0;
  let found: XmlNode | undefined;
  const parser = new VotableParser({
    onData(table, number, format) {
      if (number !== index) return undefined;
      found = table;
      extension = Number(format.attributes['extnum'] ?? 0);
      return sinkFor(format.name, fields, rows, (bytes) => {
        fits = bytes;
      });
    },
  });
  for await (const _ of parsePieces(path, parser)) {
    yield* rows.take(false);
    if (fits === undefined) continue;
    for await (const batch of fitsRows(fits, extension, scratch)) yield asDeclared(batch, fields);
    fits = undefined;
  }
  yield* rows.take(true);
  const table = found ?? tablesOf(parser.root)[index];
  if (table !== undefined) finish(aboutOf(table));
}

/** Collects cells until there are enough for a batch. */
class RowBuffer {
  private columns: Cell[][];
  private readonly limit: number;
  private readonly full: Batch[] = [];

  constructor(private readonly width: number) {
    this.limit = batchRows(width);
    this.columns = this.empty();
  }

  add(row: readonly Cell[]): void {
    for (let i = 0; i < this.width; i++) this.columns[i]?.push(row[i] ?? null);
    if ((this.columns[0]?.length ?? 0) < this.limit) return;
    this.full.push(this.columns);
    this.columns = this.empty();
  }

  *take(rest: boolean): Generator<Batch> {
    yield* this.full.splice(0);
    if (!rest || (this.columns[0]?.length ?? 0) === 0) return;
    yield this.columns;
    this.columns = this.empty();
  }

  private empty(): Cell[][] {
    return Array.from({ length: this.width }, () => []);
  }
}

function sinkFor(
  format: string,
  fields: readonly Field[],
  rows: RowBuffer,
  keepFits: (bytes: Buffer) => void,
): DataSink {
  if (format === 'TABLEDATA') return textSink(fields, rows);
  return {
    stream(text, node) {
      if (node.attributes['href'] !== undefined) {
        throw readFailure(`the rows are in another file, which is not opened: ${node.attributes['href']}`);
      }
      if (format === 'FITS') return keepFits(decode(text));
      for (const row of binaryRows(text, fields, format === 'BINARY2')) rows.add(row);
    },
  };
}

function textSink(fields: readonly Field[], rows: RowBuffer): DataSink {
  const parsers = fields.map(textParser);
  let row: Cell[] = [];
  return {
    cell(text) {
      row.push(parsers[row.length]?.(text) ?? null);
    },
    row() {
      rows.add(row);
      row = [];
    },
  };
}

/** Types are those of the FIELDs, whatever the FITS file has. */
function asDeclared(batch: Batch, fields: readonly Field[]): Batch {
  if (batch.length < fields.length) {
    throw readFailure(`${batch.length} columns in the FITS file, ${fields.length} in the VOTable`);
  }
  return fields.map(({ column }, i) => {
    const cells = batch[i] ?? [];
    if (column.list) return cells.map((cell) => (Array.isArray(cell) ? cell : [cell]));
    switch (column.kind) {
      case 'char':
        return cells.map((cell) => (cell === null ? null : String(cell)));
      case 'boolean':
        return cells.map((cell) => (typeof cell === 'boolean' ? cell : null));
      case 'long':
        return cells.map((cell) => (isNumber(cell) ? BigInt(Math.trunc(Number(cell))) : cell));
      default:
        return cells.map((cell) => (isNumber(cell) || typeof cell === 'bigint' ? Number(cell) : null));
    }
  });
}

function isNumber(cell: Cell): cell is number {
  return typeof cell === 'number';
}

/** The rows of a FITS file: of the unit `extnum`, or of its first table. */
async function* fitsRows(bytes: Buffer, extnum: number, scratch: string): AsyncGenerator<Batch> {
  await mkdir(scratch, { recursive: true });
  const directory = await mkdtemp(join(scratch, 'votable-'));
  try {
    const path = join(directory, 'rows.fits');
    await writeFile(path, bytes);
    const hdus = await readHdus(path).catch(() => undefined);
    if (hdus === undefined) throw readFailure("Doesn't look like a FITS file");
    const hdu = extnum > 0 ? hdus[extnum] : hdus.find(isTable);
    if (hdu === undefined || !isTable(hdu)) throw readFailure('No table in the FITS file');
    yield* (await readTableUnit(path, hdu, true)).batches();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
