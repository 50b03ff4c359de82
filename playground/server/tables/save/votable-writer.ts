/** VOTables, with their rows as elements, as binary streams, or as a FITS file within. */
import type { DuckDBValue } from '@duckdb/node-api';
import { itemsOf } from '../values.js';
import { Base64Lines } from './base64-lines.js';
import { cellWriter, NOTHING } from './binary-cells.js';
import { Bytes } from './bytes.js';
import { writeFitsTable } from './fits-writer.js';
import type { VoTableForm } from './formats.js';
import { realOf, valueText } from './java-text.js';
import { type SavedBatch, type SavedTable, shownColumns } from './rows.js';
import type { Sink } from './sink.js';

export type VoColumn = ReturnType<typeof shownColumns>[number];

export async function writeVoTable(table: SavedTable, form: VoTableForm, sink: Sink): Promise<void> {
  const columns = shownColumns(table, true);
  const written = columns.filter(({ model }) => model.type !== 'date');
  const widths = form === 'fits' ? await textWidths(table, written) : undefined;
  await sink.write(headOf(form === 'binary2' ? '1.3' : '1.2'));
  await sink.write(`<TABLE${table.totalRows > 0 ? ` nrows="${table.totalRows}"` : ''}>\n`);
  for (const column of columns) await sink.write(fieldOf(column, widths));
  await sink.write('<DATA>\n');
  await writeData(table, written, form, widths, sink);
  await sink.write(`</DATA>\n\n${infosOf(table)}</TABLE>\n</RESOURCE>\n</VOTABLE>\n`);
}

function headOf(version: string): string {
  return `<?xml version='1.0'?>
<VOTABLE version="${version}"
 xmlns="http://www.ivoa.net/xml/VOTable/v${version}">
<!--
 !  VOTable written by firefly-playground
 !  at ${new Date().toISOString().slice(0, 19)}
 !-->

<RESOURCE type="results">

`;
}

const DATATYPES = new Map([
  ['int', 'int'],
  ['integer', 'int'],
  ['long', 'long'],
  ['short', 'short'],
  ['byte', 'short'],
  ['float', 'float'],
  ['double', 'double'],
  ['boolean', 'boolean'],
]);

/** The type of a column in VOTable's words. */
export function datatypeOf({ model }: VoColumn): string {
  return DATATYPES.get(model.type) ?? 'char';
}

/** Dates have no type of their own, and are left out. */
function fieldOf(column: VoColumn, widths: ReadonlyMap<number, number> | undefined): string {
  const { model, index } = column;
  if (model.type === 'date') return `<!-- Omitted column ${commentText(model.name)}(Date) -->\n`;
  const datatype = datatypeOf(column);
  const isArray = model.arraySize !== undefined;
  const width = widths?.get(index);
  const attributes = {
    ID: model.ID,
    arraysize: datatype === 'char' || isArray ? String(width ?? '*') : undefined,
    datatype,
    name: model.name,
    ref: model.ref,
    ucd: model.UCD,
    unit: model.units,
    utype: model.utype,
    xtype: model.xtype,
  };
  const told = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${xmlText(value)}"`],
  );
  const start = `<FIELD ${told.join(' ')}`;
  if (model.desc === undefined) return `${start}/>\n`;
  return `${start}>\n<DESCRIPTION>${xmlText(model.desc)}</DESCRIPTION>\n</FIELD>\n`;
}

/** Attributes of the table; comments of its file have no place in a VOTable. */
function infosOf({ keywords, attributes }: SavedTable): string {
  const known = keywords.flatMap(({ key, value }) => (key === null ? [] : [[key, value] as const]));
  const infos = new Map<string, string | null>([...known, ...Object.entries(attributes)]);
  return [...infos]
    .map(([name, value]) => {
      const said = value === null || value === '' ? '' : ` value="${xmlText(value)}"`;
      return `<INFO name="${xmlText(name)}"${said}></INFO>`;
    })
    .join('\n');
}

async function writeData(
  table: SavedTable,
  columns: readonly VoColumn[],
  form: VoTableForm,
  widths: ReadonlyMap<number, number> | undefined,
  sink: Sink,
): Promise<void> {
  if (form === 'tabledata') return writeElements(table, columns, sink);
  const element = form.toUpperCase();
  await sink.write(`<${element}>\n<STREAM encoding='base64'>\n`);
  const lines = new Base64Lines(sink);
  if (form === 'fits') await writeFitsTable(table, columns, widths ?? new Map(), lines);
  else await writeBinary(table, columns, form === 'binary2', lines);
  await lines.end();
  await sink.write(`</STREAM>\n</${element}>\n`);
}

