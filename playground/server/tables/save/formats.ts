/** The formats tables are saved in: what a client calls them, the extension of the file, and who writes it. */

export type Writer = 'csv' | 'tsv' | 'parquet' | 'ipac' | 'region' | VoTableForm;

/** How a VOTable holds its rows. */
export type VoTableForm = 'tabledata' | 'binary' | 'binary2' | 'fits';

export interface SaveFormat {
  readonly extension: string;
  readonly writer: Writer;
}

/** A real server knows more names than it has writers: the others give an IPAC table under their extension. */
const FORMATS = new Map<string, SaveFormat>([
  ['ipac', { extension: '.tbl', writer: 'ipac' }],
  ['csv', { extension: '.csv', writer: 'csv' }],
  ['tsv', { extension: '.tsv', writer: 'tsv' }],
  ['parquet', { extension: '.parquet', writer: 'parquet' }],
  ['reg', { extension: '.reg', writer: 'region' }],
  ['votable-tabledata', { extension: '.vot', writer: 'tabledata' }],
  ['votable-binary-inline', { extension: '.vot', writer: 'binary' }],
  ['votable-binary2-inline', { extension: '.vot', writer: 'binary2' }],
  ['votable-fits-inline', { extension: '.vot', writer: 'fits' }],
  ...['fits', 'json', 'pdf', 'tar', 'jar', 'html', 'png', 'zip'].map(
    (name) => [name, { extension: `.${name}`, writer: 'ipac' }] as const,
  ),
  ['votable', { extension: '.xml', writer: 'ipac' }],
  ['uws', { extension: '.xml', writer: 'ipac' }],
  ['jpeg', { extension: '.jpg', writer: 'ipac' }],
  ['gzip', { extension: '.gz', writer: 'ipac' }],
  ['fixed-targets', { extension: '.tbl', writer: 'ipac' }],
  // Without a dot: so it is there.
  ['text', { extension: 'txt', writer: 'ipac' }],
]);

const DEFAULT: SaveFormat = { extension: '.tbl', writer: 'ipac' };

/** Names that nobody knows mean an IPAC table; `null` is the one that cannot be written. */
export function formatOf(name: string | undefined): SaveFormat | undefined {
  if (name?.toLowerCase() === 'null') return undefined;
  return FORMATS.get(name?.toLowerCase() ?? '') ?? DEFAULT;
}
