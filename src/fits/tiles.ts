/** Images in compressed tiles (FITS standard, section 10). */
import { runtime } from '#runtime';
import { InputError } from '../errors.js';
import { cardNumber, cardValue, type FitsCard } from './cards.js';
import { type Scaling, scaled, scalingOf, stored, type Values } from './decode.js';
import { dequantise } from './dither.js';
import type { ReadRows } from './image.js';
import type { Bitpix, Hdu } from './image-hdus.js';
import { type RiceBytes, unrice } from './rice.js';
import type { ByteSource } from './source.js';
import { openTileTable, type TileTable } from './tile-table.js';

/** What is known here. */
const KNOWN = ['RICE_1', 'RICE_ONE', 'GZIP_1', 'GZIP_2', 'NOCOMPRESS'];

interface Tiling {
  /** What an error begins with. */
  readonly place: string;
  readonly hdu: Hdu;
  readonly axes: readonly number[];
  /** Lengths of a tile along each axis. */
  readonly tile: readonly number[];
  /** Tiles along each axis. */
  readonly counts: readonly number[];
  readonly compression: string;
  readonly scaling: Scaling;
}

/** A tile that was read, and where it lies in the plane. */
interface Tile {
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

export function tiledRows(method: string, source: ByteSource, hdu: Hdu, plane: number): ReadRows {
  const tiling = tilingOf(method, source, hdu);
  let table: Promise<TileTable> | undefined;
  // Rows are asked for from one side to the other, so a row of tiles is kept until the next one is needed.
  let kept: { readonly row: number; readonly tiles: readonly Tile[] } | undefined;
  return async (from, to, out) => {
    table ??= openTileTable(method, source, hdu);
    const rows = await table;
    const [width = 0] = tiling.axes;
    const [, high = 1] = tiling.tile;
    for (let row = Math.floor(from / high); row * high < to; row++) {
      if (kept?.row !== row) kept = { row, tiles: await tilesOf(tiling, rows, row, plane) };
      for (const tile of kept.tiles) copy(tile, out, from, to, width);
    }
  };
}

function copy(
  { left, bottom, width, height, values }: Tile,
  out: Values,
  from: number,
  to: number,
  row: number,
) {
  for (let y = Math.max(from, bottom); y < Math.min(to, bottom + height); y++) {
    const start = (y - bottom) * width;
    out.set(values.subarray(start, start + width), (y - from) * row + left);
  }
}

function tilingOf(method: string, source: ByteSource, hdu: Hdu): Tiling {
  const { cards, axes } = hdu;
  const compression = cardValue(cards, 'ZCMPTYPE')?.trim().toUpperCase() ?? '';
  if (!KNOWN.includes(compression)) {
    throw new InputError(
      `${method}: HDU ${hdu.index} of ${source.name} is compressed as ${JSON.stringify(compression)}, which cannot be read here; ${KNOWN.join(', ')} can. funpack makes a plain file of it`,
    );
  }
  const tile = axes.map((length, i) =>
    Math.min(length, cardNumber(cards, `ZTILE${i + 1}`) ?? (i === 0 ? length : 1)),
  );
  if (tile.some((length) => !(length >= 1))) {
    throw new InputError(
      `${method}: ${source.name} is damaged: a tile of HDU ${hdu.index} is ${tile.join(' × ')}`,
    );
  }
  return {
    place: `${method}: HDU ${hdu.index} of ${source.name}`,
    hdu,
    axes,
    tile,
    counts: axes.map((length, i) => Math.ceil(length / (tile[i] ?? 1))),
    compression,
    scaling: scalingOf(cards, hdu.bitpix),
  };
}

/** The tiles of one row of tiles, of one plane. */
async function tilesOf(tiling: Tiling, table: TileTable, row: number, plane: number): Promise<Tile[]> {
  const { axes, tile, counts } = tiling;
  // Numbers of the plane along the axes behind the second, as tiles and within the tile.
  let [rest, first, inside, deep] = [plane, row * (counts[0] ?? 1), 0, 1];
  let [stride, depthStride] = [(counts[0] ?? 1) * (counts[1] ?? 1), 1];
  for (let i = 2; i < axes.length; i++) {
    const [length = 1, each = 1] = [axes[i], tile[i]];
    const at = rest % length;
    rest = Math.floor(rest / length);
    const number = Math.floor(at / each);
    first += number * stride;
    stride *= counts[i] ?? 1;
    inside += (at - number * each) * depthStride;
    const here = Math.min(each, length - number * each);
    depthStride *= here;
    deep *= here;
  }
  const [width = 0, height = 0] = axes;
  const [across = 1, high = 1] = tile;
  const tiles: Tile[] = [];
  for (let column = 0; column < (counts[0] ?? 0); column++) {
    const [left, bottom] = [column * across, row * high];
    const size = { width: Math.min(across, width - left), height: Math.min(high, height - bottom) };
    const area = size.width * size.height;
    const values = await readTile(tiling, table, first + column, area * deep);
    tiles.push({ left, bottom, ...size, values: values.subarray(inside * area, (inside + 1) * area) });
  }
  return tiles;
}

async function readTile(
  tiling: Tiling,
  table: TileTable,
  index: number,
  count: number,
): Promise<Float64Array> {
  if (index >= table.rowCount) {
    throw new InputError(
      `${tiling.place} is damaged: it has ${table.rowCount} tiles, number ${index} is missing`,
    );
  }
  const values = new Float64Array(count);
  try {
    const packed = await table.packed('COMPRESSED_DATA', index);
    if (packed !== undefined) {
      await unpack(tiling, packed, values, quantised(tiling, table));
      return finished(tiling, table, index, values);
    }
    const { bitpix } = tiling.hdu;
    const zipped = await table.packed('GZIP_COMPRESSED_DATA', index);
    const plain = zipped ? await runtime.gunzip(zipped) : await table.packed('UNCOMPRESSED_DATA', index);
    if (plain === undefined) throw new RangeError('it has no bytes');
    stored(plain, bitpix, values);
    scaled(values, tiling.scaling);
    return values;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`${tiling.place} is damaged: tile ${index} cannot be unpacked (${why})`, { cause });
  }
}

