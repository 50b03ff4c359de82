/** Plain clicks on images, which viewers report as a change of an attribute (protocol trap T26). */
import type { WorldPoint } from '../actions/index.js';
import { isRecord } from '../schema/json.js';
import { dig } from '../session/expect-image.js';
import type { Report } from '../session/session.js';

/** The user clicked on an image. */
export interface ClickEvent {
  readonly plotId: string;
  /** Where, in degrees; images without a sky position have pixels as `image`. */
  readonly world?: WorldPoint;
  readonly image?: { readonly x: number; readonly y: number };
  /** The report as it came. */
  readonly report: Report;
}

/** The click that a report tells of; undefined when it tells of something else. */
export function clickOf(report: Report): ClickEvent | undefined {
  const point = dig(report, 'attValue', 'pt');
  if (report['attKey'] !== 'ACTIVE_POINT' || !isRecord(point)) return undefined;
  const place = { x: Number(point['x']), y: Number(point['y']) };
  if (Number.isNaN(place.x) || Number.isNaN(place.y)) return undefined;
  const plotId = String(report['plotId']);
  if (point['type'] !== 'WorldPt') return { plotId, image: place, report };
  const system = point['cSys'];
  return { plotId, world: { ...place, system: typeof system === 'string' ? system : 'EQ_J2000' }, report };
}
