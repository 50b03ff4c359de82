/** IPAC tables. */

import type { DuckDBValue } from '@duckdb/node-api';
import { realOf, valueText } from './java-text.js';
import { type SavedTable, shownColumns } from './rows.js';
import type { Sink } from './sink.js';

interface Column {
  readonly index: number;
  readonly name: string;
  /** The type of the values, and the one that the file can say. */
  readonly type: string;
  readonly written: string;
  readonly head: readonly string[];
  readonly numeric: boolean;
  readonly nullText: string;
  print(value: DuckDBValue): string;
}

const NUMERIC = new Set(['int', 'integer', 'long', 'float', 'double', 'short', 'byte']);
const WHOLE = new Set(['int', 'integer', 'long', 'short', 'byte']);
const WRITTEN_AS = new Map([
  ['boolean', 'char'],
  ['short', 'integer'],
  ['byte', 'integer'],
]);

/** Types that the header of such a file cannot say in a way that every reader understands. */
const NOTED = new Set(['boolean', 'date', 'short', 'byte']);

/** Two passes over the rows: one for the widths of the columns, one to write them. */
export async function writeIpac(table: SavedTable, sink: Sink): Promise<void> {
  const columns = shownColumns(table, false).map(({ model, index }): Column => {
    const isArray = model.arraySize !== undefined && model.type !== 'char';
    const written = isArray ? 'char' : (WRITTEN_AS.get(model.type) ?? model.type);
    const nullText = model.nullString ?? '';
    return {
      index,
      name: model.name,
      type: model.type,
      written,
      head: [model.name, written, model.units ?? '', nullText],
      numeric: NUMERIC.has(model.type) && !isArray,
      nullText,
      print: printerOf(model.type, model.precision),
    };
  });
  await sink.write(notesOf(table));
  const widths = await widthsOf(table, columns);
  for (let line = 0; line < 4; line++) {
    await sink.write(
      `|${columns.map(({ head }, i) => (head[line] ?? '').padEnd(widths[i] ?? 0)).join('|')}|\n`,
    );
  }
  await table.eachBatch(async (batch, rows) => {
    const cells = columns.map(({ index, numeric, nullText, print }, i) => {
      const width = widths[i] ?? 0;
      return (batch[index] ?? []).map((value) => {
        const text = value === null ? nullText : print(value);
        return numeric ? text.padStart(width) : text.padEnd(width);
      });
    });
    let text = '';
    for (let row = 0; row < rows; row++) {
      for (const column of cells) text += ` ${column[row]}`;
      text += ' \n';
    }
    await sink.write(text);
  });
}

/** Keywords, comments, and what the header cannot say of the columns. */
function notesOf(table: SavedTable): string {
  const keywords = table.keywords.filter(({ key }) => key !== null);
  const comments = table.keywords.filter(({ key }) => key === null);
  const columns = shownColumns(table, false).map(({ model }) => model);
  const notes = [
    ...keywords.map(({ key, value }) => `\\${key} = ${value}`),
    ...comments.map(({ value }) => `\\ ${value}`),
    ...columns.flatMap(({ name, type, arraySize }) =>
      arraySize !== undefined && type !== 'char'
        ? [`\\col.${name}.arraySize = ${arraySize}`, `\\col.${name}.type = ${type}`]
        : [],
    ),
    ...columns.flatMap(({ name, desc, DERIVED_FROM }) =>
      DERIVED_FROM === undefined ? [] : [`\\col.${name}.desc = ${desc}`],
    ),
    ...columns.flatMap(({ name, type, arraySize }) =>
      NOTED.has(type) && arraySize === undefined ? [`\\col.${name}.type = ${type}`] : [],
    ),
    '\\',
  ];
  return `${notes.map((note) => note.replace(/[\r\n]+/g, ' ')).join('\n')}\n`;
}

async function widthsOf(table: SavedTable, columns: readonly Column[]): Promise<number[]> {
  const widths = columns.map(({ head, type }) => Math.max(type.length, ...head.map((text) => text.length)));
  await table.eachBatch((batch) => {
    for (const [i, { index, print }] of columns.entries()) {
      let width = widths[i] ?? 0;
      for (const value of batch[index] ?? []) {
        if (value !== null) width = Math.max(width, print(value).length);
      }
      widths[i] = width;
    }
  });
  return widths;
}

function printerOf(type: string, precision: string | undefined): (value: DuckDBValue) => string {
  if (WHOLE.has(type)) return (value) => plainText(value) ?? valueText(value, type) ?? '';
  const [, kind = 'F', digits] = /^([EFG]?)(\d+)$/i.exec(precision ?? '') ?? [];
  if (digits === undefined || (type !== 'double' && type !== 'float')) {
    return (value) => withoutControls(valueText(value, type) ?? '');
  }
  const print = rounder(kind.toUpperCase(), Number(digits));
  return (value) => {
    const number = realOf(value, type);
    return number === null || !Number.isFinite(number) ? (valueText(value, type) ?? '') : print(number);
  };
}

/** Most whole numbers need no more than this. */
function plainText(value: DuckDBValue): string | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

/** Most texts have none, and this finds it out sooner. */
const CONTROLS = /[^ -~]/;

/** Control characters would end a line. */
function withoutControls(text: string): string {
  if (!CONTROLS.test(text)) return text;
  return text.replace(/\p{Cc}/gu, '¿');
}

/** With so many digits behind the point. */
function rounder(kind: string, digits: number): (value: number) => string {
  const places = Math.min(digits, 100);
  if (kind === 'E') {
    return (value) => {
      const [mantissa, exponent = '+0'] = value.toExponential(places).split('e');
      return `${mantissa}E${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
    };
  }
  return kind === 'G' ? (value) => value.toPrecision(Math.max(1, places)) : (value) => value.toFixed(places);
}
