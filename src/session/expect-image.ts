/** How a viewer reports images and what is done to them. */
import { ACTION } from '../actions/types.js';
import { DisplayError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import type { Expectation } from './display.js';
import type { Report } from './session.js';

/** The attribute and META_INFO key that tells our calls apart (protocol trap T25). */
export const TRACKING_KEY = 'fireflyClientKey';

/** What a viewer reported of an image that is on the screen. */
export interface ImageDisplayed {
  readonly plotId: string;
  /** Pixels of the plane shown. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Screen pixels per image pixel. */
  readonly zoomLevel: number;
  /** Cards of the FITS header by keyword; repeated ones in the form the viewer has them. */
  readonly header: Readonly<Record<string, string>>;
  /** The headers of all images of the file that the viewer has read, in the order of the file. */
  readonly headers: readonly Readonly<Record<string, string>>[];
  /** The report as it came. */
  readonly report: Report;
}

export const PLOTTED = 'ImagePlotCntlr.PlotImage';
export const PLOT_FAILED = 'ImagePlotCntlr.PlotImageFail';
const PIXELS = 'ImagePlotCntlr.byteDataRefresh';

/** An image behind a tab gets its pixels when it comes to the front: then its plot has to do. */
const PIXEL_GRACE = 10_000;
/** New pixels after a stretch come within a few hundred milliseconds, if they have to be fetched at all. */
const STRETCH_GRACE = 3_000;

/**
 * An image, known by the private key its request carries. It is there when its pixels are: a viewer reports the plot before,
 * and loses colours and stretches that come in between (observed).
 */
export function expectImage(plotId: string, key: string, hint: string): Expectation<ImageDisplayed> {
  const subject = `image '${plotId}'`;
  let plotted: ImageDisplayed | undefined;
  return {
    subject,
    watch: [PLOTTED, PLOT_FAILED, PIXELS],
    match: (type, report) => {
      if (type === PIXELS) {
        return plotted !== undefined && report['plotId'] === plotId ? { displayed: plotted } : undefined;
      }
      if (dig(report, 'attributes', TRACKING_KEY) !== key) return undefined;
      if (type === PLOT_FAILED) return { failed: new DisplayError(subject, reasonOf(report) + hint, report) };
      plotted = imageOf(plotId, report);
      return { provisional: plotted, after: PIXEL_GRACE };
    },
  };
}

export function reasonOf(report: Report): string {
  const texts = [report['description'], report['detailFailReason'], report['briefDescription']];
  const [description = 'the viewer gave no reason', detail] = texts.filter(
    (text) => typeof text === 'string' && text !== '',
  );
  return detail === undefined || detail === description ? String(description) : `${description} (${detail})`;
}

function imageOf(plotId: string, report: Report): ImageDisplayed {
  const plot = dig(report, 'pvNewPlotInfoAry', 0, 'plotAry', 0);
  return {
    plotId,
    width: numberAt(plot, 'dataWidth'),
    height: numberAt(plot, 'dataHeight'),
    title: String(dig(plot, 'title') ?? ''),
    zoomLevel: numberAt(plot, 'zoomFactor'),
    header: headerOf(dig(plot, 'header')),
    headers: headersOf(dig(report, 'pvNewPlotInfoAry', 0, 'plotAry')),
    report,
  };
}

/** Number of the HDU, which the server adds to a header. */
const HDU = 'SPOT_EXT';

/** One header for each HDU: the planes of a cube have one and the same. */
function headersOf(plots: unknown): Readonly<Record<string, string>>[] {
  const headers = Array.isArray(plots) ? plots.map((plot) => headerOf(dig(plot, 'header'))) : [];
  return headers.filter((header, index) => {
    const hdu = header[HDU];
    return hdu === undefined || hdu !== headers[index - 1]?.[HDU];
  });
}

function headerOf(header: unknown): Record<string, string> {
  if (!isRecord(header)) return {};
  return Object.fromEntries(
    Object.entries(header).map(([keyword, card]) => [keyword, String(dig(card, 'value') ?? '')]),
  );
}

/** What lies under a path of keys and indices. */
export function dig(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

const numberAt = (value: unknown, key: string): number => Number(dig(value, key) ?? Number.NaN);

/** What a viewer reported of a view that was changed. */
export interface ViewDisplayed {
  readonly plotId: string;
  readonly report: Report;
}

/** A change of view, known by its plot and, where the report carries them, its values. */
function expectView(
  what: string,
  type: string,
  plotId: string,
  same: (report: Report) => boolean = () => true,
): Expectation<ViewDisplayed> {
  return {
    subject: `${what} of '${plotId}'`,
    watch: [type],
    match: (_type, report) =>
      report['plotId'] === plotId && same(report) ? { displayed: { plotId, report } } : undefined,
  };
}

export function expectZoom(plotId: string, level: number): Expectation<ViewDisplayed> {
  const near = (report: Report) => Math.abs(Number(report['zoomLevel']) - level) <= level * 1e-6;
  return expectView('zoom', ACTION.ZoomImage, plotId, near);
}

export function expectPan(
  plotId: string,
  center: { readonly x?: number | undefined; readonly y?: number | undefined },
): Expectation<ViewDisplayed> {
  return expectView('pan', ACTION.PanImage, plotId, (report) => {
    if (center.x === undefined) return String(report['centerOnImage']) === 'true';
    return (
      Number(dig(report, 'centerPt', 'x')) === center.x && Number(dig(report, 'centerPt', 'y')) === center.y
    );
  });
}

/** A stretch: it is over when the pixels have been made anew, and until then a viewer loses colours (observed). */
export function expectStretch(plotId: string): Expectation<ViewDisplayed> {
  let stretched: ViewDisplayed | undefined;
  return {
    subject: `stretch of '${plotId}'`,
    watch: [ACTION.StretchImage, PIXELS],
    match: (type, report) => {
      if (report['plotId'] !== plotId) return undefined;
      if (type === PIXELS) return stretched && { displayed: stretched };
      stretched = { plotId, report };
      return { provisional: stretched, after: STRETCH_GRACE };
    },
  };
}

export const expectColor = (plotId: string): Expectation<ViewDisplayed> =>
  expectView('colour', ACTION.ColorImage, plotId);
