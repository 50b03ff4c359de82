import type { TableModel } from 'firefly-client/testing';
import type { Gestures } from '../gestures.js';
import { make } from '../page/dom.js';
import { TabStrip } from '../page/tabs.js';
import { TableView } from './view.js';

/** So many tables are kept drawn behind their tabs. */
const mostDrawn = 6;

/** All tables: a tab for each, one shown at a time. */
export class TablePane {
  readonly #views = new Map<string, TableView>();
  readonly #titles = new Map<string, string>();
  readonly #tabs: TabStrip;
  readonly #body = make('div', { class: 'tables' });
  readonly #empty = make(
    'p',
    { class: 'empty' },
    'No tables yet. They appear here when a program shows one.',
  );
  /** Tables in the order they were last seen. */
  readonly #recent = new Set<string>();
  #active: string | undefined;

  constructor(
    root: HTMLElement,
    private readonly gestures: Gestures,
    private readonly onChange: () => void,
  ) {
    this.#tabs = new TabStrip('Tables', (tblId) => {
      this.#activate(tblId);
      gestures.activateTable(tblId);
    });
    root.append(this.#tabs.root, this.#body);
    this.#body.append(this.#empty);
    new ResizeObserver(() => this.#views.get(this.#active ?? '')?.resize()).observe(this.#body);
  }

  get count(): number {
    return this.#views.size;
  }

  get active(): string | undefined {
    return this.#active;
  }

  view(tblId: string): TableView | undefined {
    return this.#views.get(tblId);
  }

  showPending(tblId: string, title: string): void {
    this.#viewFor(tblId, title).showPending();
  }

  show(table: TableModel): void {
    const view = this.#viewFor(table.tbl_id, table.title);
    view.show(table);
    this.#titles.set(table.tbl_id, view.page?.title ?? table.tbl_id);
    this.#showTabs();
  }

  showFailure(tblId: string, title: string, message: string): void {
    this.#viewFor(tblId, title).showFailure(message);
  }

  highlight(tblId: string, row: number): void {
    this.#views.get(tblId)?.highlight(row);
  }

  select(tblId: string, rows: readonly number[]): void {
    this.#views.get(tblId)?.select(rows);
  }

  remove(tblId: string): void {
    this.#views.get(tblId)?.close();
    this.#views.delete(tblId);
    this.#titles.delete(tblId);
    this.#recent.delete(tblId);
    if (this.#active === tblId) this.#activate([...this.#views.keys()].at(-1));
    else this.#showTabs();
  }

  reinit(): void {
    for (const tblId of [...this.#views.keys()]) this.remove(tblId);
  }

  #viewFor(tblId: string, title: string | undefined): TableView {
    let view = this.#views.get(tblId);
    if (title || !this.#titles.has(tblId)) this.#titles.set(tblId, title || tblId);
    if (!view) {
      view = new TableView(tblId, this.gestures);
      this.#views.set(tblId, view);
      this.#body.append(view.root);
      this.#activate(tblId);
    } else this.#showTabs();
    return view;
  }

  #activate(tblId: string | undefined): void {
    this.#active = tblId;
    for (const view of this.#views.values()) view.setVisible(view.tblId === tblId);
    if (tblId !== undefined) this.#seen(tblId);
    this.#showTabs();
  }

  /** Of the tables that were seen only the latest stay drawn. */
  #seen(tblId: string): void {
    this.#recent.delete(tblId);
    this.#recent.add(tblId);
    for (const old of [...this.#recent].slice(0, -mostDrawn)) {
      this.#recent.delete(old);
      this.#views.get(old)?.unload();
    }
  }

  #showTabs(): void {
    this.#empty.hidden = this.#views.size > 0;
    const tabs = [...this.#views.keys()].map((id) => ({
      id,
      title: this.#titles.get(id) ?? id,
      onClose: () => this.gestures.closeTable(id),
    }));
    this.#tabs.show(tabs, this.#active);
    this.onChange();
  }
}
