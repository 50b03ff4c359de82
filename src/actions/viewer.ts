/** Actions on the viewer as a whole, and raw ones. */
import * as z from 'zod/mini';
import { check, nonEmpty } from '../schema/validate.js';
import { ACTION, type Action } from './types.js';

/** Empties the viewer. */
export const reinitViewer = (): Action => ({ type: ACTION.ReinitViewer, payload: {} });

/** Any action, as it is. */
export function rawAction(type: string, payload: Readonly<Record<string, unknown>> = {}): Action {
  return {
    type: check('dispatch', 'type', nonEmpty('an action type'), type),
    payload: check('dispatch', 'payload', z.record(z.string(), z.unknown()), payload),
  };
}
