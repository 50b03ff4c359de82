import type { CellState, CellType } from 'firefly-client/testing';
import { icon, icons, make } from '../page/dom.js';

const NAMES: Readonly<Record<CellType, string>> = {
  images: 'images',
  xyPlots: 'charts',
  tables: 'tables',
  coverageImage: 'coverage',
  tableImageMeta: 'image metadata',
};

/** One cell: its name, a button that expands it, and what is in it. */
export class CellBox {
  readonly root = make('section', { class: 'pane cell' });
  readonly #kind = make('span', { class: 'cell-kind' });
  readonly #expander = make('button', { type: 'button', class: 'expand' });
  readonly #words = make('div', { class: 'cell-words' });
  readonly #body = make('div', { class: 'cell-body' });
  isExpanded = false;

  constructor(
    readonly cellId: string,
    toggle: () => void,
  ) {
    this.#expander.addEventListener('click', toggle);
    this.root.dataset['cellId'] = cellId;
    const head = make('header', { class: 'cell-head' }, make('strong', {}, cellId), this.#kind);
    head.append(this.#expander);
    this.root.append(head, this.#words, this.#body);
    this.setExpanded(false);
  }

  show({ row, col, width, height, type, words }: CellState, content: Node | undefined): void {
    this.root.style.setProperty('--rows', `${row + 1} / span ${height}`);
    this.root.style.setProperty('--cols', `${col + 1} / span ${width}`);
    this.root.dataset['cellType'] = type;
    this.root.setAttribute('aria-label', `Cell ${this.cellId}: ${NAMES[type]}`);
    this.#kind.textContent = NAMES[type];
    this.#kind.title = `row ${row}, column ${col}, ${width} × ${height}`;
    this.#words.replaceChildren(...words.map((text) => make('p', {}, text)));
    this.#words.hidden = words.length === 0;
    this.#body.hidden = content === undefined;
    if (content === undefined) this.#body.replaceChildren();
    else if (content.parentNode !== this.#body) this.#body.replaceChildren(content);
  }

  setExpanded(isExpanded: boolean): void {
    this.isExpanded = isExpanded;
    const label = isExpanded ? 'Back to all cells' : `Expand the cell ${this.cellId} over the page`;
    this.root.classList.toggle('expanded', isExpanded);
    this.#expander.setAttribute('aria-label', label);
    this.#expander.title = label;
    this.#expander.setAttribute('aria-pressed', String(isExpanded));
    this.#expander.replaceChildren(icon(isExpanded ? icons.collapse : icons.expand));
  }
}
