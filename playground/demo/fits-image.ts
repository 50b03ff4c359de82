/** Writes a FITS image: 80-character cards, 2880-byte blocks, big-endian 32-bit floats. */

const BLOCK = 2880;
const CARD = 80;

/** One card of a header. */
export interface Card {
  readonly key: string;
  readonly value: string | number | boolean;
  readonly comment?: string;
}

/** The file of an image; `pixels` run along the first axis, from the bottom row up. */
export function writeFitsImage(
  width: number,
  height: number,
  pixels: Float32Array,
  cards: readonly Card[],
): Uint8Array<ArrayBuffer> {
  if (pixels.length !== width * height) {
    throw new RangeError(`${pixels.length} pixels for an image of ${width} x ${height}`);
  }
  const header = headerText([
    { key: 'SIMPLE', value: true, comment: 'conforms to the FITS standard' },
    { key: 'BITPIX', value: -32, comment: '32-bit floating point' },
    { key: 'NAXIS', value: 2 },
    { key: 'NAXIS1', value: width },
    { key: 'NAXIS2', value: height },
    ...cards,
  ]);
  const dataLength = Math.ceil((pixels.length * 4) / BLOCK) * BLOCK;
  const file = new Uint8Array(header.length + dataLength);
  for (let i = 0; i < header.length; i++) file[i] = header.charCodeAt(i);
  const data = new DataView(file.buffer, header.length);
  pixels.forEach((pixel, i) => {
    data.setFloat32(i * 4, pixel);
  });
  return file;
}

function headerText(cards: readonly Card[]): string {
  const text = `${cards.map(cardText).join('')}${'END'.padEnd(CARD)}`;
  return text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK);
}

function cardText({ key, value, comment }: Card): string {
  if (!/^[A-Z0-9_-]{1,8}$/.test(key)) throw new RangeError(`${JSON.stringify(key)} is no FITS keyword`);
  const text = `${key.padEnd(8)}= ${valueText(value)}${comment === undefined ? '' : ` / ${comment}`}`;
  if (text.length > CARD || /[^\x20-\x7e]/.test(text)) throw new RangeError(`the card ${text} does not fit`);
  return text.padEnd(CARD);
}

/** Fixed format: strings begin in column 11 and have 8 characters at least, the rest ends in column 30. */
function valueText(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''").padEnd(8)}'`.padEnd(20);
  if (typeof value === 'boolean') return (value ? 'T' : 'F').padStart(20);
  return numberText(value).padStart(20);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no place in a FITS header`);
  return String(value).replace('e', 'E');
}
