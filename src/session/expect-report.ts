/** Actions that viewers report as themselves, and little more. */
import { ACTION } from '../actions/types.js';
import { DisplayError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import type { Expectation, Outcome } from './display.js';
import { dig, PLOT_FAILED, PLOTTED, reasonOf, TRACKING_KEY } from './expect-image.js';
import type { Report } from './session.js';

/** What a viewer reported of an action it has carried out. */
export interface ReportDisplayed {
  /** The report as it came. */
  readonly report: Report;
}

/** A viewer has carried out an action of this type with these members. */
export function expectAction(
  subject: string,
  type: string,
  members: Readonly<Record<string, unknown>>,
): Expectation<ReportDisplayed> {
  return {
    subject,
    watch: [type],
    match: (_type, report) =>
      Object.entries(members).every(([key, value]) => report[key] === value)
        ? { displayed: { report } }
        : undefined,
  };
}

export const expectAligned = (matchType: string): Expectation<ReportDisplayed> =>
  expectAction('the alignment', ACTION.AlignImages, { wcsMatchType: matchType });

/** What a viewer reported of a chart that was changed. */
export function expectChartUpdate(
  chartId: string,
  changes: Readonly<Record<string, unknown>>,
): Expectation<ReportDisplayed> {
  const names = Object.keys(changes);
  return {
    subject: `change of chart '${chartId}'`,
    watch: [ACTION.UpdateChart],
    match: (_type, report) => {
      const reported = report['changes'];
      const same = report['chartId'] === chartId && isRecord(reported);
      return same && names.every((name) => name in reported) ? { displayed: { report } } : undefined;
    },
  };
}

/** What a viewer reported of a mask. */
export interface MaskDisplayed extends ReportDisplayed {
  readonly plotId: string;
  readonly maskId: string;
}

const MASK_FAILED = 'ImagePlotCntlr.plotMaskFail';

export function expectMask(plotId: string, maskId: string): Expectation<MaskDisplayed> {
  return ofMask(`mask '${maskId}' of '${plotId}'`, plotId, maskId, ACTION.PlotMask);
}

export const expectMaskRemoved = (plotId: string, maskId: string): Expectation<MaskDisplayed> =>
  ofMask(`removal of mask '${maskId}' of '${plotId}'`, plotId, maskId, ACTION.DeleteOverlayMask);

/** A change is reported with the attributes that were set. */
export function expectMaskChange(
  plotId: string,
  maskId: string,
  attribute: string,
): Expectation<MaskDisplayed> {
  const subject = `${attribute} of mask '${maskId}' of '${plotId}'`;
  return ofMask(subject, plotId, maskId, ACTION.ChangeOverlayMask, attribute);
}

function ofMask(
  subject: string,
  plotId: string,
  maskId: string,
  type: string,
  attribute?: string,
): Expectation<MaskDisplayed> {
  const shows = type === ACTION.PlotMask;
  return {
    subject,
    watch: shows ? [type, MASK_FAILED] : [type],
    match: (reported, report): Outcome<MaskDisplayed> | undefined => {
      if (report['plotId'] !== plotId || report['imageOverlayId'] !== maskId) return undefined;
      if (attribute !== undefined && dig(report, 'attributes', attribute) === undefined) return undefined;
      if (reported === MASK_FAILED) return { failed: new DisplayError(subject, reasonOf(report), report) };
      return { displayed: { plotId, maskId, report } };
    },
  };
}

/** What a viewer reported of a HiPS, or of an image in its place. */
export interface HipsDisplayed extends ReportDisplayed {
  readonly plotId: string;
  /** Which of the two is shown. */
  readonly shown: 'hips' | 'image';
}

const HIPS = 'ImagePlotCntlr.PlotHiPS';
const HIPS_FAILED = 'ImagePlotCntlr.PlotHiPSFail';

/** A HiPS, or what is shown in its place; where the reports carry our key it has to be that of this call. */
export function expectHips(plotId: string, key: string, images: boolean): Expectation<HipsDisplayed> {
  const subject = `HiPS '${plotId}'`;
  return {
    subject,
    watch: images ? [HIPS, HIPS_FAILED, PLOTTED, PLOT_FAILED] : [HIPS, HIPS_FAILED],
    match: (type, report) => {
      if (report['plotId'] !== plotId) return undefined;
      const carried = dig(report, 'attributes', TRACKING_KEY);
      if (carried !== undefined && carried !== key) return undefined;
      if (type === HIPS_FAILED || type === PLOT_FAILED)
        return { failed: new DisplayError(subject, reasonOf(report), report) };
      return { displayed: { plotId, shown: type === HIPS ? 'hips' : 'image', report } };
    },
  };
}

/** What a viewer reported of a layer of footprints. */
export interface FootprintsDisplayed extends ReportDisplayed {
  readonly footprintLayerId: string;
}

const ATTACHED = 'DrawLayerCntlr.attachLayerToPlot';
const TABLE_LOADED = 'table.loaded';

/** Footprints come from a table that the viewer loads under the layer's id; the layer is put on the plot after it. */
export function expectFootprints(id: string): Expectation<FootprintsDisplayed> {
  const subject = `footprints '${id}'`;
  return {
    subject,
    watch: [ATTACHED, TABLE_LOADED],
    match: (type, report) => {
      if (type === TABLE_LOADED) {
        if (report['tbl_id'] !== id || report['error'] === undefined) return undefined;
        const reason = dig(report, 'error', 'message') ?? 'their table could not be loaded';
        return { failed: new DisplayError(subject, String(reason), report) };
      }
      return report['drawLayerId'] === id ? { displayed: { footprintLayerId: id, report } } : undefined;
    },
  };
}
