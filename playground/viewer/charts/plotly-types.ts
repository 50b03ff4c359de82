/** The part of Plotly that the viewer uses. */

export interface PlotlyPoint {
  readonly curveNumber: number;
  readonly pointNumber?: number | readonly number[];
  readonly pointIndex?: number;
}

/** What a person has drawn around points: a box, or a line; by axis, for plots of several axes. */
export interface PlotlySelection {
  readonly range?: Readonly<Record<string, readonly number[]>>;
  readonly lassoPoints?: Readonly<Record<string, readonly number[]>>;
}

export interface PlotlyAxis {
  readonly range: readonly number[];
  readonly type: string;
  readonly _length: number;
  readonly _offset: number;
}

interface Handlers {
  plotly_click(event: { readonly points: readonly PlotlyPoint[] }): void;
  plotly_selected(event: PlotlySelection | undefined): void;
  plotly_deselect(): void;
  plotly_relayout(change: Readonly<Record<string, unknown>>): void;
}

/** A plot's element, which Plotly gives events to, and where it keeps what it has made of data and layout. */
export interface PlotlyElement extends HTMLElement {
  on?<T extends keyof Handlers>(event: T, handler: Handlers[T]): void;
  readonly _fullLayout?: Readonly<Record<string, unknown>>;
  readonly _fullData?: readonly Readonly<Record<string, unknown>>[];
}

export interface Plotly {
  react(element: HTMLElement, data: readonly object[], layout: object, config: object): Promise<unknown>;
  relayout(element: HTMLElement, change: object): Promise<unknown>;
  downloadImage(element: HTMLElement, options: object): Promise<unknown>;
  purge(element: HTMLElement): void;
}

declare global {
  interface Window {
    readonly Plotly?: Plotly;
  }
}
