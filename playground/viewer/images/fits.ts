import { ViewerFailure } from 'firefly-client/testing';

/** One line of a header. */
export interface Card {
  readonly key: string;
  /** As printed in the file, without the quotes of a text. */
  readonly value: string;
  readonly comment: string;
}

/** One part (header and data) of a FITS file. */
export interface Part {
  /** 0 is the primary part. */
  readonly index: number;
  readonly cards: readonly Card[];
  /** Lengths of the axes of the image, also of a compressed one; empty when there is no image. */
  readonly axes: readonly number[];
  readonly bytes: number;
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

/** Splits a card; `undefined` for an empty one. */
export function parseCard(text: string): Card | undefined {
  const key = text.slice(0, 8).trim();
  if (text.slice(8, 10) !== '= ') {
    const rest = text.slice(8).trim();
    return key || rest ? { key, value: '', comment: rest } : undefined;
  }
  const body = text.slice(10);
  const quoted = /^\s*'((?:[^']|'')*)'\s*(?:\/\s*(.*))?$/.exec(body.trimEnd());
  if (quoted) {
    const value = (quoted[1] ?? '').replaceAll("''", "'").trimEnd();
    return { key, value, comment: (quoted[2] ?? '').trim() };
  }
  const slash = body.indexOf('/');
  const value = (slash < 0 ? body : body.slice(0, slash)).trim();
  return { key, value, comment: slash < 0 ? '' : body.slice(slash + 1).trim() };
}

/** The value of a key in a header, or `undefined`. */
export function cardValue(cards: readonly Card[], key: string): string | undefined {
  return cards.find((card) => card.key === key)?.value;
}

function cardNumber(cards: readonly Card[], key: string): number | undefined {
  const value = cardValue(cards, key);
  const number = value === undefined ? Number.NaN : Number(value.replace(/[dD]/, 'e'));
  return Number.isFinite(number) ? number : undefined;
}

function readHeader(bytes: Uint8Array, start: number): { cards: Card[]; end: number } {
  const decoder = new TextDecoder('latin1');
  const cards: Card[] = [];
  for (let at = start; at + 80 <= bytes.length; at += 80) {
    const text = decoder.decode(bytes.subarray(at, at + 80));
    if (/^END\s*$/.test(text)) return { cards, end: start + Math.ceil((at + 80 - start) / block) * block };
    const card = parseCard(text);
    if (card) cards.push(card);
  }
  throw notFits('The header has no end: the file is cut or damaged.');
}

function axesOf(cards: readonly Card[], prefix: string): number[] {
  const count = cardNumber(cards, `${prefix}NAXIS`) ?? 0;
  return Array.from({ length: count }, (_, i) => cardNumber(cards, `${prefix}NAXIS${i + 1}`) ?? 0);
}

function dataLength(cards: readonly Card[]): number {
  const axes = axesOf(cards, '');
  if (axes.length === 0) return 0;
  const groups = (cardNumber(cards, 'GCOUNT') ?? 1) || 1;
  const cells = axes.reduce((all, length) => all * length, 1);
  const each = Math.abs(cardNumber(cards, 'BITPIX') ?? 0) / 8;
  return Math.ceil((each * groups * ((cardNumber(cards, 'PCOUNT') ?? 0) + cells)) / block) * block;
}

function imageAxes(cards: readonly Card[], index: number): number[] {
  if (cardValue(cards, 'ZIMAGE') === 'T') return axesOf(cards, 'Z');
  return index === 0 || cardValue(cards, 'XTENSION')?.trim() === 'IMAGE' ? axesOf(cards, '') : [];
}

/** Reads the headers of all parts; fails with words when the bytes are not FITS, or end too early. */
export function readParts(bytes: Uint8Array): Part[] {
  if (bytes.length === 0) throw notFits('The file is empty.');
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 30));
  if (!/^SIMPLE\s+=\s+T/.test(start)) {
    throw notFits('The file does not begin with "SIMPLE  =  T", as every FITS file does.');
  }
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (parts.length > 0 && !startsPart(bytes, at)) break;
    const { cards, end } = readHeader(bytes, at);
    const index = parts.length;
    checkBitpix(cards, index);
    const length = dataLength(cards);
    parts.push({ index, cards, axes: imageAxes(cards, index), bytes: Math.max(0, bytes.length - end) });
    if (end + length - block >= bytes.length && length > 0) throw shortOf(index, end + length, bytes.length);
    at = end + length;
  }
  return parts;
}

function startsPart(bytes: Uint8Array, at: number): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(at, at + 8)) === 'XTENSION';
}

function checkBitpix(cards: readonly Card[], index: number): void {
  const bitpix = cardNumber(cards, 'BITPIX');
  if (bitpix === undefined || ![8, 16, 32, 64, -32, -64].includes(bitpix)) {
    throw notFits(`BITPIX of part ${index} is ${bitpix ?? 'missing'}; it must be 8, 16, 32, 64, -32 or -64.`);
  }
}

function shortOf(index: number, wanted: number, there: number): ViewerFailure {
  return notFits(`The file is cut: part ${index} ends at byte ${wanted}, the file has ${there}.`);
}

/** The image asked for: the n-th part that holds an image, counted from 0. */
export function chooseImage(parts: readonly Part[], wanted: number): Part {
  const images = parts.filter((part) => (part.axes[0] ?? 0) > 0 && (part.axes[1] ?? 0) > 0);
  if (images.length === 0) {
    throw new ViewerFailure('No image in file', 'The FITS file has no image with two axes.');
  }
  const chosen = images[wanted];
  if (chosen) return chosen;
  throw new ViewerFailure(
    'No such image',
    `Image ${wanted} was asked for; the file has ${images.length} (0 to ${images.length - 1}).`,
  );
}
