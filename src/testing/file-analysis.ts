/** What a server finds in a file: the report of `fileAnalysis`, for the kinds of files that are read in memory. */
import { cardValue, type FitsPart, readFitsParts, unzipped } from './fits-file.js';
import { readParquet } from './parquet-file.js';
import { readTable, type TextTable } from './table-text.js';

interface Part {
  readonly type: 'Image' | 'Table' | 'HeaderOnly' | 'REGION';
  readonly index: number;
  readonly fileLocationIndex?: number;
  readonly desc?: string;
  readonly totalTableRows?: number;
  readonly details?: object;
}

interface Found {
  readonly fileFormat: string;
  readonly parts?: readonly Part[];
}

/** The report as JSON. A brief one has the first part with data only, and calls itself normal. */
export async function reportOn(
  name: string,
  path: string,
  bytes: Uint8Array,
  wanted: string,
): Promise<string> {
  const level = ['Brief', 'Normal'].includes(wanted) ? wanted : 'Details';
  const content = await unzipped(bytes).catch(() => bytes);
  const { fileFormat, parts } = find(content);
  const first = parts?.find(({ type }) => type !== 'HeaderOnly');
  const shown = level === 'Brief' && first !== undefined ? [first] : parts;
  return JSON.stringify({
    type: level === 'Details' ? 'Details' : 'Normal',
    fileFormat,
    dataTypes: [...new Set(parts?.map(({ type }) => type))].join(', '),
    fileName: name,
    filePath: path.replace('${upload-dir}', '/firefly/upload'),
    fileSize: content.length,
    analyzerFound: false,
    ...(shown && { parts: shown.map((part) => printed(part, level === 'Details')) }),
  });
}

function printed({ details, ...part }: Part, withDetails: boolean): object {
  const chart = part.type === 'Image' ? 'showImage' : 'auto';
  const always = { uiEntry: 'UseAll', uiRender: 'NotSpecified', chartTableDefOption: chart };
  return { ...always, ...part, ...(withDetails && details && { details }) };
}

function find(bytes: Uint8Array): Found {
  const text = new TextDecoder().decode(bytes);
  if (text.startsWith('SIMPLE')) return { fileFormat: 'FITS', parts: readFitsParts(bytes).map(fitsPart) };
  const packed = readParquet(bytes);
  if (packed !== undefined) return { fileFormat: 'PARQUET', parts: [tablePart('PARQUET', packed)] };
  if (/^# Region file format: DS9/i.test(text))
    return { fileFormat: 'REGION', parts: [{ type: 'REGION', index: 0, desc: 'Region File' }] };
  const table = readTable(text);
  if (table === undefined) return { fileFormat: 'UNKNOWN' };
  return /^\s*[|\\]/.test(text)
    ? { fileFormat: 'IPACTABLE', parts: [tablePart('IPAC Table', table)] }
    : { fileFormat: 'CSV', parts: [tablePart('CSV', table)] };
}

function tablePart(title: string, { columns, rows }: TextTable): Part {
  const about = columns.map(({ name, type, units }) => [name, type, units ?? null, null, null]);
  return {
    type: 'Table',
    index: 0,
    desc: `${title} (${columns.length} cols x ${rows.length} rows)`,
    totalTableRows: rows.length,
    details: detailsTable(0, ['name', 'type', 'unit', 'desc', 'UCD'], about),
  };
}

function fitsPart({ index, cards, axes }: FitsPart): Part {
  const title = cardValue(cards, 'EXTNAME');
  const lines = cards.map(({ key, value, comment }, row) => [row, key, value || null, comment || null]);
  const details = detailsTable(index, ['#', 'key', 'value', 'comment'], lines);
  const at = { index, fileLocationIndex: index, details };
  if (/TABLE/.test(cardValue(cards, 'XTENSION') ?? '') && axes.length === 0) {
    const rows = Number(cardValue(cards, 'NAXIS2') ?? 0);
    const counts = `${cardValue(cards, 'TFIELDS') ?? 0} cols x ${rows} rows`;
    return {
      ...at,
      type: 'Table',
      desc: title ? `${title} (${counts})` : ` ${counts} `,
      totalTableRows: rows,
    };
  }
  const named = title === undefined ? {} : { desc: title };
  if (axes.length === 0 || axes.includes(0)) return { ...at, type: 'HeaderOnly', ...named };
  const [width = 0, height = 1, depth = 1] = axes;
  const size = depth > 1 ? `cube ${width} x ${height} x ${depth}` : `${width} x ${height}`;
  return { ...at, type: 'Image', desc: `${title ?? ''} (${size})` };
}

function detailsTable(index: number, names: readonly string[], data: readonly unknown[][]): object {
  const columns = names.map((name) => ({ name, type: name === '#' ? 'integer' : 'char' }));
  return {
    title: `Header of extension with index ${index}`,
    type: 'table',
    totalRows: data.length,
    tableData: { columns, ...(data.length > 0 && { data }) },
  };
}
