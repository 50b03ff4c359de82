/** Writes small VOTables for tests. */

export const field = (attributes: string, inner = '') => `<FIELD ${attributes}>${inner}</FIELD>`;

export function document(contents: string): string {
  return `<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">\n<RESOURCE>${contents}</RESOURCE></VOTABLE>`;
}

export function table(fields: readonly string[], rows: readonly (readonly string[])[], head = ''): string {
  const cells = rows.map((row) => `<TR>${row.map((cell) => `<TD>${cell}</TD>`).join('')}</TR>`);
  return `<TABLE>${head}${fields.join('')}<DATA><TABLEDATA>${cells.join('\n')}</TABLEDATA></DATA></TABLE>`;
}

export function stream(fields: readonly string[], format: string, bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  return `<TABLE>${fields.join('')}<DATA><${format}><STREAM encoding="base64">\n${text}\n</STREAM></${format}></DATA></TABLE>`;
}

/** The bytes of a row: int, char[*], char[4], double, unicodeChar[*], float[*]. */
export function binaryRow(
  i: number,
  s: string,
  fixed: string,
  d: number,
  wide: string,
  v: readonly number[],
): Buffer {
  const parts = [
    Buffer.alloc(4),
    Buffer.alloc(4),
    Buffer.from(s),
    Buffer.alloc(4),
    Buffer.alloc(8),
    Buffer.alloc(4),
  ];
  parts[0]?.writeInt32BE(i);
  parts[1]?.writeInt32BE(Buffer.byteLength(s));
  parts[3]?.write(fixed);
  parts[4]?.writeDoubleBE(d);
  parts[5]?.writeInt32BE(wide.length);
  const count = Buffer.alloc(4);
  count.writeInt32BE(v.length);
  const floats = Buffer.alloc(v.length * 4);
  for (const [n, value] of v.entries()) floats.writeFloatBE(value, n * 4);
  return Buffer.concat([...parts, Buffer.from(wide, 'utf16le').swap16(), count, floats]);
}
