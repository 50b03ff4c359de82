/** The header-data units of a FITS file: what their headers say, where their data begin, and how large they are. */
import { type FileHandle, open } from 'node:fs/promises';
import { CARD_LENGTH, CardReader, Header } from './fits-cards.js';

const BLOCK = 2880;
/** Headers of more blocks are taken for damage. */
const MAX_HEADER_BLOCKS = 4096;
/** Axes beyond those that any software writes are not looked at. */
const MAX_AXES = 999;

/** Why a file cannot be read as FITS, in the words of a real server. */
export class FitsFailure extends Error {
  override readonly name = 'FitsFailure';
}

/** One header-data unit. */
export interface Hdu {
  /** Number in the file, from 0. */
  readonly index: number;
  readonly header: Header;
  readonly dataStart: number;
  /** As the header has it, whatever the size of the file. */
  readonly dataLength: number;
}

/** Does a file that begins like this hold FITS? */
export function looksLikeFits(start: string): boolean {
  return start.startsWith('SIMPLE  =');
}

/** Reads all headers, passing over the data. What stands behind the last unit is no concern. */
export async function readHdus(path: string): Promise<Hdu[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const hdus: Hdu[] = [];
    for (let at = 0; at < size; ) {
      const hdu = await readHdu(file, at, hdus.length);
      if (hdu === undefined) break;
      hdus.push(hdu);
      at = hdu.dataStart + Math.ceil(hdu.dataLength / BLOCK) * BLOCK;
    }
    if (hdus.length === 0) throw new FitsFailure('Not FITS file.');
    return hdus;
  } finally {
    await file.close();
  }
}

/** What kind of unit it is: `IMAGE`, `BINTABLE`, `TABLE`, … */
export function kindOf({ index, header }: Hdu): string {
  return index === 0 ? 'IMAGE' : (header.get('XTENSION') ?? '');
}

async function readHdu(file: FileHandle, at: number, index: number): Promise<Hdu | undefined> {
  const reader = new CardReader();
  const block = Buffer.alloc(BLOCK);
  for (let blocks = 0; blocks < MAX_HEADER_BLOCKS; blocks++) {
    const { bytesRead } = await file.read(block, 0, BLOCK, at + blocks * BLOCK);
    for (let offset = 0; offset + CARD_LENGTH <= bytesRead; offset += CARD_LENGTH) {
      const text = block.toString('latin1', offset, offset + CARD_LENGTH);
      const first = blocks === 0 && offset === 0;
      if (first && !text.startsWith(index === 0 ? 'SIMPLE  =' : 'XTENSION=')) return undefined;
      if (reader.add(text)) continue;
      const header = new Header(reader.cards);
      return { index, header, dataStart: at + (blocks + 1) * BLOCK, dataLength: dataLengthOf(header) };
    }
    if (bytesRead < BLOCK) return incomplete(bytesRead % CARD_LENGTH, reader);
  }
  throw new FitsFailure('A header has no END card');
}

/** A header that ends between two cards does not count; one that ends within a card is an error. */
function incomplete(rest: number, { cards }: CardReader): undefined {
  if (rest === 0 || cards.length === 0) return undefined;
  throw new FitsFailure(`Got only ${rest} of ${CARD_LENGTH} bytes expected for a header card`);
}

function dataLengthOf(header: Header): number {
  const axes = Math.min(header.int('NAXIS'), MAX_AXES);
  if (axes <= 0) return 0;
  let elements = 1;
  for (let i = 1; i <= axes; i++) elements *= Math.max(0, header.int(`NAXIS${i}`, 1));
  const bytes = Math.abs(header.int('BITPIX')) / 8;
  const length = bytes * header.int('GCOUNT', 1) * (header.int('PCOUNT') + elements);
  return Number.isFinite(length) ? Math.max(0, Math.ceil(length)) : Number.MAX_SAFE_INTEGER;
}
