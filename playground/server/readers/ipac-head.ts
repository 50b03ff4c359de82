/** The head of an IPAC table: keywords, and the lines of names, types, units and null strings. */
import type { ColumnInfo, Keyword } from '../tables/types.js';
import { readLines } from './lines.js';

export interface IpacHeadColumn {
  readonly name: string;
  /** As a real server names it; undefined without a line of types. */
  type: string | undefined;
  units: string | undefined;
  nullString: string | undefined;
  /** Where its values stand in a line. */
  readonly start: number;
  readonly end: number;
}

export interface IpacHead {
  readonly keywords: readonly Keyword[];
  readonly columns: readonly IpacHeadColumn[];
  /** Lines before the first row. */
  readonly headLines: number;
  /** What a real server calls the number of the first row's line: all lines of heads count as one. */
  readonly rowLineNumber: number;
  /** How many characters stand before the first row. */
  readonly rowStart: number;
  /** The length of the first row with its line end; 0 without rows. */
  readonly rowWidth: number;
}

/** Does a file that begins like this hold an IPAC table? */
export function looksLikeIpac(start: string): boolean {
  // A saved table without keywords begins with a line that has nothing but the backslash.
  const first = /^(?:\\?[ \t]*\r?\n)*(.*)/.exec(start)?.[1] ?? '';
  return first.startsWith('|') || (first.startsWith('\\') && parseKeyword(first) !== undefined);
}

/** Reads a file up to its first row. */
export async function readIpacHead(path: string): Promise<IpacHead> {
  const parser = new HeadParser(await lineEndLength(path));
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      if (!parser.add(line)) return parser.head;
    }
  }
  return parser.head;
}

/** Tables without a row before their first line end are rare; 1 is right for them. */
async function lineEndLength(path: string): Promise<number> {
  for await (const lines of readLines(path, { keepReturns: true })) return lines[0]?.endsWith('\r') ? 2 : 1;
  return 1;
}

/** How many lines of a group of heads mean something. */
const HEAD_LINES = 4;

class HeadParser {
  private readonly keywords: Keyword[] = [];
  private columns: IpacHeadColumn[] = [];
  private headLines = 0;
  private steps = 0;
  private rowStart = 0;
  private rowWidth = 0;
  /** Lines of the group of heads that is being read. */
  private inGroup = 0;

  constructor(private readonly lineEnd: number) {}

  get head(): IpacHead {
    const { keywords, columns, headLines, rowStart, rowWidth } = this;
    return { keywords, columns, headLines, rowLineNumber: this.steps + 1, rowStart, rowWidth };
  }

  /** Takes a line; false for the first row. */
  add(line: string): boolean {
    if (line.startsWith('|')) this.addHead(line);
    else if (line === '' || line.startsWith('\\')) this.addOther(line);
    else {
      this.rowWidth = line.length + this.lineEnd;
      return false;
    }
    this.headLines += 1;
    this.rowStart += line.length + this.lineEnd;
    return true;
  }

  private addOther(line: string): void {
    this.steps += 1;
    this.inGroup = 0;
    const keyword = parseKeyword(line);
    if (keyword !== undefined) this.keywords.push(keyword);
  }

  /** A fifth line of heads, or one behind a keyword, begins the heads anew. */
  private addHead(line: string): void {
    if (this.inGroup === HEAD_LINES) this.inGroup = 0;
    const cells = headCells(line);
    switch (this.inGroup) {
      case 0:
        this.steps += 1;
        this.columns = columnsOf(cells);
        break;
      case 1:
        this.each(cells, (column, cell) => {
          column.type = typeName(cell.toLowerCase());
        });
        break;
      case 2:
        this.each(cells, (column, cell) => {
          column.units = cell;
        });
        break;
      default:
        this.each(cells, (column, cell) => {
          column.nullString = cell;
        });
    }
    this.inGroup += 1;
  }

  private each(cells: readonly string[], set: (column: IpacHeadColumn, cell: string) => void): void {
    for (const [i, column] of this.columns.entries()) {
      const cell = cells[i];
      if (cell !== undefined) set(column, cell.trim());
    }
  }
}

/** The texts between the bars; empty ones at the end do not count. */
function headCells(line: string): string[] {
  const cells = line.trimEnd().slice(1).split('|');
  while (cells.at(-1) === '') cells.pop();
  return cells;
}

/**
 * Positions are found by name, as on a real server: of equal names the last one's position counts for all, and a
 * column that has to be renamed has no position.
 */
