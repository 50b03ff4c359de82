import { button, icon, icons, make } from './dom.js';

/** More than this are not kept. */
const mostKept = 200;

/** What the viewer cannot draw, shown all the same: a list of the actions it does not know, and a banner. */
export class Notices {
  readonly #list = make('ol', { class: 'unknown-list' });
  readonly #summary = make('summary', {});
  readonly #details: HTMLDetailsElement;
  readonly #banner: HTMLElement;

  constructor(root: HTMLElement, banner: HTMLElement) {
    this.#banner = banner;
    const clear = button('Clear the list', icon(icons.close), () => this.clear(), { class: 'close' });
    this.#details = make(
      'details',
      { class: 'unknown', hidden: true, open: true },
      this.#summary,
      this.#list,
      clear,
    );
    root.append(this.#details);
    this.setBanner(undefined);
  }

  /** Shows a line across the page until it is taken back with `undefined`. */
  setBanner(text: string | undefined): void {
    this.#banner.textContent = text ?? '';
    this.#banner.hidden = text === undefined;
  }

  addUnknown(type: string, payload: unknown): void {
    const name = make('code', { class: 'unknown-type' }, type);
    const value = make('code', { class: 'unknown-payload' }, shortened(payload));
    this.#list.prepend(make('li', {}, name, ' ', value));
    while (this.#list.children.length > mostKept) this.#list.lastElementChild?.remove();
    const count = this.#list.children.length;
    this.#summary.textContent = `Received, not drawn here: ${count} action${count === 1 ? '' : 's'}`;
    this.#details.hidden = false;
  }

  clear(): void {
    this.#list.replaceChildren();
    this.#details.hidden = true;
  }
}

function shortened(payload: unknown): string {
  const text = JSON.stringify(payload) ?? 'without payload';
  return text.length > 400 ? `${text.slice(0, 400)} …` : text;
}
