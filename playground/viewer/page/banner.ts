import { make } from './dom.js';

/** The line across the page: what has become of the connection, or of the page itself. */
export class Banner {
  readonly #words = make('span', { class: 'banner-words', role: 'alert' });
  /** Counts every second: nothing to read out. */
  readonly #countdown = make('span', { class: 'countdown', 'aria-hidden': 'true' });
  readonly #press = make('button', { type: 'button' });
  #onPress: (() => void) | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #final = false;

  constructor(private readonly root: HTMLElement) {
    this.#press.addEventListener('click', () => this.#onPress?.());
    root.append(this.#words, this.#countdown, this.#press);
    this.clear();
  }

  /** The connection is gone, and tried again after so many milliseconds, or at once when the person says so. */
  lost(words: string, retryMs: number, retry: () => void): void {
    if (this.#final) return;
    const due = Date.now() + retryMs;
    this.#show(words, 'Try now', retry);
    const count = (): void => {
      const seconds = Math.ceil((due - Date.now()) / 1000);
      this.#countdown.textContent = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying …';
    };
    count();
    this.#tick = setInterval(count, 250);
  }

  /** Stays: only loading the page anew helps. */
  broken(words: string): void {
    this.#show(words, 'Load the page anew', () => location.reload());
    this.#final = true;
  }

  clear(): void {
    if (this.#final) return;
    clearInterval(this.#tick);
    this.root.hidden = true;
    this.#words.textContent = '';
    this.#countdown.textContent = '';
  }

  #show(words: string, label: string, press: () => void): void {
    clearInterval(this.#tick);
    if (this.#words.textContent !== words) this.#words.textContent = words;
    this.#countdown.textContent = '';
    this.#press.textContent = label;
    this.#onPress = press;
    this.root.hidden = false;
  }
}
