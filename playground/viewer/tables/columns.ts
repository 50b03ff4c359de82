import type { TableColumn } from 'firefly-client/testing';
import { icon, icons, make } from '../page/dom.js';
import { chosenFilter, chosenValues, enumValues } from './filters.js';
import { isNumeric, type Page } from './model.js';
import { Popover, tick } from './popover.js';
import type { RowSelection } from './selection.js';
import type { TabulatorCell, TabulatorColumn } from './tabulator-types.js';

export interface ColumnActions {
  sort(column: string): void;
  filter(): void;
  toggleRow(row: number, on: boolean): void;
  toggleAll(on: boolean): void;
  filterSelected(): void;
}

/** The columns of one table, with the inputs in their heads. */
export interface Columns {
  readonly definitions: readonly TabulatorColumn[];
  readonly inputs: ReadonlyMap<string, HTMLInputElement>;
  readonly sorters: ReadonlyMap<string, HTMLButtonElement>;
  readonly all: HTMLInputElement;
  readonly filterSelected: HTMLButtonElement;
}

/** A column and its place in the rows. */
export interface PlacedColumn {
  readonly column: TableColumn;
  readonly index: number;
}

const characterWidth = 7.8;
/** Longer texts are cut in cells; all of it is in the tooltip. */
const longest = 300;

/** Makes the columns; `selected` tells which rows are ticked. */
export function makeColumns(
  page: Page,
  columns: readonly PlacedColumn[],
  selected: () => RowSelection,
  actions: ColumnActions,
): Columns {
  const inputs = new Map<string, HTMLInputElement>();
  const sorters = new Map<string, HTMLButtonElement>();
  const all = make('input', { type: 'checkbox', 'aria-label': 'Select all rows', title: 'Select all rows' });
  all.addEventListener('change', () => actions.toggleAll(all.checked));
  const filterSelected = make(
    'button',
    { type: 'button', class: 'filter-selected', title: 'Filter on selected rows' },
    icon(icons.filter),
  );
  filterSelected.setAttribute('aria-label', 'Filter on selected rows');
  filterSelected.addEventListener('click', () => actions.filterSelected());
  const definitions = columns.map(({ column, index }) => {
    const input = filterInput(column, actions);
    const sorter = make(
      'button',
      { type: 'button', class: 'col-name', title: describe(column) },
      column.name,
    );
    sorter.setAttribute('aria-label', `Sort by ${column.name}`);
    sorter.addEventListener('click', () => actions.sort(column.name));
    inputs.set(column.name, input);
    sorters.set(column.name, sorter);
    return definition(page, column, index, headOf(column, sorter, input));
  });
  const ticks = tickColumn(all, filterSelected, selected, actions);
  return { definitions: [ticks, ...definitions], inputs, sorters, all, filterSelected };
}

function describe({ name, desc, units, type }: TableColumn): string {
  return [name, units ? `unit: ${units}` : '', `type: ${type}`, desc ?? ''].filter(Boolean).join('\n');
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

function headOf(column: TableColumn, sorter: HTMLElement, input: HTMLInputElement): HTMLElement {
  const unit = column.units ? `(${column.units})` : '';
  const values = enumValues(column['enumVals']);
  return make(
    'div',
    { class: 'col-head' },
    sorter,
    make('span', { class: 'col-unit' }, unit),
    make('span', { class: 'col-type' }, column.type),
    make(
      'div',
      { class: 'col-filter-box' },
      input,
      values.length > 0 ? valueMenu(column, values, input) : undefined,
    ),
  );
}

/** The few values of a column to choose from. */
function valueMenu(
  column: TableColumn,
  values: ReturnType<typeof enumValues>,
  input: HTMLInputElement,
): HTMLButtonElement {
  const popover = new Popover(`Values of ${column.name}`);
  const open = make('button', { type: 'button', class: 'col-values', 'aria-haspopup': 'dialog' }, '▾');
  open.setAttribute('aria-label', `Choose values of ${column.name}`);
  open.setAttribute('aria-expanded', 'false');
  open.title = `Choose values of ${column.name}`;
  open.addEventListener('click', () =>
    popover.toggle(open, () => {
      const chosen = new Set(chosenValues(input.value));
      const lines = values.map((value) =>
        tick(value ?? '<null>', chosen.has(value), (on) => {
          if (on) chosen.add(value);
          else chosen.delete(value);
        }),
      );
      const apply = (wanted: readonly (string | null)[]) => () => {
        popover.close();
        input.value = chosenFilter(wanted, isNumeric(column));
        input.dispatchEvent(new Event('change'));
        open.focus();
      };
      const use = make('button', { type: 'button' }, 'Apply');
      use.addEventListener('click', () => apply(values.filter((value) => chosen.has(value)))());
      const clear = make('button', { type: 'button' }, 'Clear');
      clear.addEventListener('click', apply([]));
      return [
        make('div', { class: 'tick-list' }, ...lines),
        make('div', { class: 'popover-buttons' }, use, clear),
      ];
    }),
  );
  return open;
}

const help = `=, >, <, !=, >=, <=, LIKE, IN, IS NULL; several with AND or OR between them
for example: > 12.5 and < 13, or: in a, b, c`;

function filterInput(column: TableColumn, actions: ColumnActions): HTMLInputElement {
  const input = make('input', {
    type: 'text',
    class: 'col-filter',
    'aria-label': `Filter ${column.name}`,
    title: help,
    spellcheck: 'false',
    autocomplete: 'off',
  });
  if (column['filterable'] === false) input.disabled = true;
  input.addEventListener('change', () => actions.filter());
  for (const name of ['click', 'mousedown', 'keydown'] as const) {
    input.addEventListener(name, (event) => event.stopPropagation());
  }
  return input;
}

function tickColumn(
  all: HTMLInputElement,
  filterSelected: HTMLButtonElement,
  selected: () => RowSelection,
  actions: ColumnActions,
): TabulatorColumn {
  return {
    title: '',
    width: 34,
    headerSort: false,
    frozen: true,
    resizable: false,
    cssClass: 'tick',
    titleFormatter: () => make('div', { class: 'col-head' }, all, filterSelected),
    formatter: (cell) => {
      const row = Number(cell.getRow().getData()['row']);
      const box = make('input', { type: 'checkbox', tabindex: -1, 'aria-label': `Select row ${row + 1}` });
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
    const empty = value === '';
    return make(
      'span',
      { class: empty ? 'nothing' : 'null', title: empty ? 'empty' : 'null' },
      empty ? '' : 'null',
    );
  }
  const text = printed(value);
  if (text.length <= longest) return make('span', {}, text);
  return make('span', { title: text.slice(0, 5000) }, `${text.slice(0, longest)}…`);
}

function printed(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Wide enough for the name and for the first rows, within reason. */
function widthOf(page: Page, column: TableColumn, index: number): number {
  const lengths = page.rows.slice(0, 50).map((row) => printed(row[index] ?? 'null').length);
  const menu = column['enumVals'] ? 3 : 0;
  const most = Math.max(
    column.name.length + 1,
    (column.units?.length ?? 0) + 2,
    column.type.length + menu,
    ...lengths,
    4 + menu,
  );
  return Math.min(280, Math.round(most * characterWidth + 16));
}

/** The rows as Tabulator wants them, of the columns that are shown. */
export function makeRows(page: Page, columns: readonly PlacedColumn[]): object[] {
  return page.rows.map((values, i) => {
    const record: Record<string, unknown> = { row: page.startIdx + i };
    for (const { index } of columns) record[`c${index}`] = values[index];
    return record;
  });
}
