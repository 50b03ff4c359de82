/** What the methods of a client take and give. */
import type * as actions from '../actions/index.js';
import type { ChartDisplayed } from '../session/expect-chart.js';
import type { ImageDisplayed, ViewDisplayed } from '../session/expect-image.js';
import type { LayerDisplayed } from '../session/expect-layer.js';
import type { TableDisplayed } from '../session/expect-table.js';
import type { Handled } from './dispatcher.js';
import type { Accepted, Handle } from './handle.js';
import type { DataInput, InputOptions } from './inputs.js';

/** One plot or several. */
export type Plots = string | readonly string[];

export type ImageHandle = Handle<Accepted & { readonly plotId: string }, ImageDisplayed> & {
  readonly plotId: string;
};
export type TableHandle = Handle<Accepted & { readonly tblId: string }, TableDisplayed> & {
  readonly tblId: string;
};
export type ChartHandle = Handle<Accepted & { readonly chartId: string }, ChartDisplayed> & {
  readonly chartId: string;
};
export type RegionLayerHandle = Handle<Accepted & { readonly regionLayerId: string }, LayerDisplayed> & {
  readonly regionLayerId: string;
};
export type ViewHandle = Handle<Accepted & { readonly plotId: string }, ViewDisplayed> & {
  readonly plotId: string;
};
export type ViewsHandle = Handle<
  readonly (Accepted & { readonly plotId: string })[],
  readonly ViewDisplayed[]
> & {
  readonly plotId: readonly string[];
};
/** What a stretch gives besides: itself, as `RangeValues` of a later image takes it. */
interface Stretched {
  readonly rvString: string;
}
export type StretchHandle = Handle<Accepted & Stretched & { readonly plotId: string }, ViewDisplayed> &
  Stretched & { readonly plotId: string };
export type StretchesHandle = Handle<
  readonly (Accepted & Stretched & { readonly plotId: string })[],
  readonly ViewDisplayed[]
> &
  Stretched & { readonly plotId: readonly string[] };
export type ExtensionHandle = Handle<Accepted & { readonly extensionId: string }, Handled> & {
  readonly extensionId: string;
};
export type ActionHandle = Handle<Accepted, Handled>;

/** Options of an image: parameters of the viewer's plot request, ids, and how the input is taken. */
export type ShowFitsImageOptions = actions.ShowFitsImageOptions & InputOptions;
export type ShowTableOptions = actions.ShowTableOptions & InputOptions;
export type FetchTableOptions = actions.FetchTableOptions & InputOptions;
export type OverlayRegionOptions = actions.RegionLayerOptions &
  InputOptions & { readonly file?: DataInput | undefined };
