/** Thrift's compact protocol, as much of it as the headers of Parquet need. */

const TYPE = { boolTrue: 1, boolFalse: 2, byte: 3, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** A value with its type, made by the functions below. */
export interface Thrift {
  readonly type: number;
  write(out: ThriftWriter): void;
}

/** Fields of a struct by their numbers; those that are undefined are left out. */
export type Fields = Readonly<Record<number, Thrift | undefined>>;

export const i32 = (value: number): Thrift => ({ type: TYPE.i32, write: (out) => out.zigzag(value) });
export const i64 = (value: number): Thrift => ({ type: TYPE.i64, write: (out) => out.zigzag(value) });
export const i8 = (value: number): Thrift => ({ type: TYPE.byte, write: (out) => out.bytes([value & 0xff]) });
export const text = (value: string): Thrift => ({ type: TYPE.binary, write: (out) => out.text(value) });
/** As a field only: its value is in its type. */
export const bool = (value: boolean): Thrift => ({
  type: value ? TYPE.boolTrue : TYPE.boolFalse,
  write: () => undefined,
});
export const struct = (fields: Fields): Thrift => ({
  type: TYPE.struct,
  write: (out) => out.fields(fields),
});
export const list = (items: readonly Thrift[]): Thrift => ({
  type: TYPE.list,
  write: (out) => {
    const type = items[0]?.type ?? TYPE.struct;
    if (items.length < 15) out.bytes([(items.length << 4) | type]);
    else {
      out.bytes([0xf0 | type]);
      out.varint(items.length);
    }
    for (const item of items) item.write(out);
  },
});

/** A struct as bytes. */
export function encodeThrift(fields: Fields): Uint8Array {
  const out = new ThriftWriter();
  out.fields(fields);
  return out.done();
}

const encoder = new TextEncoder();

export class ThriftWriter {
  #bytes = new Uint8Array(256);
  #end = 0;

  bytes(bytes: ArrayLike<number>): void {
    if (this.#end + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#end + bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Seven bits a byte. Up to 2^53, so not by the operators for bits. */
  varint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
    bytes.push(rest);
    this.bytes(bytes);
  }

  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  text(value: string): void {
    const bytes = encoder.encode(value);
    this.varint(bytes.length);
    this.bytes(bytes);
  }

  fields(fields: Fields): void {
    let last = 0;
    for (const [key, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      const id = Number(key);
      // Numbers grow, and by less than 16 in all headers of Parquet.
      this.bytes([((id - last) << 4) | value.type]);
      value.write(this);
      last = id;
    }
    this.bytes([0]);
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#end);
  }
}
