import type { ViewerMode } from 'firefly-client/testing';
import { copy } from './clipboard.js';
import { byId, make } from './dom.js';

/** How a program gets to this page, each with a button that copies it. */
export interface Ways {
  readonly channel: string;
  /** Address of this page. */
  readonly page: string;
  /** Address of the server, as clients connect to it. */
  readonly server: string;
  readonly mode: ViewerMode;
}

/** Code that connects a program to the channel of this page. */
export function connectCode({ server, channel, mode }: Pick<Ways, 'server' | 'channel' | 'mode'>): string {
  const options = [`channel: '${channel}'`, ...(mode === 'slate' ? ["htmlFile: 'slate.html'"] : [])];
  return `const firefly = await FireflyClient.connect('${server}', { ${options.join(', ')} });`;
}

/** The card behind the channel's name. */
export class ChannelCard {
  readonly #connections = make('p', { class: 'connections' });

  constructor(ways: Ways) {
    const card = byId('channel-card');
    card.append(
      make('h2', {}, 'This channel'),
      copied('Channel', ways.channel),
      copied('This page', ways.page),
      copied('From a program', connectCode(ways)),
      this.#connections,
      make('p', { class: 'soft' }, 'Whoever knows the name of the channel can show things here.'),
    );
    card.addEventListener('toggle', () => {
      const box = byId('channel').getBoundingClientRect();
      card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - card.offsetWidth - 8))}px`;
      card.style.top = `${box.bottom + 8}px`;
    });
    this.setConnections(0);
  }

  /** Programs and pages that are on the channel. */
  setConnections(count: number): void {
    this.#connections.textContent =
      count > 1
        ? `${count} programs and pages are on it, this page among them.`
        : count === 1
          ? 'Only this page is on it.'
          : 'This page is not connected.';
  }
}

/** A line of text with a button that copies it. */
export function copied(what: string, text: string): HTMLElement {
  const press = make('button', { type: 'button', 'aria-label': `Copy: ${what}` }, 'Copy');
  press.addEventListener('click', () => void copy(text, what));
  return make(
    'div',
    { class: 'copied' },
    make('span', { class: 'soft' }, what),
    make('code', {}, text),
    press,
  );
}
