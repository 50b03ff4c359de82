/** Bytes that are put together in one place, which is used again: millions of cells need no buffer each. */
const FIRST_SIZE = 64 * 1024;

export class Bytes {
  buffer: Buffer = Buffer.allocUnsafe(FIRST_SIZE);
  private length = 0;

  /** Room for so many bytes more; where they begin in `buffer`. */
  reserve(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.buffer.length) this.grow();
    return start;
  }

  /** What is there, good until the next use. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  private grow(): void {
    const larger = Buffer.allocUnsafe(Math.max(this.length, this.buffer.length * 2));
    this.buffer.copy(larger);
    this.buffer = larger;
  }
}
