import { make } from '../page/dom.js';
import type { Entry } from './traffic.js';
import { arrowOf, sizeText, subjectText, timeOf, wayOf } from './words.js';

const rowHeight = 24;
/** Rows that are made above and below those in sight. */
const margin = 6;

/** Entries in rows, of which only those in sight exist. Works like a list in a file manager: click, Shift, Ctrl, arrows. */
export class EntryList {
  readonly root = make('div', {
    class: 'log-list',
    role: 'listbox',
    tabindex: 0,
    'aria-label': 'What has passed',
    'aria-multiselectable': true,
  });
  readonly #sheet = make('div', { class: 'log-sheet', role: 'presentation' });
  readonly #empty = make('p', { class: 'empty' }, 'Nothing here.');
  #entries: readonly Entry[] = [];
  /** The rows there are, by number: one that stays is not made anew, or a click on it would be lost. */
  readonly #rows = new Map<number, { readonly element: HTMLElement; readonly error: string | undefined }>();
  readonly #selected = new Set<number>();
  /** Numbers of the entries where the selection began, and where the keyboard is. */
  #anchor: number | undefined;
  #cursor: number | undefined;
  #follows = true;

  constructor(private readonly onSelect: () => void) {
    this.root.append(this.#sheet, this.#empty);
    this.root.addEventListener('scroll', () => {
      this.#follows = this.root.scrollTop + this.root.clientHeight >= this.root.scrollHeight - rowHeight;
      this.#draw();
    });
    this.root.addEventListener('click', (event) => this.#click(event));
    this.root.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  /** Those selected, oldest first. */
  get selection(): readonly Entry[] {
    return this.#entries.filter(({ number }) => this.#selected.has(number));
  }

  /** Shows these; stays at the end when the end was in sight. */
  show(entries: readonly Entry[], whenEmpty: string): void {
    this.#entries = entries;
    this.#empty.textContent = whenEmpty;
    this.#empty.hidden = entries.length > 0;
    this.#sheet.style.height = `${entries.length * rowHeight}px`;
    if (this.#follows) this.root.scrollTop = this.root.scrollHeight;
    this.#draw();
  }

  #draw(): void {
    const { scrollTop, clientHeight } = this.root;
    const from = Math.max(0, Math.floor(scrollTop / rowHeight) - margin);
    const to = Math.min(this.#entries.length, Math.ceil((scrollTop + clientHeight) / rowHeight) + margin);
    const visible = this.#entries.slice(from, to);
    const numbers = new Set(visible.map(({ number }) => number));
    for (const [number, { element }] of this.#rows) {
      if (numbers.has(number)) continue;
      element.remove();
      this.#rows.delete(number);
    }
    for (const [index, entry] of visible.entries()) this.#place(entry, from + index);
    if (numbers.has(this.#cursor ?? 0))
      this.root.setAttribute('aria-activedescendant', `log-${this.#cursor}`);
    else this.root.removeAttribute('aria-activedescendant');
  }

  #place(entry: Entry, index: number): void {
    const { number, error } = entry;
    const known = this.#rows.get(number);
    const element = known?.error === error ? (known?.element ?? rowOf(entry)) : rowOf(entry);
    if (element !== known?.element) {
      known?.element.remove();
      this.#sheet.append(element);
      this.#rows.set(number, { element, error });
    }
    element.style.top = `${index * rowHeight}px`;
    element.dataset['index'] = String(index);
    element.classList.toggle('cursor', number === this.#cursor);
    element.setAttribute('aria-selected', String(this.#selected.has(number)));
    element.setAttribute('aria-setsize', String(this.#entries.length));
    element.setAttribute('aria-posinset', String(index + 1));
  }

  #click(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.log-row') : null;
    if (!row) return;
    const index = Number(row.dataset['index']);
    if (event.ctrlKey || event.metaKey) this.#toggle(index);
    else this.#goTo(index, event.shiftKey);
  }

  #key(event: KeyboardEvent): void {
    const last = this.#entries.length - 1;
    const page = Math.max(1, Math.floor(this.root.clientHeight / rowHeight) - 1);
    const at = this.#indexOf(this.#cursor);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? last : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: last,
    };
    const move = moves[event.key];
    if (move !== undefined) this.#goTo(Math.min(last, Math.max(0, move)), event.shiftKey);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) this.#selectAll();
    else if (event.key === ' ' && at >= 0) this.#toggle(at);
    else return;
    event.preventDefault();
  }

  #goTo(index: number, extend: boolean): void {
    const entry = this.#entries[index];
    if (!entry) return;
    const anchor = extend ? this.#indexOf(this.#anchor) : -1;
    this.#selected.clear();
    const [from, to] = anchor < 0 ? [index, index] : [Math.min(anchor, index), Math.max(anchor, index)];
    for (const { number } of this.#entries.slice(from, to + 1)) this.#selected.add(number);
    if (anchor < 0) this.#anchor = entry.number;
    this.#moved(entry, index);
  }

  #toggle(index: number): void {
    const entry = this.#entries[index];
    if (!entry) return;
    if (!this.#selected.delete(entry.number)) this.#selected.add(entry.number);
    this.#anchor = entry.number;
    this.#moved(entry, index);
  }

  #selectAll(): void {
    for (const { number } of this.#entries) this.#selected.add(number);
    this.#draw();
    this.onSelect();
  }

  #moved(entry: Entry, index: number): void {
    this.#cursor = entry.number;
    const top = index * rowHeight;
    const { scrollTop, clientHeight } = this.root;
    if (top < scrollTop) this.root.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.root.scrollTop = top + rowHeight - clientHeight;
    this.#draw();
    this.onSelect();
  }

  /** Numbers grow along the list. */
  #indexOf(number: number | undefined): number {
    if (number === undefined) return -1;
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.number ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low]?.number === number ? low : -1;
  }
}

function rowOf(entry: Entry): HTMLElement {
  const { number, kind, type, size, error, housekeeping } = entry;
  const marks = `${kind}${housekeeping ? ' housekeeping' : ''}${error === undefined ? '' : ' error'}`;
  const arrow = make('span', { 'aria-hidden': 'true' }, `${arrowOf(entry)} `);
  return make(
    'div',
    { id: `log-${number}`, class: `log-row ${marks}`, role: 'option' },
    make('span', { class: 'log-number' }, String(number)),
    make('span', { class: 'log-time' }, timeOf(entry)),
    make('span', { class: 'log-way' }, arrow, wayOf(entry)),
    make('span', { class: 'log-type' }, type, error === undefined ? undefined : ` – ${error}`),
    make('span', { class: 'log-subject' }, subjectText(entry)),
    make('span', { class: 'log-size' }, kind === 'link' ? '' : sizeText(size)),
  );
}

/** The names of the columns. */
export function listHead(): HTMLElement {
  const names = ['', 'time', 'what', 'type', 'id', 'size'];
  return make(
    'div',
    { class: 'log-row log-head', 'aria-hidden': 'true' },
    ...names.map((name) => make('span', {}, name)),
  );
}
