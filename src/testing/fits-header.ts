/** Reads the header of a FITS image: enough to know its size and what it says of itself. */
import { type LoadedImage, ViewerFailure } from './engine.js';

type Card = LoadedImage['header'][number];

const BLOCK = 2880;
const CARD = 80;
const COMMENTARY = /^(?:COMMENT|HISTORY|)$/;

/** The first image of a FITS file. Throws `ViewerFailure` when there is none. */
export function readFitsImage(bytes: Uint8Array): Omit<LoadedImage, 'zoomLevel'> {
  let offset = 0;
  for (let unit = 0; unit === 0 || offset < bytes.length; unit++) {
    const { header, end } = readHeader(bytes, offset, unit === 0 ? 'SIMPLE' : 'XTENSION');
    const kind = unit === 0 ? 'IMAGE' : textOf(header, 'XTENSION');
    const [width = 0, height = 0] = axesOf(header);
    if (kind === 'IMAGE' && width > 0 && height > 0)
      return { width, height, header, unit: textOf(header, 'BUNIT') };
    offset = end + dataLength(header);
  }
  throw new ViewerFailure('FITS file does not contain image data, only table data');
}

function readHeader(
  bytes: Uint8Array,
  start: number,
  first: string,
): { header: readonly Card[]; end: number } {
  const header: Card[] = [];
  for (let offset = start; offset + CARD <= bytes.length; offset += CARD) {
    const card = readCard(new TextDecoder('latin1').decode(bytes.subarray(offset, offset + CARD)));
    if (header.length === 0 && card.key !== first) break;
    header.push(card);
    if (card.key === 'END') return { header, end: start + blocks(offset + CARD - start) };
  }
  throw new ViewerFailure('Not FITS file.');
}

function readCard(text: string): Card {
  const key = text.slice(0, 8).trim();
  if (COMMENTARY.test(key) || text.slice(8, 10) !== '= ') {
    return { key, value: '', comment: text.slice(8).trim() };
  }
  const quoted = /^\s*'((?:[^']|'')*)'\s*(?:\/(.*))?$/.exec(text.slice(10));
  if (quoted)
    return { key, value: (quoted[1] ?? '').replace(/''/g, "'").trimEnd(), comment: (quoted[2] ?? '').trim() };
  const [value = '', ...comment] = text.slice(10).split('/');
  return { key, value: value.trim(), comment: comment.join('/').trim() };
}

const textOf = (header: readonly Card[], key: string): string =>
  header.find((card) => card.key === key)?.value ?? '';

const numberOf = (header: readonly Card[], key: string): number => Number(textOf(header, key)) || 0;

function axesOf(header: readonly Card[]): readonly number[] {
  return Array.from({ length: numberOf(header, 'NAXIS') }, (_, index) =>
    numberOf(header, `NAXIS${index + 1}`),
  );
}

function dataLength(header: readonly Card[]): number {
  const axes = axesOf(header);
  if (axes.length === 0) return 0;
  const values = axes.reduce((product, length) => product * length, 1) + numberOf(header, 'PCOUNT');
  return blocks((Math.abs(numberOf(header, 'BITPIX')) / 8) * values);
}

const blocks = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;
