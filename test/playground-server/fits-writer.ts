/** Writes small FITS files for tests. */

const BLOCK = 2880;

/** The cards of a header, as they are to stand in it. */
export function card(key: string, value?: string | number | boolean, comment = ''): string {
  if (value === undefined) return `${key.padEnd(8)}${comment}`.padEnd(80);
  const text =
    typeof value === 'string'
      ? `'${value.replaceAll("'", "''").padEnd(8)}'`.padEnd(20)
      : String(value === true ? 'T' : value === false ? 'F' : value).padStart(20);
  return `${key.padEnd(8)}= ${text}${comment === '' ? '' : ` / ${comment}`}`.padEnd(80);
}

/** A unit: its header with END, and its data, both filled up to whole blocks. */
export function unit(cards: readonly string[], data: Uint8Array = new Uint8Array(0)): Buffer {
  const header = Buffer.from([...cards, 'END'.padEnd(80)].join(''), 'latin1');
  return Buffer.concat([filled(header, 0x20), filled(Buffer.from(data), 0)]);
}

function filled(bytes: Buffer, filling: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK, filling)]);
}

export function file(...units: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(units));
}

/** The cards that say how large an image is, with a real file's comments. */
export function imageCards(first: string, bitpix: number, axes: readonly number[]): string[] {
  return [
    first,
    card('BITPIX', bitpix, 'array data type'),
    card('NAXIS', axes.length, 'number of array dimensions'),
    ...axes.map((size, i) => card(`NAXIS${i + 1}`, size)),
  ];
}

export const SIMPLE = card('SIMPLE', true, 'conforms to FITS standard');
export const IMAGE = card('XTENSION', 'IMAGE', 'Image extension');

/** Big-endian 32-bit floats 0, 1, 2, … */
export function floats(count: number): Uint8Array {
  const bytes = Buffer.alloc(count * 4);
  for (let i = 0; i < count; i++) bytes.writeFloatBE(i, i * 4);
  return bytes;
}

/** A binary table of columns of one number each. */
export function tableUnit(
  name: string,
  forms: readonly string[],
  rows: number,
  width: number,
  more: readonly string[] = [],
): Buffer {
  return unit(
    [
      card('XTENSION', 'BINTABLE'),
      card('BITPIX', 8),
      card('NAXIS', 2),
      card('NAXIS1', width),
      card('NAXIS2', rows),
      card('PCOUNT', 0),
      card('GCOUNT', 1),
      card('TFIELDS', forms.length),
      ...forms.flatMap((form, i) => [card(`TTYPE${i + 1}`, `c${i}`), card(`TFORM${i + 1}`, form)]),
      card('EXTNAME', name),
      ...more,
    ],
    new Uint8Array(rows * width),
  );
}
