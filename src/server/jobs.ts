/** Work of a server in the background, and what is wrong with how servers do it. */
import { CommandError, ProtocolError } from '../errors.js';
import { isRecord, parseJson } from '../schema/json.js';
import type { CallOptions, CommandReply, CommandTransport } from '../transport/types.js';
import { readJson, reasonsOf } from './reply.js';

/** The phases of a job, by the names of UWS. */
export type JobPhase =
  | 'PENDING'
  | 'QUEUED'
  | 'EXECUTING'
  | 'COMPLETED'
  | 'ERROR'
  | 'ABORTED'
  | 'ARCHIVED'
  | 'UNKNOWN';

const PHASES: ReadonlySet<string> = new Set([
  'PENDING',
  'QUEUED',
  'EXECUTING',
  'COMPLETED',
  'ERROR',
  'ABORTED',
  'ARCHIVED',
]);

/** What a server says of a job. */
export interface JobState {
  readonly id: string;
  readonly phase: JobPhase;
  readonly progress: number;
  readonly description: string;
  /** Why it failed. */
  readonly error: string | undefined;
  /** The request as the server made it its own, as JSON. */
  readonly request: string;
}

/** Ids of jobs are milliseconds: of two that begin in the same one both get the same id (observed). */
const APART = 3;

export class ServerJobs {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly transport: CommandTransport) {}

  /**
   * Makes a job of a search. One at a time and some milliseconds apart; still another client may get the same id, so what the server
   * says of the job is compared with what was asked for.
   */
  submit(request: Readonly<Record<string, unknown>>, limits: CallOptions): Promise<JobState> {
    const submitted = this.#last.then(() => this.#submit(request, limits));
    this.#last = submitted.then(pause, pause);
    return submitted;
  }

  /** What a server says of a job; undefined where it knows none of this id. */
  async info(id: string, limits: CallOptions): Promise<JobState | undefined> {
    const reply = await this.transport.command('uwsJobInfo', { jobId: id }, limits);
    // For an id it does not know a server answers with an empty failure.
    if (reply.status >= 500 && reasonsOf(parseJson(reply.text)).length === 0) return undefined;
    return stateOf('uwsJobInfo', reply);
  }

  async cancel(id: string, limits: CallOptions): Promise<JobState | undefined> {
    return stateOf('cancel', await this.transport.command('cancel', { jobId: id }, limits));
  }

  async #submit(request: Readonly<Record<string, unknown>>, limits: CallOptions): Promise<JobState> {
    const text = JSON.stringify(request);
    const reply = await this.transport.submit('tableSearch', { request: text }, limits);
    const id = reply.status === 303 ? reply.location?.split('?')[0]?.split('/').at(-1) : undefined;
    const state = id === undefined ? stateOf('tableSearch', reply) : await this.info(id, limits);
    if (state === undefined) throw new ProtocolError('the server made a job, and knows nothing of it');
    const got = parseJson(state.request);
    if (!isRecord(got) || got['source'] !== request['source'] || got['id'] !== request['id'])
      throw new CommandError('tableSearch', reply.status, [
        `job ${state.id} is that of another request: two were made in the same millisecond. Submit it again`,
      ]);
    return state;
  }
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, APART));

function stateOf(command: string, reply: CommandReply): JobState | undefined {
  const value = readJson(command, reply);
  if (value === null) return undefined;
  if (!isRecord(value) || typeof value['jobId'] !== 'string')
    throw new CommandError(command, reply.status, reasonsOf(Array.isArray(value) ? value[0] : value));
  const [meta, summary, parameters] = ['meta', 'errorSummary', 'parameters'].map((key) =>
    recordAt(value, key),
  );
  const phase = String(value['phase']);
  const said = summary?.['message'];
  if (value['jobId'] === 'NULL') throw new CommandError(command, reply.status, [String(said ?? '')]);
  return {
    id: value['jobId'],
    phase: PHASES.has(phase) ? (phase as JobPhase) : 'UNKNOWN',
    progress: Number(meta?.['progress'] ?? 0),
    description: String(meta?.['progressDesc'] ?? ''),
    error: said === undefined || said === null ? undefined : String(said),
    request: String(parameters?.['request'] ?? ''),
  };
}

function recordAt(
  value: Readonly<Record<string, unknown>>,
  key: string,
): Record<string, unknown> | undefined {
  const member = value[key];
  return isRecord(member) ? member : undefined;
}
