/** The pixels of a plane a strip at a time: small images are kept, large ones are read again for each pass. */
import type { FitsImage } from '../fits/image.js';

/** Pixels that are in memory at a time; up to so many an image is kept whole. */
const MOST = 1 << 23;

export interface Strips {
  readonly width: number;
  readonly height: number;
  /** Calls `work` with each strip of rows from below, in order; the array is the strip's own. */
  each(work: (values: Float32Array, from: number, to: number) => void | Promise<void>): Promise<void>;
  /** Some rows, which are not to be changed. */
  read(from: number, to: number): Promise<Float32Array>;
}

/** `most` is for tests. */
export function stripsOf(image: FitsImage, most = MOST): Strips {
  const { width, height } = image;
  const step = Math.max(1, Math.min(height, Math.floor(most / width)));
  let kept: Promise<Float32Array> | undefined;
  const read = (from: number, to: number): Promise<Float32Array> => {
    if (step < height) return image.rows(from, to, Float32Array);
    kept ??= image.rows(0, height, Float32Array);
    return kept.then((all) => all.subarray(from * width, to * width));
  };
  return {
    width,
    height,
    each: async (work) => {
      for (let from = 0; from < height; from += step) {
        const to = Math.min(height, from + step);
        await work(await read(from, to), from, to);
      }
    },
    read,
  };
}
