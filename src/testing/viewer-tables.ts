/** The tables of a viewer: what is asked for, what is on the screen, and what is said about it. */
import { isRecord } from '../schema/json.js';
import { type JsonObject, type TableModel, ViewerFailure } from './engine.js';
import * as reports from './table-reports.js';
import { originalRows, withRows } from './table-selection.js';
import { asFailure, Flights, stringAt, type ViewerAction, type ViewerContext } from './viewer-context.js';
import type { TableState } from './viewer-state.js';

/** What else in a viewer depends on its tables. */
export interface TableListener {
  /** A table has come to the front; undefined when the last one has gone. */
  tableShown(tblId: string | undefined): void;
  /** `first`: by a search or fetch; else it was filtered or sorted anew. */
  tableLoaded(tblId: string, first: boolean): void;
  tableFailed(tblId: string): void;
  tableRemoved(tblId: string, wasShown: boolean): void;
  /** A table makes way for another of its id. */
  tableReplaced(tblId: string): void;
  /** A person, or a chart, has marked a row of the result. */
  rowHighlighted(tblId: string, row: number): void;
  rowsSelected(tblId: string, rows: readonly number[]): void;
}

/** One way to the server and back. */
interface Load {
  readonly action: ViewerAction;
  readonly tblId: string;
  readonly request: JsonObject;
  readonly invokedBy: string;
  readonly signal: AbortSignal;
}

export class ViewerTables {
  readonly tables = new Map<string, TableState>();
  readonly #flights = new Flights();
  /** Per table: the load that belongs to it, and the end of the queue of what is done to it. */
  readonly #signals = new Map<string, AbortSignal>();
  readonly #queues = new Map<string, Promise<void>>();
  /** Searches that were not answered yet, by table. */
  readonly #searching = new Map<string, number>();
  #untitled = 0;

  constructor(
    private readonly context: ViewerContext,
    private readonly listener: TableListener,
  ) {}

  search(action: ViewerAction, payload: JsonObject): void {
    const request = this.#requestOf(payload);
    if (request === undefined) return;
    const tblId = idOf(request);
    this.context.happened('table.search', () => ({ ...payload, request }));
    const before = this.tables.get(tblId);
    if (before) {
      this.context.happened('table.remove', () => ({
        fireActiveTableChanged: false,
        tbl_id: tblId,
        tbl_group: 'main',
      }));
      if (before.shown) this.listener.tableReplaced(tblId);
    }
    this.#fetch(action, tblId, request, { request, tbl_id: tblId }, true);
  }

  /** As a search, without showing the table. */
  fetch(action: ViewerAction, payload: JsonObject): void {
    const request = this.#requestOf(payload);
    if (request === undefined) return;
    const tblId = idOf(request);
    this.#fetch(action, tblId, request, { ...payload, request, tbl_id: tblId }, false);
  }

  #fetch(action: ViewerAction, tblId: string, request: JsonObject, report: JsonObject, shown: boolean): void {
    this.context.happened('table.fetch', () => report);
    const before = this.tables.get(tblId);
    // An equal request that is under way is not asked again: the first one's key comes back (T25).
    if (before?.status === 'loading' && before.shown === shown && sameRequest(before.request, request))
      return;
    // Another one goes on beside it: whichever is answered last stays on the screen.
    if (!this.#searching.get(tblId)) this.#giveUp(tblId);
    this.#begin(tblId, request, shown);
    this.#load(action, tblId, request, 'table.fetch');
  }

