/** What engines say of the images of a FITS file that is shown. */
import type { ImageFrame, ImageRequest } from './engine.js';
import {
  cardValue,
  type FitsFrame,
  type FitsPart,
  fitsFrames,
  readFitsParts,
  unzipped,
  wantedImage,
} from './fits-file.js';

type AtLeastOne<T> = readonly [T, ...T[]];

/** A file that was read: its bytes without gzip, and what a request shows of it. Throws `ViewerFailure` when that is nothing. */
export async function loadedFrames(
  request: Pick<ImageRequest, 'params'>,
  bytes: Uint8Array,
): Promise<{
  readonly plain: Uint8Array;
  readonly fits: AtLeastOne<FitsFrame>;
  readonly frames: AtLeastOne<ImageFrame>;
}> {
  const plain = await unzipped(bytes);
  const [first, ...others] = fitsFrames(readFitsParts(plain), wantedImage(request.params));
  // A file without any image has failed before.
  if (first === undefined) throw new RangeError('no frame');
  const fits: AtLeastOne<FitsFrame> = [first, ...others];
  return { plain, fits, frames: [imageFrame(first), ...others.map(imageFrame)] };
}

function imageFrame({ part, image, plane, planes }: FitsFrame): ImageFrame {
  const [width = 0, height = 0] = part.axes;
  const { cards: header, dataOffset, compressed, index: hdu } = part;
  return { width, height, header, unit: unitOf(part), dataOffset, compressed, hdu, image, plane, planes };
}

const unitOf = ({ cards }: FitsPart): string => cardValue(cards, 'BUNIT')?.trim() ?? '';
