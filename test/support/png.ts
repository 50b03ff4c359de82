/** Reads the PNG files that are written here: 8 bits, a palette or red, green and blue, no filters. */
import { inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly indexed: boolean;
  /** Of a pixel, as `#rrggbb`; (0, 0) is the upper left one. */
  at(x: number, y: number): string;
  /** Colours, and how many pixels have them. */
  colors(): ReadonlyMap<string, number>;
}

export function readPng(bytes: Uint8Array): Picture {
  const file = Buffer.from(bytes);
  if (file.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Error('not a PNG file');
  const chunks = new Map<string, Buffer[]>();
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    chunks.set(type, [...(chunks.get(type) ?? []), file.subarray(at + 8, at + 8 + length)]);
    at += length + 12;
  }
  const [head = Buffer.alloc(13)] = chunks.get('IHDR') ?? [];
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const [palette] = chunks.get('PLTE') ?? [];
  const size = palette ? 1 : 3;
  const data = inflateSync(Buffer.concat(chunks.get('IDAT') ?? []));
  if (data.length !== height * (width * size + 1))
    throw new Error(`${data.length} bytes for ${width} × ${height}`);
  const at = (x: number, y: number): string => {
    const place = y * (width * size + 1) + 1 + x * size;
    const color = palette ? 3 * (data[place] ?? 0) : place;
    return `#${(palette ?? data).toString('hex', color, color + 3)}`;
  };
  const colors = (): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) found.set(at(x, y), (found.get(at(x, y)) ?? 0) + 1);
    }
    return found;
  };
  return { width, height, indexed: palette !== undefined, at, colors };
}
