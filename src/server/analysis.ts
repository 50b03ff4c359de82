/** What a server finds in a file, in types. */
import { CommandError, ProtocolError } from '../errors.js';
import { isRecord, parseJson } from '../schema/json.js';

/**
 * How closely a server looks: `Brief` finds the first part with data only, `Normal` all of them, `Details` their headers and
 * columns besides.
 */
export type AnalysisLevel = 'Brief' | 'Normal' | 'Details';

/** What a server has found in a file. */
export interface FileAnalysis {
  /** `FITS`, `IPACTABLE`, `VO_TABLE`, `CSV` (plain text too), `PARQUET`, `REGION`, `UNKNOWN`, … */
  readonly format: string;
  readonly fileName: string | undefined;
  /** Bytes, as the server has it: unpacked, where it was compressed. */
  readonly fileSize: number;
  /** HDUs of a FITS file, tables of other files; none where the server cannot tell what it is. */
  readonly parts: readonly FilePart[];
}

/** One thing in a file. */
export interface FilePart {
  /** From 0, in the order of the file. */
  readonly index: number;
  /** Number of the HDU, or of the table in a VOTable. */
  readonly fileLocationIndex: number | undefined;
  /** `Image`, `Table`, `HeaderOnly`, `REGION`, … */
  readonly type: string;
  /** In the server's words, with the size of an image: `SCI (30 x 20)`. */
  readonly description: string;
  /** Lengths of the axes of an image, NAXIS1 first. */
  readonly axes: readonly number[] | undefined;
  /** Rows of a table. */
  readonly rows: number | undefined;
  /** The cards of a FITS header, with `Details`. */
  readonly header: readonly HeaderCard[] | undefined;
  /** The columns of a table, with `Details`; types of a FITS table are its TFORMs. */
  readonly columns: readonly FileColumn[] | undefined;
}

/** One card of a header, as texts. */
export interface HeaderCard {
  readonly key: string;
  readonly value: string;
  readonly comment: string;
}

export interface FileColumn {
  readonly name: string;
  readonly type: string;
  readonly units: string | undefined;
  readonly description: string | undefined;
  readonly ucd: string | undefined;
}

/** Reads a report. Throws `CommandError` with the server's words where it says that there is nothing to report on. */
export function readAnalysis(command: string, status: number, text: string): FileAnalysis {
  const report = parseJson(text);
  if (!isRecord(report))
    throw new ProtocolError(
      `${command}: the analysis of the file came damaged; a server does that when replies are not compressed on the way`,
    );
  const parts = listOf(report['parts']);
  if (report['dataTypes'] === 'ErrorResponse')
    throw new CommandError(command, status, parts.map(({ desc }) => textOf(desc) ?? '').filter(Boolean));
  return {
    format: textOf(report['fileFormat']) ?? 'UNKNOWN',
    fileName: textOf(report['fileName']),
    fileSize: numberOf(report['fileSize']) ?? 0,
    parts: parts.map(readPart),
  };
}

function readPart(part: Readonly<Record<string, unknown>>, index: number): FilePart {
  const rows = rowsOf(part['details']);
  const header = rows?.some((row) => 'key' in row) ? rows.map(readCard) : undefined;
  const description = textOf(part['desc']) ?? '';
  return {
    index: numberOf(part['index']) ?? index,
    fileLocationIndex: numberOf(part['fileLocationIndex']),
    type: textOf(part['type']) ?? 'Unknown',
    description,
    axes: axesIn(description),
    rows: numberOf(part['totalTableRows']),
    header,
    columns: header
      ? columnsOf(header)
      : rows?.some((row) => 'name' in row)
        ? rows.map(readColumn)
        : undefined,
  };
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of a table in a report, by the names of its columns; undefined where there is none. */
function rowsOf(details: unknown): Row[] | undefined {
  const data = isRecord(details) && isRecord(details['tableData']) ? details['tableData'] : undefined;
  if (data === undefined) return undefined;
  const names = listOf(data['columns']).map(({ name }) => textOf(name) ?? '');
  const rows: unknown[] = Array.isArray(data['data']) ? data['data'] : [];
  return rows.map((row) =>
    Object.fromEntries(names.map((name, at) => [name, Array.isArray(row) ? row[at] : undefined])),
  );
}

const readCard = ({ key, value, comment }: Row): HeaderCard => ({
  key: textOf(key) ?? '',
  value: textOf(value) ?? '',
  comment: textOf(comment) ?? '',
});

const readColumn = (row: Row): FileColumn => ({
  name: textOf(row['name']) ?? '',
  type: textOf(row['type']) ?? '',
  units: textOf(row['unit']),
  description: textOf(row['desc']),
  ucd: textOf(row['UCD']),
});

/** They are told in words only: `SCI (30 x 20)`, ` (cube 7 x 6 x 5)`. */
const axesIn = (description: string): number[] | undefined =>
  /\((?:cube )?(\d+(?: x \d+)+)\)$/.exec(description)?.[1]?.split(' x ').map(Number);

/** The columns that a header of FITS describes; undefined where it describes none. */
function columnsOf(header: readonly HeaderCard[]): FileColumn[] | undefined {
  const values = new Map(header.map(({ key, value }) => [key, value.replace(/^'|'$/g, '').trim()]));
  const count = Number(values.get('TFIELDS') ?? Number.NaN);
  if (!Number.isInteger(count)) return undefined;
  return Array.from({ length: count }, (_, at) => {
    const value = (key: string) => values.get(`${key}${at + 1}`) || undefined;
    return {
      name: value('TTYPE') ?? `COLUMN${at + 1}`,
      type: value('TFORM') ?? '',
      units: value('TUNIT'),
      description: value('TCOMM'),
      ucd: value('TUCD'),
    };
  });
}

const listOf = (value: unknown): Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
