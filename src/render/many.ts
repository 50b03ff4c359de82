/** Pictures of many images, some at a time. */
import { ArgumentError } from '../errors.js';
import type { FitsInput } from '../fits/source.js';
import { type BandInputs, type RenderOptions, renderImage } from './render.js';

export interface RenderImagesOptions extends RenderOptions {
  /** Images that are worked on at a time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Ends the work; what is under way is finished first. */
  readonly signal?: AbortSignal | undefined;
  /** Called when an image is done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A picture, or why there is none. */
export type RenderedImage = { readonly png: Uint8Array } | { readonly error: Error };

/** A result for each input, in their order: one that fails does not keep the others back. */
export async function renderImages(
  inputs: readonly (FitsInput | BandInputs)[],
  options: RenderImagesOptions = {},
): Promise<RenderedImage[]> {
  const { concurrency = 4, signal, onProgress, ...look } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ArgumentError(
      'renderImages',
      'options.concurrency',
      concurrency,
      'a whole number of at least 1',
    );
  }
  const results: RenderedImage[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < inputs.length) {
      signal?.throwIfAborted();
      const index = next++;
      results[index] = await one(inputs[index] as FitsInput | BandInputs, look);
      onProgress?.(++done, inputs.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, inputs.length) }, work));
  return results;
}

async function one(input: FitsInput | BandInputs, options: RenderOptions): Promise<RenderedImage> {
  try {
    return { png: await renderImage(input, options) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
