/** The parts of IPAC tables, VOTables, and what DuckDB reads. */
import { type DuckFormat, duckColumns, duckSource } from '../readers/duck.js';
import { type IpacHead, readIpacHead } from '../readers/ipac-head.js';
import { uniqueColumns } from '../readers/names.js';
import { countVotable } from '../readers/votable-count.js';
import type { Database } from '../tables/database.js';
import type { ColumnInfo, Keyword, ReadColumn, TableAbout } from '../tables/types.js';
import { isList, typeName } from '../tables/values.js';
import {
  type Analysis,
  type DetailsTable,
  detailsTable,
  errorReport,
  type Part,
  type ReportType,
} from './report.js';
import { isSpectrum } from './spectrum.js';

/** A column as details show it. */
interface DetailsColumn {
  readonly name: string;
  readonly type: string;
  readonly info: ColumnInfo;
  readonly list: boolean;
  /** What stands for a unit that is not there. */
  readonly noUnit?: string | null;
}

const COLUMNS = [
  ['name', 'char'],
  ['type', 'char'],
  ['unit', 'char'],
  ['desc', 'char'],
  ['UCD', 'char'],
] as const;

function columnTable(index: number, columns: readonly DetailsColumn[], about?: TableAbout): DetailsTable {
  const rows = columns.map(({ name, type, info, list, noUnit = null }) => [
    info.ID !== undefined && info.label !== undefined ? info.label : name,
    list ? `${type}[${info.arraySize ?? '*'}]` : type,
    info.units ?? noUnit,
    info.desc ?? null,
    info.UCD ?? null,
  ]);
  return { ...detailsTable(index, COLUMNS, rows), ...aboutOf(about) };
}

function aboutOf(about: TableAbout | undefined): object {
  if (about === undefined) return {};
  const { keywords, groups, params, links, resources } = about;
  const named = keywords.filter(isNamed);
  const shown = named.filter(({ key }) => !key.startsWith('col.'));
  const found = { groups, params, links, resources };
  return {
    ...(named.length === 0 ? {} : { keywords: named }),
    ...(shown.length === 0
      ? {}
      : { tableMeta: Object.fromEntries(shown.map(({ key, value }) => [key, value])) }),
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
  };
}

function isNamed(keyword: Keyword): keyword is Keyword & { readonly key: string } {
  return keyword.key !== null;
}

/** An IPAC table; its rows are not counted, but told by the sizes of the file and of its first row. */
export async function analyzeIpac(
  path: string,
  shownPath: string,
  size: number,
  wanted: ReportType,
): Promise<Analysis> {
  const head = await readIpacHead(path);
  const plain = head.columns.map(({ name }): ReadColumn => ({ name, kind: 'char', info: {} }));
  const columns = uniqueColumns(plain, []).map(({ name }, i): DetailsColumn => {
    const { type = 'null', units: noUnit = null } = head.columns[i] ?? {};
    return { name, type, info: {}, list: false, noUnit };
  });
  const rows = rowsOf(head, size);
  const utype = head.keywords.find(({ key }) => key === 'utype')?.value ?? undefined;
  const part: Part = {
    type: 'Table',
    index: 0,
    desc: `IPAC Table (${columns.length} cols x ${rows} rows)`,
    totalTableRows: rows,
    tableDataType: isSpectrum(columns, utype) ? 'Spectrum' : 'NotSpecified',
  };
  // Of keywords that stand several times the last one counts.
  const keywords = [...head.keywords, { key: 'source', value: shownPath }].filter(
    ({ key }, i, all) => !all.slice(i + 1).some((later) => later.key === key),
  );
  const about = { keywords };
  const details = wanted === 'Details' ? { details: columnTable(0, columns, about) } : {};
  return { fileFormat: 'IPACTABLE', parts: [{ ...part, ...details }] };
}

function rowsOf({ rowWidth, rowStart }: IpacHead, size: number): number {
  return rowWidth === 0 ? 0 : Math.floor((size + 1 - rowStart) / rowWidth);
}

/** All tables of a VOTable. */
export async function analyzeVotable(path: string, wanted: ReportType): Promise<Analysis> {
  const tables = await countVotable(path);
  const parts = tables.map(({ about, fields, rows }, index): Part => {
    const columns = fields.map(({ column }): DetailsColumn => {
      const { name, info } = column;
      return { name, type: info.type ?? 'char', info, list: info.sortable === false };
    });
    const details =
      wanted === 'Details'
        ? ({
            details: columnTable(index, columns, about),
            tableDataType: isSpectrum(columns, keywordOf(about, 'utype')) ? 'Spectrum' : 'NotSpecified',
          } as const)
        : {};
    const title = about.title?.trim() || 'VOTable';
    const desc = `${title} (${columns.length} cols x ${rows} rows)`;
    return { type: 'Table', index, fileLocationIndex: index, desc, totalTableRows: rows, ...details };
  });
  return { fileFormat: 'VO_TABLE', parts: parts.length === 0 ? undefined : parts };
}

function keywordOf({ keywords }: TableAbout, wanted: string): string | undefined {
  return keywords.find(({ key }) => key === wanted)?.value ?? undefined;
}

/** What DuckDB reads: counted by it. */
export async function analyzeByDuck(
  database: Database,
  path: string,
  format: DuckFormat,
  wanted: ReportType,
): Promise<Analysis> {
  const source = await duckSource(format, path);
  try {
    const [row] = await (await database.run(`SELECT count(*) FROM ${source}`)).getRows();
    const rows = Number(row?.[0] ?? 0);
    const columns = (await duckColumns(database, source)).map(({ name, type, info }): DetailsColumn => {
      const list = isList(type) && typeName(type) !== 'char';
      return { name: name.replaceAll('"', ''), type: info.type ?? typeName(type), info, list };
    });
    const details = wanted === 'Details' ? { details: columnTable(0, columns) } : {};
    const part: Part = {
      type: 'Table',
      index: 0,
      desc: `${format} (${columns.length} cols x ${rows} rows)`,
      totalTableRows: rows,
      tableDataType: isSpectrum(columns, undefined) ? 'Spectrum' : 'NotSpecified',
      ...details,
    };
    return { fileFormat: format, parts: [part] };
  } catch (error) {
    return errorReport(error instanceof Error ? error.message : String(error));
  }
}
