import { button, make } from '../page/dom.js';

export interface MenuItem {
  readonly label: string;
  /** Present: one of several, of which one is on. */
  readonly checked?: boolean;
  /** With `checked`: any number of them may be on. */
  readonly several?: boolean;
  /** Drawn before the label. */
  readonly face?: Node;
  readonly onChoose: () => void;
}

/** A line between groups of items. */
export type MenuEntry = MenuItem | 'line';

/** A button with a menu below it; the items are asked for each time it opens. */
export class MenuButton {
  readonly root: HTMLButtonElement;
  readonly #list: HTMLElement;

  constructor(
    label: string,
    face: Node,
    private readonly entries: () => readonly MenuEntry[],
  ) {
    this.root = button(label, face, () => this.#toggle(), {
      class: 'menu-button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    });
    this.#list = make('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' });
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    this.#list.addEventListener('toggle', () => this.#toggled());
    document.body.append(this.#list);
  }

  get #isOpen(): boolean {
    return this.#list.matches(':popover-open');
  }

  #toggle(): void {
    if (this.#isOpen) this.#list.hidePopover();
    else this.#open();
  }

  #open(): void {
    this.#list.replaceChildren(...this.entries().map((entry) => this.#make(entry)));
    this.#list.showPopover();
    const place = this.root.getBoundingClientRect();
    const right = Math.max(4, Math.min(place.left, innerWidth - this.#list.offsetWidth - 4));
    this.#list.style.left = `${right}px`;
    this.#list.style.top = `${place.bottom + 2}px`;
    this.#list.style.maxHeight = `${innerHeight - place.bottom - 12}px`;
    const items = this.#items();
    (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0])?.focus();
  }

  /** Closed by a click elsewhere or Escape as well: the button says so, and has the focus that the menu had. */
  #toggled(): void {
    const open = this.#isOpen;
    this.root.setAttribute('aria-expanded', String(open));
    if (!open && this.#list.contains(document.activeElement)) this.root.focus();
  }

  #make(entry: MenuEntry): HTMLElement {
    if (entry === 'line') return make('div', { class: 'menu-line', role: 'separator' });
    const { label, checked, several, face, onChoose } = entry;
    const radio = checked === undefined ? {} : { 'aria-checked': String(checked) };
    const kind = several ? 'menuitemcheckbox' : 'menuitemradio';
    const role = checked === undefined ? 'menuitem' : kind;
    const item = make('button', { type: 'button', class: 'menu-item', role, tabindex: -1, ...radio });
    item.append(make('span', { class: 'menu-check', 'aria-hidden': 'true' }, checked ? '✓' : ''));
    if (face) item.append(face);
    item.append(label);
    item.addEventListener('click', () => {
      this.#list.hidePopover();
      this.root.focus();
      onChoose();
    });
    return item;
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items();
    const index = items.indexOf(document.activeElement as HTMLElement);
    const next = nextIndex(event.key, index, items);
    if (event.key === 'Tab') this.#list.hidePopover();
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>('.menu-item')];
  }
}

/** Where a key moves the focus: arrows, Home, End, or the first letter of an item. */
function nextIndex(key: string, index: number, items: readonly HTMLElement[]): number | undefined {
  if (key === 'ArrowDown') return (index + 1) % items.length;
  if (key === 'ArrowUp') return (index - 1 + items.length) % items.length;
  if (key === 'Home') return 0;
  if (key === 'End') return items.length - 1;
  if (key.length !== 1 || key === ' ') return undefined;
  const begins = (item: HTMLElement) => item.innerText.trim().toLowerCase().startsWith(key.toLowerCase());
  const after = items.findIndex((item, i) => i > index && begins(item));
  const first = after < 0 ? items.findIndex(begins) : after;
  return first < 0 ? undefined : first;
}
