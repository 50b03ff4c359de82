/** What lies behind the rows of a binary table: the arrays of variable length. */
import { readSync } from 'node:fs';
import { readFailure } from '../tables/types.js';
import type { Hdu } from './fits-hdus.js';

/** Arrays mostly lie one behind the other, so a window of this size serves many of them. */
const WINDOW = 4 * 1024 * 1024;

export class Heap {
  private readonly start: number;
  private readonly length: number;
  private window = Buffer.alloc(0);
  private windowAt = 0;

  constructor(
    private readonly file: number,
    hdu: Hdu,
    fileSize: number,
  ) {
    const rows = hdu.header.int('NAXIS1') * hdu.header.int('NAXIS2');
    this.start = hdu.dataStart + hdu.header.int('THEAP', rows);
    this.length = Math.max(0, Math.min(hdu.dataStart + hdu.dataLength, fileSize) - this.start);
  }

  /** Some bytes of the heap. */
  bytes(offset: number, length: number): DataView {
    if (offset < 0 || length < 0 || offset + length > this.length) {
      throw readFailure('An array of variable length lies outside of its file');
    }
    if (offset < this.windowAt || offset + length > this.windowAt + this.window.length) {
      this.load(offset, length);
    }
    return new DataView(this.window.buffer, this.window.byteOffset + offset - this.windowAt, length);
  }

  private load(offset: number, length: number): void {
    this.window = Buffer.alloc(Math.min(this.length - offset, Math.max(length, WINDOW)));
    this.windowAt = offset;
    readSync(this.file, this.window, 0, this.window.length, this.start + offset);
  }
}
