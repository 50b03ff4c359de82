import { byId, make } from './dom.js';

interface Splitter {
  /** The pane behind which it stands. */
  readonly after: string;
  readonly label: string;
  /** Share of the first side at the beginning, in percent. */
  readonly share: number;
  readonly id: string;
  /** The lengths of the two sides, as CSS variables. */
  readonly sides: readonly [string, string];
  readonly axis: 'x' | 'y';
}

const splitters: readonly Splitter[] = [
  {
    id: 'split-columns',
    after: 'images',
    label: 'Width of the images',
    share: 50,
    sides: ['--left', '--right'],
    axis: 'x',
  },
  {
    id: 'split-rows',
    after: 'charts',
    label: 'Height of the tables',
    share: 64,
    sides: ['--top', '--bottom'],
    axis: 'y',
  },
];

/** In percent of the whole. */
const [least, most, step] = [15, 85, 2];

/** Lets a person move the borders between the panes, with the mouse or the arrow keys. */
export function attachSplitters(layout: HTMLElement): void {
  for (const splitter of splitters) attach(layout, splitter);
}

function attach(layout: HTMLElement, { id, after, label, sides, axis, share: initial }: Splitter): void {
  const bar = make('div', {
    id,
    class: 'splitter',
    role: 'separator',
    tabindex: 0,
    'aria-label': label,
    'aria-orientation': axis === 'x' ? 'vertical' : 'horizontal',
    'aria-valuemin': least,
    'aria-valuemax': most,
  });
  byId(after).after(bar);
  let share = initial;
  const set = (value: number): void => {
    share = Math.min(most, Math.max(least, value));
    layout.style.setProperty(sides[0], `${share}fr`);
    layout.style.setProperty(sides[1], `${100 - share}fr`);
    bar.setAttribute('aria-valuenow', String(Math.round(share)));
  };
  set(initial);
  bar.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
  });
  bar.addEventListener('pointermove', (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const box = layout.getBoundingClientRect();
    const along =
      axis === 'x' ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
    set(along * 100);
  });
  bar.addEventListener('keydown', (event) => {
    const back = axis === 'x' ? 'ArrowLeft' : 'ArrowUp';
    const forth = axis === 'x' ? 'ArrowRight' : 'ArrowDown';
    if (event.key !== back && event.key !== forth) return;
    event.preventDefault();
    set(share + (event.key === forth ? step : -step));
  });
}
