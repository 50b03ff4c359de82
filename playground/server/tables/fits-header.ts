/** The headers of a FITS file: which units it has, where their data begin, and how large they are. */
import { type FileHandle, open } from 'node:fs/promises';
import { TableFailure } from './types.js';

const BLOCK = 2880;
const CARD = 80;
/** Headers of more blocks are taken for damage. */
const MAX_HEADER_BLOCKS = 4096;

/** The cards of one header by keyword, values as text without quotes. */
export type Header = ReadonlyMap<string, string>;

/** One header-data unit. */
export interface Hdu {
  /** Number in the file, from 0. */
  readonly index: number;
  readonly header: Header;
  readonly dataStart: number;
  readonly dataLength: number;
}

/** Does a file that begins like this hold FITS? */
export function looksLikeFits(start: string): boolean {
  return start.startsWith('SIMPLE  =');
}

/** Reads all headers, passing over the data. */
export async function readHdus(path: string): Promise<Hdu[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const hdus: Hdu[] = [];
    let at = 0;
    while (at + BLOCK <= size) {
      const { header, length } = await readHeader(file, at);
      if (hdus.length > 0 && !header.has('XTENSION')) break;
      const dataStart = at + length;
      const dataLength = dataLengthOf(header);
      hdus.push({ index: hdus.length, header, dataStart, dataLength });
      if (dataStart + dataLength > size) break;
      at = dataStart + Math.ceil(dataLength / BLOCK) * BLOCK;
    }
    return hdus;
  } finally {
    await file.close();
  }
}

async function readHeader(file: FileHandle, at: number): Promise<{ header: Header; length: number }> {
  const header = new Map<string, string>();
  const block = Buffer.alloc(BLOCK);
  for (let blocks = 0; blocks < MAX_HEADER_BLOCKS; blocks++) {
    const { bytesRead } = await file.read(block, 0, BLOCK, at + blocks * BLOCK);
    if (bytesRead < BLOCK) break;
    for (let offset = 0; offset < BLOCK; offset += CARD) {
      const card = block.toString('latin1', offset, offset + CARD);
      if (card.startsWith('END') && card.trim() === 'END') return { header, length: (blocks + 1) * BLOCK };
      addCard(card, header);
    }
  }
  throw new TableFailure('Damaged FITS file: a header has no END card');
}

function addCard(card: string, header: Map<string, string>): void {
  if (!card.startsWith('= ', 8)) return;
  const key = card.slice(0, 8).trimEnd();
  if (!header.has(key)) header.set(key, cardValue(card.slice(10)));
}

/** A string in quotes (two quotes stand for one), or everything before the comment. */
function cardValue(text: string): string {
  const quoted = /^\s*'((?:[^']|'')*)'/.exec(text);
  if (quoted !== null) return (quoted[1] ?? '').replaceAll("''", "'").trimEnd();
  return (text.split('/')[0] ?? '').trim();
}

/** A whole number of a header. */
export function intOf(header: Header, key: string, fallback?: number): number {
  const text = header.get(key);
  if (text === undefined && fallback !== undefined) return fallback;
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isSafeInteger(value)) {
    throw new TableFailure(`Damaged FITS file: ${key} is ${text ?? 'missing'}, expected a whole number`);
  }
  return value;
}

/** Another number of a header; Fortran's D exponent is read too. */
export function numberOf(header: Header, key: string, fallback: number): number {
  const text = header.get(key);
  if (text === undefined) return fallback;
  const value = Number(text.replace(/d/i, 'e'));
  return Number.isFinite(value) ? value : fallback;
}

function dataLengthOf(header: Header): number {
  const axes = intOf(header, 'NAXIS');
  if (axes === 0) return 0;
  let elements = 1;
  for (let i = 1; i <= axes; i++) elements *= intOf(header, `NAXIS${i}`);
  const bytes = Math.abs(intOf(header, 'BITPIX')) / 8;
  return bytes * intOf(header, 'GCOUNT', 1) * (intOf(header, 'PCOUNT', 0) + elements);
}
