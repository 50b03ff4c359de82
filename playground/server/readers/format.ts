/** Finds out what a file is by its contents, as a real server does. */
import { open } from 'node:fs/promises';
import type { StoredFile } from '../files.js';
import { looksLikeFits } from './fits-hdus.js';
import { looksLikeIpac } from './ipac-head.js';
import { looksLikeVotable } from './votable.js';

/** By the names of the reports. */
export type Format =
  | 'FITS'
  | 'IPACTABLE'
  | 'VO_TABLE'
  | 'CSV'
  | 'TSV'
  | 'PARQUET'
  | 'REGION'
  | 'JSON'
  | 'HTML'
  | 'PDF'
  | 'PNG'
  | 'JPEG'
  | 'ZIP'
  | 'GZIP'
  | 'TAR'
  | 'UWS'
  | 'UNKNOWN';

/** What DuckDB finds a text to be separated by; undefined for what it does not take for a table. */
export type Sniffer = (path: string) => Promise<'CSV' | 'TSV' | undefined>;

/** What is looked at: a line of ten thousand names takes a tenth of it. */
const SAMPLE = 1024 * 1024;
/** Where other things than commas are looked for. */
const HEAD = 64 * 1024;

/** What a file is. `sniff` is asked only where nothing else fits. */
export async function detectFormat(file: StoredFile, sniff: Sniffer): Promise<Format> {
  const start = await readStart(file.path);
  const text = start.toString('latin1', 0, HEAD);
  const sure = byMagic(start) ?? byText(text);
  if (sure !== undefined) return sure;
  if (start.length === 0 || start.includes(0)) return 'UNKNOWN';
  if (looksLikeIpac(text)) return 'IPACTABLE';
  if (hasCommas(start.toString('latin1'))) return 'CSV';
  if (looksLikeRegions(text)) return 'REGION';
  if (/\.html$/i.test(file.name)) return isHtml(text) ? 'HTML' : 'UNKNOWN';
  return (await sniff(file.path)) ?? 'UNKNOWN';
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const MAGIC: readonly (readonly [string, number, Format])[] = [
  ['PAR1', 0, 'PARQUET'],
  ['%PDF-', 0, 'PDF'],
  ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 0, 'PNG'],
  ['\xff\xd8\xff', 0, 'JPEG'],
  ['PK\x03\x04', 0, 'ZIP'],
  ['\x1f\x8b', 0, 'GZIP'],
  ['ustar', 257, 'TAR'],
];

function byMagic(start: Buffer): Format | undefined {
  return MAGIC.find(([bytes, at]) => start.toString('latin1', at, at + bytes.length) === bytes)?.[2];
}

function byText(text: string): Format | undefined {
  if (looksLikeFits(text)) return 'FITS';
  if (looksLikeVotable(text.replace(/^ï»¿|^\xff\xfe|^\xfe\xff/, '').replaceAll('\0', ''))) return 'VO_TABLE';
  if (/^\s*<([\w-]+:)?job\s[^>]*www\.ivoa\.net\/xml\/uws/im.test(withoutDeclaration(text))) return 'UWS';
  return isJson(text.trimStart()) ? 'JSON' : undefined;
}

function withoutDeclaration(text: string): string {
  return text.replace(/^\s*<\?xml[^>]*>/, '');
}

function isJson(text: string): boolean {
  return /^(\{\s*("|\})|\[\s*(["{[\]\d]))/.test(text);
}

function isHtml(text: string): boolean {
  return /^\s*<(!doctype html|html|head|body)\b/i.test(text);
}

/** How many lines are looked at for commas, and how many there have to be. */
const COMMA_LINES = 10;
const FEWEST_COMMA_LINES = 3;

/** The same number of commas, outside of quotes, in each of the first lines makes a CSV file without a question. */
function hasCommas(text: string): boolean {
  const counts: number[] = [];
  let commas = 0;
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) commas += 1;
    else if (character === '\n' && !quoted) {
      counts.push(commas);
      if (counts.length === COMMA_LINES) break;
      commas = 0;
    }
  }
  const [first = 0] = counts;
  return counts.length >= FEWEST_COMMA_LINES && first > 0 && counts.every((count) => count === first);
}

const REGION =
  /^[ \t]*[+-]?(?:(?:image|physical|linear|fk4|fk5|icrs|b1950|j2000|galactic|ecliptic)[ \t]*;)?[ \t]*(?:circle|ellipse|box|polygon|point|line|text|annulus|vector|boxcircle|diamond|cross|arrow|x)(?:[ \t]*\(|[ \t]+)[ \t]*[-+.\d]/im;

function looksLikeRegions(text: string): boolean {
  return REGION.test(text);
}
