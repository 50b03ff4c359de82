/** Columns while they are being read: each takes its cells out of the bytes of a CSV. */
import { damaged } from './cells.js';
import {
  asciiText,
  parseDouble,
  parseInteger,
  writeDouble,
  writeInt64,
  writeSafeInteger,
} from './numbers.js';
import { parseDate, type ReadColumn, type ServerColumn } from './read-columns.js';

/** A piece of a CSV that ends with a line. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** The same as characters, where every byte is one and somebody wants texts. */
  readonly text: string | undefined;
}

/**
 * Takes the cell that begins at `start` as that of `row`, and gives the place of the comma or newline behind it; -1 when
 * the piece ends within the cell.
 */
export type TakeCell = (piece: Piece, start: number, row: number) => number;

/** A column that is being read. */
export interface Builder {
  readonly take: TakeCell;
  /** Makes room for more rows than before. */
  grow(capacity: number): void;
  /** The first `rows` rows; what comes then begins a new column with room for `capacity`. */
  finish(rows: number, capacity: number): ReadColumn;
}

/** Where the cells of a column go to; arrays are not read from text. */
export function builderOf(about: ServerColumn, capacity: number): Builder {
  const { type } = about;
  if (type === 'string' || type === 'array') return new TextBuilder(about);
  return new NumberBuilder(about, (length) => new ARRAYS[type](length), capacity);
}

const ARRAYS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
  date: Float64Array,
  boolean: Uint8Array,
} as const;

type Numbers = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>;

export const [NEWLINE, QUOTE, COMMA] = [0x0a, 0x22, 0x2c];
const [MINUS, DOT, ZERO, NINE, LETTER_T] = [0x2d, 0x2e, 0x30, 0x39, 0x74];

class NumberBuilder implements Builder {
  take: TakeCell;
  #values: Numbers;
  #nulls: Uint8Array | undefined;

  constructor(
    private readonly about: ServerColumn,
    private readonly make: (length: number) => Numbers,
    capacity: number,
  ) {
    this.#values = make(capacity);
    this.take = this.#taker();
  }

  grow(capacity: number): void {
    this.#values = copied(this.#values, this.make(capacity));
    this.take = this.#taker();
    if (this.#nulls === undefined) return;
    const nulls = new Uint8Array(capacity);
    nulls.set(this.#nulls);
    this.#nulls = nulls;
  }

  finish(rows: number, capacity: number): ReadColumn {
    const [values, nulls] = [this.#values, this.#nulls];
    const isFull = values.length === rows;
    const column = numberColumn(
      { ...this.about, nulls: isFull ? nulls : nulls?.slice(0, rows) },
      isFull ? values : values.slice(0, rows),
      this.about.type === 'date',
    );
    this.#values = this.make(capacity);
    this.take = this.#taker();
    this.#nulls = undefined;
    return column;
  }

  #taker(): TakeCell {
    const values = this.#values;
    const isDate = this.about.type === 'date';
    const slowly = this.#slowly(isDate ? dateWriter(values) : writerTo(values));
    if (isDate) return slowly;
    if (values instanceof Float64Array || values instanceof Float32Array) return floatTaker(values, slowly);
    if (values instanceof BigInt64Array) return longTaker(values, slowly);
    return slowly;
  }

  /** For what is not of the most frequent form. */
  #slowly(write: Write): TakeCell {
    return ({ bytes }, start, row) => {
      const end = endOfCell(bytes, start);
      if (end === start) this.#setNull(row);
      else if (end > start) {
        const quotes = bytes[start] === QUOTE ? 1 : 0;
        if (!write(row, bytes, start + quotes, end - quotes))
          throw damaged(this.about, asciiText(bytes, start, end));
      }
      return end;
    };
  }

  #setNull(row: number): void {
    const values = this.#values;
    this.#nulls ??= new Uint8Array(values.length);
    this.#nulls[row] = 1;
    if (values instanceof Float64Array || values instanceof Float32Array) values[row] = Number.NaN;
  }
}

/** The comma or newline behind a cell; -1 when there is none. */
export function endOfCell(bytes: Uint8Array, start: number): number {
  let i = start;
  while (bytes[i] === QUOTE) {
    // Of two quotes in a row the second opens the rest of the text.
    const close = bytes.indexOf(QUOTE, i + 1);
    if (close < 0) return -1;
    i = close + 1;
  }
  for (; i < bytes.length; i++) {
    const code = bytes[i];
    if (code === COMMA || code === NEWLINE) return i;
  }
  return -1;
}

/** A double has fifteen digits for sure; with a point that is sixteen bytes. */
const EXACT_BYTES = 16;
const POWERS = Array.from({ length: EXACT_BYTES }, (_, power) => 10 ** power);

/** Digits, perhaps with a point: one division then rounds exactly. */
const floatTaker =
  (values: Float32Array | Float64Array, otherwise: TakeCell): TakeCell =>
  (piece, start, row) => {
    const { bytes } = piece;
    let i = bytes[start] === MINUS ? start + 1 : start;
    const first = i;
    let code = bytes[i] ?? 0;
    let digits = 0;
    let decimals = 0;
    while (code >= ZERO && code <= NINE) {
      digits = digits * 10 + (code - ZERO);
      code = bytes[++i] ?? 0;
    }
    if (code === DOT && i > first) {
      const point = i;
      code = bytes[++i] ?? 0;
      while (code >= ZERO && code <= NINE) {
        digits = digits * 10 + (code - ZERO);
        code = bytes[++i] ?? 0;
      }
      decimals = i - point - 1;
    }
    const length = i - first;
    if ((code !== COMMA && code !== NEWLINE) || length === 0) return otherwise(piece, start, row);
    if (length > EXACT_BYTES)
      return writeDouble(bytes, start, i, values, row) ? i : otherwise(piece, start, row);
    const value = decimals === 0 ? digits : digits / (POWERS[decimals] ?? 1);
    values[row] = first === start ? value : -value;
    return i;
  };

