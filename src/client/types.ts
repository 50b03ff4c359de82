/** What the methods of a client take and give. */
import type * as actions from '../actions/index.js';
import type { ChartDisplayed } from '../session/expect-chart.js';
import type { ImageDisplayed, ViewDisplayed } from '../session/expect-image.js';
import type { LayerDisplayed } from '../session/expect-layer.js';
import type {
  FootprintsDisplayed,
  HipsDisplayed,
  MaskDisplayed,
  ReportDisplayed,
} from '../session/expect-report.js';
import type { TableDisplayed } from '../session/expect-table.js';
import type { Handled } from './dispatcher.js';
import type { Accepted, Handle } from './handle.js';
import type { IconInput } from './icons.js';
import type { DataInput, InputOptions } from './inputs.js';

export type { IconInput } from './icons.js';

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

/** What a hue-preserving stretch gives besides: the stretches of red, green and blue. */
interface HueStretched {
  readonly rvList: readonly [string, string, string];
}
export type HueStretchHandle = Handle<Accepted & HueStretched & { readonly plotId: string }, ViewDisplayed> &
  HueStretched & { readonly plotId: string };
export type HueStretchesHandle = Handle<
  readonly (Accepted & HueStretched & { readonly plotId: string })[],
  readonly ViewDisplayed[]
> &
  HueStretched & { readonly plotId: readonly string[] };
export type HipsHandle = Handle<Accepted & { readonly plotId: string }, HipsDisplayed> & {
  readonly plotId: string;
};
export type ReportedHandle = Handle<Accepted, ReportDisplayed>;
export type RemovedTableHandle = Handle<Accepted & { readonly tblId: string }, ReportDisplayed> & {
  readonly tblId: string;
};
export type ChangedChartHandle = Handle<Accepted & { readonly chartId: string }, ReportDisplayed> & {
  readonly chartId: string;
};
interface MaskIds {
  readonly plotId: string;
  readonly maskId: string;
}
export type MaskHandle = Handle<Accepted & MaskIds, MaskDisplayed> & MaskIds;
export type MasksHandle = Handle<readonly (Accepted & MaskIds)[], readonly MaskDisplayed[]>;
export type FootprintsHandle = Handle<
  Accepted & { readonly footprintLayerId: string },
  FootprintsDisplayed
> & { readonly footprintLayerId: string };
export type CellHandle = Handle<Accepted & { readonly cellId: string }, ReportDisplayed> & {
  readonly cellId: string;
};
export type LayoutHandle = Handle<Accepted & { readonly description?: string }, ReportDisplayed>;

/** Options of an image: parameters of the viewer's plot request, ids, and how the input is taken. */
export type ShowFitsImageOptions<S extends actions.SurveyName = actions.SurveyName> =
  actions.ShowFitsImageOptions<S> & InputOptions;
/** One band of a three-colour image: parameters of the plot request, and where the image comes from. */
export type BandOptions = actions.BandParams & InputOptions & { readonly input?: DataInput | undefined };
export type ShowDataOptions = actions.ShowDataOptions & InputOptions;
export type ShowTableOptions = actions.ShowTableOptions & InputOptions;
export type FetchTableOptions = actions.FetchTableOptions & InputOptions;
export type OverlayRegionOptions = actions.RegionLayerOptions &
  InputOptions & { readonly file?: DataInput | undefined };
export type OverlayFootprintsOptions = actions.FootprintOptions &
  InputOptions & { readonly imageFile?: DataInput | undefined };
export type AddMaskOptions = actions.MaskOptions & InputOptions & { readonly file?: DataInput | undefined };
export type AddExtensionOptions = actions.ExtensionOptions & {
  /** Icon of the button: a path (not in pages), an address, a data URI or the bytes of a picture. */
  readonly imageSrc?: IconInput | undefined;
};
