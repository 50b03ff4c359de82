import { button, icon, icons, make } from '../page/dom.js';

/** A layer as the panel lists it. */
export interface LayerEntry {
  readonly id: string;
  readonly title: string;
  /** What it is, in a word or two. */
  readonly kind: string;
  readonly visible: boolean;
  /** Absent: its colours are its own. As `#rrggbb`. */
  readonly color?: string;
  readonly canDelete: boolean;
  /** Of a mask. */
  readonly maskId?: string;
  /** Of a mask: 0 is invisible, 1 hides the image. */
  readonly opacity?: number;
}

export interface LayerPanelActions {
  show(entry: LayerEntry, visible: boolean): void;
  color(entry: LayerEntry, color: string): void;
  opacity(entry: LayerEntry, opacity: number): void;
  remove(entry: LayerEntry): void;
  toggled(open: boolean): void;
}

/** Lists the layers of the active image: seen or not, colour, opacity, delete. */
export class LayerPanel {
  readonly root: HTMLElement;
  readonly #title = make('h2', { class: 'layers-title' });
  readonly #list = make('ul', { class: 'layers-list' });
  readonly #all: HTMLElement;
  #entries: readonly LayerEntry[] = [];

  constructor(private readonly actions: LayerPanelActions) {
    const close = button('Close the layers', icon(icons.close), () => this.toggle(false), { class: 'close' });
    this.#all = make(
      'div',
      { class: 'layers-all' },
      button('Show all layers', 'Show all', () => this.#showAll(true)),
      button('Hide all layers', 'Hide all', () => this.#showAll(false)),
    );
    const head = make('header', {}, this.#title, close);
    this.root = make('section', { class: 'layers', 'aria-label': 'Layers', hidden: true });
    this.root.append(head, this.#list, this.#all);
    this.root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.toggle(false);
    });
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  toggle(open: boolean): void {
    if (open === this.isOpen) return;
    this.root.hidden = !open;
    this.actions.toggled(open);
    if (open) this.root.querySelector<HTMLElement>('input, button')?.focus();
  }

  show(image: string | undefined, entries: readonly LayerEntry[]): void {
    const before = focusedPart(this.root);
    this.#entries = entries;
    this.#title.textContent = image === undefined ? 'Layers' : `Layers of ${image}`;
    const empty = image === undefined ? 'There is no image.' : 'This image has no layers.';
    const lines = entries.map((entry) => this.#line(entry));
    this.#list.replaceChildren(...(lines.length > 0 ? lines : [make('li', { class: 'layers-none' }, empty)]));
    this.#all.hidden = entries.length < 2;
    // What had the focus may be gone with its layer: the focus stays in the panel.
    if (before === undefined) return;
    const after = before === '' ? null : this.root.querySelector<HTMLElement>(before);
    (after ?? this.root.querySelector<HTMLElement>('input, button'))?.focus();
  }

  #line(entry: LayerEntry): HTMLElement {
    const { id, title, kind, visible, color, opacity, canDelete } = entry;
    const check = make('input', { type: 'checkbox', 'data-part': `show ${id}`, checked: visible });
    check.checked = visible;
    check.addEventListener('change', () => this.actions.show(entry, check.checked));
    const name = make('span', { class: 'layer-name', title }, title);
    const label = make('label', {}, check, name, make('span', { class: 'layer-kind' }, kind));
    const line = make('li', { 'data-layer-id': id }, label);
    if (color !== undefined) {
      const attributes = {
        type: 'color',
        value: color,
        'aria-label': `Color of ${title}`,
        title: `Color of ${title}`,
      };
      const input = make('input', { ...attributes, 'data-part': `color ${id}` });
      input.addEventListener('change', () => this.actions.color(entry, input.value));
      line.append(input);
    }
    if (opacity !== undefined) line.append(this.#slider(entry, opacity));
    if (canDelete) {
      const face = icon(icons.close);
      const remove = button(`Delete ${title}`, face, () => this.actions.remove(entry), { class: 'close' });
      line.append(remove);
    }
    return line;
  }

  #slider(entry: LayerEntry, opacity: number): HTMLElement {
    const name = `Opacity of ${entry.title}`;
    const scale = { type: 'range', min: 0, max: 100, value: Math.round(100 * opacity) };
    const words = { 'aria-label': name, title: name, 'data-part': `opacity ${entry.id}` };
    const slider = make('input', { ...scale, ...words });
    slider.addEventListener('change', () => this.actions.opacity(entry, Number(slider.value) / 100));
    return slider;
  }

  #showAll(visible: boolean): void {
    for (const entry of this.#entries) if (entry.visible !== visible) this.actions.show(entry, visible);
  }
}

/** The control that has the focus, as a selector that finds it again; undefined when it is elsewhere. */
function focusedPart(root: HTMLElement): string | undefined {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement) || !root.contains(activeElement)) return undefined;
  const { part } = activeElement.dataset;
  return part === undefined ? '' : `[data-part="${CSS.escape(part)}"]`;
}
