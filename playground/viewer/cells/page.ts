import { byId, make } from '../page/dom.js';

/** Makes a slate of the standard page: a grid of cells in place of the panes. Gives the grid. */
export function turnIntoSlate(layout: HTMLElement): HTMLElement {
  const cells = make('section', { id: 'cells', 'aria-label': 'Cells', tabindex: -1 });
  for (const id of ['images', 'charts', 'tables']) {
    byId(id).remove();
    document.querySelector(`.skips a[href="#${id}"]`)?.remove();
  }
  document.querySelector('.skips')?.prepend(make('a', { href: '#cells' }, 'Skip to the cells'));
  layout.classList.add('slate');
  layout.append(cells);
  return cells;
}
