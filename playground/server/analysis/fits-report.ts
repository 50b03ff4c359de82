/** The parts of a FITS file: images, tables, and headers without data. */
import type { Card } from '../readers/fits-cards.js';
import { FormFailure, formsOf, infoOf, nameOf } from '../readers/fits-form.js';
import { FitsFailure, type Hdu, kindOf, readHdus } from '../readers/fits-hdus.js';
import { axesOf } from '../readers/fits-image.js';
import { isTable } from '../readers/fits-table.js';
import { type Analysis, detailsTable, type Part, type ReportType, singlePart } from './report.js';
import { isSpectrum } from './spectrum.js';

/** Analyses a file; what is damaged is a part of its own kind. `RangeError` for a table without a whole row. */
export async function analyzeFits(path: string, size: number, wanted: ReportType): Promise<Analysis> {
  try {
    const hdus = await readHdus(path);
    return { fileFormat: 'FITS', parts: hdus.map((hdu) => partOf(hdu, size, wanted)) };
  } catch (error) {
    if (!(error instanceof FitsFailure || error instanceof FormFailure)) throw error;
    const parts = singlePart('ErrorResponse', `Error in FITS Reading: ${error.message}`);
    return { fileFormat: 'UNKNOWN', type: 'Details', parts };
  }
}

function partOf(hdu: Hdu, size: number, wanted: ReportType): Part {
  const details = wanted === 'Details' ? { details: cardTable(hdu) } : {};
  const at = { index: hdu.index, fileLocationIndex: hdu.index };
  if (isTable(hdu) && !isCompressed(hdu)) return { ...at, ...tablePart(hdu, size), ...details };
  if (kindOf(hdu) !== 'IMAGE' && !isCompressed(hdu))
    return { ...at, type: 'Unknown', desc: titleOf(hdu), ...details };
  const type = hasData(hdu) ? 'Image' : 'HeaderOnly';
  const desc = type === 'Image' ? `${titleOf(hdu) ?? ''}${sizeText(hdu)}` : titleOf(hdu);
  return { ...at, type, desc, ...details };
}

function isCompressed({ header }: Hdu): boolean {
  return header.get('ZIMAGE') === 'T';
}

/** No axis that counts may be empty. */
function hasData({ header }: Hdu): boolean {
  return ['NAXIS', 'NAXIS1', 'NAXIS2', 'NAXIS3'].every((key) => header.get(key) !== '0');
}

function titleOf(hdu: Hdu): string | undefined {
  const { header } = hdu;
  const title = header.get('EXTNAME') ?? header.get('NAME') ?? header.get('HDUCLAS2');
  if (!isCompressed(hdu)) return title;
  return title === undefined ? 'Compressed image' : `${title} (compressed)`;
}

/** ` (30 x 20)`, ` (cube 7 x 6 x 5)`; a compressed image has its sizes in other keywords. */
function sizeText(hdu: Hdu): string {
  const { header } = hdu;
  const packed = [1, 2, 3].map((n) => header.int(`ZNAXIS${n}`, -1)).filter((size) => size >= 0);
  const axes = isCompressed(hdu) && packed.length > 0 ? packed : axesOf(hdu);
  const [width = 0, height = 0, depth = 0] = axes;
  if (axes.length >= 3 && depth > 1) return ` (cube ${width} x ${height} x ${depth})`;
  return ` (${width} x ${Math.max(height, 1)})`;
}

function tablePart(hdu: Hdu, size: number): Pick<Part, 'type' | 'desc' | 'tableDataType' | 'totalTableRows'> {
  const { header } = hdu;
  const binary = kindOf(hdu) !== 'TABLE';
  const columns = binary ? formsOf(header).length : header.int('TFIELDS');
  const rows = header.int('NAXIS2');
  if (rows > 0 && hdu.dataStart + header.int('NAXIS1') > size)
    throw new RangeError('the table has no whole row');
  const counts = `${columns} cols x ${rows} rows`;
  const title = titleOf(hdu);
  return {
    type: 'Table',
    desc: title === undefined ? ` ${counts} ` : `${title} (${counts})`,
    tableDataType: isSpectrum(namedColumns(hdu, columns), utypeOf(hdu)) ? 'Spectrum' : 'NotSpecified',
    ...(rows < 0 ? {} : { totalTableRows: rows }),
  };
}

function namedColumns({ header }: Hdu, count: number) {
  return Array.from({ length: Math.min(count, header.cards.length) }, (_, i) => ({
    name: nameOf(header, i + 1),
    info: infoOf(header, i + 1),
  }));
}

function utypeOf({ header }: Hdu): string | undefined {
  const claimed = header.get('VOCLASS')?.toLowerCase().startsWith('spectrum');
  return header.get('UTYPE') ?? (claimed ? 'spec:Spectrum' : undefined);
}

const CARD_COLUMNS = [
  ['#', 'integer'],
  ['key', 'char'],
  ['value', 'char'],
  ['comment', 'char'],
] as const;

function cardTable({ index, header }: Hdu) {
  return detailsTable(index, CARD_COLUMNS, header.cards.map(rowOf));
}

function rowOf({ key, value, comment }: Card, row: number): unknown[] {
  return [row, key, value, comment];
}