async function writeElements(table: SavedTable, columns: readonly VoColumn[], sink: Sink): Promise<void> {
  await sink.write('<TABLEDATA>\n');
  await table.eachBatch(async (batch, rows) => {
    const cells = columns.map(({ index, model }) =>
      (batch[index] ?? []).map((value) => contentText(elementText(value, model.type))),
    );
    let text = '';
    for (let row = 0; row < rows; row++) {
      text += '  <TR>\n';
      for (const column of cells) text += `    <TD>${column[row]}</TD>\n`;
      text += '  </TR>\n';
    }
    await sink.write(text);
  });
  await sink.write('</TABLEDATA>\n');
}

function elementText(value: DuckDBValue, type: string): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  const items = itemsOf(value);
  if (items !== undefined) return items.map((item) => elementText(item, type)).join(' ');
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (type !== 'double' && type !== 'float') return valueText(value, type) ?? '';
  const number = realOf(value, type);
  if (number === Number.POSITIVE_INFINITY) return '+Inf';
  return number === Number.NEGATIVE_INFINITY ? '-Inf' : (valueText(value, type) ?? '');
}

/** Row by row; `flags` puts one bit per column before each row that says "no value". */
async function writeBinary(
  table: SavedTable,
  columns: readonly VoColumn[],
  flags: boolean,
  lines: Base64Lines,
): Promise<void> {
  const writers = columns.map((column) => {
    const datatype = datatypeOf(column);
    return cellWriter(datatype, column.model.arraySize !== undefined, flags ? undefined : NOTHING[datatype]);
  });
  const bytes = new Bytes();
  await table.eachBatch(async (batch, rows) => {
    const cells = columns.map(({ index }) => batch[index] ?? []);
    for (let row = 0; row < rows; row++) {
      if (flags) writeNullFlags(cells, row, bytes);
      for (const [i, write] of writers.entries()) write(cells[i]?.[row] ?? null, bytes);
    }
    await lines.write(bytes.take());
  });
}

function writeNullFlags(cells: SavedBatch, row: number, out: Bytes): void {
  const count = Math.ceil(cells.length / 8);
  const start = out.reserve(count);
  out.buffer.fill(0, start, start + count);
  for (const [i, column] of cells.entries()) {
    const byte = start + (i >> 3);
    if (column[row] === null) out.buffer[byte] = (out.buffer[byte] ?? 0) | (0x80 >> (i & 7));
  }
}

/** How long texts and arrays are at most: in FITS all are of one length. */
async function textWidths(table: SavedTable, columns: readonly VoColumn[]): Promise<Map<number, number>> {
  const long = columns.filter(
    (column) => datatypeOf(column) === 'char' || column.model.arraySize !== undefined,
  );
  const widths = new Map(long.map(({ index }) => [index, 1]));
  await table.eachBatch((batch) => {
    for (const { index, model } of long) {
      let width = widths.get(index) ?? 1;
      for (const value of batch[index] ?? []) {
        const items = model.type === 'char' ? undefined : itemsOf(value);
        width = Math.max(width, items?.length ?? valueText(value, model.type)?.length ?? 0);
      }
      widths.set(index, width);
    }
  });
  return widths;
}

/** Text of elements, where quotes need no escape. */
function contentText(text: string): string {
  return TO_ESCAPE.test(text) ? xmlText(text).replaceAll('&quot;', '"') : text;
}

/** Most texts have nothing to escape, and this finds it out sooner. */
const TO_ESCAPE = /[&<>"]|[^ -~]/;

/** Text of elements and attributes. What needs two code units is lost on a real server. */
function xmlText(text: string): string {
  if (!TO_ESCAPE.test(text)) return text;
  return text.replace(/[&<>"]|[\u{10000}-\u{10FFFF}]|\p{Cs}|\p{Cc}/gu, (found) => {
    switch (found) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      case '\n':
      case '\r':
      case '\t':
        return found;
      default:
        return '¿'.repeat(found.length);
    }
  });
}

function commentText(text: string): string {
  return xmlText(text).replaceAll('--', '- -');
}
