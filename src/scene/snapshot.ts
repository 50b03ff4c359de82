/** A scene as JSON, to be kept. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import type { SceneItem } from './scene.js';

/** The form of snapshots that this version writes, and the newest that it reads. */
export const SCHEMA = 1;

/** What was on the screen. Plain JSON; holds no channel, token or cookie. */
export interface Snapshot {
  readonly schema: number;
  /** When it was taken, ISO 8601. */
  readonly taken: string;
  readonly items: readonly SceneItem[];
}

/** What became of one thing that was brought back. */
export interface Restored {
  /** What it is, e.g. `plot:m31`. */
  readonly key: string;
  /** Why it is not there; undefined when it is. */
  readonly error?: unknown;
}

const ActionSchema = z.object({
  type: nonEmpty('a type of action'),
  payload: z.record(z.string(), z.unknown()),
});
const SnapshotSchema = z.object({
  schema: z.int().check(z.positive()),
  taken: z.string(),
  items: z.array(z.object({ key: nonEmpty('the key of an item'), actions: z.array(ActionSchema) })),
});

/** Makes sure that something is a snapshot this version understands. */
export function readSnapshot(method: string, value: unknown): Snapshot {
  const snapshot: Snapshot = check(method, 'snapshot', SnapshotSchema, value);
  if (snapshot.schema <= SCHEMA) return snapshot;
  throw new ArgumentError(
    method,
    'snapshot.schema',
    snapshot.schema,
    `${SCHEMA} or less: the snapshot was taken by a newer version of firefly-client`,
  );
}