  /** Whatever is under way for a table is never heard of again. */
  #giveUp(tblId: string): void {
    this.#signals.set(tblId, this.#flights.start(tblId));
    this.#searching.delete(tblId);
  }

  /** A new table under this id. */
  #begin(tblId: string, request: JsonObject, shown: boolean): void {
    this.#queues.delete(tblId);
    const title = reports.titleOf(request, tblId);
    this.tables.set(tblId, {
      tblId,
      title,
      status: 'loading',
      shown,
      request,
      highlightedRow: -1,
      selectedRows: [],
    });
    if (!shown) return;
    this.context.engine.showTablePending(tblId, title);
    this.context.happened('tableResults.added', () => addedOf(tblId, title, request));
    this.context.happened('tableResults.active', () => ({ tbl_id: tblId, tbl_group: 'main' }));
    this.listener.tableShown(tblId);
  }

  filter(action: ViewerAction, payload: JsonObject): void {
    this.#redo(action, payload, 'table.filter', 'filters');
  }

  sort(action: ViewerAction, payload: JsonObject): void {
    this.#redo(action, payload, 'table.sort', 'sortInfo');
  }

  /**
   * The same table with another filter or order. Of a table that is not there nothing is known but its id, and the
   * request that remains makes no sense to the server: a search that has not ended is destroyed by it (T24).
   */
  #redo(action: ViewerAction, payload: JsonObject, type: string, key: 'filters' | 'sortInfo'): void {
    const asked = isRecord(payload['request']) ? payload['request'] : undefined;
    const tblId = asked && stringAt(asked, 'tbl_id');
    if (asked === undefined || tblId === undefined) return;
    const request = { ...asked, META_INFO: { tbl_id: tblId } };
    this.context.happened(type, () => ({ ...payload, request }));
    const table = this.tables.get(tblId);
    if (table?.model === undefined) {
      this.#giveUp(tblId);
      this.#begin(tblId, request, table?.shown ?? true);
      this.#load(action, tblId, request, type);
      return;
    }
    const changed = { ...table.request, [key]: stringAt(asked, key) ?? '', startIdx: 0 };
    this.#change(tblId, { request: changed });
    this.#load(action, tblId, changed, type);
  }

  #load(action: ViewerAction, tblId: string, request: JsonObject, invokedBy: string): void {
    const signal = this.#signals.get(tblId);
    if (signal) this.#enqueue(tblId, () => this.#run({ action, tblId, request, invokedBy, signal }));
  }

  #countSearch({ tblId, invokedBy, signal }: Load, change: number): void {
    if (invokedBy !== 'table.fetch' || signal.aborted) return;
    this.#searching.set(tblId, (this.#searching.get(tblId) ?? 0) + change);
  }

  async #run(load: Load): Promise<void> {
    this.#countSearch(load, 1);
    try {
      await this.context.pace(load.action, load.signal);
      const answer = await this.context.host.tableSearch(load.request, load.signal);
      if (load.signal.aborted) return;
      if (answer.error !== undefined) throw new ViewerFailure('Table failed', answer.error);
      this.#loaded(load, complete(answer, load));
    } catch (error) {
      if (!load.signal.aborted) this.#failed(load, asFailure(error));
    } finally {
      this.#countSearch(load, -1);
    }
  }

  #loaded(load: Load, model: TableModel): void {
    const { tblId, invokedBy } = load;
    const highlightedRow = model.totalRows > 0 ? 0 : -1;
    const { error: _, ...table } = this.tables.get(tblId) ?? { error: undefined };
    if (!('tblId' in table)) return;
    const told = isTold(load, table);
    const now = { status: 'loaded', model, highlightedRow, selectedRows: [] } as const;
    this.tables.set(tblId, { ...table, ...askedFor(load), ...now });
    const canBeReported = reports.canBeReported(model);
    if (canBeReported) this.context.happened('table.update', () => reports.updateOf(model, highlightedRow));
    if (table.shown) this.context.engine.showTable(model);
    if (told && canBeReported)
      this.context.happened('table.loaded', () => reports.loadedOf(model, invokedBy, highlightedRow));
    this.listener.tableLoaded(tblId, invokedBy === 'table.fetch');
  }

  #failed(load: Load, failure: ViewerFailure): void {
    const { tblId, invokedBy } = load;
    const told = isTold(load, this.tables.get(tblId));
    const now = { status: 'failed', error: failure.detail, highlightedRow: -1 } as const;
    const table = this.#change(tblId, { ...askedFor(load), ...now });
    this.context.happened('table.update', () => reports.failedUpdateOf(tblId, table?.model));
    if (table?.shown) this.context.engine.showTableFailure(tblId, table.title, failure.detail);
    if (told) this.context.happened('table.loaded', () => reports.failedLoadedOf(tblId, invokedBy));
    this.listener.tableFailed(tblId);
  }

  remove(payload: JsonObject): void {
    const tblId = stringAt(payload, 'tbl_id') ?? '';
    const wasShown = this.tables.get(tblId)?.shown === true;
    if (!this.tables.delete(tblId)) {
      this.context.happened('table.remove', () => payload);
      return;
    }
    this.#flights.stop(tblId);
    this.#searching.delete(tblId);
    this.context.engine.removeTable(tblId);
    this.context.happened('table.remove', () => ({ ...payload, tbl_id: tblId, tbl_group: 'main' }));
    this.listener.tableRemoved(tblId, wasShown);
    this.listener.tableShown([...this.tables.values()].filter(({ shown }) => shown).at(-1)?.tblId);
  }

  /** Turns to the page, counted from 1, whose first row becomes the highlighted one. */
  page(tblId: string, page: number, pageSize?: number): void {
    const table = this.tables.get(tblId);
    if (table?.model === undefined) return;
    const size = pageSize ?? reports.pageSize(table.request);
    const startIdx = Math.max(0, page - 1) * size;
    this.#enqueue(tblId, async () => {
      if (await this.#turnTo(tblId, startIdx, size)) this.#highlighted(tblId, startIdx);
    });
  }

  /** Highlights a row of the result; the page that holds it is shown first. */
  highlight(tblId: string, row: number): void {
    this.#enqueue(tblId, async () => {
      const model = this.tables.get(tblId)?.model;
      if (model === undefined || row < 0 || row >= model.totalRows) return;
      const size = reports.pageSize(model.request);
      const there =
        reports.holdsRow(model, row) || (await this.#turnTo(tblId, Math.floor(row / size) * size, size));
      if (there) this.#highlighted(tblId, row);
    });
  }

  select(tblId: string, rows: readonly number[], changed: number | undefined): void {
    const table = this.tables.get(tblId);
    if (table?.model === undefined) return;
    this.#change(tblId, { selectedRows: [...rows] });
    const row = changed;
    const { totalRows } = table.model;
    const selectAll = row === undefined && totalRows > 0 && rows.length === totalRows;
    this.context.happened('table.select', () => ({
      tbl_id: tblId,
      context: row === undefined ? {} : { row },
      selectInfo: reports.selectInfo(totalRows, selectAll),
    }));
    if (table.shown) this.context.engine.selectRows?.(tblId, rows);
    this.listener.rowsSelected(tblId, rows);
  }

  /** Leaves only the rows that are selected: by their numbers in the table as it was read, which no order changes. */
  filterSelected(tblId: string): void {
    const table = this.tables.get(tblId);
    if (table?.model === undefined || table.selectedRows.length === 0) return;
    const { request, selectedRows } = table;
    this.context.happened('table.filterSelrow', () => ({ request, selected: selectedRows, tbl_id: tblId }));
    this.#enqueue(tblId, async () => {
      const signal = this.#signals.get(tblId);
      if (signal === undefined) return;
      try {
        const numbers = await originalRows(this.context.host, request, selectedRows, signal);
        const filters = withRows(stringAt(request, 'filters') ?? '', numbers);
        if (!signal.aborted) this.filter({ type: 'table.filter' }, { request: { ...request, filters } });
      } catch (error) {
        if (!signal.aborted)
          console.warn('The selected rows could not be asked for:', asFailure(error).detail);
      }
    });
  }

  /** All columns of the highlighted row: reports about a table carry them. */
  highlightedValues(tblId: unknown): JsonObject {
    const table = typeof tblId === 'string' ? this.tables.get(tblId) : undefined;
    return table?.status === 'loaded' ? reports.rowValues(table.model, table.highlightedRow) : {};
  }

  clear(): void {
    this.#flights.stopAll();
    this.#queues.clear();
    this.#searching.clear();
    this.tables.clear();
  }

  async #turnTo(tblId: string, startIdx: number, pageSize: number): Promise<boolean> {
    const signal = this.#signals.get(tblId);
    const table = this.tables.get(tblId);
    if (signal === undefined || table === undefined) return false;
    const request = { ...table.request, startIdx, pageSize };
    const load = {
      action: { type: 'table.fetch', payload: { request } },
      tblId,
      request,
      invokedBy: 'table.fetch',
      signal,
    };
    try {
      const answer = await this.context.host.tableSearch(request, signal);
      if (signal.aborted || answer.error !== undefined) return false;
      const model = complete(answer, load);
      this.#change(tblId, { model, request });
      if (reports.canBeReported(model))
        this.context.happened('table.update', () => reports.updateOf(model, startIdx));
      if (table.shown) this.context.engine.showTable(model);
      return true;
    } catch {
      return false;
    }
  }

  #highlighted(tblId: string, highlightedRow: number): void {
    const table = this.#change(tblId, { highlightedRow });
    if (table?.model === undefined) return;
    if (table.shown) this.context.engine.highlightRow(tblId, highlightedRow);
    const values = reports.rowValues(table.model, highlightedRow);
    const rowIndex = values['ROW_IDX'] ?? highlightedRow;
    const info = reports.selectInfo(table.model.totalRows);
    this.context.happened('table.highlight', () => ({
      highlightedValues: values,
      tbl_id: tblId,
      ROW_IDX: rowIndex,
      selectInfo: info,
      highlightedRow,
    }));
    this.listener.rowHighlighted(tblId, highlightedRow);
  }

  /** What is done to one table is done in the order it was asked for. */
  #enqueue(tblId: string, task: () => Promise<void>): void {
    const before = this.#queues.get(tblId);
    const work = before ? before.then(task) : task();
    this.#queues.set(tblId, work);
    this.context.track(work);
  }

  #change(tblId: string, change: Partial<TableState>): TableState | undefined {
    const table = this.tables.get(tblId);
    if (table === undefined) return undefined;
    const changed = { ...table, ...change };
    this.tables.set(tblId, changed);
    return changed;
  }

  #requestOf(payload: JsonObject): JsonObject | undefined {
    const request = payload['request'];
    if (!isRecord(request)) return undefined;
    return idOf(request) === '' ? { ...request, tbl_id: `tbl_id-${this.#untitled++}` } : request;
  }
}

