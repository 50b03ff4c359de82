import type { TableColumn } from 'firefly-client/testing';
import { make } from '../page/dom.js';
import { isNumeric, isVisible, type Page } from './model.js';
import type { TabulatorCell, TabulatorColumn } from './tabulator-types.js';

export interface ColumnActions {
  sort(column: string): void;
  filter(): void;
  clearFilters(): void;
  toggleRow(row: number, on: boolean): void;
  toggleAll(on: boolean): void;
}

/** The columns of one table, with the inputs in their heads. */
export interface Columns {
  readonly definitions: readonly TabulatorColumn[];
  readonly inputs: ReadonlyMap<string, HTMLInputElement>;
  readonly sorters: ReadonlyMap<string, HTMLButtonElement>;
  readonly all: HTMLInputElement;
}

const characterWidth = 7.8;

/** Makes the columns; `selected` tells which rows are ticked. */
export function makeColumns(
  page: Page,
  selected: () => ReadonlySet<number>,
  actions: ColumnActions,
): Columns {
  const inputs = new Map<string, HTMLInputElement>();
  const sorters = new Map<string, HTMLButtonElement>();
  const all = make('input', { type: 'checkbox', 'aria-label': 'Select all rows' });
  all.addEventListener('change', () => actions.toggleAll(all.checked));
  const definitions = page.columns.flatMap((column, index) => {
    if (!isVisible(column)) return [];
    const input = filterInput(column, actions);
    const sorter = make(
      'button',
      { type: 'button', class: 'col-name', title: column.desc ?? column.name },
      column.name,
    );
    sorter.setAttribute('aria-label', `Sort by ${column.name}`);
    sorter.addEventListener('click', () => actions.sort(column.name));
    inputs.set(column.name, input);
    sorters.set(column.name, sorter);
    return [definition(page, column, index, headOf(column, sorter, input))];
  });
  return { definitions: [tickColumn(all, selected, actions), ...definitions], inputs, sorters, all };
}

function definition(page: Page, column: TableColumn, index: number, head: HTMLElement): TabulatorColumn {
  return {
    title: column.name,
    field: `c${index}`,
    width: widthOf(page, column, index),
    headerSort: false,
    hozAlign: 'left',
    formatter: showCell,
    titleFormatter: () => head,
  };
}

function headOf(column: TableColumn, sorter: HTMLElement, input: HTMLElement): HTMLElement {
  const unit = column.units ? `(${column.units})` : '';
  return make(
    'div',
    { class: 'col-head' },
    sorter,
    make('span', { class: 'col-unit' }, unit),
    make('span', { class: 'col-type' }, column.type),
    input,
  );
}

function filterInput(column: TableColumn, actions: ColumnActions): HTMLInputElement {
  const hint = isNumeric(column) ? 'for example: < 12' : "for example: = 'x' or like 00%";
  const input = make('input', {
    type: 'text',
    class: 'col-filter',
    'aria-label': `Filter ${column.name}`,
    title: `Filter, ${hint}`,
    spellcheck: 'false',
  });
  input.addEventListener('change', () => actions.filter());
  for (const name of ['click', 'mousedown', 'keydown'] as const) {
    input.addEventListener(name, (event) => event.stopPropagation());
  }
  return input;
}

function tickColumn(
  all: HTMLInputElement,
  selected: () => ReadonlySet<number>,
  actions: ColumnActions,
): TabulatorColumn {
  const clear = make('button', { type: 'button', class: 'clear-filters', title: 'Clear all filters' }, '✕');
  clear.setAttribute('aria-label', 'Clear all filters');
  clear.addEventListener('click', () => actions.clearFilters());
  return {
    title: '',
    width: 34,
    headerSort: false,
    frozen: true,
    resizable: false,
    cssClass: 'tick',
    titleFormatter: () => make('div', { class: 'col-head' }, all, clear),
    formatter: (cell) => {
      const row = Number(cell.getRow().getData()['row']);
      const box = make('input', { type: 'checkbox', 'aria-label': `Select row ${row + 1}` });
      box.checked = selected().has(row);
      box.addEventListener('click', (event) => event.stopPropagation());
      box.addEventListener('change', () => actions.toggleRow(row, box.checked));
      return box;
    },
  };
}

function showCell(cell: TabulatorCell): HTMLElement | string {
  const value = cell.getValue();
  if (value === null || value === undefined || value === '') {
    return make('span', { class: value === '' ? 'nothing' : 'null', title: value === '' ? 'empty' : 'null' });
  }
  return make('span', {}, printed(value));
}

function printed(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Wide enough for the name and for the first rows, within reason. */
function widthOf(page: Page, column: TableColumn, index: number): number {
  const lengths = page.rows.slice(0, 50).map((row) => printed(row[index] ?? '').length);
  const longest = Math.max(
    column.name.length + 1,
    (column.units?.length ?? 0) + 2,
    column.type.length,
    ...lengths,
    4,
  );
  return Math.min(280, Math.round(longest * characterWidth + 16));
}

/** The rows as Tabulator wants them. */
export function makeRows(page: Page): object[] {
  return page.rows.map((values, i) => {
    const record: Record<string, unknown> = { row: page.startIdx + i };
    for (const [index, value] of values.entries()) record[`c${index}`] = value;
    return record;
  });
}
