import type { Counts } from '../screen.js';
import { byId, make } from './dom.js';
import { themeSwitch } from './theme.js';

export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'broken';

/** The bar on top: which channel this is, whether it is connected, what is on the screen. */
export class TopBar {
  readonly #state = byId('link-state');
  readonly #counts = byId('counts');
  readonly #name: string;

  constructor(channel: string) {
    this.#name = channel.length > 18 ? `${channel.slice(0, 8)}…${channel.slice(-4)}` : channel;
    const face = byId('channel');
    face.textContent = this.#name;
    face.title = `Channel ${channel}: how to connect to it`;
    const theme = make('label', { class: 'theme' }, make('span', { 'aria-hidden': 'true' }, 'Colors'));
    theme.append(themeSwitch());
    byId('page-tools').append(theme);
    this.setState('connecting');
    this.setCounts({ images: 0, tables: 0, charts: 0, cells: 0 });
  }

  setState(state: LinkState): void {
    if (this.#state.dataset['state'] === state) return;
    this.#state.dataset['state'] = state;
    this.#state.textContent = state;
    document.title = `${state === 'connected' ? '' : `${state} – `}${this.#name} – Firefly playground`;
  }

  setCounts(counts: Counts): void {
    const parts = (['images', 'tables', 'charts'] as const).map((kind) => {
      const count = counts[kind];
      return make(
        'span',
        { class: 'count' },
        make('strong', {}, String(count)),
        ` ${count === 1 ? kind.slice(0, -1) : kind}`,
      );
    });
    const words = parts.map((part) => part.textContent).join();
    if (words !== [...this.#counts.children].map((part) => part.textContent).join())
      this.#counts.replaceChildren(...parts);
  }
}
