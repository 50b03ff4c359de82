/** Reads the structure of a FITS file: headers, and where its images are. What fails says why. */
import { cardNumber, cardValue, type FitsCard, parseCard } from '../fits/cards.js';
import { ViewerFailure } from './engine.js';

export { cardValue, type FitsCard, parseCard } from '../fits/cards.js';

/** One part (header and data) of a FITS file. */
export interface FitsPart {
  /** 0 is the primary part. */
  readonly index: number;
  readonly cards: readonly FitsCard[];
  /** Lengths of the axes of the image, also of a compressed one; empty when there is no image. */
  readonly axes: readonly number[];
  /** Where its header and its data begin, in bytes. */
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** Whether the image is kept as compressed tiles in a table. */
  readonly compressed: boolean;
}

/** One plane of one image: what is on the screen at a time. */
export interface FitsFrame {
  readonly part: FitsPart;
  /** Which of the images of the file, counted from 0. */
  readonly image: number;
  /** Plane of a cube, counted from 0. */
  readonly plane: number;
  readonly planes: number;
}

const block = 2880;
const notFits = (why: string): ViewerFailure => new ViewerFailure('Not FITS file.', why);

/** The bytes as they were before gzip, or as they are. */
export async function unzipped(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw notFits('The file is cut or damaged: it begins like gzip, but cannot be unpacked.');
  }
}

function readHeader(bytes: Uint8Array, start: number): { cards: FitsCard[]; end: number } {
  const decoder = new TextDecoder('latin1');
  const cards: FitsCard[] = [];
  for (let at = start; at + 80 <= bytes.length; at += 80) {
    const text = decoder.decode(bytes.subarray(at, at + 80));
    if (/^END\s*$/.test(text)) return { cards, end: start + Math.ceil((at + 80 - start) / block) * block };
    const card = parseCard(text);
    if (card) cards.push(card);
  }
  throw notFits('The header has no end: the file is cut or damaged.');
}

function axesOf(cards: readonly FitsCard[], prefix: string): number[] {
  const count = cardNumber(cards, `${prefix}NAXIS`) ?? 0;
  return Array.from({ length: count }, (_, i) => cardNumber(cards, `${prefix}NAXIS${i + 1}`) ?? 0);
}

function dataLength(cards: readonly FitsCard[]): number {
  const axes = axesOf(cards, '');
  if (axes.length === 0) return 0;
  const groups = (cardNumber(cards, 'GCOUNT') ?? 1) || 1;
  const cells = axes.reduce((all, length) => all * length, 1);
  const each = Math.abs(cardNumber(cards, 'BITPIX') ?? 0) / 8;
  return Math.ceil((each * groups * ((cardNumber(cards, 'PCOUNT') ?? 0) + cells)) / block) * block;
}

function imageAxes(cards: readonly FitsCard[], index: number): number[] {
  if (cardValue(cards, 'ZIMAGE') === 'T') return axesOf(cards, 'Z');
  return index === 0 || cardValue(cards, 'XTENSION')?.trim() === 'IMAGE' ? axesOf(cards, '') : [];
}

/** Reads the headers of all parts; fails with words when the bytes are not FITS, or end too early. */
export function readFitsParts(bytes: Uint8Array): FitsPart[] {
  if (bytes.length === 0) throw notFits('The file is empty.');
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 30));
  if (!/^SIMPLE\s+=\s+T/.test(start)) {
    throw notFits('The file does not begin with "SIMPLE  =  T", as every FITS file does.');
  }
  const parts: FitsPart[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (parts.length > 0 && !startsPart(bytes, at)) break;
    const { cards, end } = readHeader(bytes, at);
    const index = parts.length;
    checkBitpix(cards, index);
    const length = dataLength(cards);
    const compressed = cardValue(cards, 'ZIMAGE') === 'T';
    parts.push({
      index,
      cards,
      axes: imageAxes(cards, index),
      headerOffset: at,
      dataOffset: end,
      compressed,
    });
    if (end + length - block >= bytes.length && length > 0) throw shortOf(index, end + length, bytes.length);
    at = end + length;
  }
  return parts;
}

function startsPart(bytes: Uint8Array, at: number): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(at, at + 8)) === 'XTENSION';
}

function checkBitpix(cards: readonly FitsCard[], index: number): void {
  const bitpix = cardNumber(cards, 'BITPIX');
  if (bitpix === undefined || ![8, 16, 32, 64, -32, -64].includes(bitpix)) {
    throw notFits(`BITPIX of part ${index} is ${bitpix ?? 'missing'}; it must be 8, 16, 32, 64, -32 or -64.`);
  }
}

function shortOf(index: number, wanted: number, there: number): ViewerFailure {
  return new ViewerFailure(
    'Could not retrieve image render data',
    `The file is cut: part ${index} ends at byte ${wanted}, the file has ${there}.`,
  );
}

/**
 * All planes of all images, or of the one that is asked for by its number (`MultiImageIdx`). Throws `ViewerFailure` when
 * there is none, in the words of a real server.
 */
export function fitsFrames(parts: readonly FitsPart[], wanted?: number): readonly FitsFrame[] {
  const images = parts.filter(({ axes: [width = 0, height = 0] }) => width > 0 && height > 0);
  if (images.length === 0) throw noImage(parts);
  const frames = images.map((part, image) => {
    const planes = part.axes.slice(2).reduce((product, length) => product * Math.max(1, length), 1);
    return Array.from({ length: planes }, (_, plane) => ({ part, image, plane, planes }));
  });
  if (wanted === undefined) return frames.flat();
  const chosen = frames[wanted];
  if (chosen) return chosen;
  throw new ViewerFailure(
    'Could not create plot.',
    `Index ${wanted} out of bounds for length ${images.length}`,
  );
}

function noImage(parts: readonly FitsPart[]): ViewerFailure {
  const hasTable = parts.some(({ cards }) => /TABLE/.test(cardValue(cards, 'XTENSION') ?? ''));
  if (hasTable) return new ViewerFailure('FITS file does not contain image data, only table data');
  const axes = cardNumber(parts[0]?.cards ?? [], 'NAXIS') ?? 0;
  if (axes === 1) return new ViewerFailure('One-dimensional images (NAXIS==1) are not currently supported.');
  return new ViewerFailure(
    'FITS file does not contain image data',
    `No part of the FITS file has an image with two axes; the first has NAXIS = ${axes}.`,
  );
}

/** Which image of a file a request asks for: by its number, or undefined for all. */
export function wantedImage(params: { readonly [key: string]: unknown }): number | undefined {
  const index = Number(params['MultiImageIdx'] ?? Number.NaN);
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}
