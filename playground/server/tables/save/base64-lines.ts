/** Base64 in lines of 64 characters, as it comes. */
import type { Sink } from './sink.js';

const BYTES_PER_LINE = 48;
const DIGITS_PER_LINE = 64;
const NEW_LINE = 10;

export class Base64Lines implements Sink {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly sink: Sink) {}

  async write(part: string | Uint8Array): Promise<void> {
    const bytes = Buffer.concat([this.rest, typeof part === 'string' ? Buffer.from(part, 'latin1') : part]);
    const whole = bytes.length - (bytes.length % BYTES_PER_LINE);
    this.rest = bytes.subarray(whole);
    await this.writeLines(bytes.subarray(0, whole));
  }

  /** The last line may be shorter. */
  async end(): Promise<void> {
    await this.writeLines(this.rest);
    this.rest = Buffer.alloc(0);
  }

  private async writeLines(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    const digits = Buffer.from(bytes.toString('base64'), 'latin1');
    const lines = Buffer.allocUnsafe(digits.length + Math.ceil(digits.length / DIGITS_PER_LINE));
    let end = 0;
    for (let start = 0; start < digits.length; start += DIGITS_PER_LINE) {
      end += digits.copy(lines, end, start, start + DIGITS_PER_LINE);
      end = lines.writeUInt8(NEW_LINE, end);
    }
    await this.sink.write(lines);
  }
}
