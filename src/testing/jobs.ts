/** Work in the background, as servers keep it: jobs of `tableSearch`, asked about by commands and by addresses. */
import { isRecord, parseJson } from '../schema/json.js';
import type { CommandReply } from '../transport/types.js';
import { jsonReply, missing, serverFailure } from './replies.js';

type Params = Readonly<Record<string, string | undefined>>;

interface Job {
  phase: string;
  readonly jobId: string;
  readonly creationTime: string;
  readonly meta: Record<string, unknown>;
  startTime?: string;
  endTime?: string;
  readonly executionDuration: number;
  readonly parameters: { readonly request: string; readonly cmd: string };
  errorSummary?: { readonly message: string; readonly type: string };
  readonly jobInfo: Record<string, unknown>;
  readonly destruction: string;
}

/** What jobs are made of. */
export interface JobsOptions {
  /** Carries out a `tableSearch`. */
  readonly search: (request: string) => CommandReply | Promise<CommandReply>;
}

/** A job is answered for after it is done, or after this. */
const WAIT = 1_000;
const [DAY, YEAR] = [86_400_000, 365 * 86_400_000];

/** Commands that are work for the background; of the real ones that there is. */
const WORK: ReadonlySet<string> = new Set(['tableSearch']);

export class Jobs {
  readonly #jobs = new Map<string, Job>();

  constructor(private readonly options: JobsOptions) {}

  /** `POST /CmdSrv/async`: the place of the job below the server's, once it is done or has taken a second. */
  async submit(cmd: string, params: Params): Promise<CommandReply> {
    if (!WORK.has(cmd)) return { ...jsonReply(unknownWork(`Command not found: ${cmd}`)), status: 404 };
    const job = this.#make(cmd, params['request']);
    const work = this.#run(job);
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([
      work,
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, WAIT);
      }),
    ]);
    clearTimeout(timer);
    const location = `/CmdSrv/async/${job.jobId}`;
    return { status: 303, contentType: '', location, text: '' };
  }

  /** The commands about jobs; undefined for any other. */
  command(cmd: string, params: Params): CommandReply | undefined {
    const change = COMMANDS[cmd];
    if (change === undefined && cmd !== 'uwsJobInfo') return undefined;
    const id = params['jobId'];
    const job = this.#jobs.get(id ?? '');
    if (cmd === 'uwsJobInfo') return job === undefined ? serverFailure() : jsonReply(job);
    if (id === undefined) return missing('jobId');
    if (job === undefined) return jsonReply(null);
    change?.(job);
    const reply = jsonReply(job);
    if (cmd === 'removeBgJob') this.#jobs.delete(job.jobId);
    return reply;
  }

  /** `/CmdSrv/async…` by its path behind that: all jobs, one, its end. */
  at(path: string, query: Params): CommandReply {
    const [, id = '', part] = path.split('/');
    if (id === '') {
      const ids = [...this.#jobs.keys()];
      return jsonReply(ids.length === 0 ? {} : { jobs: ids });
    }
    const job = this.#jobs.get(id);
    if (part === 'results') return { ...jsonReply(job ?? unknownWork('Job not found')), status: 500 };
    if (part !== undefined && part !== 'phase')
      return { ...jsonReply(unknownWork(`Not found: ${part}`)), status: 404 };
    if (job !== undefined && query['PHASE'] === 'ABORT') job.phase = 'ABORTED';
    return jsonReply(job ?? null);
  }

  /** Ids are milliseconds: of two jobs that begin in the same one the later takes the place of the earlier. */
  #make(cmd: string, text: string | undefined): Job {
    const now = Date.now();
    const jobId = `local_${now % YEAR}`;
    const parsed = parseJson(text ?? '');
    const given = isRecord(parsed) ? parsed : {};
    const meta = isRecord(given['META_INFO']) ? given['META_INFO'] : {};
    const request = JSON.stringify({
      RequestClass: 'ServerRequest',
      ...given,
      META_INFO: { ...meta, jobId },
      ffSessionId: jobId,
    });
    const job: Job = {
      phase: 'QUEUED',
      jobId,
      creationTime: new Date(now).toISOString(),
      meta: { progressDesc: '', jobId, progress: 0, type: 'SEARCH', sendNotif: false, monitored: true },
      executionDuration: DAY / 1000,
      parameters: { request, cmd },
      jobInfo: { userId: 'Guest' },
      destruction: new Date(now + 7 * DAY).toISOString(),
    };
    this.#jobs.set(jobId, job);
    return job;
  }

  async #run(job: Job): Promise<void> {
    job.phase = 'EXECUTING';
    job.startTime = new Date().toISOString();
    Object.assign(job.meta, { progress: 10, progressDesc: 'fetching data...' });
    let error: string | undefined;
    try {
      error = failureOf(await this.options.search(job.parameters.request));
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    job.endTime = new Date().toISOString();
    job.meta['progress'] = 100;
    if (error === undefined) job.meta['progressDesc'] = 'generating results...';
    else job.errorSummary = { message: error, type: 'transient' };
    // What was ended in the meantime stays so.
    if (job.phase === 'EXECUTING') job.phase = error === undefined ? 'COMPLETED' : 'ERROR';
  }
}

const COMMANDS: Readonly<Record<string, (job: Job) => void>> = {
  addBgJob: () => undefined,
  setBgJobNotif: () => undefined,
  removeBgJob: () => undefined,
  archive: (job) => {
    job.phase = 'ARCHIVED';
  },
  /** Also what is completed (observed). */
  cancel: (job) => {
    job.phase = 'ABORTED';
  },
};

const unknownWork = (message: string) => ({
  phase: 'ERROR',
  jobId: 'NULL',
  meta: { jobId: 'NULL', progress: 0, sendNotif: false, monitored: false },
  executionDuration: DAY / 1000,
  errorSummary: { message, type: 'fatal' },
  jobInfo: {},
});

/** Why a search gave no table. */
function failureOf(reply: CommandReply): string | undefined {
  const value = parseJson(reply.text);
  const record = Array.isArray(value) ? value[0] : value;
  if (!isRecord(record)) return `status ${reply.status}`;
  if (record['success'] !== 'false' && record['error'] === undefined) return undefined;
  const { error, cause1 } = record;
  return String(error || cause1 || '').replace(/^DataAccessException: /, '');
}
