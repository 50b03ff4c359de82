/** Pictures of FITS images, in Node and in pages, without a viewer. The entry `firefly-client/render`. */

export { RangeValues, type RangeValuesFields } from '../actions/range-values.js';
export type { Region } from '../actions/region-model.js';
export { type ImageInfo, imageInfo, pixelValues, type Spectrum, spectrum } from '../fits/measure.js';
export type { FitsInput } from '../fits/source.js';
export { COLOR_MAPS, type ColorMapName } from './color-tables.js';
export { type RenderedImage, type RenderImagesOptions, renderImages } from './many.js';
export type { CatalogMarks } from './overlays.js';
export {
  type BandInput,
  type BandInputs,
  type RenderOptions,
  renderImage,
  type StretchInput,
} from './render.js';
