/** Actions on the viewer as a whole, and raw ones. */
import * as z from 'zod/mini';
import { check, nonEmpty } from '../schema/validate.js';
import { ACTION, type Action } from './types.js';

/** Empties the viewer. */
export const reinitViewer = (): Action => ({ type: ACTION.ReinitViewer, payload: {} });

const Type = nonEmpty('an action type');
const Payload = z.record(z.string(), z.unknown());

/** Any action, as it is. */
export function rawAction(type: string, payload: Readonly<Record<string, unknown>> = {}): Action {
  return {
    type: check('dispatch', 'type', Type, type),
    payload: check('dispatch', 'payload', Payload, payload),
  };
}