function idOf(request: JsonObject): string {
  const meta = request['META_INFO'];
  return stringAt(request, 'tbl_id') ?? (isRecord(meta) ? stringAt(meta, 'tbl_id') : undefined) ?? '';
}

function addedOf(tblId: string, title: string, request: JsonObject): JsonObject {
  const options = {
    tbl_group: 'main',
    removable: true,
    setAsActive: true,
    pageSize: reports.pageSize(request),
  };
  return { tbl_id: tblId, title, options, tbl_ui_id: `tbl_ui_id-${tblId}` };
}

/** Of searches that overlap only the first that is answered is reported as loaded. */
function isTold({ invokedBy }: Load, table: TableState | undefined): boolean {
  return invokedBy !== 'table.fetch' || table?.status === 'loading';
}

/** What is on the screen after a search is what that search asked for. */
function askedFor({ tblId, request, invokedBy }: Load): Partial<Pick<TableState, 'request' | 'title'>> {
  return invokedBy === 'table.fetch' ? { request, title: reports.titleOf(request, tblId) } : {};
}

/** The answer under the id and title the viewer knows it by, with a request that tells which page it is. */
function complete(answer: TableModel, { tblId, request }: Load): TableModel {
  return {
    ...answer,
    tbl_id: tblId,
    title: reports.titleOf(request, answer.title ?? tblId),
    request: { ...request, ...answer.request },
  };
}

/** Keys in `META_INFO` do not make a request another one. */
function sameRequest(one: JsonObject, other: JsonObject): boolean {
  return canonical({ ...one, META_INFO: null }) === canonical({ ...other, META_INFO: null });
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? '';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}
