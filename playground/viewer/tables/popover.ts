import { make } from '../page/dom.js';

/** A small box beside a button. Escape, a press elsewhere or moving on with Tab close it. */
export class Popover {
  #open: HTMLElement | undefined;
  #anchor: HTMLElement | undefined;

  readonly #elsewhere = (event: Event): void => {
    const target = event.target instanceof Node ? event.target : null;
    if (!this.#open?.contains(target) && !this.#anchor?.contains(target)) this.close();
  };

  constructor(private readonly label: string) {}

  /** Opens below `anchor`, or closes when it is open there. */
  toggle(anchor: HTMLElement, content: () => readonly Node[]): void {
    const same = this.#anchor === anchor;
    this.close();
    if (same) return;
    const box = make('div', { class: 'popover', role: 'dialog', 'aria-label': this.label }, ...content());
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.close();
      anchor.focus();
    });
    document.body.append(box);
    const at = anchor.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    box.style.left = `${Math.max(4, Math.min(at.left, innerWidth - width - 4))}px`;
    const below = at.bottom + 2;
    box.style.top = `${below + height < innerHeight ? below : Math.max(4, at.top - height - 2)}px`;
    anchor.setAttribute('aria-expanded', 'true');
    document.addEventListener('pointerdown', this.#elsewhere);
    this.#open = box;
    this.#anchor = anchor;
    box.querySelector<HTMLElement>('input, button')?.focus();
  }

  close(): void {
    document.removeEventListener('pointerdown', this.#elsewhere);
    this.#open?.remove();
    this.#anchor?.setAttribute('aria-expanded', 'false');
    this.#open = undefined;
    this.#anchor = undefined;
  }
}

/** A box to tick, with its name. */
export function tick(label: string, on: boolean, onChange: (on: boolean) => void): HTMLLabelElement {
  const box = make('input', { type: 'checkbox' });
  box.checked = on;
  box.addEventListener('change', () => onChange(box.checked));
  return make('label', { class: 'tick-line' }, box, make('span', {}, label));
}
