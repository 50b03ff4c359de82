/** Actions that this viewer takes and cannot draw: it says so in the words of a report, as a real one does when it fails. */
import { isRecord } from '../schema/json.js';
import type { JsonObject } from './engine.js';
import { stringAt, type ViewerAction, type ViewerContext } from './viewer-context.js';

const STARTED = 'ImagePlotCntlr.PlotImageStart';
const FAILED = 'ImagePlotCntlr.PlotHiPSFail';
const REASON = 'this viewer does not draw HiPS';

/** What stands in a cell in place of what cannot be drawn. */
export const WORDS = {
  coverage: 'Coverage: where the rows of the tables lie in the sky. This viewer does not draw it.',
  metadata: 'Image metadata: the image that the row of a table is about. This viewer does not draw it.',
  hips: (plotId: string) => `HiPS ${plotId}: ${REASON}.`,
} as const;

/** Shows an action in words where it cannot be drawn, and has it reported. */
export const undrawn =
  (context: ViewerContext, report: (payload: JsonObject) => void) =>
  (payload: JsonObject, { type }: ViewerAction): void => {
    context.engine.showUnknownAction(type, payload);
    report(payload);
  };

/**
 * A HiPS, or an image that changes to one: asked for, and failed. `started` finds it a place. Of the two that change,
 * without both nothing happens and nothing is reported.
 */
export function hips(
  context: ViewerContext,
  payload: JsonObject,
  started?: (plotId: string, viewerId: string) => void,
): void {
  const request = isRecord(payload['wpRequest']) ? payload['wpRequest'] : {};
  const plotId = stringAt(payload, 'plotId') ?? stringAt(request, 'plotId');
  const both = isRecord(payload['imageRequest']) && isRecord(payload['hipsRequest']);
  if (plotId === undefined || !(both || isRecord(payload['wpRequest']))) return;
  const viewerId = stringAt(payload, 'viewerId') ?? 'DEFAULT_FITS_VIEWER_ID';
  const report = {
    plotType: 'hips',
    plotId,
    viewerId,
    ...(payload['attributes'] === undefined ? {} : { attributes: payload['attributes'] }),
  };
  context.happened(STARTED, () => report);
  started?.(plotId, viewerId);
  context.happened(FAILED, () => ({
    ...report,
    description: `Failed- ${REASON}`,
    briefDescription: REASON,
  }));
}
