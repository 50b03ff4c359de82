/** Reads the files of images into pictures. */
import {
  type BandFile,
  type Bands,
  type ImageRequest,
  type LoadedImage,
  loadedBands,
  loadedFrames,
  ViewerFailure,
} from 'firefly-client/testing';
import { Composite } from './composite.js';
import { Frames } from './frames.js';
import { js9Ready } from './js9-types.js';
import { initialLook, type Look, plainBands } from './look.js';
import { Picture } from './picture.js';

/** An image that can be put on the screen. */
export interface Drawable {
  readonly picture: Picture;
  /** The bands that the picture is made of. */
  readonly composite?: Composite;
  readonly look: Look;
  /** The planes that are shown in the same place. */
  readonly planes: Frames;
  readonly loaded: Omit<LoadedImage, 'zoomLevel'>;
}

/** Throws `ViewerFailure`. */
export async function loadImage(
  request: ImageRequest,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<Drawable> {
  const { plain, fits, frames } = await loadedFrames(request, bytes);
  await engineReady(signal);
  const picture = Picture.load(plain, fits[0]);
  const planes = new Frames(frames.length > 1 ? plain : new Uint8Array(0), fits, frames);
  const { width, height } = picture;
  const loaded = { ...frames[0], width, height, frames };
  return { picture, look: initialLook(request.params), planes, loaded };
}

/** Throws `ViewerFailure`. */
export async function loadBands(
  request: ImageRequest,
  files: Bands<BandFile>,
  signal: AbortSignal,
): Promise<Drawable> {
  const bands = await loadedBands(files);
  await engineReady(signal);
  const [first] = bands.flatMap((band) => band ?? []);
  if (first === undefined) throw new RangeError('no band');
  const pictures: (Picture | undefined)[] = [];
  try {
    for (const band of bands) pictures.push(band && Picture.load(band.plain, band.fits));
  } catch (error) {
    for (const picture of pictures) picture?.close();
    throw error;
  }
  const composite = Composite.of(pictures, bands);
  const { picture } = composite;
  const look = initialLook(request.params);
  const frames = [first.frame] as const;
  const { width, height } = picture;
  return {
    picture,
    composite,
    look: { ...look, bands: plainBands(look.rangeValues, bands) },
    planes: new Frames(new Uint8Array(0), [first.fits], frames),
    loaded: { ...first.frame, width, height, frames, bands: bands.map((band) => band?.frame) },
  };
}

async function engineReady(signal: AbortSignal): Promise<void> {
  await js9Ready().catch((error: Error) => {
    throw new ViewerFailure('No image engine', error.message);
  });
  signal.throwIfAborted();
}
