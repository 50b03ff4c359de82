/** PNG files (ISO/IEC 15948): the same bytes for the same rows in one runtime. */

import { runtime } from '#runtime';
import { joined } from '../schema/bytes.js';
import { crc32 } from './crc.js';

export interface PngHead {
  readonly width: number;
  readonly height: number;
  /** Colours of a byte each; without them a pixel is three bytes: red, green, blue. */
  readonly palette?: Uint8Array | undefined;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const INDEXED = 3;
const COLOR = 2;

/** Writes rows, from the top, that come in bands of whole rows. */
export async function encodePng(head: PngHead, bands: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const { width, height, palette } = head;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, palette ? INDEXED : COLOR);
  const packed = await runtime.deflate(filtered(bands, palette ? width : 3 * width));
  return joined([
    SIGNATURE,
    ...chunk('IHDR', new Uint8Array(header.buffer)),
    ...(palette ? chunk('PLTE', palette) : []),
    ...packed.flatMap((bytes) => chunk('IDAT', bytes)),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Each row begins with the number of its filter, which is none: noise does not become smaller by any. */
async function* filtered(bands: AsyncIterable<Uint8Array>, row: number): AsyncGenerator<Uint8Array> {
  for await (const band of bands) {
    const rows = band.length / row;
    const out = new Uint8Array(rows * (row + 1));
    for (let y = 0; y < rows; y++) out.set(band.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
    yield out;
  }
}

function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const name = new TextEncoder().encode(type);
  return [number(data.length), name, data, number(crc32(name, data))];
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
