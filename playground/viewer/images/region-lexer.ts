/** Cuts DS9 region text into statements and statements into words. */

/** One statement: what is drawn, and the properties behind `#`. */
export interface Statement {
  readonly body: string;
  readonly properties: string;
}

const opening = new Map([
  ['{', '}'],
  ['"', '"'],
  ["'", "'"],
]);

/** Shapes that DS9 itself writes as comments. */
const hashShape = /^#\s+((?:text|vector|segment)\s*\([^)]*\))(.*)$/i;

/** The statements of one line: separated by `;` or, in front of the `#`, nothing else. */
export function statements(line: string): Statement[] {
  const trimmed = line.trim();
  const hidden = hashShape.exec(trimmed);
  if (hidden) return [{ body: hidden[1] ?? '', properties: (hidden[2] ?? '').trim() }];
  return trimmed.startsWith('#') || trimmed === '' ? [] : split(trimmed);
}

function split(line: string): Statement[] {
  const found: Statement[] = [];
  let body = '';
  let properties: string | undefined;
  const flush = (): void => {
    if (body.trim()) found.push({ body: body.trim(), properties: (properties ?? '').trim() });
    body = '';
    properties = undefined;
  };
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string;
    if (properties === undefined) {
      if (char === ';') flush();
      else if (char === '#') properties = '';
      else body += char;
      continue;
    }
    const end = opening.get(char);
    const close = end ? line.indexOf(end, i + 1) : -1;
    if (close > 0) {
      properties += line.slice(i, close + 1);
      i = close;
    } else if (char === ';') flush();
    else properties += char;
  }
  flush();
  return found;
}

/** The words of a shape: `circle(1, 2, 3")` → `circle`, `1`, `2`, `3"`. */
export function words(body: string): string[] {
  return body.split(/[\s,()]+/).filter((word) => word !== '');
}

/** `color=red text={a b}` as pairs; a flag without a value is empty. */
export function properties(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const pattern = /([A-Za-z]\w*)\s*=\s*(\{[^}]*\}|"[^"]*"|'[^']*'|[^\s]+(?:\s+\d+(?=\s|$))?)/g;
  for (const match of text.matchAll(pattern)) {
    const key = (match[1] ?? '').toLowerCase();
    found.set(key, unquoted(match[2] ?? '', key));
  }
  return found;
}

function unquoted(value: string, key: string): string {
  const first = value[0];
  if (first && opening.get(first) === value.at(-1) && value.length > 1) return value.slice(1, -1);
  return key === 'point' ? value : (value.split(/\s+/)[0] ?? '');
}
