/** Tables and images that exist in memory: their types, and what encodes them as files. Pure functions; nothing is sent from here. */
export type {
  ArrowField,
  ArrowTable,
  ArrowVector,
  Cell,
  Column,
  ColumnAbout,
  ColumnArrays,
  ColumnInput,
  ColumnOf,
  ColumnType,
  TableData,
  TableInput,
  TypedArray,
} from './columns.js';
export type { FitsHeader, HeaderValue } from './fits-cards.js';
export { encodeFitsImage, fitsImageChunks, type ImageInput } from './fits-image.js';
export { encodeFitsTable, fitsTableChunks } from './fits-table.js';
export { encodeParquet, parquetChunks } from './parquet.js';
export { isTableInput, toTableData } from './table-input.js';
export type { ImageWcs, Projection } from './wcs.js';
