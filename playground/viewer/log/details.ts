import type { ViewerMode } from 'firefly-client/actions';
import { copy } from '../page/clipboard.js';
import { make } from '../page/dom.js';
import { callOf, codeOf } from './code/call.js';
import { jsonTree } from './json-tree.js';
import { fieldsOf } from './subject.js';
import type { Entry } from './traffic.js';
import { sizeText, wayOf } from './words.js';

/** One entry in full: what became of it, the call that makes it, its JSON. */
export class Details {
  readonly root = make('div', { class: 'log-details', role: 'region', 'aria-label': 'Details', tabindex: 0 });
  #shown: Entry | undefined;
  #error: string | undefined;

  constructor(private readonly mode: ViewerMode) {
    this.show(undefined, 0);
  }

  show(entry: Entry | undefined, selected: number): void {
    if (entry && entry === this.#shown && entry.error === this.#error) return;
    this.#shown = entry;
    this.#error = entry?.error;
    if (entry === undefined) {
      const hint =
        'Choose a line to see what passed. Shift or Ctrl chooses several, to copy them as JSON or as a script.';
      this.root.replaceChildren(
        make('p', { class: 'empty' }, selected > 0 ? `${selected} lines chosen.` : hint),
      );
      return;
    }
    const { type, kind, size, error, data } = entry;
    const facts =
      kind === 'link'
        ? wayOf(entry)
        : `${wayOf(entry)}, ${size.toLocaleString('en')} characters (${sizeText(size)})`;
    this.root.replaceChildren(
      make('h3', {}, type),
      make('p', { class: 'soft' }, facts),
      ...(error === undefined ? [] : [make('p', { class: 'log-error' }, error)]),
      ...codeBlock(entry, this.mode),
      part(
        'JSON',
        () => JSON.stringify(data, null, 2),
        jsonTree(kind === 'action' ? fieldsOf(data)['payload'] : data),
      ),
    );
    this.root.scrollTop = 0;
  }
}

function codeBlock({ kind, data }: Entry, mode: ViewerMode): readonly HTMLElement[] {
  const call = kind === 'action' ? callOf(data, mode) : undefined;
  if (call === undefined) return [];
  const code = codeOf(call);
  const cut = code.length > 4000 ? `${code.slice(0, 4000)}\n… (copied in full)` : code;
  return [part('Code', () => code, make('pre', {}, make('code', {}, cut)))];
}

function part(what: string, text: () => string, body: HTMLElement): HTMLElement {
  const press = make('button', { type: 'button', 'aria-label': `Copy this ${what}` }, 'Copy');
  press.addEventListener('click', () => void copy(text(), what));
  return make(
    'section',
    { class: 'log-part', 'aria-label': what },
    make('header', {}, make('h4', {}, what), press),
    body,
  );
}
