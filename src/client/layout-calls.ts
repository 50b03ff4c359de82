/** The methods of a client for the layout of its viewers. */
import * as actions from '../actions/index.js';
import { ignoredIn } from '../actions/types.js';
import { expectAction, type ReportDisplayed } from '../session/expect-report.js';
import type { Accepted, Handle } from './handle.js';
import { on, withIds } from './ids.js';
import { MaskCalls } from './mask-calls.js';
import type { CellHandle, LayoutHandle } from './types.js';

export class LayoutCalls extends MaskCalls {
  /**
   * Adds a cell to a slate, at a row and column and of a size in units of its grid. The cell of tables is always `main`. On the standard
   * page nothing is sent, and the result has a `warning`.
   */
  addCell(
    row: number,
    col: number,
    width: number,
    height: number,
    type: actions.CellType,
    options: actions.CellOptions = {},
  ): CellHandle {
    const method = 'addCell';
    const made = this.isSlate() ? this.newId('Cell') : 'noop';
    const place = { row, col, width, height };
    const action = actions.addCell({ cellId: made }, place, type, options);
    if (!this.isSlate()) {
      const cellId = options.cellId ?? made;
      return withIds(this.#noCells(method, cellId), { cellId });
    }
    const cellId = String(action.payload['cellId']);
    const handle = this.dispatcher.follow({
      method,
      action: () => action,
      keys: on('cell', cellId),
      expect: () => expectAction(`cell '${cellId}'`, action.type, { cellId }),
      tracked: { shows: `cell:${cellId}` },
      result: { cellId },
    });
    return withIds(handle, { cellId });
  }

  /** Shows where the rows of the active table lie in the sky (slate viewers only). */
  showCoverage(options: actions.SpecialViewerOptions = {}): CellHandle {
    return this.#special('showCoverage', actions.showCoverage(options));
  }

  /** Shows the image that the row of the active table is about (slate viewers only). */
  showImageMetadata(options: actions.SpecialViewerOptions = {}): CellHandle {
    return this.#special('showImageMetadata', actions.showImageMetadata(options));
  }

  /** Changes what is where on the standard page; the result has the layout in words. */
  changeTriviewLayout(layout: actions.TriviewLayout): LayoutHandle {
    const method = 'changeTriviewLayout';
    const action = actions.changeTriviewLayout(layout);
    const description = actions.TRIVIEW_LAYOUTS[layout];
    if (!this.isTriview()) {
      const warning = ignoredIn(this.mode, method, 'its cells are where you put them');
      return this.dispatcher.skip<object, ReportDisplayed>(method, warning, {});
    }
    return this.dispatcher.follow({
      method,
      action: () => action,
      keys: ['layout:'],
      expect: () => expectAction(`layout ${layout}`, action.type, { triviewLayout: layout }),
      result: { description },
    });
  }

  #noCells(method: string, cellId: string): Handle<Accepted & { cellId: string }, ReportDisplayed> {
    return this.dispatcher.skip(method, ignoredIn(this.mode, method, NO_CELLS), { cellId });
  }

  #special(method: string, action: actions.Action): CellHandle {
    const cellId = String(action.payload['cellId']);
    if (this.isTriview()) return withIds(this.#noCells(method, cellId), { cellId });
    const { viewerType } = action.payload;
    const handle = this.dispatcher.follow({
      method,
      action: () => action,
      keys: on('cell', cellId),
      needs: { displayed: on('cell', cellId) },
      expect: () => expectAction(`${method} in '${cellId}'`, action.type, { cellId, viewerType }),
      result: { cellId },
    });
    return withIds(handle, { cellId });
  }
}

const NO_CELLS = 'its page has no cells';
