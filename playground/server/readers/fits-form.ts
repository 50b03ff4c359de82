/** What a binary table's header says of its columns: TFORM, TDIM, TDISP and the texts. */
import type { ColumnInfo } from '../tables/types.js';
import type { Header } from './fits-cards.js';

/** A column that cannot be there; a real server finds that as soon as it opens the file. */
export class FormFailure extends Error {
  override readonly name = 'FormFailure';
}

export interface Form {
  readonly repeat: number;
  readonly code: string;
  /** Element type of an array of variable length. */
  readonly inner: string;
  /** Is the repeat count written? Without rows `1J` counts as an array and `J` does not. */
  readonly counted: boolean;
}

const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  L: 1,
  B: 1,
  A: 1,
  I: 2,
  J: 4,
  K: 8,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
  P: 8,
  Q: 16,
};

/** The forms of all columns. `FormFailure` when one of them is none. */
export function formsOf(header: Header): Form[] {
  const forms: Form[] = [];
  for (let n = 1; n <= header.int('TFIELDS'); n++) forms.push(parseForm(header.get(`TFORM${n}`), n));
  return forms;
}

function parseForm(text: string | undefined, n: number): Form {
  if (text === undefined) throw new FormFailure(`No TFORM${n} for column:${n - 1}`);
  const match = /^(\d*)(.)([A-Z]?)/.exec(text.trim());
  const code = match?.[2] ?? '';
  if (code !== 'X' && !(code in ELEMENT_BYTES)) {
    throw new FormFailure(`Invalid type '${code}' in column:${n - 1}`);
  }
  const counted = match?.[1] !== '';
  return { repeat: counted ? Number(match?.[1]) : 1, code, inner: match?.[3] ?? '', counted };
}

/** How many bytes of a row a column has. */
export function widthOf({ repeat, code }: Form): number {
  return code === 'X' ? Math.ceil(repeat / 8) : repeat * (ELEMENT_BYTES[code] ?? 0);
}

export function nameOf(header: Header, n: number): string {
  return header.get(`TTYPE${n}`) ?? `column-${n - 1}`;
}

/** What the header tells about a column. */
export function infoOf(header: Header, n: number): ColumnInfo {
  const text = (key: string) => header.get(`${key}${n}`) || undefined;
  const found = {
    units: text('TUNIT'),
    desc: text('TCOMM') ?? text('TDOC'),
    UCD: text('TUCD'),
    utype: text('TUTYP'),
  };
  return { ...defined(found), ...displayOf(text('TDISP')) };
}

function defined(entries: Readonly<Record<string, string | undefined>>): ColumnInfo {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** TDISP as width and precision: `F8.2` is 8 and `F2`, `ES10.3` is 10 and `E3`. */
function displayOf(format: string | undefined): ColumnInfo {
  const match = /^(A|I|B|O|Z|F|EN|ES|E|G|D)(\d+)?(?:\.(\d+))?/.exec(format ?? '');
  if (match === null) return {};
  const [, code = '', width = '0', digits = ''] = match;
  const kind = /^(E|EN|ES|D)$/.test(code) ? 'E' : code;
  return {
    ...(Number(width) > 0 ? { width: Number(width) } : {}),
    ...('EFG'.includes(kind) ? { precision: `${kind}${digits}` } : {}),
  };
}

/** The arraySize of a column of arrays: TDIM's `(3,2)` as `3x2`, `*` where there is none. */
export function arraySizeOf(header: Header, n: number): string {
  const match = /^\((.*)\)$/.exec(header.get(`TDIM${n}`)?.trim() ?? '');
  const sizes = match?.[1]?.split(',').map((size) => Number(size.trim())) ?? [];
  if (sizes.length === 0 || sizes.some((size) => !Number.isInteger(size))) return '*';
  return sizes.map((size) => (size > 0 ? String(size) : '*')).join('x');
}
