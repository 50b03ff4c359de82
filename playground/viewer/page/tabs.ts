import { button, icon, icons, make } from './dom.js';

export interface Tab {
  readonly id: string;
  readonly title: string;
  /** Absent: the tab cannot be closed. */
  readonly onClose?: () => void;
  /** Shown behind the title, e.g. how many things are inside. */
  readonly badge?: string;
}

/** A strip of tabs that follows the keyboard as screen readers expect. */
export class TabStrip {
  readonly root: HTMLElement;
  #tabs: readonly Tab[] = [];
  #active: string | undefined;

  constructor(
    label: string,
    private readonly onChoose: (id: string) => void,
  ) {
    this.root = make('div', { class: 'tabs', role: 'tablist', 'aria-label': label });
    this.root.addEventListener('keydown', (event) => this.#key(event));
  }

  show(tabs: readonly Tab[], active: string | undefined): void {
    this.#tabs = tabs;
    this.#active = active;
    const focused = this.root.contains(document.activeElement);
    this.root.replaceChildren(...tabs.map((tab) => this.#make(tab)));
    if (focused) this.#focus();
  }

  #make(tab: Tab): HTMLElement {
    const on = tab.id === this.#active;
    const face = make(
      'button',
      { type: 'button', role: 'tab', 'aria-selected': String(on), tabindex: on ? 0 : -1, 'data-tab': tab.id },
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
