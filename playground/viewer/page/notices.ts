import { button, icon, icons, make } from './dom.js';

/** More kinds than this are not kept. */
const mostKept = 50;

interface Entry {
  readonly words: Node;
  readonly item: HTMLLIElement;
  readonly count: HTMLElement;
  times: number;
}

/**
 * What would otherwise be seen by nobody: errors in words, and the actions that are not drawn here. Equal ones are counted,
 * and the page is changed once a frame, however many come.
 */
export class Notices {
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Set<Entry>();
  readonly #list = make('ul', { class: 'notice-list', 'aria-live': 'polite' });
  #scheduled = false;

  constructor(private readonly root: HTMLElement) {
    const clear = button('Clear the messages', icon(icons.close), () => this.clear(), { class: 'close' });
    root.append(this.#list, clear);
    root.hidden = true;
  }

  /** Something went wrong; `detail` is shown behind it, smaller. */
  addError(words: string, detail = ''): void {
    this.#add(`error ${words} ${detail}`, 'error', () => {
      const text = make('span', {}, words);
      if (detail !== '') text.append(' ', make('code', {}, cut(detail)));
      return text;
    });
  }

  /** An action that this viewer cannot carry out. */
  addUnknown(type: string, payload: unknown): void {
    this.#add(`unknown ${type}`, 'unknown', () => {
      const name = make('code', { class: 'unknown-type' }, type);
      const value = make('code', { class: 'unknown-payload' }, cut(JSON.stringify(payload) ?? 'no payload'));
      return make('span', {}, 'Received, not drawn here: ', name, ' ', value);
    });
  }

  clear(): void {
    this.#entries.clear();
    this.#changed.clear();
    this.#list.replaceChildren();
    this.root.hidden = true;
  }

  #add(key: string, kind: string, words: () => Node): void {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const count = make('span', { class: 'times' });
      entry = { words: words(), item: make('li', { class: kind }), count, times: 0 };
      entry.item.append(entry.words, count);
      this.#entries.set(key, entry);
    }
    entry.times++;
    this.#changed.add(entry);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A page in the background gets no frames, but what happens there is to be kept, too.
    if (document.hidden) queueMicrotask(() => this.#show());
    else requestAnimationFrame(() => this.#show());
  }

  #show(): void {
    this.#scheduled = false;
    for (const { item, count, times } of this.#changed) {
      count.textContent = times > 1 ? ` × ${times}` : '';
      if (!item.isConnected) this.#list.prepend(item);
    }
    this.#changed.clear();
    for (const [key, { item }] of this.#entries) {
      if (this.#entries.size <= mostKept) break;
      this.#entries.delete(key);
      item.remove();
    }
    this.root.hidden = this.#entries.size === 0;
  }
}

function cut(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)} …` : text;
}
