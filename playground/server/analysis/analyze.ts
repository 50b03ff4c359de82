/** File analysis: what a file is, and what is in it. */
import { stat } from 'node:fs/promises';
import type { StoredFile } from '../files.js';
import { sniffText } from '../readers/duck.js';
import { detectFormat } from '../readers/format.js';
import { Database } from '../tables/database.js';
import { TableFailure } from '../tables/types.js';
import { analyzeFits } from './fits-report.js';
import {
  type Analysis,
  AnalysisFailure,
  errorReport,
  printReport,
  type ReportType,
  singlePart,
} from './report.js';
import { analyzeByDuck, analyzeIpac, analyzeVotable } from './table-report.js';

/** What is known of a file beside its contents. */
export interface Origin {
  /** What the report calls it. */
  readonly fileName: string | null;
  /** Where it came from, and as what: only files fetched from an address have these. */
  readonly address?: string;
  readonly contentType?: string;
}

/** The report on a file as JSON. `AnalysisFailure` when there can be none. */
export async function analyze(
  file: StoredFile,
  wanted: ReportType,
  origin: Origin,
  scratch: string,
): Promise<string> {
  const { size } = await stat(file.path);
  const facts = { name: origin.fileName, path: file.serverPath, size };
  try {
    return printReport(await contents(file, size, wanted, origin, scratch), wanted, facts);
  } catch (error) {
    if (!(error instanceof TableFailure)) throw error;
    throw new AnalysisFailure(error.detail.replace(/^SQLDataException: /, ''));
  }
}

/** The report that stands in for one that cannot be given. */
export function failedReport(message: string): string {
  return printReport(errorReport(message), 'Details', { name: null, path: '', size: 0 });
}

async function contents(
  file: StoredFile,
  size: number,
  wanted: ReportType,
  origin: Origin,
  scratch: string,
): Promise<Analysis> {
  const contentType = origin.contentType?.toLowerCase() ?? '';
  if (/png|jpe?g|bmp|gif/.test(contentType))
    return { fileFormat: 'PNG', parts: singlePart('PNG', 'PNG File') };
  if (contentType === 'text/html') {
    return { fileFormat: 'HTML', type: 'Details', parts: singlePart('LoadInBrowser', 'Send to browser') };
  }
  const database = await Database.create(scratch);
  try {
    const format = await detectFormat(file, (path) => sniffText(database, path));
    switch (format) {
      case 'FITS':
        return await analyzeFits(file.path, size, wanted);
      case 'IPACTABLE':
        return await analyzeIpac(file.path, file.serverPath, size, wanted);
      case 'VO_TABLE':
        return await analyzeVotable(file.path, wanted);
      case 'CSV':
      case 'TSV':
      case 'PARQUET':
        return withoutPath(await analyzeByDuck(database, file.path, format, wanted), file);
      case 'REGION':
        return { fileFormat: format, parts: singlePart('REGION', 'Region File') };
      case 'PDF':
        return { fileFormat: format, parts: singlePart('PDF', 'PDF File') };
      case 'UWS':
        return { fileFormat: format, parts: singlePart('UWS', 'UWS Job File') };
      case 'TAR':
        return { fileFormat: format, parts: singlePart('TAR', 'TAR File') };
      default:
        return unknown(contentType, origin.address);
    }
  } finally {
    await database.close();
  }
}

/** Where a file really is concerns nobody. */
function withoutPath(analysis: Analysis, file: StoredFile): Analysis {
  const parts = analysis.parts?.map((part) => ({
    ...part,
    desc: part.desc?.replaceAll(file.path, file.serverPath),
  }));
  return { ...analysis, parts };
}

function unknown(contentType: string, address: string | undefined): Analysis {
  if (contentType.includes('text/plain') || address?.toLowerCase().endsWith('.txt')) {
    return { fileFormat: 'TEXT', type: 'Normal', parts: singlePart('TEXT', 'Text File') };
  }
  return { fileFormat: 'UNKNOWN', type: 'Normal' };
}

/** The type of report that a client asks for by name; unknown names mean the longest. */
export function reportType(name: string): ReportType {
  return name === 'Brief' || name === 'Normal' ? name : 'Details';
}
