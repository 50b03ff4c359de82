import { make } from '../page/dom.js';

/** More of a list, or longer texts, are shown only on demand. */
const [mostItems, mostText] = [100, 500];
/** How deep a value stands open at first. */
const openDepth = 3;

/** A JSON value that can be folded; what is folded is not made until it is opened. */
export function jsonTree(value: unknown, name?: string, depth = 0): HTMLElement {
  const label = name === undefined ? undefined : make('span', { class: 'json-key' }, `${name}: `);
  if (typeof value !== 'object' || value === null) {
    return make('div', { class: 'json-leaf' }, label, leaf(value));
  }
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  const face = isList ? `[ ${count(entries.length, 'item')} ]` : `{ ${count(entries.length, 'member')} }`;
  if (entries.length === 0) return make('div', { class: 'json-leaf' }, label, isList ? '[ ]' : '{ }');
  const details = make('details', { class: 'json-node' });
  details.append(make('summary', {}, label, make('span', { class: 'json-size' }, face)));
  let filled = false;
  const fill = (): void => {
    if (filled) return;
    filled = true;
    const body = make('div', { class: 'json-body' });
    append(body, entries, 0, mostItems, depth);
    details.append(body);
  };
  details.addEventListener('toggle', () => details.open && fill());
  if (depth < openDepth && entries.length <= mostItems) {
    details.open = true;
    fill();
  }
  return details;
}

function append(
  body: HTMLElement,
  entries: readonly (readonly [string, unknown])[],
  from: number,
  to: number,
  depth: number,
): void {
  for (const [key, item] of entries.slice(from, to)) body.append(jsonTree(item, key, depth + 1));
  const left = entries.length - to;
  if (left <= 0) return;
  const more = make(
    'button',
    { type: 'button', class: 'more' },
    `Show the next ${Math.min(left, mostItems)} of ${left}`,
  );
  more.addEventListener('click', () => {
    more.remove();
    append(body, entries, to, to + mostItems, depth);
  });
  body.append(more);
}

function leaf(value: unknown): HTMLElement {
  if (typeof value !== 'string') return make('span', { class: 'json-value' }, String(value));
  const text = JSON.stringify(value);
  if (text.length <= mostText) return make('span', { class: 'json-text' }, text);
  const shown = make('span', { class: 'json-text' }, `${text.slice(0, mostText)} … `);
  const all = make(
    'button',
    { type: 'button', class: 'more' },
    `Show all ${text.length.toLocaleString('en')} characters`,
  );
  all.addEventListener('click', () => {
    shown.textContent = text;
  });
  shown.append(all);
  return shown;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
