/** Plotly's traces and layout, as far as they are used with tables; everything else of Plotly is passed on. */

/** An array of values, or a column of the trace's table: `tables::column`, or `tables::` and an expression of columns. */
export type Values = readonly (number | string | boolean | null)[] | `tables::${string}` | (string & {});

export interface ErrorBars {
  readonly array?: Values | undefined;
  readonly arrayminus?: Values | undefined;
  readonly symmetric?: boolean | undefined;
  readonly visible?: boolean | undefined;
  readonly [attribute: string]: unknown;
}

export interface Marker {
  readonly color?: string | number | Values | undefined;
  readonly size?: number | Values | undefined;
  /** 0 to 1. */
  readonly opacity?: number | Values | undefined;
  readonly symbol?: string | Values | undefined;
  readonly colorscale?: string | readonly (readonly [number, string])[] | undefined;
  readonly showscale?: boolean | undefined;
  readonly [attribute: string]: unknown;
}

/** Types of traces that a viewer draws; `fireflyHistogram` and `fireflyHeatmap` are its own. */
export type TraceType =
  | 'scatter'
  | 'scattergl'
  | 'scatter3d'
  | 'bar'
  | 'box'
  | 'violin'
  | 'histogram'
  | 'histogram2d'
  | 'histogram2dcontour'
  | 'heatmap'
  | 'contour'
  | 'surface'
  | 'mesh3d'
  | 'pie'
  | 'fireflyHistogram'
  | 'fireflyHeatmap'
  | (string & {});

/** One trace of a chart. */
export interface Trace {
  readonly type?: TraceType | undefined;
  readonly mode?: 'markers' | 'lines' | 'lines+markers' | 'text' | (string & {}) | undefined;
  readonly name?: string | undefined;
  /** The table that `tables::` of this trace means. */
  readonly tbl_id?: string | undefined;
  readonly x?: Values | undefined;
  readonly y?: Values | undefined;
  readonly z?: Values | readonly (readonly number[])[] | undefined;
  readonly text?: string | Values | undefined;
  readonly marker?: Marker | undefined;
  readonly line?: Readonly<Record<string, unknown>> | undefined;
  readonly error_x?: ErrorBars | undefined;
  readonly error_y?: ErrorBars | undefined;
  /** What the viewer's own types of traces take. */
  readonly firefly?: Readonly<Record<string, unknown>> | undefined;
  readonly [attribute: string]: unknown;
}

export interface Axis {
  readonly title?: string | { readonly text?: string; readonly [attribute: string]: unknown } | undefined;
  readonly type?: 'linear' | 'log' | 'date' | 'category' | (string & {}) | undefined;
  readonly range?: readonly (number | string)[] | undefined;
  readonly autorange?: boolean | 'reversed' | (string & {}) | undefined;
  readonly showgrid?: boolean | undefined;
  readonly [attribute: string]: unknown;
}

/** The layout of a chart. */
export interface ChartLayout {
  readonly title?: string | { readonly text?: string; readonly [attribute: string]: unknown } | undefined;
  readonly xaxis?: Axis | undefined;
  readonly yaxis?: Axis | undefined;
  readonly showlegend?: boolean | undefined;
  readonly [attribute: string]: unknown;
}
