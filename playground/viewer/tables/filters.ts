/** What people type into the filter box of a column, as the SQL condition a table search understands. */

const operators =
  /^(!=|<>|>=|<=|<|>|=|not\s+like\b|like\b|not\s+in\b|in\b|is\s+not\b|is\b|not\s+between\b|between\b)\s*/i;

/** A column name in double quotes. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The conditions of one column, as Firefly reads them: `> 5`, `= x`, `like 00`, `in a, b`, `is null`, and several with
 * `and` and `or` between them. A bare value asks for equality in a column of numbers, and for "contains" in one of text.
 * Empty text: none.
 */
export function columnFilter(name: string, text: string, numeric: boolean): string {
  return splitConditions(text)
    .map(({ joint, text: one }) => `${joint}${quotedName(name)} ${condition(one, numeric)}`)
    .join('');
}

function condition(text: string, numeric: boolean): string {
  const match = operators.exec(text);
  const given = match?.[1]?.toLowerCase().replace(/\s+/g, ' ');
  const operator = given ?? (numeric ? '=' : 'like');
  const value = text.slice(match?.[0].length ?? 0).trim();
  switch (operator) {
    case 'like':
    case 'not like':
      return `${operator} ${pattern(value)}`;
    case 'between':
    case 'not between':
      return `${operator} ${value}`;
    case 'in':
    case 'not in':
      return `${operator} (${listOf(value)
        .map((item) => literal(item, numeric))
        .join(', ')})`;
    case 'is':
    case 'is not':
      return `${operator} null`;
    default:
      return `${operator} ${literal(value, numeric)}`;
  }
}

/** What has wild cards of its own is taken as it is; anything else may stand anywhere in the text. */
function pattern(value: string): string {
  if (isQuoted(value)) return value;
  const text = value.replaceAll("'", "''");
  return /[%_]/.test(text) ? `'${text}'` : `'%${text}%'`;
}

const isQuoted = (text: string): boolean => /^'(?:[^']|'')*'$/.test(text);

/** Numbers stay as they are where the column has numbers; what is no number there is left for the server to refuse. */
function literal(value: string, numeric: boolean): string {
  const text = value.trim();
  if (isQuoted(text) || (numeric && text !== '')) return text;
  return `'${text.replaceAll("'", "''")}'`;
}

function listOf(text: string): string[] {
  const inner = /^\((.*)\)$/s.exec(text)?.[1] ?? text;
  return inner.match(/\s*'(?:[^']|'')*'\s*|[^,]+/g)?.map((item) => item.trim()) ?? [''];
}

/** The conditions of several columns, joined as the request's `filters` wants them. */
export function joinFilters(conditions: readonly string[]): string {
  return conditions.filter((one) => one !== '').join(' _AND_ ');
}

/** The filters of a request: what concerns one column alone goes into its box, the rest stays as it is. */
export function readFilters(
  filters: string,
  names: readonly string[],
): { readonly columns: ReadonlyMap<string, string>; readonly others: readonly string[] } {
  const columns = new Map<string, string>();
  const others: string[] = [];
  for (const part of cut(filters, /^\s+_and_\s+$/i)) {
    const found = splitConditions(part).map((one) => ({ ...one, ...columnOf(one.text, names) }));
    const clear = found.every(
      ({ name, joint }, index) =>
        name !== undefined && (index === 0 || !/or/i.test(joint) || name === found[0]?.name),
    );
    if (!clear) {
      others.push(part);
      continue;
    }
    for (const { name = '', rest = '', joint } of found) {
      const before = columns.get(name);
      columns.set(name, before === undefined ? rest : `${before}${joint || ' and '}${rest}`);
    }
  }
  return { columns, others };
}

/** The column that a condition begins with, and what is asked of it. */
function columnOf(text: string, names: readonly string[]): { name?: string; rest?: string } {
  const quoted = /^"((?:[^"]|"")*)"\s*/.exec(text);
  const name = quoted ? (quoted[1] ?? '').replaceAll('""', '"') : /^[^\s<>=!"'()]+/.exec(text)?.[0];
  if (name === undefined || !names.includes(name)) return {};
  const rest = text.slice(quoted?.[0].length ?? name.length).trim();
  return operators.test(rest) ? { name, rest } : {};
}

interface Condition {
  /** What stands between it and the one before: ` and `, ` or `, nothing. */
  readonly joint: string;
  readonly text: string;
}

/** Cuts at ` and ` and ` or ` outside quotes and parentheses; a BETWEEN keeps its `and`. */
export function splitConditions(text: string): Condition[] {
  const parts: { joint: string; text: string }[] = [{ joint: '', text: '' }];
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\s+(?:and|or)\s+|[\s\S]/gi)) {
    const last = parts.at(-1);
    if (!last) continue;
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    const isJoint = /^\s+(and|or)\s+$/i.test(token) && depth === 0;
    const between = /\bbetween\b(?!.*\band\b)/is.test(last.text) && /and/i.test(token);
    if (isJoint && !between) parts.push({ joint: ` ${token.trim().toLowerCase()} `, text: '' });
    else last.text += token;
  }
  return parts
    .map(({ joint, text: one }) => ({ joint, text: one.trim() }))
    .filter(({ text: one }) => one !== '');
}

/** Cuts a text at what `separator` matches, but not inside quotes. */
function cut(text: string, separator: RegExp): string[] {
  const parts: string[] = [''];
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\s+_and_\s+|[\s\S]/gi)) {
    if (separator.test(token)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${token}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** A value of a column that has only a few; `null` stands for rows without one. */
export type EnumValue = string | null;

/** The values that a server lists for a column (`enumVals`): comma-joined, in quotes where they have commas. */
export function enumValues(list: unknown): readonly EnumValue[] {
  if (typeof list !== 'string' || list === '') return [];
  const items = list.match(/'(?:[^']|'')*'|[^,]+/g) ?? [];
  return items.map((item) => {
    if (item === '%NULL') return null;
    return isQuoted(item) ? item.slice(1, -1).replaceAll("''", "'") : item;
  });
}

/** What to type for a choice of such values. */
export function chosenFilter(chosen: readonly EnumValue[], numeric: boolean): string {
  const texts = chosen.filter((value) => value !== null).map((value) => literal(value, numeric));
  const list = texts.length > 0 ? [`in (${texts.join(', ')})`] : [];
  return [...list, ...(chosen.includes(null) ? ['is null'] : [])].join(' or ');
}

/** The values that a text chooses, as far as it is such a choice. */
export function chosenValues(text: string): readonly EnumValue[] {
  return splitConditions(text).flatMap(({ text: one }): EnumValue[] => {
    if (/^is\s+null$/i.test(one)) return [null];
    const list = /^in\s*(\(.*\))$/is.exec(one)?.[1] ?? /^=\s*(.+)$/s.exec(one)?.[1];
    if (list === undefined) return [];
    return listOf(list).map((item) => (isQuoted(item) ? item.slice(1, -1).replaceAll("''", "'") : item));
  });
}
