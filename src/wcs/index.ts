/** World coordinates of images. Pure functions. */
export type { SkySystemName } from './frames.js';
export type { WcsHeader } from './header.js';
export {
  type PixelCount,
  type PixelToWorldOptions,
  pixelToWorld,
  type SkyPosition,
  Wcs,
  type WcsOptions,
  type WorldToPixelOptions,
  worldToPixel,
} from './wcs.js';
