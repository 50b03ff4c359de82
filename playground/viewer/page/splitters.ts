import { byId } from './dom.js';

interface Splitter {
  readonly id: string;
  readonly variable: string;
  readonly axis: 'x' | 'y';
}

const splitters: readonly Splitter[] = [
  { id: 'split-columns', variable: '--left', axis: 'x' },
  { id: 'split-rows', variable: '--top', axis: 'y' },
];

const [least, most, step] = [0.15, 0.85, 0.02];

/** Lets a person move the borders between the panes, with the mouse or the arrow keys. */
export function attachSplitters(layout: HTMLElement): void {
  for (const splitter of splitters) attach(layout, splitter);
}

function attach(layout: HTMLElement, { id, variable, axis }: Splitter): void {
  const bar = byId(id);
  let share = 0.5;
  const set = (value: number): void => {
    share = Math.min(most, Math.max(least, value));
    layout.style.setProperty(variable, String(share));
    bar.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  };
  share = Number.parseFloat(getComputedStyle(layout).getPropertyValue(variable)) || share;
  bar.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
  });
  bar.addEventListener('pointermove', (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const box = layout.getBoundingClientRect();
    set(axis === 'x' ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height);
  });
  bar.addEventListener('keydown', (event) => {
    const back = axis === 'x' ? 'ArrowLeft' : 'ArrowUp';
    const forth = axis === 'x' ? 'ArrowRight' : 'ArrowDown';
    if (event.key !== back && event.key !== forth) return;
    event.preventDefault();
    set(share + (event.key === forth ? step : -step));
  });
}
