import type { Counts } from '../engine.js';
import { byId, make } from './dom.js';

export type LinkState = 'connecting' | 'connected' | 'reconnecting';

/** The bar on top: which channel this is, whether it is connected, what is on the screen. */
export class TopBar {
  readonly #state = byId('link-state');
  readonly #counts = byId('counts');

  constructor(channel: string, viewerUrl: string) {
    const name = byId('channel');
    name.textContent = channel.length > 16 ? `${channel.slice(0, 6)}…${channel.slice(-4)}` : channel;
    name.title = `Channel ${channel}: click to copy the address of this page`;
    name.addEventListener('click', () => void navigator.clipboard?.writeText(viewerUrl).catch(() => {}));
    this.setState('connecting');
    this.setCounts({ images: 0, tables: 0, charts: 0 });
  }

  setState(state: LinkState): void {
    this.#state.dataset['state'] = state;
    this.#state.textContent = state;
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
    this.#counts.replaceChildren(...parts);
  }
}
