/** The part of Plotly that the viewer uses. */

export interface PlotlyPoint {
  readonly curveNumber: number;
  readonly pointNumber?: number;
  readonly pointIndex?: number;
}

/** A plot's element, which Plotly gives events to. */
export interface PlotlyElement extends HTMLElement {
  on?(event: 'plotly_click', handler: (event: { readonly points: readonly PlotlyPoint[] }) => void): void;
}

export interface Plotly {
  react(element: HTMLElement, data: readonly object[], layout: object, config: object): Promise<unknown>;
  relayout(element: HTMLElement, change: object): Promise<unknown>;
  purge(element: HTMLElement): void;
}

declare global {
  interface Window {
    readonly Plotly?: Plotly;
  }
}
