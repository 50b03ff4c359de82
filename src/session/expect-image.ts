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
  /** The report as it came. */
  readonly report: Report;
}

/** An image, known by the private key its request carries. */
export function expectImage(plotId: string, key: string, hint: string): Expectation<ImageDisplayed> {
  const subject = `image '${plotId}'`;
  return {
    subject,
    watch: ['ImagePlotCntlr.PlotImage', 'ImagePlotCntlr.PlotImageFail'],
    match: (type, report) => {
      const attributes = report['attributes'];
      if (!isRecord(attributes) || attributes[TRACKING_KEY] !== key) return undefined;
      if (type === 'ImagePlotCntlr.PlotImage') return { displayed: imageOf(plotId, report) };
      return { failed: new DisplayError(subject, reasonOf(report) + hint, report) };
    },
  };
}

function reasonOf(report: Report): string {
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
    report,
  };
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

export const expectStretch = (plotId: string): Expectation<ViewDisplayed> =>
  expectView('stretch', ACTION.StretchImage, plotId);

export const expectColor = (plotId: string): Expectation<ViewDisplayed> =>
  expectView('colour', ACTION.ColorImage, plotId);
