/** The methods that act on viewers. By topic they are in `*-calls.ts`, one class on top of the other; here are those about everything. */
import * as z from 'zod/mini';
import * as actions from '../actions/index.js';
import { check } from '../schema/validate.js';
import type { Followed } from '../session/display.js';
import { checkChannel } from './channel.js';
import { idsOf, onAll } from './ids.js';
import { SceneCalls } from './scene-calls.js';
import type { ActionHandle } from './types.js';

const DispatchOptions = z.strictObject({ channel: z.optional(z.string()) });

export class ActingClient extends SceneCalls {
  /** Empties the viewer. Waits for everything called before, and everything called later waits for it. */
  reinitViewer(): ActionHandle {
    let underway: readonly Followed[] = [];
    return this.dispatcher.run({
      method: 'reinitViewer',
      action: actions.reinitViewer,
      barrier: true,
      result: {},
      onDeparture: () => {
        underway = this.tracker?.underway() ?? [];
      },
      onAccepted: () => {
        this.images.clear();
        this.tracker?.emptied(underway, 'reinitViewer');
      },
    });
  }

  /** Sends any action, on this channel or another. Actions on ids of this client are held like all others. */
  dispatch(
    type: string,
    payload: Readonly<Record<string, unknown>> = {},
    options: { readonly channel?: string | undefined } = {},
  ): ActionHandle {
    actions.rawAction(type, payload);
    const { channel } = check('dispatch', 'options', DispatchOptions, options);
    if (channel !== undefined) checkChannel(channel, 'dispatch', 'options.channel');
    const ids = channel === undefined ? idsOf(payload) : [];
    return this.dispatcher.run({
      method: 'dispatch',
      action: () => actions.rawAction(type, payload),
      channel,
      ...onAll(ids),
      result: {},
    });
  }
}