/** Whether floating point numbers were made whole before they were compressed. */
const quantised = ({ hdu }: Tiling, table: TileTable): boolean =>
  hdu.bitpix < 0 &&
  cardValue(hdu.cards, 'ZQUANTIZ')?.trim() !== 'NONE' &&
  (table.number('ZSCALE', 0) !== undefined || cardNumber(hdu.cards, 'ZSCALE') !== undefined);

function finished(tiling: Tiling, table: TileTable, index: number, values: Float64Array): Float64Array {
  const { cards } = tiling.hdu;
  const of = (name: string) => table.number(name, index) ?? cardNumber(cards, name);
  if (!quantised(tiling, table)) {
    const blank = tiling.hdu.bitpix > 0 ? (of('ZBLANK') ?? tiling.scaling.blank) : undefined;
    scaled(values, { ...tiling.scaling, blank });
    return values;
  }
  dequantise(values, {
    scale: of('ZSCALE') ?? 1,
    zero: of('ZZERO') ?? 0,
    blank: of('ZBLANK'),
    method: cardValue(cards, 'ZQUANTIZ')?.trim() ?? 'NO_DITHER',
    seed: cardNumber(cards, 'ZDITHER0') ?? 1,
    tile: index,
  });
  return values;
}

async function unpack(
  tiling: Tiling,
  packed: Uint8Array,
  values: Float64Array,
  whole: boolean,
): Promise<void> {
  const { hdu, compression } = tiling;
  if (compression.startsWith('RICE')) {
    const size = parameter(hdu.cards, 'BYTEPIX', 4) as RiceBytes;
    if (![1, 2, 4].includes(size)) throw new RangeError(`BYTEPIX is ${size}, not 1, 2 or 4`);
    unrice(packed, size, parameter(hdu.cards, 'BLOCKSIZE', 32), values);
    return;
  }
  const plain = compression === 'NOCOMPRESS' ? packed : await runtime.gunzip(packed);
  const bitpix = bitpixOf(whole ? 32 : hdu.bitpix, plain.length, values.length);
  stored(compression === 'GZIP_2' ? unshuffled(plain, Math.abs(bitpix) / 8) : plain, bitpix, values);
}

/** Numbers are as long as those of the image, or as few bytes as they need. */
function bitpixOf(bitpix: Bitpix, bytes: number, count: number): Bitpix {
  if (bytes === (count * Math.abs(bitpix)) / 8) return bitpix;
  const other = ([-32, -64, 16, 8] as const).find((one) => bytes === (count * Math.abs(one)) / 8);
  if (other === undefined) throw new RangeError(`${bytes} bytes for ${count} pixels`);
  return other;
}

/** First come the first bytes of all numbers, then the second ones, and so on. */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = bytes.length / size;
  const out = new Uint8Array(bytes.length);
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0; i < count; i++) out[i * size + byte] = bytes[byte * count + i] as number;
  }
  return out;
}

function parameter(cards: readonly FitsCard[], name: string, otherwise: number): number {
  for (let i = 1; i < 100; i++) {
    const key = cardValue(cards, `ZNAME${i}`);
    if (key === undefined) return otherwise;
    if (key.trim().toUpperCase() === name) return cardNumber(cards, `ZVAL${i}`) ?? otherwise;
  }
  return otherwise;
}
