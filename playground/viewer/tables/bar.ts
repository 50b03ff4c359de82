import { button, icon, icons, make } from '../page/dom.js';
import { type Page, rangeText } from './model.js';

export interface BarActions {
  /** Pages are counted from 1. */
  turnTo(page: number): void;
  resize(rows: number): void;
  clearFilters(): void;
  chooseColumns(anchor: HTMLElement): void;
  /** Shows the columns from this one on, of those that are not hidden. */
  moveColumns(first: number): void;
}

/** Which columns are on the screen, where there are too many for all of them. */
export interface ColumnRange {
  readonly first: number;
  readonly size: number;
  readonly total: number;
}

const sizes = [25, 50, 100, 200, 500, 1000];
const count = (number: number): string => number.toLocaleString('en-US');

/** Fills the bar over a table. */
export function fillBar(bar: HTMLElement, page: Page, columns: ColumnRange, actions: BarActions): void {
  const choose = button('Show or hide columns', icon(icons.columns), () => actions.chooseColumns(choose), {
    'aria-haspopup': 'dialog',
    'aria-expanded': 'false',
  });
  const filtered = page.filters !== '';
  bar.replaceChildren(
    ...columnPart(columns, actions),
    ...pagePart(page, actions),
    make('span', { class: 'range' }, rangeText(page)),
    make('span', { class: 'filters', title: page.filters, hidden: !filtered }, `Filter: ${page.filters}`),
    button('Remove all filters', icon(icons.clearFilter), () => actions.clearFilters(), {
      hidden: !filtered,
    }),
    choose,
  );
}

function pagePart(page: Page, actions: BarActions): HTMLElement[] {
  const pages = Math.max(1, Math.ceil(page.totalRows / page.pageSize));
  const current = Math.floor(page.startIdx / page.pageSize) + 1;
  const go = (target: number) => actions.turnTo(Math.min(pages, Math.max(1, Math.round(target))));
  const input = make('input', {
    type: 'text',
    inputmode: 'numeric',
    'aria-label': 'Page',
    value: current,
    class: 'page-number',
  });
  input.addEventListener('change', () => {
    if (Number(input.value) >= 1) go(Number(input.value));
    else input.value = String(current);
  });
  const [first, last] = [{ disabled: current === 1 }, { disabled: current === pages }];
  return [
    button('First Page', icon(icons.first), () => go(1), first),
    button('Previous Page', icon(icons.previous), () => go(current - 1), first),
    input,
    make('span', {}, `of ${count(pages)}`),
    button('Next Page', icon(icons.next), () => go(current + 1), last),
    button('Last Page', icon(icons.last), () => go(pages), last),
    sizeChoice(page, actions),
  ];
}

function sizeChoice(page: Page, actions: BarActions): HTMLSelectElement {
  const select = make('select', {
    'aria-label': 'Rows per page',
    title: 'Rows per page',
    class: 'page-size',
  });
  for (const size of [...new Set([...sizes, page.pageSize])].sort((a, b) => a - b)) {
    if (size > 100_000) continue;
    select.append(make('option', { value: size, selected: size === page.pageSize }, count(size)));
  }
  select.addEventListener('change', () => actions.resize(Number(select.value)));
  return select;
}

function columnPart({ first, size, total }: ColumnRange, actions: BarActions): HTMLElement[] {
  if (total <= size) return [];
  const last = Math.min(total, first + size);
  return [
    button('Columns before', icon(icons.previous), () => actions.moveColumns(first - size), {
      disabled: first === 0,
    }),
    make(
      'span',
      { class: 'column-range' },
      `columns ${count(first + 1)} – ${count(last)} of ${count(total)}`,
    ),
    button('Columns after', icon(icons.next), () => actions.moveColumns(first + size), {
      disabled: last === total,
    }),
  ];
}
