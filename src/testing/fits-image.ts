/** What engines say of the images of a FITS file that is shown. */
import { type BandFile, type Bands, type ImageFrame, type ImageRequest, ViewerFailure } from './engine.js';
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

/** A band of a three-colour image that was read. */
export interface LoadedBand {
  readonly plain: Uint8Array;
  readonly fits: FitsFrame;
  readonly frame: ImageFrame;
}

/**
 * The bands of a three-colour image: of each file the first plane of the first image, as on a real server, whatever
 * `MultiImageIdx` says. Throws `ViewerFailure` for a file that has none, and where bands cannot be laid on each other.
 */
export async function loadedBands(bands: Bands<BandFile>): Promise<Bands<LoadedBand>> {
  const loaded: (LoadedBand | undefined)[] = [];
  for (const band of bands) loaded.push(band && (await loadedBand(band)));
  const [first, ...others] = loaded.flatMap((band) => band?.frame ?? []);
  const apart = first && others.some((frame) => !sameGeometry(first, frame));
  if (apart && ![first, ...others].every(hasProjection)) throw noProjection();
  return loaded;
}

async function loadedBand({ bytes }: BandFile): Promise<LoadedBand> {
  const { plain, fits, frames } = await loadedFrames({ params: { MultiImageIdx: 0 } }, bytes);
  return { plain, fits: fits[0], frame: frames[0] };
}

const noProjection = (): ViewerFailure => new ViewerFailure('Image contains no projection info');

/** Keywords that say where on the sky the pixels are. */
const GEOMETRY =
  /^(?:CTYPE|CRVAL|CRPIX|CDELT|CROTA|CUNIT|CD|PC|PV|A|B|AP|BP)\d?_?\d?$|^(?:EQUINOX|RADE(?:CSYS|SYS))$/;

/** Whether a pixel of one is the same piece of the sky as that pixel of the other. */
export function sameGeometry(one: ImageFrame, other: ImageFrame): boolean {
  if (one.width !== other.width || one.height !== other.height) return false;
  const [cards, others] = [one, other].map(({ header }) => {
    const given = header.filter(({ key }) => GEOMETRY.test(key));
    return new Map(given.map(({ key, value }) => [key, Number.isNaN(Number(value)) ? value : Number(value)]));
  });
  if (cards === undefined || others === undefined || cards.size !== others.size) return false;
  return [...cards].every(([key, value]) => others.get(key) === value);
}

const hasProjection = ({ header }: ImageFrame): boolean =>
  ['CTYPE1', 'CTYPE2', 'CRVAL1', 'CRVAL2'].every((key) => header.some((card) => card.key === key));

function imageFrame({ part, image, plane, planes }: FitsFrame): ImageFrame {
  const [width = 0, height = 0] = part.axes;
  const { cards: header, dataOffset, compressed, index: hdu } = part;
  return { width, height, header, unit: unitOf(part), dataOffset, compressed, hdu, image, plane, planes };
}

const unitOf = ({ cards }: FitsPart): string => cardValue(cards, 'BUNIT')?.trim() ?? '';
