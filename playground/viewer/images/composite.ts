import { type BandColors, type Bands, type LoadedBand, sameGeometry } from 'firefly-client/testing';
import type { Spot } from './coordinates.js';
import { hueOf, huePreserving } from './hue.js';
import type { BandsLook } from './look.js';
import type { Picture } from './picture.js';
import { type Channel, reprojected } from './reproject.js';

/** Brightest value of a band: as in Firefly, where 255 is kept for pixels without a value. */
const brightest = 254;

/** Bands that are drawn as one image, in red, green and blue. The first has the pixels and the sky for all. */
export class Composite {
  private constructor(
    /** What is drawn, and where it is in the sky. */
    readonly picture: Picture,
    private readonly channels: Bands<Channel>,
  ) {}

  /** Lays all bands on the pixels of the first. Takes over the pictures. */
  static of(pictures: Bands<Picture>, bands: Bands<LoadedBand>): Composite {
    const first = pictures.find((picture) => picture !== undefined);
    const frame = bands.find((band) => band !== undefined)?.frame;
    if (first === undefined || frame === undefined) throw new RangeError('no band');
    const channels = pictures.map((picture, i): Channel | undefined => {
      const own = bands[i]?.frame;
      if (picture === undefined || own === undefined) return undefined;
      if (sameGeometry(frame, own)) return { picture, values: picture.knownValues() };
      const laid = reprojected(picture, first);
      picture.close();
      return laid;
    });
    return new Composite(first, channels);
  }

  paint({ rangeValues, colors }: BandsLook): void {
    const each = (): Bands<Uint8Array> =>
      this.channels.map((channel, i) => channel?.picture.brightness(rangeValues[i] ?? '', brightest));
    const bytes = this.#hues(rangeValues) ?? each();
    this.picture.paintPixels(mixed(bytes, colors, this.picture.width * this.picture.height));
  }

  /** The values of the bands at a spot; undefined outside, and where a band is not there. */
  valuesAt({ x, y }: Spot): Bands<number> {
    const { width, height } = this.picture;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (column < 0 || row < 0 || column >= width || row >= height) return [];
    return this.channels.map((channel) => channel?.values[row * width + column]);
  }

  close(): void {
    for (const channel of this.channels) channel?.picture.close();
  }

  #hues(rangeValues: Bands<string>): Bands<Uint8Array> | undefined {
    const [red, green, blue] = this.channels;
    if (!hueOf(rangeValues[0] ?? '').keeps || !red || !green || !blue) return undefined;
    return huePreserving([red, green, blue], rangeValues);
  }
}

/** The colours of all pixels (0xAABBGGRR). */
function mixed(bands: Bands<Uint8Array>, colors: BandColors, count: number): Uint32Array {
  const pixels = new Uint32Array(count).fill(0xff000000);
  bands.forEach((band, place) => {
    if (band === undefined || colors.use[place] === false) return;
    const levels = levelsOf(colors.bias[place] ?? 0.5, colors.contrast[place] ?? 1);
    for (let i = 0; i < count; i++) {
      pixels[i] = (pixels[i] as number) + (levels[band[i] as number] as number) * 2 ** (8 * place);
    }
  });
  return pixels;
}

/** What bias and contrast make of each brightness. What is black stays so. */
function levelsOf(bias: number, contrast: number): Uint8Array {
  const shift = 127 * (1 - contrast) - 508 * (bias - 0.5);
  return Uint8Array.from({ length: 256 }, (_, level) =>
    level === 0 ? 0 : Math.min(brightest, Math.max(0, Math.trunc(level * contrast + shift))),
  );
}
