import type { TableModel } from 'firefly-client/testing';
import type { Gestures } from '../gestures.js';
import { make } from '../page/dom.js';
import { fillBar } from './bar.js';
import { columnChooser } from './chooser.js';
import { type Columns, makeColumns, makeRows, type PlacedColumn } from './columns.js';
import { Cursor } from './cursor.js';
import { columnFilter, joinFilters, quotedName, readFilters } from './filters.js';
import { isNumeric, isVisible, type Page, readPage } from './model.js';
import { Popover } from './popover.js';
import { RowSelection } from './selection.js';
import type { Tabulator } from './tabulator-types.js';

/** Columns on the screen at a time: heads cost far more than cells. */
const mostColumns = 100;

/** One table: paging bar, heads with filters, rows. */
export class TableView {
  readonly root: HTMLElement;
  readonly #bar = make('div', { class: 'bar paging', role: 'toolbar', 'aria-label': 'Pages' });
  readonly #box = make('div', { class: 'table-box' });
  readonly #message = make('div', { class: 'message', role: 'status', hidden: true });
  readonly #chooser = new Popover('Columns');
  readonly #hidden = new Set<string>();
  #firstColumn = 0;
  #page: Page | undefined;
  #shown: readonly PlacedColumn[] = [];
  #columns: Columns | undefined;
  #tabulator: Tabulator | undefined;
  #cursor: Cursor | undefined;
  #built = false;
  #selected = new RowSelection(0);
  #highlighted = -1;
  #visible = false;
  #stale = false;

