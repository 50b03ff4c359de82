import type { TableModel } from 'firefly-client/testing';
import type { Gestures } from '../gestures.js';
import { button, icon, icons, make } from '../page/dom.js';
import { type Columns, makeColumns, makeRows } from './columns.js';
import { columnFilter, joinFilters, readFilters } from './filters.js';
import { isNumeric, isVisible, type Page, rangeText, readPage } from './model.js';
import type { Tabulator } from './tabulator-types.js';

/** More columns than this are drawn only as far as they are seen. */
const manyColumns = 80;

/** One table: paging bar, heads with filters, rows. */
export class TableView {
  readonly root: HTMLElement;
  readonly #bar = make('div', { class: 'bar paging', role: 'toolbar', 'aria-label': 'Pages' });
  readonly #box = make('div', { class: 'table-box' });
  readonly #message = make('div', { class: 'message', role: 'status', hidden: true });
  #page: Page | undefined;
  #columns: Columns | undefined;
  #tabulator: Tabulator | undefined;
  #built = false;
  #selected = new Set<number>();
  #highlighted = -1;
  #visible = false;
  #stale = false;

  constructor(
    readonly tblId: string,
    private readonly gestures: Gestures,
  ) {
    this.root = make('section', { class: 'table', 'data-tbl-id': tblId, hidden: true });
    this.root.append(this.#bar, this.#box, this.#message);
  }

  get page(): Page | undefined {
    return this.#page;
  }

  get highlighted(): number {
    return this.#highlighted;
  }

  get selected(): ReadonlySet<number> {
    return this.#selected;
  }

  showPending(): void {
    this.root.classList.add('busy');
    if (!this.#page) this.#say('Loading …');
  }

  showFailure(message: string): void {
    this.root.classList.remove('busy');
    this.#destroy();
    this.#page = undefined;
    this.#bar.replaceChildren();
    this.#say(make('strong', {}, 'The table cannot be shown'), make('p', {}, message));
    this.root.classList.add('failed');
  }

  show(table: TableModel): void {
    const before = this.#page;
    this.#page = readPage(table);
    this.#selected = new Set(this.#page.selected);
    this.#highlighted = this.#page.rows.length > 0 ? this.#page.startIdx : -1;
    this.root.classList.remove('busy', 'failed');
    this.#message.hidden = true;
    this.#showBar(this.#page);
    if (!sameColumns(before, this.#page)) this.#destroy();
    this.#stale = true;
    if (this.#visible) this.#refresh();
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.root.hidden = !visible;
    if (!visible) return;
    if (this.#stale) this.#refresh();
    else if (this.#built) this.#tabulator?.redraw();
  }

  /** Marks a row of the result; nothing is marked when it is on another page. */
  highlight(row: number): void {
    const before = this.#highlighted;
    this.#highlighted = row;
    for (const index of [before, row]) this.#formatRow(index);
    if (this.#built && this.#rowElement(row))
      void this.#tabulator?.scrollToRow(row, 'nearest', false).catch(() => {});
  }

  resize(): void {
    if (this.#visible && this.#built) this.#tabulator?.redraw();
  }

  close(): void {
    this.#destroy();
    this.root.remove();
  }

  #say(...content: readonly (Node | string)[]): void {
    this.#message.replaceChildren(...content);
    this.#message.hidden = false;
  }

  #refresh(): void {
    const page = this.#page;
    if (!page) return;
    this.#stale = false;
    if (this.#tabulator && this.#built)
      void this.#tabulator.replaceData(makeRows(page)).then(() => this.#afterData());
    else this.#build(page);
    this.#showHeads(page);
  }

  #build(page: Page): void {
    if (!window.Tabulator) {
      this.showFailure('The table engine (Tabulator) could not be loaded.');
      return;
    }
    this.#destroy();
    this.#columns = makeColumns(page, () => this.#selected, {
      sort: (column) => this.#sort(column),
      filter: () => this.#filter(),
      clearFilters: () => this.gestures.filterTable(this.tblId, ''),
      toggleRow: (row, on) => this.#toggle(row, on),
      toggleAll: (on) => this.#toggleAll(on),
    });
    const place = make('div', { class: 'tabulator-place' });
    this.#box.replaceChildren(place);
    const tabulator = new window.Tabulator(place, {
      index: 'row',
      data: makeRows(page),
      columns: this.#columns.definitions,
      height: '100%',
      rowHeight: 24,
      layout: 'fitData',
      renderHorizontal: this.#columns.definitions.length > manyColumns ? 'virtual' : 'basic',
      nestedFieldSeparator: false,
      placeholder: 'No rows',
      columnDefaults: { headerTooltip: false },
      rowFormatter: (row) => this.#mark(row.getElement(), Number(row.getData()['row'])),
    });
    this.#tabulator = tabulator;
    tabulator.on('tableBuilt', () => {
      if (this.#tabulator !== tabulator) return;
      this.#built = true;
      if (this.#stale) this.#refresh();
      else this.#afterData();
    });
    tabulator.on('rowClick', (_event, row) => this.#pickRow(Number(row.getData()['row'])));
  }

  #afterData(): void {
    if (this.#highlighted >= 0) this.highlight(this.#highlighted);
  }

  #destroy(): void {
    const old = this.#tabulator;
    this.#tabulator = undefined;
    if (old && this.#built) old.destroy();
    this.#built = false;
    this.#columns = undefined;
    this.#box.replaceChildren();
  }

  #rowElement(row: number): HTMLElement | undefined {
    const found = this.#built ? this.#tabulator?.getRow(row) : undefined;
    return found ? found.getElement() : undefined;
  }

  #formatRow(row: number): void {
    const element = row >= 0 ? this.#rowElement(row) : undefined;
    if (element) this.#mark(element, row);
  }

  #mark(element: HTMLElement, row: number): void {
    element.classList.toggle('highlighted', row === this.#highlighted);
    element.classList.toggle('ticked', this.#selected.has(row));
    element.setAttribute('aria-selected', String(row === this.#highlighted));
  }

  #pickRow(row: number): void {
    this.highlight(row);
    this.gestures.highlightRow(this.tblId, row);
  }

  #toggle(row: number, on: boolean): void {
    if (on) this.#selected.add(row);
    else this.#selected.delete(row);
    this.#formatRow(row);
    this.gestures.selectRows(
      this.tblId,
      [...this.#selected].sort((a, b) => a - b),
      row,
    );
    if (this.#page) this.#showHeads(this.#page);
  }

  #toggleAll(on: boolean): void {
    const rows = on ? Array.from({ length: this.#page?.totalRows ?? 0 }, (_, row) => row) : [];
    this.#selected = new Set(rows);
    for (const row of this.#tabulator?.getRows() ?? []) {
      this.#formatRow(Number(row.getData()['row']));
      const box = row.getElement().querySelector<HTMLInputElement>('input[type=checkbox]');
      if (box) box.checked = on;
    }
    this.gestures.selectRows(this.tblId, rows);
  }

  #sort(column: string): void {
    const now = this.#page?.sort;
    const direction = now?.column !== column ? 'ASC' : now.direction === 'ASC' ? 'DESC' : '';
    this.gestures.sortTable(this.tblId, direction ? `${direction},${column}` : '');
  }

  #filter(): void {
    if (!this.#page || !this.#columns) return;
    const { others } = readFilters(this.#page.filters, this.#names());
    const numeric = new Set(this.#page.columns.filter(isNumeric).map(({ name }) => name));
    const mine = [...this.#columns.inputs].map(([name, input]) =>
      columnFilter(name, input.value, numeric.has(name)),
    );
    this.gestures.filterTable(this.tblId, joinFilters([...others, ...mine]));
  }

  #names(): string[] {
    return (this.#page?.columns ?? []).filter(isVisible).map(({ name }) => name);
  }

  /** Brings the filters, the sort mark and the tick of the heads up to date. */
  #showHeads(page: Page): void {
    if (!this.#columns) return;
    const { columns, others } = readFilters(page.filters, this.#names());
    for (const [name, input] of this.#columns.inputs) {
      if (input !== document.activeElement || !columns.has(name)) input.value = columns.get(name) ?? '';
    }
    for (const [name, sorter] of this.#columns.sorters) {
      sorter.dataset['sort'] = name === page.sort.column ? page.sort.direction : '';
    }
    this.root.classList.toggle('filtered', columns.size + others.length > 0);
    this.#columns.all.checked = page.totalRows > 0 && this.#selected.size === page.totalRows;
  }

  #showBar(page: Page): void {
    const pages = Math.max(1, Math.ceil(page.totalRows / page.pageSize));
    const current = Math.floor(page.startIdx / page.pageSize) + 1;
    const go = (target: number): void => {
      const wanted = Math.min(pages, Math.max(1, Math.round(target)));
      this.gestures.pageTable(this.tblId, (wanted - 1) * page.pageSize, page.pageSize);
    };
    const input = make('input', {
      type: 'text',
      inputmode: 'numeric',
      'aria-label': 'Page',
      value: current,
      class: 'page-number',
    });
    input.addEventListener('change', () =>
      Number(input.value) >= 1 ? go(Number(input.value)) : this.#showBar(page),
    );
    this.#bar.replaceChildren(
      button('First page', icon(icons.first), () => go(1), { disabled: current === 1 }),
      button('Previous page', icon(icons.previous), () => go(current - 1), { disabled: current === 1 }),
      input,
      make('span', {}, `of ${pages.toLocaleString('en-US')}`),
      button('Next page', icon(icons.next), () => go(current + 1), { disabled: current === pages }),
      button('Last page', icon(icons.last), () => go(pages), { disabled: current === pages }),
      make('span', { class: 'range' }, rangeText(page)),
      make(
        'span',
        { class: 'filters', title: page.filters, hidden: page.filters === '' },
        `Filter: ${page.filters}`,
      ),
    );
  }
}

function sameColumns(a: Page | undefined, b: Page): boolean {
  return (
    a?.columns.length === b.columns.length &&
    b.columns.every((column, i) => a.columns[i]?.name === column.name && a.columns[i]?.units === column.units)
  );
}
