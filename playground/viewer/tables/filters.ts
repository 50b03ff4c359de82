/** What people type into the filter box of a column, as the SQL condition a table search understands. */

const comparison = /^(<=|>=|!=|<>|=|<|>)\s*(.+)$/;

/** A column name in double quotes. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(value: string, numeric: boolean): string {
  const text = value.trim();
  if (/^'.*'$/.test(text)) return text;
  if (numeric && Number.isFinite(Number(text)) && text !== '') return text;
  return `'${text.replaceAll("'", "''")}'`;
}

function listOf(text: string, numeric: boolean): string {
  const inner = text.replace(/^\(/, '').replace(/\)$/, '');
  const items = inner.match(/'(?:[^']|'')*'|[^,]+/g) ?? [];
  return `(${items.map((item) => literal(item, numeric)).join(', ')})`;
}

/**
 * The condition of one column: `< 12` → `"j_m" < 12`, `= 'x'`, `like 00%`, `in (1, 2)`, `is null`; several
 * separated by `;`. A bare value asks for equality in a numeric column and for "contains" in a text column.
 * Empty text: none.
 */
export function columnFilter(name: string, text: string, numeric: boolean): string {
  const parts = cut(text, /^;$/);
  return joinFilters(parts.map((part) => oneCondition(name, part, numeric)));
}

function oneCondition(name: string, text: string, numeric: boolean): string {
  const wanted = text.trim();
  const column = quotedName(name);
  if (wanted === '') return '';
  const compared = comparison.exec(wanted);
  if (compared) return `${column} ${compared[1]} ${literal(compared[2] ?? '', numeric)}`;
  const like = /^(not\s+)?like\s+(.+)$/i.exec(wanted);
  if (like) return `${column} ${like[1] ? 'not ' : ''}like ${literal(like[2] ?? '', false)}`;
  const within = /^(not\s+)?in\s*(.+)$/i.exec(wanted);
  if (within && /^in\s*[(\s]|^not\s+in\s*[(\s]/i.test(wanted)) {
    return `${column} ${within[1] ? 'not ' : ''}in ${listOf((within[2] ?? '').trim(), numeric)}`;
  }
  const nothing = /^is\s+(not\s+)?null$/i.exec(wanted);
  if (nothing) return `${column} is ${nothing[1] ? 'not ' : ''}null`;
  if (/^(not\s+)?between\s/i.test(wanted)) return `${column} ${wanted}`;
  if (numeric) return `${column} = ${literal(wanted, true)}`;
  return `${column} like '%${wanted.replaceAll("'", "''")}%'`;
}

/** The conditions of several columns, joined as the request's `filters` wants them. */
export function joinFilters(conditions: readonly string[]): string {
  return conditions.filter((condition) => condition !== '').join(' _AND_ ');
}

/** The conditions of a request's `filters`: what concerns one of these columns alone, and the rest as it is. */
export function readFilters(
  filters: string,
  names: readonly string[],
): { readonly columns: ReadonlyMap<string, string>; readonly others: readonly string[] } {
  const columns = new Map<string, string>();
  const others: string[] = [];
  for (const part of splitConditions(filters)) {
    const name = isMixed(part) ? undefined : names.find((candidate) => startsWith(part, candidate));
    if (name === undefined) {
      others.push(part);
      continue;
    }
    const before = columns.get(name);
    const text = part.slice(part.startsWith('"') ? quotedName(name).length : name.length).trim();
    columns.set(name, before === undefined ? text : `${before}; ${text}`);
  }
  return { columns, others };
}

function startsWith(part: string, name: string): boolean {
  const quoted = quotedName(name);
  const rest = part.startsWith(quoted)
    ? part.slice(quoted.length)
    : part.startsWith(name)
      ? part.slice(name.length)
      : '';
  return /^\s*(<|>|=|!|like\b|in\b|is\b|not\b)/i.test(rest);
}

/** Cuts at ` _AND_ ` and ` AND `; what has an OR or a BETWEEN in it stays in one piece. */
export function splitConditions(filters: string): string[] {
  return cut(filters, /^\s+_and_\s+$/i).flatMap((part) =>
    isMixed(part) ? [part] : cut(part, /^\s+and\s+$/i),
  );
}

/** Whether a condition has an OR, a BETWEEN or a function in it, so that it cannot stand in one column's box. */
function isMixed(part: string): boolean {
  const bare = part.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '').replace(/\bin\s*\([^)]*\)/gi, '');
  return /\b(or|between)\b|\(/i.test(bare);
}

/** Cuts a text at what `separator` matches, but not inside quotes. */
function cut(text: string, separator: RegExp): string[] {
  const parts: string[] = [''];
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\s+_?and_?\s+|[\s\S]/gi)) {
    if (separator.test(token)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${token}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
