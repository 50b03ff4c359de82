/** Changes of views: the same call for one plot or several. */
import type { Action } from '../actions/index.js';
import type { Expectation } from '../session/display.js';
import type { ViewDisplayed } from '../session/expect-image.js';
import type { Dispatcher } from './dispatcher.js';
import { combine, Handle } from './handle.js';
import { on, onAll, withIds } from './ids.js';
import type { Plots, ViewHandle, ViewsHandle } from './types.js';

/** A change of view, for any plot. */
export interface ViewCall {
  readonly method: string;
  readonly action: (plotId: Plots) => Action;
  readonly expect: (plotId: string) => Expectation<ViewDisplayed>;
  /** Whether later actions on the plot have to wait until it is done. */
  readonly occupies?: boolean;
  /** What the caller gets besides. */
  readonly result?: object;
}

/** Runs the call for one plot. */
export function changeView(dispatcher: Dispatcher, call: ViewCall, plotId: string): ViewHandle {
  const action = call.action(plotId);
  const handle = dispatcher.follow({
    method: call.method,
    action: () => action,
    ...onAll(on('plot', plotId)),
    expect: () => call.expect(plotId),
    tracked: call.occupies ? { occupies: `plot:${plotId}` } : {},
    result: { ...call.result, plotId },
  });
  return withIds(handle, { plotId });
}

/**
 * Runs the call for several plots, one action each, because viewers break on, or ignore, a list of ids in one action
 * (observed). With `asList` one action carries the list, as the reference client sends it.
 */
export function changeViews(
  dispatcher: Dispatcher,
  call: ViewCall,
  plotIds: readonly string[],
  asList: boolean,
): ViewsHandle {
  const all = call.action(plotIds);
  if (!asList)
    return withIds(combine(plotIds.map((id) => changeView(dispatcher, call, id))), { plotId: plotIds });
  const sent = dispatcher.run({
    method: call.method,
    action: () => all,
    ...onAll(on('plot', plotIds)),
    result: {},
  });
  const handle = new Handle({
    accepted: async () => {
      const accepted = await sent;
      return plotIds.map((plotId) => ({ ...accepted, ...call.result, plotId }));
    },
    displayed: async (options) => {
      await sent.displayed(options);
      return [];
    },
  });
  return withIds(handle, { plotId: plotIds });
}
