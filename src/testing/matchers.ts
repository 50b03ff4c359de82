/** Matchers for `expect.extend` of vitest and jest: what a scripted viewer shows, in words. */
import { ArgumentError } from '../errors.js';
import { ScriptedViewer } from './scripted-viewer.js';

/** What a matcher gives back. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers as they are called, for the types of `expect`. */
export interface ViewerMatchers<R = unknown> {
  /** An image, table, chart, layer or mask of this id is on the screen. */
  toHaveShown(id: string): R;
  /** An image, table or chart of this id has failed; its reason has this text in it. */
  toHaveFailed(id: string, reason?: string | RegExp): R;
  /** An action of this type has arrived, with at least these fields in its payload. */
  toHaveReceived(type: string, fields?: Readonly<Record<string, unknown>>): R;
}

/** How a thing is doing. */
interface Thing {
  readonly kind: string;
  readonly id: string;
  readonly status: string;
  readonly reason: string;
}

const SHOWN: ReadonlySet<string> = new Set(['displayed', 'loaded', 'drawn']);

/** `expect.extend(viewerMatchers)` */
export const viewerMatchers = {
  toHaveShown(received: unknown, id: string): MatcherResult {
    const things = thingsIn(viewerIn('toHaveShown', received));
    const pass = things.some((thing) => thing.id === id && SHOWN.has(thing.status));
    return told(pass, `shown ${JSON.stringify(id)}`, inWords(things));
  },

  toHaveFailed(received: unknown, id: string, reason: string | RegExp = ''): MatcherResult {
    const things = thingsIn(viewerIn('toHaveFailed', received));
    const fits = (said: string) => (typeof reason === 'string' ? said.includes(reason) : reason.test(said));
    const pass = things.some((thing) => thing.id === id && thing.status === 'failed' && fits(thing.reason));
    const wanted = reason === '' ? '' : ` with ${String(reason)}`;
    return told(pass, `failed at ${JSON.stringify(id)}${wanted}`, inWords(things));
  },

  toHaveReceived(
    received: unknown,
    type: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): MatcherResult {
    const viewer = viewerIn('toHaveReceived', received);
    const pass = viewer.received.some((action) => action.type === type && hasFields(action.payload, fields));
    const asked = Object.keys(fields).length === 0 ? '' : ` with ${JSON.stringify(fields)}`;
    const types = [...new Set(viewer.received.map((action) => action.type))];
    return told(pass, `received ${type}${asked}`, `It has received ${types.join(', ') || 'nothing'}`);
  },
};

function told(pass: boolean, what: string, instead: string): MatcherResult {
  return { pass, message: () => `expected the viewer ${pass ? 'not ' : ''}to have ${what}. ${instead}` };
}

function viewerIn(method: string, received: unknown): ScriptedViewer {
  if (received instanceof ScriptedViewer) return received;
  throw new ArgumentError(method, 'the value that is expected', received, 'a viewer of server.openViewer()');
}

function thingsIn(viewer: ScriptedViewer): Thing[] {
  const thing = (kind: string, id: string, status: string, reason = ''): Thing => ({
    kind,
    id,
    status,
    reason,
  });
  return [
    ...[...viewer.images.values()].map((plot) => thing('image', plot.plotId, plot.status, plot.failure)),
    ...[...viewer.tables.values()]
      .filter(({ shown }) => shown)
      .map((table) => thing('table', table.tblId, table.status, table.error)),
    ...[...viewer.charts.values()].map((chart) => thing('chart', chart.chartId, chart.status, chart.error)),
    ...[...viewer.layers.values()].map((layer) =>
      thing('layer', layer.drawLayerId, layer.plotIds.length > 0 ? 'drawn' : 'on no image'),
    ),
    ...viewer.masks.map((mask) => thing('mask', mask.maskId, mask.visible ? 'drawn' : 'hidden')),
  ];
}

const inWords = (things: readonly Thing[]): string =>
  things.length === 0
    ? 'It shows nothing'
    : `It has ${things
        .map(({ kind, id, status, reason }) =>
          [`${kind} ${JSON.stringify(id)} (${status}`, reason].filter((part) => part !== '').join(': '),
        )
        .map((words) => `${words})`)
        .join(', ')}`;

/** Whether all of what is wanted is there, however deep; more may be. */
function hasFields(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(value, wanted);
  if (Array.isArray(wanted) && (!Array.isArray(value) || value.length !== wanted.length)) return false;
  return Object.entries(wanted).every(
    ([key, field]) => Object.hasOwn(Object(value), key) && hasFields(Reflect.get(Object(value), key), field),
  );
}
