/** The part of Tabulator that the viewer uses. */

export interface TabulatorRow {
  getData(): Readonly<Record<string, unknown>>;
  getElement(): HTMLElement;
}

export interface TabulatorCell {
  getValue(): unknown;
  getRow(): TabulatorRow;
  getElement(): HTMLElement;
}

export interface TabulatorColumn {
  readonly title: string;
  readonly field?: string;
  readonly width?: number;
  readonly headerSort: false;
  readonly frozen?: boolean;
  readonly hozAlign?: 'left' | 'right' | 'center';
  readonly resizable?: boolean;
  readonly cssClass?: string;
  readonly formatter: (cell: TabulatorCell) => HTMLElement | string;
  readonly titleFormatter: () => HTMLElement;
}

export interface TabulatorOptions {
  readonly index: string;
  readonly data: readonly object[];
  readonly columns: readonly TabulatorColumn[];
  readonly height: string;
  readonly rowHeight: number;
  readonly layout: 'fitData';
  readonly renderHorizontal: 'basic' | 'virtual';
  readonly nestedFieldSeparator: false;
  readonly placeholder: string;
  readonly columnDefaults: { readonly headerTooltip: boolean };
  readonly rowFormatter: (row: TabulatorRow) => void;
}

export interface Tabulator {
  on(event: 'tableBuilt', handler: () => void): void;
  on(event: 'rowClick', handler: (event: UIEvent, row: TabulatorRow) => void): void;
  replaceData(data: readonly object[]): Promise<void>;
  getRow(index: number): TabulatorRow | false;
  getRows(): readonly TabulatorRow[];
  scrollToRow(index: number, position: 'nearest', ifVisible: boolean): Promise<void>;
  redraw(force?: boolean): void;
  destroy(): void;
}

declare global {
  interface Window {
    readonly Tabulator?: new (element: HTMLElement, options: TabulatorOptions) => Tabulator;
  }
}
