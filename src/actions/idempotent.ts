/**
 * Actions that may run twice: the second time changes nothing. Only these are sent again when a connection broke and
 * nobody knows whether they have run. What is not in the table never is; actions that this package does not know, too.
 */
import { isRecord } from '../schema/json.js';
import { ACTION, type Action } from './types.js';

type Payload = Readonly<Record<string, unknown>>;

/** When a type of action is idempotent: always, or if it has what is named here. */
interface Rule {
  readonly type: string;
  /** In words, for the documents. */
  readonly when: string;
  readonly holds: (payload: Payload) => boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const memberOf = (payload: Payload, name: string, member: string): unknown => {
  const inner = payload[name];
  return isRecord(inner) ? inner[member] : undefined;
};

const always = (type: string): Rule => ({ type, when: 'always', holds: () => true });
const withId = (type: string, id: string): Rule => ({
  type,
  when: `with \`${id}\``,
  holds: (payload) => isText(payload[id]),
});
const withInner = (type: string, name: string, id: string): Rule => ({
  type,
  when: `with \`${name}.${id}\``,
  holds: (payload) => isText(memberOf(payload, name, id)),
});

/** The table. The guide has the same one (tested). */
export const IDEMPOTENT: readonly Rule[] = [
  withInner(ACTION.ShowImage, 'wpRequest', 'plotId'),
  {
    type: ACTION.ZoomImage,
    when: 'with `userZoomType: "LEVEL"`',
    holds: ({ userZoomType }) => userZoomType === 'LEVEL',
  },
  always(ACTION.PanImage),
  always(ACTION.StretchImage),
  always(ACTION.ColorImage),
  always(ACTION.DeletePlot),
  withInner(ACTION.ShowTable, 'request', 'tbl_id'),
  withInner(ACTION.FetchTable, 'request', 'tbl_id'),
  withInner(ACTION.TableFilter, 'request', 'tbl_id'),
  withInner(ACTION.TableSort, 'request', 'tbl_id'),
  withId(ACTION.RemoveTable, 'tbl_id'),
  withId(ACTION.ShowPlot, 'chartId'),
  withId(ACTION.UpdateChart, 'chartId'),
  withId(ACTION.RemoveChart, 'chartId'),
  withId(ACTION.PlotMask, 'imageOverlayId'),
  withId(ACTION.ChangeOverlayMask, 'imageOverlayId'),
  withId(ACTION.DeleteOverlayMask, 'imageOverlayId'),
  always(ACTION.TriviewLayout),
  always(ACTION.AddExtension),
  always(ACTION.RemoveExtension),
  always(ACTION.GrabFocus),
];

const RULES: ReadonlyMap<string, Rule> = new Map(IDEMPOTENT.map((rule) => [rule.type, rule]));

/** Whether an action may run twice. */
export function isIdempotent({ type, payload }: Action): boolean {
  return RULES.get(type)?.holds(payload) ?? false;
}
