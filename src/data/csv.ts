/**
 * Reads tables as a server saves them in CSV: straight from bytes into typed columns, as the bytes come in. There, other than in its
 * JSON, NaN, infinities and nulls are three things, an empty text is `""`, and integers have all their digits.
 */
import { ProtocolError } from '../errors.js';
import { type Builder, builderOf, COMMA, endOfCell, NEWLINE, type Piece, textOf } from './builders.js';
import type { ReadColumn, ServerColumn } from './read-columns.js';

/** Pieces of a download are put together until they are worth the while. */
const WORTHWHILE = 256 * 1024;

export class CsvReader {
  /** Rows since the last batch. */
  rows = 0;
  readonly #builders: readonly Builder[];
  readonly #hasTexts: boolean;
  #capacity: number;
  /** What is being read, up to where, and all of it with what follows its last line. */
  #piece: Piece | undefined;
  #at = 0;
  #rest: Uint8Array = new Uint8Array(0);
  #waiting: Uint8Array[] = [];
  #size = 0;
  /** More than this has to come: grows where a row is longer than what was waited for. */
  #enough = WORTHWHILE;
  #lines = 0;
  #ended = false;

  constructor(
    private readonly columns: readonly ServerColumn[],
    /** Room for so many rows at first. */
    capacity: number,
    /** Rows of a batch: with so many it is full, and what comes then waits until they are taken. */
    private readonly batchRows = Number.POSITIVE_INFINITY,
  ) {
    this.#capacity = Math.max(1, capacity);
    this.#builders = columns.map((about) => builderOf(about, this.#capacity));
    this.#hasTexts = columns.some(({ type }) => type === 'string');
  }

  /** Takes what has come. */
  push(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    if (this.#piece === undefined && this.#size >= this.#enough) this.#load();
  }

  /** That was all. Every row ends with its line, so that one that was cut is noticed. */
  end(): void {
    this.#ended = true;
    if (this.#piece === undefined) this.#load();
    this.#checkEnd();
  }

  /** Whether there are as many rows as a batch has. */
  get isFull(): boolean {
    return this.rows >= this.batchRows;
  }

  /** The rows since the last batch; there is room for `capacity` in the next, which begins with what waits. */
  batch(capacity: number): readonly ReadColumn[] {
    const { rows } = this;
    this.rows = 0;
    this.#capacity = Math.max(1, capacity);
    const columns = this.#builders.map((builder) => builder.finish(rows, this.#capacity));
    if (this.#piece !== undefined) this.#readRows(this.#piece);
    if (this.#piece === undefined && (this.#size >= this.#enough || this.#ended)) this.#load();
    this.#checkEnd();
    return columns;
  }

  #checkEnd(): void {
    if (this.#ended && !this.isFull && (this.#size > 0 || this.#lines === 0))
      throw new ProtocolError('the table ends in the middle of a row: the answer was cut off');
  }

  /** Makes a piece of what waits. */
  #load(): void {
    const bytes = joined(this.#waiting, this.#size);
    const lines = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
    this.#waiting = [];
    this.#size = 0;
    this.#at = 0;
    this.#rest = bytes;
    this.#piece = { bytes: lines, text: this.#hasTexts ? asText(lines) : undefined };
    this.#readRows(this.#piece);
  }

  /** Reads rows of a piece until there are no more whole ones, or enough for a batch. */
  #readRows(piece: Piece): void {
    let at = this.#at;
    if (this.#lines === 0) at = Math.max(0, this.#readHead(piece));
    let takers = this.#takers();
    while (at < piece.bytes.length && this.#lines > 0 && !this.isFull) {
      if (this.rows === this.#capacity) takers = this.#grow();
      const next = this.#readRow(piece, at, takers);
      if (next < 0) break;
      at = next;
      this.rows++;
      this.#lines++;
    }
    this.#at = at;
    if (!this.isFull) this.#putBack(this.#rest.subarray(at));
  }

  /** A row that is not whole waits for its end. */
  #putBack(rest: Uint8Array): void {
    this.#piece = undefined;
    if (rest.length > 0) this.#waiting.unshift(rest);
    this.#size += rest.length;
    this.#enough = this.#size + WORTHWHILE;
  }

  /** The place behind the row; -1 when it is not whole. */
  #readRow(piece: Piece, start: number, takers: readonly Builder['take'][]): number {
    const { bytes } = piece;
    const { rows } = this;
    const last = takers.length - 1;
    let at = start;
    for (let column = 0; column <= last; column++) {
      const end = takers[column]?.(piece, at, rows) ?? -1;
      if (end < 0) return -1;
      if (bytes[end] !== (column === last ? NEWLINE : COMMA)) throw this.#wrongWidth(bytes, start);
      at = end + 1;
    }
    return at;
  }

  /** The names are those that were asked for: a server that has sent others has not understood. */
  #readHead(piece: Piece): number {
    let at = 0;
    for (const [index, { name }] of this.columns.entries()) {
      const end = endOfCell(piece.bytes, at);
      if (end < 0) return -1;
      const got = textOf(piece, at, end);
      if (got !== name)
        throw new ProtocolError(
          `the server sent column ${JSON.stringify(got)} in the place of ${JSON.stringify(name)}`,
        );
      if (piece.bytes[end] !== (index === this.columns.length - 1 ? NEWLINE : COMMA))
        throw this.#wrongWidth(piece.bytes, 0);
      at = end + 1;
    }
    this.#lines = 1;
    return at;
  }

  #takers(): Builder['take'][] {
    return this.#builders.map(({ take }) => take);
  }

  #grow(): Builder['take'][] {
    this.#capacity *= 2;
    for (const builder of this.#builders) builder.grow(this.#capacity);
    return this.#takers();
  }

  #wrongWidth(bytes: Uint8Array, start: number): ProtocolError {
    let [cells, end] = [1, endOfCell(bytes, start)];
    for (; end >= 0 && bytes[end] === COMMA; cells++) end = endOfCell(bytes, end + 1);
    const wanted = this.columns.length;
    return new ProtocolError(
      `row ${this.#lines} of the server's table has ${cells} cells in place of ${wanted}`,
    );
  }
}

const ascii = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as characters, where every byte is one. */
function asText(bytes: Uint8Array): string | undefined {
  const text = ascii.decode(bytes);
  return text.length === bytes.length ? text : undefined;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