function columnsOf(cells: readonly string[]): IpacHeadColumn[] {
  const places = new Map<string, { start: number; end: number }>();
  let at = 1;
  for (const cell of cells) {
    places.set(cell.trim(), { start: at, end: at + cell.length });
    at += cell.length + 1;
  }
  return cells.map((cell) => ({
    name: cell.trim(),
    type: undefined,
    units: undefined,
    nullString: undefined,
    ...(places.get(cell.trim()) ?? { start: 0, end: 0 }),
  }));
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  b: 'boolean',
  d: 'double',
  r: 'double',
  real: 'double',
  f: 'float',
  i: 'integer',
  l: 'long',
  c: 'char',
};

function typeName(declared: string): string {
  return Object.hasOwn(TYPE_NAMES, declared) ? (TYPE_NAMES[declared] ?? declared) : declared;
}

/** `\key = value`, the value perhaps in quotes; what has a blank behind the backslash is a comment. */
function parseKeyword(line: string): Keyword | undefined {
  if (!line.startsWith('\\')) return undefined;
  const text = line.slice(1);
  if (text.startsWith(' ')) return { key: null, value: text.trim() };
  const at = text.indexOf('=');
  if (at < 0) return undefined;
  const value = text.slice(at + 1).trim();
  const quoted = /^"(.+)"$|^'(.+)'$/.exec(value);
  return { key: text.slice(0, at).trim(), value: quoted?.[1] ?? quoted?.[2] ?? value };
}

type Told = { -readonly [K in keyof ColumnInfo]: ColumnInfo[K] };

/** What `\col.NAME.…` keywords say about columns. */
const COLUMN_KEYWORDS: Readonly<Record<string, (info: Told, value: string) => void>> = {
  label: (info, value) => setText(info, 'label', value),
  visibility: (info, value) => setText(info, 'visibility', value),
  width: (info, value) => setNumber(info, 'width', value),
  prefWidth: (info, value) => setNumber(info, 'prefWidth', value),
  desc: (info, value) => setText(info, 'desc', value),
  ShortDescription: (info, value) => setText(info, 'desc', value),
  nullString: (info, value) => setText(info, 'nullString', value),
  NullStr: (info, value) => setText(info, 'nullString', value),
  units: (info, value) => setText(info, 'units', value),
  Unit: (info, value) => setText(info, 'units', value),
  format: (info, value) => setText(info, 'format', value),
  fmtDisp: (info, value) => setText(info, 'fmtDisp', value),
  sortByCols: (info, value) => setText(info, 'sortByCols', value),
  enumVals: (info, value) => setText(info, 'enumVals', value),
  precision: (info, value) => setText(info, 'precision', value),
  UCD: (info, value) => setText(info, 'UCD', value),
  utype: (info, value) => setText(info, 'utype', value),
  ref: (info, value) => setText(info, 'ref', value),
  minValue: (info, value) => setText(info, 'minValue', value),
  maxValue: (info, value) => setText(info, 'maxValue', value),
  cellRenderer: (info, value) => setText(info, 'cellRenderer', value),
  sortable: (info, value) => {
    if (value === 'false') info.sortable = false;
  },
  filterable: (info, value) => {
    if (value === 'false') info.filterable = false;
  },
  fixed: (info, value) => {
    if (value === 'true') info.fixed = true;
  },
};

type TextKey = { [K in keyof Told]-?: NonNullable<Told[K]> extends string ? K : never }[keyof Told];

function setText(info: Told, key: TextKey, value: string): void {
  if (value !== '') info[key] = value;
}

function setNumber(info: Told, key: 'width' | 'prefWidth', value: string): void {
  if (/^[1-9]\d*$/.test(value)) info[key] = Number(value);
}

/** Everything that is known of each column of a head. */
export function columnInfos(head: IpacHead): ColumnInfo[] {
  const told = new Map<string, [string, string][]>();
  for (const { key, value } of head.keywords) {
    const match = /^col\.(.+)\.([^.]+)$/.exec(key ?? '');
    if (match === null || value === null) continue;
    const name = match[1] ?? '';
    told.set(name, [...(told.get(name) ?? []), [match[2] ?? '', value]]);
  }
  return head.columns.map((column) => {
    const info: Told = {};
    setText(info, 'units', column.units ?? '');
    setText(info, 'nullString', column.nullString ?? '');
    for (const [tag, value] of told.get(column.name) ?? []) {
      const set = COLUMN_KEYWORDS[tag] ?? COLUMN_KEYWORDS[lowerFirst(tag)];
      set?.(info, value);
    }
    return info;
  });
}

/** Older files write the first letter large. */
function lowerFirst(tag: string): string {
  return tag.charAt(0).toLowerCase() + tag.slice(1);
}
