/** Rice coding of whole numbers, as tiles of FITS images have it (Pence et al., FITS standard, section 10.4.1). */

/** Per bytes of a number: bits that tell how a block is coded, and the code for "not at all". */
const CODES = { 1: [3, 6], 2: [4, 14], 4: [5, 25] } as const;

export type RiceBytes = keyof typeof CODES;

/** Fills `out`. @throws RangeError where the bytes end too early */
export function unrice(bytes: Uint8Array, size: RiceBytes, blockLength: number, out: Float64Array): void {
  const [codeBits, raw] = CODES[size];
  const bits = new Bits(bytes);
  let last = bits.take(8 * size);
  for (let at = 0; at < out.length; at += blockLength) {
    const end = Math.min(out.length, at + blockLength);
    const code = bits.take(codeBits) - 1;
    for (let i = at; i < end; i++) {
      if (code >= 0) {
        const step = code === raw ? bits.take(8 * size) : coded(bits, code);
        // Signs were folded: 0, -1, 1, -2, 2, … Sums go round at the ends of the type.
        last = (last + (step % 2 === 0 ? step / 2 : -(step + 1) / 2)) | 0;
      }
      out[i] = size === 4 ? last | 0 : size === 2 ? (last << 16) >> 16 : last & 0xff;
    }
  }
}

/** The upper part of a number as so many zeros before a one, the lower part as it is. */
function coded(bits: Bits, code: number): number {
  const upper = bits.zeros();
  return upper * 2 ** code + bits.take(code);
}

class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;
  #buffer = 0;
  #left = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next bits, up to 32, as a number without sign. */
  take(count: number): number {
    let value = 0;
    let wanted = count;
    while (wanted > 0) {
      if (this.#left === 0) this.#next();
      const used = Math.min(wanted, this.#left);
      this.#left -= used;
      value = value * 2 ** used + ((this.#buffer >> this.#left) & ((1 << used) - 1));
      wanted -= used;
    }
    return value;
  }

  /** Counts zeros, and passes over the one behind them. */
  zeros(): number {
    let count = 0;
    for (;;) {
      if (this.#left === 0) this.#next();
      const rest = this.#buffer & ((1 << this.#left) - 1);
      if (rest !== 0) {
        const leading = Math.clz32(rest) - (32 - this.#left);
        this.#left -= leading + 1;
        return count + leading;
      }
      count += this.#left;
      this.#left = 0;
    }
  }

  #next(): void {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('the compressed bytes end too early');
    this.#buffer = byte;
    this.#left = 8;
  }
}
