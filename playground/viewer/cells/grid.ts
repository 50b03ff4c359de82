import type { CellState } from 'firefly-client/testing';
import { CellBox } from './box.js';

/** The cells on the page, in the order in which they are read. */
export class CellGrid {
  readonly #boxes = new Map<string, CellBox>();

  constructor(private readonly root: HTMLElement) {
    root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && this.#expanded) this.#expand(undefined);
    });
  }

  get count(): number {
    return this.#boxes.size;
  }

  show(cells: readonly CellState[], columns: number, contentOf: (cell: CellState) => Node | undefined): void {
    this.root.style.setProperty('--columns', String(columns));
    const shown = new Set(cells.map(({ cellId }) => cellId));
    for (const [cellId, box] of this.#boxes) if (!shown.has(cellId)) this.#remove(cellId, box);
    const inOrder = [...cells].sort((a, b) => a.row - b.row || a.col - b.col);
    inOrder.forEach((cell, index) => {
      const box = this.#boxFor(cell.cellId);
      box.show(cell, contentOf(cell));
      // What stands in its place already is left there: what is moved loses the keyboard.
      const before = this.root.children[index];
      if (before !== box.root) this.root.insertBefore(box.root, before ?? null);
    });
  }

  get #expanded(): boolean {
    return this.root.classList.contains('expanding');
  }

  #boxFor(cellId: string): CellBox {
    const known = this.#boxes.get(cellId);
    if (known) return known;
    const box = new CellBox(cellId, () => this.#expand(box.isExpanded ? undefined : box));
    this.#boxes.set(cellId, box);
    return box;
  }

  #remove(cellId: string, box: CellBox): void {
    if (box.isExpanded) this.#expand(undefined);
    this.#boxes.delete(cellId);
    box.root.remove();
  }

  /** One cell over the page, or all of them. */
  #expand(expanded: CellBox | undefined): void {
    this.root.classList.toggle('expanding', expanded !== undefined);
    for (const box of this.#boxes.values()) box.setExpanded(box === expanded);
  }
}