/** Fifteen digits at most: a double holds them. */
function longTaker(values: BigInt64Array, otherwise: TakeCell): TakeCell {
  const words = new Int32Array(values.buffer);
  return (piece, start, row) => {
    const { bytes } = piece;
    let i = bytes[start] === MINUS ? start + 1 : start;
    const first = i;
    let code = bytes[i] ?? 0;
    let digits = 0;
    while (code >= ZERO && code <= NINE) {
      digits = digits * 10 + (code - ZERO);
      code = bytes[++i] ?? 0;
    }
    const length = i - first;
    if ((code !== COMMA && code !== NEWLINE) || length === 0 || length >= EXACT_BYTES)
      return otherwise(piece, start, row);
    writeSafeInteger(first === start ? digits : -digits, words, row);
    return i;
  };
}

function copied(source: Numbers, target: Numbers): Numbers {
  if (source instanceof BigInt64Array) {
    if (target instanceof BigInt64Array) target.set(source);
  } else if (!(target instanceof BigInt64Array)) target.set(source);
  return target;
}

type Rest = Omit<ServerColumn, 'type'> & Pick<ReadColumn, 'nulls'>;

/** The array tells the type, but for dates. */
function numberColumn(rest: Rest, values: Numbers, isDate: boolean): ReadColumn {
  if (values instanceof Float64Array) return { ...rest, type: isDate ? 'date' : 'float64', values };
  if (values instanceof Float32Array) return { ...rest, type: 'float32', values };
  if (values instanceof BigInt64Array) return { ...rest, type: 'int64', values };
  if (values instanceof Int32Array) return { ...rest, type: 'int32', values };
  if (values instanceof Int16Array) return { ...rest, type: 'int16', values };
  if (values instanceof Int8Array) return { ...rest, type: 'int8', values };
  return { ...rest, type: 'boolean', values };
}

/** Writes a cell; false when the array cannot hold what it says. */
type Write = (at: number, bytes: Uint8Array, start: number, end: number) => boolean;

function writerTo(values: Numbers): Write {
  if (values instanceof BigInt64Array) {
    const words = new Int32Array(values.buffer);
    return (at, bytes, start, end) => writeInt64(bytes, start, end, words, at);
  }
  if (values instanceof Uint8Array) return booleanWriter(values);
  const rounds = values instanceof Float32Array;
  return (at, bytes, start, end) => {
    const value = parseInteger(bytes, start, end) ?? parseDouble(bytes, start, end);
    if (value === undefined) return false;
    values[at] = value;
    // An array of integers changes what does not fit, which is not to pass.
    return rounds || Object.is(values[at], value) || (values[at] === 0 && value === 0);
  };
}

const dateWriter =
  (values: Numbers): Write =>
  (at, bytes, start, end) => {
    const value = parseDate(asciiText(bytes, start, end));
    if (value === undefined) return false;
    values[at] = value;
    return true;
  };

const booleanWriter =
  (values: Uint8Array): Write =>
  (at, bytes, start, end) => {
    const isTrue = ((bytes[start] ?? 0) | 0x20) === LETTER_T;
    values[at] = isTrue ? 1 : 0;
    return end - start === (isTrue ? 4 : 5);
  };

class TextBuilder implements Builder {
  #values: string[] = [];
  /** Rows without a value. */
  #nulls: number[] = [];

  constructor(private readonly about: ServerColumn) {}

  readonly take: TakeCell = (piece, start, row) => {
    const end = endOfCell(piece.bytes, start);
    if (end === start) this.#nulls.push(row);
    if (end >= start) this.#values[row] = end === start ? '' : textOf(piece, start, end);
    return end;
  };

  grow(): void {}

  finish(rows: number): ReadColumn {
    const values = this.#values;
    // A row that was cut may have left one behind.
    values.length = rows;
    const nulls = this.#nulls.length === 0 ? undefined : new Uint8Array(rows);
    for (const row of this.#nulls) if (nulls !== undefined) nulls[row] = 1;
    this.#values = [];
    this.#nulls = [];
    return { ...this.about, type: 'string', values, nulls };
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What a cell says, without the quotes around it. */
export function textOf({ bytes, text }: Piece, start: number, end: number): string {
  const quotes = bytes[start] === QUOTE ? 1 : 0;
  const [from, to] = [start + quotes, end - quotes];
  const plain = text === undefined ? decoded(bytes, from, to) : text.substring(from, to);
  return quotes === 0 ? plain : plain.replaceAll('""', '"');
}

const SHORT = 64;

/** To call the decoder costs more than a short text of ASCII. */
function decoded(bytes: Uint8Array, start: number, end: number): string {
  let all = end - start > SHORT ? 0x80 : 0;
  for (let i = start; i < end && all < 0x80; i++) all |= bytes[i] ?? 0;
  return all < 0x80 ? asciiText(bytes, start, end) : decoder.decode(bytes.subarray(start, end));
}
