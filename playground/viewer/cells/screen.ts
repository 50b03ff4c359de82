import type { CellState } from 'firefly-client/testing';
import { make } from '../page/dom.js';
import type { Screen, ScreenParts } from '../screen.js';
import { TablePane } from '../tables/pane.js';
import { CellCharts } from './charts.js';
import { CellGrid } from './grid.js';
import { CellImages } from './images.js';

/** A slate: cells at rows and columns, each with what the viewer has put into it. */
export function cellScreen(root: HTMLElement, parts: ScreenParts): Screen {
  const { gestures, changed } = parts;
  const grid = new CellGrid(root);
  const images = new CellImages(gestures, changed);
  const charts = new CellCharts(parts);
  const tablesRoot = make('div', { class: 'cell-fill' });
  const tables = new TablePane(tablesRoot, gestures, changed);
  /** What is drawn in a cell; in words alone when it is undefined. */
  const contentOf = ({ cellId, type, items, words }: CellState, isFirst: boolean): Node | undefined => {
    if (type === 'xyPlots') return charts.boxOf(cellId);
    if (type === 'tables') return isFirst ? tablesRoot : undefined;
    return items.length > 0 || (type === 'images' && words.length === 0) ? images.rootOf(cellId) : undefined;
  };
  const show = (cells: readonly CellState[], columns: number): void => {
    images.place(cells);
    charts.place(cells);
    const firstOfTables = cells.find(({ type }) => type === 'tables');
    grid.show(cells, columns, (cell) => contentOf(cell, cell === firstOfTables));
    changed();
  };
  return {
    images,
    charts,
    tables,
    cells: {
      show,
      get count() {
        return grid.count;
      },
    },
  };
}
