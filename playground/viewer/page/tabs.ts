import { button, icon, icons, make } from './dom.js';

export interface Tab {
  readonly id: string;
  readonly title: string;
  /** Absent: the tab cannot be closed. */
  readonly onClose?: () => void;
  /** Shown behind the title, e.g. how many things are inside. */
  readonly badge?: string;
}

/** How many strips there are: ids of tabs are unique on the page. */
let strips = 0;

/** A strip of tabs that follows the keyboard as screen readers expect. */
export class TabStrip {
  readonly root: HTMLElement;
  /** The list of the tabs as screen readers have it: without the buttons that stand between them. */
  readonly #owner: HTMLElement;
  readonly #prefix = `tab-${++strips}`;
  #tabs: readonly Tab[] = [];
  #active: string | undefined;

  constructor(
    label: string,
    private readonly onChoose: (id: string) => void,
  ) {
    this.root = make('div', { class: 'tabs' });
    this.#owner = make('span', { role: 'tablist', 'aria-label': label });
    this.root.addEventListener('keydown', (event) => this.#key(event));
  }

  show(tabs: readonly Tab[], active: string | undefined): void {
    this.#tabs = tabs;
    this.#active = active;
    const focused = this.root.contains(document.activeElement);
    this.root.replaceChildren(...tabs.map((tab, index) => this.#make(tab, `${this.#prefix}-${index}`)));
    this.#owner.setAttribute('aria-owns', tabs.map((_, index) => `${this.#prefix}-${index}`).join(' '));
    if (tabs.length > 0) this.root.prepend(this.#owner);
    if (focused) this.#focus();
  }

  #make(tab: Tab, id: string): HTMLElement {
    const on = tab.id === this.#active;
    const face = make(
      'button',
      {
        id,
        type: 'button',
        role: 'tab',
        'aria-selected': String(on),
        tabindex: on ? 0 : -1,
        'data-tab': tab.id,
      },
      tab.title,
      tab.badge ? make('span', { class: 'badge' }, tab.badge) : undefined,
    );
    face.addEventListener('click', () => this.onChoose(tab.id));
    const { onClose } = tab;
    const close = onClose && button(`Close ${tab.title}`, icon(icons.close), onClose, { class: 'close' });
    return make('div', { class: on ? 'tab active' : 'tab', role: 'presentation' }, face, close);
  }

  #key(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = this.#tabs.findIndex((tab) => tab.id === this.#active);
    const next = step ? this.#tabs[(index + step + this.#tabs.length) % this.#tabs.length] : undefined;
    if (!next) return;
    event.preventDefault();
    this.onChoose(next.id);
    this.#focus();
  }

  #focus(): void {
    this.root.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  }
}
