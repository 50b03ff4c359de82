/** What the keyboard does among the rows of a page. */
export interface CursorActions {
  /** Rows of the page, as rows of the result. */
  range(): { readonly first: number; readonly last: number };
  /** Where to begin. */
  start(): number;
  element(row: number): HTMLElement | undefined;
  reveal(row: number): void;
  pick(row: number): void;
  toggle(row: number): void;
  /** To the page so many further. */
  turn(step: number): void;
}

/** Arrows move, Enter highlights, Space selects, Page Up and Page Down turn the page. */
export class Cursor {
  #row: number | undefined;

  constructor(
    private readonly place: HTMLElement,
    label: string,
    private readonly actions: CursorActions,
  ) {
    place.setAttribute('role', 'grid');
    place.setAttribute('aria-label', label);
    place.setAttribute('aria-multiselectable', 'true');
    place.tabIndex = 0;
    // Between a grid and its rows nothing may take the focus.
    place.querySelector('.tabulator-tableholder')?.removeAttribute('tabindex');
    place.addEventListener('keydown', (event) => this.#key(event));
    place.addEventListener('blur', () => this.#show(undefined));
  }

  forget(): void {
    if (this.#row !== undefined && document.activeElement === this.place)
      this.#show(this.actions.range().first);
    else this.#show(undefined);
  }

  #key(event: KeyboardEvent): void {
    const inside = event.target instanceof Element && event.target.closest('input, button, select');
    if (inside || event.ctrlKey || event.metaKey || event.altKey) return;
    const { first, last } = this.actions.range();
    if (last < first) return;
    const now = this.#row ?? Math.min(last, Math.max(first, this.actions.start()));
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#move(this.#row === undefined ? now : Math.min(last, now + 1)),
      ArrowUp: () => this.#move(this.#row === undefined ? now : Math.max(first, now - 1)),
      Home: () => this.#move(first),
      End: () => this.#move(last),
      PageDown: () => this.actions.turn(1),
      PageUp: () => this.actions.turn(-1),
      Enter: () => this.actions.pick(now),
      ' ': () => this.actions.toggle(now),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }

  #move(row: number): void {
    this.actions.reveal(row);
    this.#show(row);
  }

  #show(row: number | undefined): void {
    if (this.#row !== undefined) this.actions.element(this.#row)?.classList.remove('cursor');
    this.#row = row;
    const element = row === undefined ? undefined : this.actions.element(row);
    element?.classList.add('cursor');
    if (element) this.place.setAttribute('aria-activedescendant', element.id);
    else this.place.removeAttribute('aria-activedescendant');
  }
}
