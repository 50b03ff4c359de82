/** Parts (HDUs) of a FITS file: their headers, and where their data are. Only headers are read. */
import { InputError } from '../errors.js';
import { cardNumber, cardValue, type FitsCard, parseCard } from './cards.js';
import type { ByteSource } from './source.js';

export interface Hdu {
  /** 0 is the primary part. */
  readonly index: number;
  /** `EXTNAME`; empty where there is none. */
  readonly name: string;
  readonly cards: readonly FitsCard[];
  /** Lengths of the axes of the image, also of a compressed one; empty where there is no image. */
  readonly axes: readonly number[];
  /** Bits of a pixel, negative for floating point. Of a compressed image those of the image. */
  readonly bitpix: Bitpix;
  /** Where its data begin, in bytes, and how long they are, without padding. */
  readonly dataOffset: number;
  readonly dataLength: number;
  /** Whether the image is kept as compressed tiles in a table. */
  readonly compressed: boolean;
}

const BITPIX = [8, 16, 32, 64, -32, -64] as const;
export type Bitpix = (typeof BITPIX)[number];

const BLOCK = 2880;
const CARD = 80;
/** Headers are mostly a few blocks long. */
const PIECE = 4 * BLOCK;

/** Reads the headers of all parts. @throws InputError where the file is no FITS, cut, or damaged */
export async function readHdus(method: string, source: ByteSource): Promise<Hdu[]> {
  const start = latin1(await source.read(0, 30));
  if (!/^SIMPLE\s+=\s+T/.test(start)) {
    throw new InputError(
      `${method}: ${source.name} is not a FITS file: it does not begin with "SIMPLE  =  T", but with ${JSON.stringify(start.slice(0, 12))}`,
    );
  }
  const found: Hdu[] = [];
  for (let at = 0; at < source.size; ) {
    // What follows the last part is no part where it does not begin like one.
    if (at > 0 && latin1(await source.read(at, at + 8)) !== 'XTENSION') break;
    const { cards, end } = await readHeader(method, source, at);
    const hdu = hduOf(method, source, found.length, cards, end);
    found.push(hdu);
    at = end + Math.ceil(hdu.dataLength / BLOCK) * BLOCK;
  }
  return found;
}

async function readHeader(
  method: string,
  source: ByteSource,
  start: number,
): Promise<{ readonly cards: FitsCard[]; readonly end: number }> {
  const cards: FitsCard[] = [];
  for (let at = start; at < source.size; at += PIECE) {
    const text = latin1(await source.read(at, at + PIECE));
    for (let place = 0; place + CARD <= text.length; place += CARD) {
      const line = text.slice(place, place + CARD);
      if (/^END\s*$/.test(line))
        return { cards, end: start + Math.ceil((at + place + CARD - start) / BLOCK) * BLOCK };
      const card = parseCard(line);
      if (card) cards.push(card);
    }
  }
  throw new InputError(`${method}: ${source.name} is cut or damaged: the header at byte ${start} has no end`);
}

function hduOf(
  method: string,
  source: ByteSource,
  index: number,
  cards: readonly FitsCard[],
  dataOffset: number,
): Hdu {
  const compressed = cardValue(cards, 'ZIMAGE') === 'T';
  const prefix = compressed ? 'Z' : '';
  const isImage = compressed || index === 0 || cardValue(cards, 'XTENSION')?.trim() === 'IMAGE';
  const dataLength = lengthOf(cards);
  if (dataOffset + dataLength > source.size) {
    const missing = dataOffset + dataLength - source.size;
    throw new InputError(
      `${method}: ${source.name} is cut: the data of HDU ${index} end at byte ${dataOffset + dataLength}, ${missing} bytes behind the end of the file`,
    );
  }
  return {
    index,
    name: cardValue(cards, 'EXTNAME')?.trim() ?? '',
    cards,
    axes: isImage ? axesOf(cards, prefix) : [],
    bitpix: bitpixOf(method, source, index, cardNumber(cards, `${prefix}BITPIX`)),
    dataOffset,
    dataLength,
    compressed,
  };
}

function bitpixOf(method: string, source: ByteSource, index: number, bitpix: number | undefined): Bitpix {
  const known = BITPIX.find((one) => one === bitpix);
  if (known !== undefined) return known;
  throw new InputError(
    `${method}: ${source.name} is damaged: BITPIX of HDU ${index} is ${bitpix ?? 'missing'}; it must be one of ${BITPIX.join(', ')}`,
  );
}

export function axesOf(cards: readonly FitsCard[], prefix: string): number[] {
  const count = Math.min(999, cardNumber(cards, `${prefix}NAXIS`) ?? 0);
  return Array.from({ length: count }, (_, i) => cardNumber(cards, `${prefix}NAXIS${i + 1}`) ?? 0);
}

function lengthOf(cards: readonly FitsCard[]): number {
  const axes = axesOf(cards, '');
  if (axes.length === 0) return 0;
  const cells = axes.reduce((all, length) => all * length, 1);
  const each = Math.abs(cardNumber(cards, 'BITPIX') ?? 0) / 8;
  const groups = (cardNumber(cards, 'GCOUNT') ?? 1) || 1;
  return each * groups * ((cardNumber(cards, 'PCOUNT') ?? 0) + cells);
}

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
