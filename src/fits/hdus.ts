/** Reads the headers of a FITS file as it comes, and passes over its data. */
import { InputError } from '../errors.js';
import type { ByteStream } from '../transport/types.js';
import { ByteReader } from './byte-reader.js';
import { type FitsEntry, type FitsValue, readEntries } from './values.js';

/** One part (header and data) of a FITS file. */
export interface FitsHdu {
  /** 0 is the primary one. */
  readonly index: number;
  /** `PRIMARY`, or what `XTENSION` says: `IMAGE`, `TABLE`, `BINTABLE`. */
  readonly kind: string;
  /** `EXTNAME` */
  readonly name: string | undefined;
  /** Values by keyword; of several cards of one keyword the first. */
  readonly values: Readonly<Record<string, FitsValue>>;
  /** All of the header in its order, comments and history too. */
  readonly cards: readonly FitsEntry[];
  /** `NAXIS1`, `NAXIS2`, … */
  readonly axes: readonly number[];
  /** Where header and data begin, in bytes from the beginning of the (unpacked) file. */
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** Bytes of data, without what fills up the last block. */
  readonly dataBytes: number;
}

const BLOCK = 2880;
const CARD = 80;
/** A header that is longer is none: it would be read to the end of a file that is damaged. */
const MAX_HEADER_BYTES = 64 * 1024 * 1024;

/** The HDUs of a file; `what` names it. Throws `InputError` where it is no FITS, or ends too early. */
export async function readHdus(what: string, source: ByteStream): Promise<FitsHdu[]> {
  const reader = await ByteReader.open(what, source);
  const hdus: FitsHdu[] = [];
  try {
    for (;;) {
      const headerOffset = reader.position;
      const first = await reader.read(BLOCK);
      if (!startsHdu(first, hdus.length)) {
        if (hdus.length > 0) return hdus;
        throw notFits(what, first);
      }
      const cards = await readCards(what, hdus.length, first, reader);
      const hdu = describeHdu(what, hdus.length, cards, headerOffset, reader.position);
      hdus.push(hdu);
      const padded = Math.ceil(hdu.dataBytes / BLOCK) * BLOCK;
      const skipped = await reader.skip(padded);
      if (skipped < hdu.dataBytes)
        throw new InputError(
          `${what} is cut: HDU ${hdu.index} is to have ${hdu.dataBytes} bytes of data, but there are ${skipped}`,
        );
    }
  } finally {
    reader.close();
  }
}

const latin1 = new TextDecoder('latin1');

function startsHdu(block: Uint8Array, index: number): boolean {
  const start = latin1.decode(block.subarray(0, 30));
  return index === 0 ? /^SIMPLE {2}= +[TF]/.test(start) : start.startsWith('XTENSION');
}

function notFits(what: string, block: Uint8Array): InputError {
  const start = JSON.stringify(latin1.decode(block.subarray(0, 6)));
  return new InputError(
    block.length === 0
      ? `${what} is empty`
      : `${what} is not a FITS file: it begins with ${start}, not with "SIMPLE  ="`,
  );
}

async function readCards(
  what: string,
  index: number,
  first: Uint8Array,
  reader: ByteReader,
): Promise<FitsEntry[]> {
  const cards: string[] = [];
  for (let block = first; ; block = await reader.read(BLOCK)) {
    for (let at = 0; at + CARD <= block.length; at += CARD) {
      const card = latin1.decode(block.subarray(at, at + CARD));
      if (/^END {5}/.test(card)) return readEntries(cards);
      cards.push(card);
    }
    if (block.length < BLOCK) throw new InputError(`${what} is cut: the header of HDU ${index} has no END`);
    if (cards.length * CARD > MAX_HEADER_BYTES)
      throw new InputError(
        `${what} is damaged: the header of HDU ${index} has no END within ${MAX_HEADER_BYTES} bytes`,
      );
  }
}

function describeHdu(
  what: string,
  index: number,
  cards: readonly FitsEntry[],
  headerOffset: number,
  dataOffset: number,
): FitsHdu {
  const values: Record<string, FitsValue> = {};
  for (const { key, value } of cards)
    if (value !== null && !Object.hasOwn(values, key)) set(values, key, value);
  const count = (key: string, without?: number): number => {
    const value = values[key] ?? without;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    throw new InputError(
      `${what} is damaged: ${key} of HDU ${index} is ${value === undefined ? 'missing' : value}, not a count`,
    );
  };
  const axes = Array.from({ length: Math.min(count('NAXIS'), 999) }, (_, at) => count(`NAXIS${at + 1}`));
  const bits = values['BITPIX'];
  if (typeof bits !== 'number' || ![8, 16, 32, 64, -32, -64].includes(bits))
    throw new InputError(
      `${what} is damaged: BITPIX of HDU ${index} is ${bits ?? 'missing'}, not 8, 16, 32, 64, -32 or -64`,
    );
  // Random groups have a first axis of 0, which does not count.
  const counted = values['GROUPS'] === true && axes[0] === 0 ? axes.slice(1) : axes;
  const cells = counted.length === 0 ? 0 : counted.reduce((all, length) => all * length, 1);
  const groups = count('GCOUNT', 1) || 1;
  const dataBytes = counted.length === 0 ? 0 : (Math.abs(bits) / 8) * groups * (count('PCOUNT', 0) + cells);
  const kind = values['XTENSION'];
  const name = values['EXTNAME'];
  return {
    index,
    kind: index === 0 || typeof kind !== 'string' ? 'PRIMARY' : kind.trim(),
    name: typeof name === 'string' ? name : undefined,
    values,
    cards,
    axes,
    headerOffset,
    dataOffset,
    dataBytes,
  };
}

/** Also for keys such as `__proto__`. */
function set(values: Record<string, FitsValue>, key: string, value: FitsValue): void {
  Object.defineProperty(values, key, { value, enumerable: true, writable: true, configurable: true });
}
