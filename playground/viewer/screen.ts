/** What is on the page: the three panes of a standard page, or the cells of a slate. */
import type { CellState } from 'firefly-client/testing';
import { ChartPane } from './charts/pane.js';
import type { Gestures } from './gestures.js';
import type { MaskBook } from './images/mask-book.js';
import { ImagePane } from './images/pane.js';
import { TablePane } from './tables/pane.js';

/** All that a class offers, for whoever offers the same. */
type Offered<Class> = Pick<Class, keyof Class>;

export type ImageScreen = Omit<Offered<ImagePane>, 'masks'> & {
  readonly masks: Pick<MaskBook, 'show' | 'change' | 'remove'>;
};
export type ChartScreen = Offered<ChartPane>;

export interface Screen {
  readonly images: ImageScreen;
  readonly charts: ChartScreen;
  readonly tables: TablePane;
  /** Of a slate. */
  readonly cells?: {
    readonly count: number;
    show(cells: readonly CellState[], columns: number): void;
  };
}

export interface Counts {
  readonly images: number;
  readonly tables: number;
  readonly charts: number;
  readonly cells: number;
}

/** What the parts of a screen need. */
export interface ScreenParts {
  readonly gestures: Gestures;
  /** The filters that a table has now. */
  filtersOf(tblId: string): string;
  changed(): void;
}

/** Where the panes of a standard page are. */
export interface Places {
  readonly images: HTMLElement;
  readonly charts: HTMLElement;
  readonly tables: HTMLElement;
}

export function paneScreen(places: Places, { gestures, filtersOf, changed }: ScreenParts): Screen {
  return {
    images: new ImagePane(places.images, gestures, changed),
    charts: new ChartPane(places.charts, gestures, changed, filtersOf),
    tables: new TablePane(places.tables, gestures, changed),
  };
}
