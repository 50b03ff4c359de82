/** The methods of a client that show and change tables. */
import * as actions from '../actions/index.js';
import { expectAction } from '../session/expect-report.js';
import { inputAndOptions } from './caller.js';
import { onTable, withIds } from './ids.js';
import type { DataInput, InputOptions, MemoryTable } from './inputs.js';
import { checkParameters } from './server-side.js';
import { splitInput, Tables, type WithoutInput } from './tables.js';
import type { FetchTableOptions, RemovedTableHandle, ShowTableOptions, TableHandle } from './types.js';
import { ViewCalls } from './view-calls.js';

export class TableCalls extends ViewCalls {
  readonly #tables = new Tables(this.dispatcher, this.tracker !== undefined, (request) =>
    this.session.commands.tableFailure(request, { timeout: 30_000 }),
  );

  /**
   * Shows a table. Inputs as for images, and tables in memory: rows, columns by name, or an Arrow table, which are encoded here, at
   * once, and uploaded. Without an input `targetSearchInfo` names a search.
   * @returns a handle whose `displayed()` gives rows and columns
   */
  showTable(input?: DataInput | MemoryTable | ShowTableOptions, options?: ShowTableOptions): TableHandle {
    const [source, given] = inputAndOptions<ShowTableOptions>('showTable', input, options, {});
    return this.#table('showTable', source, given, actions.showTable);
  }

  /** Fetches a table into the viewer without showing it. */
  fetchTable(input: DataInput | MemoryTable | FetchTableOptions, options?: FetchTableOptions): TableHandle {
    const [source, given] = inputAndOptions<FetchTableOptions>('fetchTable', input, options, {});
    return this.#table('fetchTable', source, given, actions.fetchTable);
  }

  /** Filters a table by SQL conditions, best made by `filter`; an empty string takes the filters off. */
  applyTableFilters(tblId: string, filters: string | actions.SqlFilter): TableHandle {
    const action = actions.applyTableFilters(tblId, filters);
    return this.#tables.change('applyTableFilters', action, {
      tblId,
      what: 'filters',
      value: String(filters),
    });
  }

  /** Sorts a table by a column: `ASC`, `DESC`, or an empty string for the order of the file. */
  sortTableColumn(tblId: string, columnName: string, direction: actions.SortDirection = ''): TableHandle {
    const action = actions.sortTableColumn(tblId, columnName, direction);
    return this.#tables.change('sortTableColumn', action, {
      tblId,
      what: 'sortInfo',
      value: `${direction},${columnName}`,
    });
  }

  /** Removes a table from the viewer, and with it what is drawn from it. */
  removeTable(tblId: string): RemovedTableHandle {
    const action = actions.removeTable(tblId);
    const handle = this.dispatcher.follow({
      method: 'removeTable',
      action: () => action,
      ...onTable(tblId),
      expect: () =>
        expectAction(`removal of table '${tblId}'`, actions.ACTION.RemoveTable, { tbl_id: tblId }),
      result: { tblId },
    });
    return withIds(handle, { tblId });
  }

  #table<O extends { readonly tblId?: string | undefined } & InputOptions>(
    method: string,
    input: unknown,
    given: O,
    build: (context: actions.TableContext, options: WithoutInput<O>) => actions.Action,
  ): TableHandle {
    const [how, options] = splitInput(given);
    checkParameters(method, Reflect.get(given, 'targetSearchInfo'), this.allowServerPaths);
    const tblId = given.tblId ?? this.newId('Table');
    return this.#tables.show({
      method,
      tblId,
      input: this.input(method, input, 'table', how),
      options,
      build,
    });
  }
}
