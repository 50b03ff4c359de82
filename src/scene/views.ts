/** What viewers report of views, as the actions that bring them about. */
import { ACTION, type Action } from '../actions/types.js';
import { isRecord } from '../schema/json.js';

/** Viewers act on these as well; no method sends them. */
export const SCROLL = 'ImagePlotCntlr.ProcessScroll';
export const ACTIVATE = 'ImagePlotCntlr.ChangeActivePlotView';

/** Reports that tell of views, whoever changed them; each of a few hundred bytes. */
export const VIEW_REPORTS: readonly string[] = [
  ACTION.ZoomImage,
  ACTION.PanImage,
  SCROLL,
  ACTION.StretchImage,
  ACTION.ColorImage,
  ACTIVATE,
];

type Report = Readonly<Record<string, unknown>>;

const BANDS = ['RED', 'GREEN', 'BLUE'];

/** The action that makes a view as it is reported; none where the report does not tell. */
export function toAction(type: string, report: Report): Action | undefined {
  const { plotId } = report;
  if (typeof plotId !== 'string') return undefined;
  const payload = PAYLOADS[type]?.(report);
  return payload && { type, payload: { plotId, ...payload } };
}

const PAYLOADS: Readonly<Record<string, (report: Report) => Report | undefined>> = {
  [ACTION.ZoomImage]: ({ zoomLevel }) =>
    typeof zoomLevel === 'number' && zoomLevel > 0
      ? { userZoomType: 'LEVEL', level: zoomLevel, actionScope: 'SINGLE' }
      : undefined,
  [ACTION.PanImage]: ({ centerPt, centerOnImage }) => {
    if (String(centerOnImage) === 'true') return { centerOnImage: 'true' };
    const center = textOfPoint(centerPt);
    return center === undefined ? undefined : { centerPt: center };
  },
  [SCROLL]: ({ scrollPt }) => (isRecord(scrollPt) ? { scrollPt } : undefined),
  [ACTION.StretchImage]: ({ primaryStateJson }) => {
    const stretchData = stretchesOf(primaryStateJson);
    return stretchData.length === 0 ? undefined : { stretchData };
  },
  [ACTION.ColorImage]: ({ colorTableId, bias, contrast, useRed, useGreen, useBlue }) =>
    Array.isArray(bias)
      ? { useRed, useGreen, useBlue, bias, contrast }
      : { cbarId: colorTableId, bias, contrast, actionScope: 'SINGLE' },
  [ACTIVATE]: () => ({}),
};

/** A point as actions have it: `10.68;41.27;EQ_J2000`, or `x;y` in pixels. */
function textOfPoint(point: unknown): string | undefined {
  if (typeof point === 'string') return point;
  if (!isRecord(point) || typeof point['x'] !== 'number' || typeof point['y'] !== 'number') return undefined;
  return `${point['x']};${point['y']};${point['type'] === 'ImagePt' ? 'image' : 'EQ_J2000'}`;
}

function stretchesOf(state: unknown): Report[] {
  const bands: unknown = isRecord(state) ? state['bandStateAry'] : undefined;
  const list = Array.isArray(bands) ? bands : [];
  return list.flatMap((band: unknown, place) => {
    const rv: unknown = isRecord(band) ? band['rangeValuesSerialize'] : undefined;
    if (typeof rv !== 'string') return [];
    return [{ band: list.length === 1 ? 'NO_BAND' : BANDS[place], rv, bandVisible: true }];
  });
}
