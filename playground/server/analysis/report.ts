/** What a file analysis reports: the shapes and words of a real server. */
import type { Format } from '../readers/format.js';

export type ReportType = 'Brief' | 'Normal' | 'Details';

export type PartType =
  | 'Image'
  | 'Table'
  | 'HeaderOnly'
  | 'REGION'
  | 'PDF'
  | 'PNG'
  | 'UWS'
  | 'TAR'
  | 'TEXT'
  | 'LoadInBrowser'
  | 'ErrorResponse'
  | 'Unknown';

/** One of the things in a file. */
export interface Part {
  readonly type: PartType;
  readonly index: number;
  readonly desc?: string | undefined;
  /** Number of the unit or the table within the file. */
  readonly fileLocationIndex?: number;
  readonly tableDataType?: 'NotSpecified' | 'Spectrum';
  readonly totalTableRows?: number;
  readonly details?: DetailsTable;
}

/** A table about a part: the cards of its header, or its columns. */
export interface DetailsTable {
  readonly title: string;
  readonly type: 'table';
  readonly totalRows: number;
  readonly tableData: {
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly data?: readonly (readonly unknown[])[];
  };
  readonly [about: string]: unknown;
}

/** A report as far as it does not depend on what was asked for. */
export interface Analysis {
  readonly fileFormat: Format | 'TEXT';
  readonly parts?: readonly Part[] | undefined;
  /** Where a report is always of one type. */
  readonly type?: ReportType;
  /** Where there is nothing to be said about the file itself. */
  readonly withoutFile?: true;
}

/** A failure of which the caller is told by a report, not by an error. */
export class AnalysisFailure extends Error {
  override readonly name = 'AnalysisFailure';
}

/** Where a file is and what it is called. */
export interface FileFacts {
  readonly name: string | null;
  readonly path: string;
  readonly size: number;
}

const HEAD_ONLY = new Set<PartType>(['HeaderOnly', 'Unknown']);

/** A report as JSON. Brief ones have the first part with data, and call themselves Normal. */
export function printReport(analysis: Analysis, wanted: ReportType, file: FileFacts): string {
  const { parts, fileFormat, withoutFile } = analysis;
  const first = parts?.find(({ type }) => !HEAD_ONLY.has(type));
  const shown = wanted === 'Brief' && first !== undefined ? [first] : parts;
  return JSON.stringify({
    type: analysis.type ?? (wanted === 'Details' ? 'Details' : 'Normal'),
    fileFormat,
    dataTypes: [...new Set(parts?.map(({ type }) => type))].join(', '),
    fileName: file.name,
    filePath: withoutFile ? '' : file.path,
    fileSize: withoutFile ? 0 : file.size,
    analyzerFound: false,
    ...(shown === undefined ? {} : { parts: shown.map(printPart) }),
  });
}

function printPart(part: Part): object {
  const { desc, ...rest } = part;
  return {
    uiEntry: 'UseAll',
    uiRender: 'NotSpecified',
    chartTableDefOption: part.type === 'Image' ? 'showImage' : 'auto',
    ...rest,
    ...(desc ? { desc } : {}),
  };
}

/** The only part of what is no table and no FITS. */
export function singlePart(type: PartType, desc: string): readonly Part[] {
  return [{ type, index: 0, desc }];
}

/** The report of a file that could not be read at all. */
export function errorReport(message: string): Analysis {
  return {
    fileFormat: 'UNKNOWN',
    type: 'Details',
    withoutFile: true,
    parts: singlePart('ErrorResponse', `Error in File Retrieve: ${message}`),
  };
}

/** A table of details; texts lose what is not ASCII. */
export function detailsTable(
  index: number,
  columns: readonly (readonly [name: string, type: string])[],
  rows: readonly (readonly unknown[])[],
): DetailsTable {
  const data = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? asciiOnly(cell) : cell)));
  return {
    title: `Header of extension with index ${index}`,
    type: 'table',
    totalRows: rows.length,
    tableData: {
      columns: columns.map(([name, type]) => ({ name, type })),
      ...(rows.length === 0 ? {} : { data }),
    },
  };
}

function asciiOnly(text: string): string {
  return [...text].map((character) => (character > '\u007f' ? ' ' : character)).join('');
}
