import { make } from '../page/dom.js';
import { recall, remember } from '../page/memory.js';
import type { LogPane } from './pane.js';

/** In percent of the window. */
const [least, most, step, usual] = [15, 75, 3, 34];

/** Opens, closes and resizes the log; the tab remembers both. */
export class LogDrawer {
  readonly #edge = make('div', {
    class: 'log-edge',
    role: 'separator',
    tabindex: 0,
    'aria-label': 'Height of the log',
    'aria-orientation': 'horizontal',
    'aria-valuemin': least,
    'aria-valuemax': most,
  });
  readonly toggle = make(
    'button',
    { type: 'button', 'aria-controls': 'log', title: 'All that passes on the channel' },
    'Log',
  );
  #height = usual;
  #pane: LogPane | undefined;

  constructor(private readonly root: HTMLElement) {
    root.append(this.#edge);
    this.toggle.addEventListener('click', () => this.setOpen(root.hidden));
    this.#edge.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      this.#edge.setPointerCapture(event.pointerId);
    });
    this.#edge.addEventListener('pointermove', (event) => {
      if (this.#edge.hasPointerCapture(event.pointerId))
        this.#setHeight(100 - (event.clientY / innerHeight) * 100);
    });
    this.#edge.addEventListener('keydown', (event) => {
      const change = event.key === 'ArrowUp' ? step : event.key === 'ArrowDown' ? -step : 0;
      if (change === 0) return;
      event.preventDefault();
      this.#setHeight(this.#height + change);
    });
    this.#setHeight(Number(recall('tab', 'log.height')) || usual);
  }

  /** Takes the pane, and opens it when it was open before the page was loaded anew. */
  attach(pane: LogPane): void {
    this.#pane = pane;
    this.setOpen(recall('tab', 'log.open') === 'yes', false);
  }

  setOpen(open: boolean, byHand = true): void {
    this.root.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
    this.#pane?.setOpen(open);
    if (!byHand) return;
    remember('tab', 'log.open', open ? 'yes' : 'no');
    if (open) this.#pane?.focus();
    else this.toggle.focus();
  }

  #setHeight(percent: number): void {
    this.#height = Math.round(Math.min(most, Math.max(least, percent)));
    this.root.style.height = `${this.#height}vh`;
    this.#edge.setAttribute('aria-valuenow', String(this.#height));
    remember('tab', 'log.height', String(this.#height));
  }
}
