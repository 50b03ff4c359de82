/** Frames as they come over the event socket. */
import { isRecord, parseJson } from '../schema/json.js';

/** One frame. */
export interface Frame {
  readonly name: string;
  readonly scope?: string | undefined;
  readonly from?: string | undefined;
  readonly data: unknown;
}

/** Reads a frame; undefined for keep-alives and for what is none. */
export function parseFrame(text: string): Frame | undefined {
  const value = text === '' ? undefined : parseJson(text);
  if (!isRecord(value) || typeof value['name'] !== 'string') return undefined;
  const { name, scope, from, data } = value;
  return {
    name,
    scope: typeof scope === 'string' ? scope : undefined,
    from: typeof from === 'string' ? from : undefined,
    data,
  };
}

/** The id the server gave a socket, where the frame is the server's hello. */
export function helloOf(frame: Frame): string | undefined {
  if (frame.name !== 'EVT_CONN_EST' || !isRecord(frame.data)) return undefined;
  return String(frame.data['connID']);
}

/** The payload of an action frame of the given type. */
export function actionPayload(frame: Frame, type: string): Record<string, unknown> | undefined {
  if (frame.name !== 'FLUX_ACTION' || !isRecord(frame.data) || frame.data['type'] !== type) return undefined;
  const payload = frame.data['payload'];
  return isRecord(payload) ? payload : {};
}

/** The ids of a channel's sockets, where the frame tells of them. */
export function connectionsOf(frame: Frame, channel: string): readonly string[] | undefined {
  const listed = actionPayload(frame, 'app_data.wsConnUpdated')?.[channel];
  return Array.isArray(listed) ? listed.map(String) : undefined;
}
