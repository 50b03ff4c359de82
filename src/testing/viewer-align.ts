/** Aligns the images of a viewer with the active one: scale and centre, not rotation. */
import type { JsonObject, LoadedImage, PickedPoint, ViewPoint } from './engine.js';
import { readPoint, reportedPoint } from './points.js';
import { stringAt, type ViewerContext } from './viewer-context.js';
import type { ViewerImages } from './viewer-images.js';
import type { PlotState } from './viewer-state.js';

const MATCH = 'ImagePlotCntlr.wcsMatch';
const LOCK = 'ImagePlotCntlr.PositionLocking';

/** `ImagePlotCntlr.wcsMatch`: without any image nothing happens. */
export function align(context: ViewerContext, images: ViewerImages, payload: JsonObject): void {
  const primary = images.plots.get(stringAt(payload, 'plotId') ?? images.activePlotId ?? '');
  if (primary === undefined) return;
  const matchType = stringAt(payload, 'matchType') ?? false;
  const bySky = matchType === 'Standard' || matchType === 'Target';
  const middle = centerOf(context, primary);
  const sky = bySky ? skyCenter(primary, middle, matchType === 'Target') : undefined;
  const matched = (wcsMatchType: string | false): void => {
    const wcsMatchCenterWP = sky && wcsMatchType !== false ? reportedPoint(sky) : null;
    context.happened(MATCH, () => ({ wcsMatchType, mpwWcsPrimId: primary.plotId, wcsMatchCenterWP }));
  };
  const locked = (positionLock: boolean): void =>
    context.happened(LOCK, () => ({ positionLock, plotId: primary.plotId }));
  matched(matchType);
  locked(matchType !== false);
  if (matchType === false) return;
  for (const plot of images.plots.values()) {
    if (plot.image === undefined || plot.status !== 'displayed') continue;
    if (plot.plotId === primary.plotId && matchType !== 'Target') continue;
    const place = bySky ? onSky(primary, plot, sky) : onPixels(primary, plot, middle, matchType);
    if (place) images.follow(plot.plotId, place.zoomLevel, place.center);
  }
  if (payload['lockMatch'] === true) return;
  locked(false);
  matched(false);
}

interface Followed {
  readonly zoomLevel: number;
  readonly center: ViewPoint | null;
}

/** The same scale on the sky; an image without one stays as it is. */
function onSky(primary: PlotState, plot: PlotState, center: ViewPoint | undefined): Followed | undefined {
  const [from, to] = [degreesPerPixel(primary.image), degreesPerPixel(plot.image)];
  if (from === undefined || to === undefined) return undefined;
  return { zoomLevel: (primary.zoomLevel * to) / from, center: center ?? plot.center };
}

/** The same zoom, with the same pixel in the middle: counted from the lower left corner, or from the middle of each image. */
function onPixels(primary: PlotState, plot: PlotState, { image }: PickedPoint, matchType: string): Followed {
  const [ours, theirs] = [middleOf(plot.image), middleOf(primary.image)];
  const moved = matchType === 'PixelCenter' ? { x: ours.x - theirs.x, y: ours.y - theirs.y } : { x: 0, y: 0 };
  const center = { x: image.x + moved.x, y: image.y + moved.y, system: 'PIXEL' };
  return { zoomLevel: primary.zoomLevel, center };
}

/** What is in the middle of the window: an engine without a screen has the middle of the image there. */
function centerOf(context: ViewerContext, plot: PlotState): PickedPoint {
  return context.engine.centerOf?.(plot.plotId) ?? { image: middleOf(plot.image) };
}

/** The position that all take; of a request by target it may be the target. */
function skyCenter(plot: PlotState, { world }: PickedPoint, byTarget: boolean): ViewPoint | undefined {
  const target = byTarget ? readPoint(plot.params['WorldPt']) : undefined;
  return target ?? (world && { x: world.ra, y: world.dec, system: 'EQ_J2000' });
}

function middleOf(image: LoadedImage | undefined): { readonly x: number; readonly y: number } {
  return { x: (image?.width ?? 0) / 2, y: (image?.height ?? 0) / 2 };
}

function degreesPerPixel(image: LoadedImage | undefined): number | undefined {
  const number = (key: string): number =>
    Number(image?.header.find((card) => card.key === key)?.value.replace(/d/i, 'e') || Number.NaN);
  const scale = Math.abs(number('CDELT2')) || Math.hypot(number('CD1_2') || 0, number('CD2_2') || 0);
  return scale > 0 ? scale : undefined;
}
