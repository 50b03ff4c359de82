/** `tableSave` of tables in memory: as CSV and TSV, which are what is read back. */
import type { CommandReply } from '../transport/types.js';
import { serverFailure } from './replies.js';
import { ExpressionError } from './sql-expression.js';
import { type FindFile, openTable, selectRows } from './table-search.js';

const SEPARATORS: Readonly<Record<string, string>> = { csv: ',', tsv: '\t' };

/** Answers the command. Other formats, which a real server has, fail here. */
export function saveTable(params: Readonly<Record<string, string>>, find: FindFile): CommandReply {
  const separator = SEPARATORS[params['file_format'] ?? ''];
  const opened = openTable(params['request'], find);
  if (separator === undefined || 'reply' in opened) return serverFailure();
  try {
    const { columns, rows } = selectRows(opened.request, opened.table);
    const lines = [
      columns.map(({ name }) => quoted(name, separator)),
      ...rows.map((row) => row.map((cell, index) => cellOf(cell, columns[index]?.type, separator))),
    ];
    return { status: 200, contentType: '', text: lines.map((line) => `${line.join(separator)}\n`).join('') };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const text = JSON.stringify({
      success: false,
      error: { cause1: `java.sql.SQLException: ${error.message}` },
    });
    return { status: 500, contentType: 'application/json;charset=UTF-8', text };
  }
}

/** As a database writes it: nothing where there is no value, quotes around an empty text. */
function cellOf(cell: unknown, type: string | undefined, separator: string): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  if (type === 'date') return text.replace('T', ' ').replace(/\+0000$/, '');
  return typeof cell === 'string' ? quoted(text, separator) : text;
}

function quoted(text: string, separator: string): string {
  const plain = text !== '' && !text.includes(separator) && !/["\r\n]/.test(text);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