  constructor(
    readonly tblId: string,
    private readonly gestures: Gestures,
  ) {
    this.root = make('section', { class: 'table', 'data-tbl-id': tblId, role: 'tabpanel', hidden: true });
    this.root.append(this.#bar, this.#box, this.#message);
  }

  get page(): Page | undefined {
    return this.#page;
  }

  get highlighted(): number {
    return this.#highlighted;
  }

  get selected(): RowSelection {
    return this.#selected;
  }

  showPending(): void {
    this.root.classList.add('busy');
    this.#selected = new RowSelection(0);
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
    const page = readPage(table);
    this.#page = page;
    this.root.setAttribute('aria-label', page.title);
    const sameResult = before?.resultSet === page.resultSet && this.#selected.totalRows === page.totalRows;
    if (!sameResult) this.#selected = new RowSelection(page.totalRows);
    this.#highlighted = page.rows.length > 0 ? page.startIdx : -1;
    this.root.classList.remove('busy', 'failed');
    this.#message.hidden = true;
    if (!sameColumns(before, page)) {
      this.#firstColumn = 0;
      this.#destroy();
    }
    this.#fillBar(page);
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

  /** Lets go of what is drawn; it is drawn anew when it is seen again. */
  unload(): void {
    if (this.#visible || !this.#page) return;
    this.#destroy();
    this.#stale = true;
  }

  /** Marks a row of the result; nothing is marked when it is on another page. */
  highlight(row: number): void {
    const before = this.#highlighted;
    this.#highlighted = row;
    for (const index of [before, row]) this.#formatRow(index);
    if (this.#built && this.#rowElement(row))
      void this.#tabulator?.scrollToRow(row, 'nearest', false).catch(() => {});
  }

  /** Takes over a selection that was made elsewhere. */
  select(rows: readonly number[]): void {
    this.#selected = new RowSelection(this.#page?.totalRows ?? 0, rows);
    this.#showTicks();
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
      void this.#tabulator.replaceData(makeRows(page, this.#shown)).then(() => this.#afterData());
    else this.#build(page);
    this.#showHeads(page);
  }

  /** The columns that are not hidden, and of these the part that is on the screen. */
  #candidates(): readonly PlacedColumn[] {
    const columns = this.#page?.columns.map((column, index) => ({ column, index })) ?? [];
    return columns.filter(({ column }) => isVisible(column) && !this.#hidden.has(column.name));
  }

  #rebuild(): void {
    this.#destroy();
    if (!this.#page) return;
    this.#fillBar(this.#page);
    this.#refresh();
  }

  #build(page: Page): void {
    if (!window.Tabulator) {
      this.showFailure('The table engine (Tabulator) could not be loaded.');
      return;
    }
    this.#destroy();
    this.#shown = this.#candidates().slice(this.#firstColumn, this.#firstColumn + mostColumns);
    this.#columns = makeColumns(page, this.#shown, () => this.#selected, {
      sort: (column) => this.#sort(column),
      filter: () => this.#filter(),
      toggleRow: (row, on) => this.#toggle(row, on),
      toggleAll: (on) => this.#toggleAll(on),
      filterSelected: () => this.gestures.filterSelected(this.tblId),
    });
    const place = make('div', { class: 'tabulator-place' });
    this.#box.replaceChildren(place);
    const tabulator = new window.Tabulator(place, {
      index: 'row',
      data: makeRows(page, this.#shown),
      columns: this.#columns.definitions,
      height: '100%',
      rowHeight: 24,
      layout: 'fitData',
      renderHorizontal: 'basic',
      nestedFieldSeparator: false,
      placeholder: 'No Data Found',
      columnDefaults: { headerTooltip: false },
      rowFormatter: (row) => this.#mark(row.getElement(), Number(row.getData()['row'])),
    });
    this.#tabulator = tabulator;
    tabulator.on('tableBuilt', () => {
      if (this.#tabulator !== tabulator) return;
      this.#built = true;
      this.#cursor = this.#follow(place);
      keepAligned(place);
      if (this.#stale) this.#refresh();
      else this.#afterData();
    });
    tabulator.on('rowClick', (_event, row) => this.#pickRow(Number(row.getData()['row'])));
  }

  #follow(place: HTMLElement): Cursor {
    return new Cursor(place, `Rows of ${this.#page?.title ?? this.tblId}`, {
      range: () => {
        const first = this.#page?.startIdx ?? 0;
        return { first, last: first + (this.#page?.rows.length ?? 0) - 1 };
      },
      start: () => this.#highlighted,
      element: (row) => this.#rowElement(row),
      reveal: (row) => void this.#tabulator?.scrollToRow(row, 'nearest', false).catch(() => {}),
      pick: (row) => this.#pickRow(row),
      toggle: (row) => this.#toggle(row, !this.#selected.has(row)),
      turn: (step) => this.#turn(step),
    });
  }

  #afterData(): void {
    if (this.#highlighted >= 0) this.highlight(this.#highlighted);
    this.#cursor?.forget();
  }

  #destroy(): void {
    const old = this.#tabulator;
    this.#tabulator = undefined;
    if (old && this.#built) old.destroy();
    this.#built = false;
    this.#columns = undefined;
    this.#cursor = undefined;
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
    element.id = `row-${this.tblId}-${row}`;
    element.classList.toggle('highlighted', row === this.#highlighted);
    element.classList.toggle('ticked', this.#selected.has(row));
    element.setAttribute('aria-selected', String(this.#selected.has(row)));
    if (row === this.#highlighted) element.setAttribute('aria-current', 'true');
    else element.removeAttribute('aria-current');
  }

  #pickRow(row: number): void {
    this.highlight(row);
    this.gestures.highlightRow(this.tblId, row);
  }

  /** As in Firefly, a row that is ticked is highlighted too. */
  #toggle(row: number, on: boolean): void {
    this.#selected.set(row, on);
    this.#showTicks();
    this.gestures.selectRows(this.tblId, Array.from(this.#selected.rows()), row);
    this.#pickRow(row);
  }

  #toggleAll(on: boolean): void {
    this.#selected.setAll(on);
    this.#showTicks();
    this.gestures.selectRows(this.tblId, Array.from(this.#selected.rows()));
  }

  #showTicks(): void {
    for (const row of this.#built ? (this.#tabulator?.getRows() ?? []) : []) {
      const index = Number(row.getData()['row']);
      this.#formatRow(index);
      const box = row.getElement().querySelector<HTMLInputElement>('input[type=checkbox]');
      if (box) box.checked = this.#selected.has(index);
    }
    if (!this.#columns) return;
    this.#columns.all.checked = this.#selected.isAll;
    this.#columns.all.indeterminate = this.#selected.count > 0 && !this.#selected.isAll;
    this.#columns.filterSelected.hidden = this.#selected.count === 0;
  }

  #sort(column: string): void {
    const now = this.#page?.sort;
    const direction = now?.column !== column ? 'ASC' : now.direction === 'ASC' ? 'DESC' : '';
    this.gestures.sortTable(this.tblId, direction ? `${direction},${quotedName(column)}` : '');
  }

  /** What is in the boxes on the screen, and what is asked of columns that are not. */
  #filter(): void {
    if (!this.#page || !this.#columns) return;
    const { columns, others } = readFilters(this.#page.filters, this.#names());
    const numeric = new Set(this.#page.columns.filter(isNumeric).map(({ name }) => name));
    const texts = new Map([
      ...columns,
      ...[...this.#columns.inputs].map(([name, input]) => [name, input.value] as const),
    ]);
    const mine = [...texts].map(([name, text]) => columnFilter(name, text, numeric.has(name)));
    this.gestures.filterTable(this.tblId, joinFilters([...others, ...mine]));
  }

  #names(): string[] {
    return (this.#page?.columns ?? []).filter(isVisible).map(({ name }) => name);
  }

  /** Brings the filters, the sort mark and the tick of the heads up to date. */
  #showHeads(page: Page): void {
    if (!this.#columns) return;
    const { columns } = readFilters(page.filters, this.#names());
    for (const [name, input] of this.#columns.inputs) {
      if (input !== document.activeElement || !columns.has(name)) input.value = columns.get(name) ?? '';
    }
    for (const [name, sorter] of this.#columns.sorters) {
      sorter.dataset['sort'] = name === page.sort.column ? page.sort.direction : '';
    }
    this.#showTicks();
  }

  #turn(step: number): void {
    const page = this.#page;
    if (!page) return;
    const startIdx = page.startIdx + step * page.pageSize;
    if (startIdx >= 0 && startIdx < page.totalRows)
      this.gestures.pageTable(this.tblId, startIdx, page.pageSize);
  }

  #fillBar(page: Page): void {
    const total = this.#candidates().length;
    fillBar(
      this.#bar,
      page,
      { first: this.#firstColumn, size: mostColumns, total },
      {
        turnTo: (number) => this.gestures.pageTable(this.tblId, (number - 1) * page.pageSize, page.pageSize),
        resize: (rows) => this.gestures.pageTable(this.tblId, Math.floor(page.startIdx / rows) * rows, rows),
        clearFilters: () => this.gestures.filterTable(this.tblId, ''),
        chooseColumns: (anchor) => this.#choose(anchor),
        moveColumns: (first) => {
          this.#firstColumn = Math.max(0, first);
          this.#rebuild();
        },
      },
    );
  }

  #choose(anchor: HTMLElement): void {
    const columns = this.#page?.columns.filter(isVisible) ?? [];
    const change = (): void => {
      this.#firstColumn = 0;
      this.#destroy();
      this.#refresh();
    };
    this.#chooser.toggle(anchor, () =>
      columnChooser(columns, {
        isHidden: (name) => this.#hidden.has(name),
        hide: (name, hidden) => {
          if (hidden) this.#hidden.add(name);
          else this.#hidden.delete(name);
          change();
        },
        showAll: () => {
          this.#hidden.clear();
          change();
        },
      }),
    );
  }
}

/** Heads that come into view by the keyboard take their columns along. */
function keepAligned(place: HTMLElement): void {
  const heads = place.querySelector('.tabulator-header-contents');
  const rows = place.querySelector('.tabulator-tableholder');
  const head = place.querySelector('.tabulator-header');
  for (const scrolled of [heads, head]) {
    scrolled?.addEventListener('scroll', () => {
      if (rows && heads && scrolled === heads && rows.scrollLeft !== heads.scrollLeft)
        rows.scrollLeft = heads.scrollLeft;
      if (head && scrolled === head) head.scrollLeft = 0;
    });
  }
}

function sameColumns(a: Page | undefined, b: Page): boolean {
  return (
    a?.columns.length === b.columns.length &&
    b.columns.every((column, i) => a.columns[i]?.name === column.name && a.columns[i]?.units === column.units)
  );
}
