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
export { encodeParquet, parquetChunks } from './parquet.js';
export { isTableInput, toTableData } from './table-input.js';
