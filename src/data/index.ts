/** Tables and images that exist in memory: their types, and what encodes them as files. Pure functions; nothing is sent from here. */
export type { Column, ColumnAbout, ColumnArrays, ColumnOf, ColumnType, TableData } from './columns.js';
