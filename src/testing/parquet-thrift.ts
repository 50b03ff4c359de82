/** Thrift's compact protocol, as the headers of Parquet have it. */

/** A value: numbers of all sizes, texts as bytes. */
export type Field = number | boolean | Uint8Array | readonly Field[] | Struct;

/** Fields by their numbers. */
export interface Struct {
  readonly [id: number]: Field;
}

/** Reads the struct at a place; gives the place behind it as well. */
export function readStruct(bytes: Uint8Array, at: number): readonly [Struct, number] {
  const reader = new Reader(bytes, at);
  return [reader.struct(), reader.at];
}

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  struct(): Struct {
    const fields: Record<number, Field> = {};
    let id = 0;
    for (let head = this.#byte(); head !== 0; head = this.#byte()) {
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      fields[id] = this.#value(head & 15);
    }
    return fields;
  }

  #value(type: number): Field {
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return this.#byte();
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 8: {
        const size = this.#varint();
        this.at += size;
        return this.bytes.subarray(this.at - size, this.at);
      }
      case 9: {
        const head = this.#byte();
        const size = head >> 4 === 15 ? this.#varint() : head >> 4;
        return Array.from({ length: size }, () => this.#value(head & 15));
      }
      case 12:
        return this.struct();
      default:
        throw new RangeError(`thrift type ${type} at byte ${this.at}`);
    }
  }

  #byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError(`nothing at byte ${this.at - 1}`);
    return byte;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
