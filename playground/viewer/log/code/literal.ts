/** Values as a person would write them in JavaScript. */

const longest = 100;

/** A JSON value as source text; `indent` is how far its first line is moved in already. */
export function literal(value: unknown, indent = 0): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = Array.isArray(value)
    ? value.map((item) => literal(item, indent + 2))
    : Object.entries(value).map(([key, item]) => `${propertyName(key)}: ${literal(item, indent + 2)}`);
  if (members.length === 0) return `${open}${close}`;
  const pad = Array.isArray(value) ? '' : ' ';
  const line = `${open}${pad}${members.join(', ')}${pad}${close}`;
  if (indent + line.length <= longest && !line.includes('\n')) return line;
  const inner = ' '.repeat(indent + 2);
  return `${open}\n${members.map((member) => `${inner}${member},\n`).join('')}${' '.repeat(indent)}${close}`;
}

/** A call, its arguments on one line where they fit. */
export function callText(name: string, args: readonly unknown[]): string {
  return `${name}(${args.map((value) => literal(value)).join(', ')});`;
}

function propertyName(key: string): string {
  // A literal `__proto__` would set the prototype; in brackets it is a name like any other.
  if (key === '__proto__') return "['__proto__']";
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : quoted(key);
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\\'"]/gu, (letter) => {
    if (letter === "'" || letter === '"') return letter === quote ? `\\${letter}` : letter;
    return escapes[letter] ?? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `${quote}${inner}${quote}`;
}
