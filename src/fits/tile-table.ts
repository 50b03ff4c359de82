/** The table that holds the tiles of a compressed image: columns by name, and what they point at. */
import { InputError } from '../errors.js';
import { cardNumber, cardValue } from './cards.js';
import type { Hdu } from './image-hdus.js';
import type { ByteSource } from './source.js';

interface TableColumn {
  readonly name: string;
  /** Letter of the type; `P` and `Q` point into the heap. */
  readonly letter: string;
  /** Letter of what is pointed at. */
  readonly target: string;
  readonly offset: number;
}

const BYTES: Readonly<Record<string, number>> = {
  L: 1,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  E: 4,
  D: 8,
  P: 8,
  Q: 16,
  A: 1,
};

export interface TileTable {
  readonly rowCount: number;
  /** Bytes of a row's cell in the heap; undefined where it has none. */
  packed(name: string, row: number): Promise<Uint8Array | undefined>;
  /** The number in a row's cell; undefined where there is no such column. */
  number(name: string, row: number): number | undefined;
}

/** Reads the rows of the table, which are small; the heap is left where it is. */
export async function openTileTable(method: string, source: ByteSource, hdu: Hdu): Promise<TileTable> {
  const { cards, dataOffset } = hdu;
  const width = cardNumber(cards, 'NAXIS1') ?? 0;
  const rowCount = cardNumber(cards, 'NAXIS2') ?? 0;
  const columns = columnsOf(hdu);
  const heap = dataOffset + (cardNumber(cards, 'THEAP') ?? width * rowCount);
  const end = dataOffset + hdu.dataLength;
  const rows = await source.read(dataOffset, dataOffset + width * rowCount);
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);

  const number = (name: string, row: number): number | undefined => {
    const column = columns.get(name);
    return column && numberAt(view, row * width + column.offset, column.letter);
  };
  const packed = async (name: string, row: number): Promise<Uint8Array | undefined> => {
    const column = columns.get(name);
    if (column === undefined) return undefined;
    const at = row * width + column.offset;
    const wide = column.letter === 'Q';
    const count = wide ? Number(view.getBigInt64(at)) : view.getInt32(at);
    const start = heap + (wide ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4));
    if (count === 0) return undefined;
    const length = count * (BYTES[column.target] ?? 1);
    if (count < 0 || start < heap || start + length > end) {
      throw new InputError(
        `${method}: ${source.name} is damaged: tile ${row} of HDU ${hdu.index} points outside of its data`,
      );
    }
    return source.read(start, start + length);
  };
  return { rowCount, packed, number };
}

function columnsOf({ cards }: Hdu): ReadonlyMap<string, TableColumn> {
  const columns = new Map<string, TableColumn>();
  let offset = 0;
  for (let i = 1; i <= (cardNumber(cards, 'TFIELDS') ?? 0); i++) {
    const form = cardValue(cards, `TFORM${i}`)?.trim() ?? '';
    const [, repeat = '', letter = '', target = ''] = /^(\d*)([A-Z])([A-Z]?)/.exec(form) ?? [];
    const name = cardValue(cards, `TTYPE${i}`)?.trim().toUpperCase() ?? '';
    columns.set(name, { name, letter, target, offset });
    offset += (repeat === '' ? 1 : Number(repeat)) * (BYTES[letter] ?? 0);
  }
  return columns;
}

function numberAt(view: DataView, at: number, letter: string): number | undefined {
  switch (letter) {
    case 'B':
      return view.getUint8(at);
    case 'I':
      return view.getInt16(at);
    case 'J':
      return view.getInt32(at);
    case 'K':
      return Number(view.getBigInt64(at));
    case 'E':
      return view.getFloat32(at);
    case 'D':
      return view.getFloat64(at);
    default:
      return undefined;
  }
}
