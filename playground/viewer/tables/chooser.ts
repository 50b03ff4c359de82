import type { TableColumn } from 'firefly-client/testing';
import { make } from '../page/dom.js';
import { tick } from './popover.js';

/** More columns than this are not listed at once: one looks for them by name. */
const mostListed = 200;

export interface ColumnChoice {
  isHidden(name: string): boolean;
  hide(name: string, hidden: boolean): void;
  showAll(): void;
}

/** A list of columns to show or hide. */
export function columnChooser(columns: readonly TableColumn[], choice: ColumnChoice): HTMLElement[] {
  const search = make('input', {
    type: 'search',
    'aria-label': 'Find a column',
    placeholder: 'Find a column',
  });
  const list = make('div', { class: 'tick-list' });
  const fill = (): void => {
    const wanted = search.value.toLowerCase();
    const found = columns.filter(({ name }) => name.toLowerCase().includes(wanted));
    const lines = found
      .slice(0, mostListed)
      .map(({ name }) => tick(name, !choice.isHidden(name), (on) => choice.hide(name, !on)));
    const rest = found.length - lines.length;
    list.replaceChildren(...lines);
    if (rest > 0) list.append(make('p', {}, `and ${rest.toLocaleString('en-US')} more`));
  };
  search.addEventListener('input', fill);
  const all = make('button', { type: 'button' }, 'Show all');
  all.addEventListener('click', () => {
    choice.showAll();
    fill();
  });
  fill();
  return [search, all, list];
}
