import { cardOf, type FitsFrame, type ImageFrame } from 'firefly-client/testing';
import { Picture } from './picture.js';

/** The planes that one request shows in one place, one at a time. Their file stays in memory while there are several. */
export class Frames {
  #index = 0;

  constructor(
    private readonly file: Uint8Array,
    private readonly fits: readonly FitsFrame[],
    private readonly frames: readonly ImageFrame[],
  ) {}

  get current(): ImageFrame | undefined {
    return this.frames[this.#index];
  }

  /** `2 of 5`, with what the file calls it. */
  get text(): string | undefined {
    const { length } = this.frames;
    if (length < 2 || !this.current) return undefined;
    const { planes, plane, hdu, header } = this.current;
    const name = cardOf(header, 'EXTNAME') || `HDU ${hdu}`;
    const cube = planes > 1 ? `, plane ${plane + 1}` : '';
    return `${this.#index + 1} of ${length}: ${name}${cube}`;
  }

  /** The picture of the plane before or after; behind the last comes the first. */
  turn(step: 1 | -1): Picture | undefined {
    const index = (this.#index + step + this.fits.length) % this.fits.length;
    const frame = this.fits[index];
    if (frame === undefined) return undefined;
    const picture = Picture.load(this.file, frame);
    this.#index = index;
    return picture;
  }
}
