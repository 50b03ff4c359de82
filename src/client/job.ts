/** Work of a server in the background. */
import { ArgumentError, CommandError, TimeoutError } from '../errors.js';
import { isRecord, parseJson } from '../schema/json.js';
import type { JobPhase, JobState, ServerJobs } from '../server/jobs.js';
import type { BaseRequest } from '../server/table-query.js';
import { type WaitOptions, within } from '../session/timers.js';

/** Told by this and not by the class, of which each entry of the package may have its own. */
const BRAND = Symbol.for('firefly-client.job');

/** How far a job is. */
export interface JobProgress {
  readonly phase: JobPhase;
  /** Per cent, as the server counts. */
  readonly progress: number;
  readonly description: string;
}

/** What a job is made with. */
export interface JobContext {
  readonly jobs: ServerJobs;
  /** Aborted when the client is closed. */
  readonly ended: AbortSignal;
  /** Keeps the process alive until the returned function is called. */
  hold(): () => void;
}

/** Between two questions, in milliseconds: at first often, later less so. */
const [SOON, LATER] = [100, 2_000];

/**
 * A table that the server makes in the background. It is asked about only while somebody waits for it or iterates over its progress;
 * it goes on when nobody does.
 */
export class Job implements AsyncIterable<JobProgress> {
  readonly [BRAND] = true;
  readonly #context: JobContext;
  #state: JobState;

  constructor(state: JobState, context: JobContext) {
    this.#state = state;
    this.#context = context;
  }

  /** Its id on the server. Whoever knows it can read what it was asked for. */
  get id(): string {
    return this.#state.id;
  }

  /** As far as it was heard of last. */
  get phase(): JobPhase {
    return this.#state.phase;
  }

  /** Its progress, each time that it has changed, until it is over. */
  async *[Symbol.asyncIterator](): AsyncGenerator<JobProgress, void, undefined> {
    yield* this.#follow({});
  }

  /**
   * Resolves when it is completed; then it can be read, shown and saved like any table.
   * @throws CommandError when it failed or was cancelled, with the server's message
   */
  async done(options: WaitOptions = {}): Promise<this> {
    const release = this.#context.hold();
    const stop = new AbortController();
    const signals = [stop.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const over = async () => {
      for await (const _ of this.#follow({ signal: AbortSignal.any(signals) }));
    };
    try {
      await within(over(), options, (ms) => new TimeoutError(`job ${this.id} is not done`, ms));
    } finally {
      stop.abort();
      release();
    }
    if (this.phase === 'COMPLETED') return this;
    throw new CommandError('tableSearch', 200, [this.#state.error ?? `the job was ended (${this.phase})`]);
  }

  /** Ends it on the server. One that is over stays what it is. */
  async cancel(): Promise<void> {
    await this.#update(await this.#context.jobs.info(this.id, { signal: this.#context.ended }));
    if (isOver(this.phase)) return;
    await this.#update(await this.#context.jobs.cancel(this.id, { signal: this.#context.ended }));
  }

  /** The request of its table, as the server has it: with a session of the job's own, so that nothing is read anew. @internal */
  async request(options: WaitOptions): Promise<BaseRequest> {
    await this.done(options);
    const request = parseJson(this.#state.request);
    if (!isRecord(request)) throw new CommandError('tableSearch', 200, ['the job does not tell its request']);
    const { startIdx: _, pageSize: __, ...base } = request;
    return base;
  }

  async *#follow({ signal }: WaitOptions): AsyncGenerator<JobProgress, void, undefined> {
    const { jobs, ended } = this.#context;
    const limit = AbortSignal.any([ended, ...(signal === undefined ? [] : [signal])]);
    let last = '';
    for (let pause = SOON; ; pause = Math.min(LATER, pause * 1.5)) {
      const { phase, progress, description } = this.#state;
      const said = JSON.stringify([phase, progress, description]);
      if (said !== last) yield { phase, progress, description };
      last = said;
      if (isOver(this.phase)) return;
      await passed(pause, limit);
      await this.#update(await jobs.info(this.id, { signal: limit }));
    }
  }

  #update(state: JobState | undefined): void {
    if (state === undefined)
      throw new CommandError('uwsJobInfo', 200, [`the server knows no job ${this.id} any more`]);
    this.#state = state;
  }
}

const isOver = (phase: JobPhase): boolean =>
  phase !== 'QUEUED' && phase !== 'EXECUTING' && phase !== 'PENDING';

export function isJob(value: unknown): value is Job {
  return typeof value === 'object' && value !== null && BRAND in value;
}

function passed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Of an argument that has to be a job. */
export function checkJob(method: string, argument: string, value: unknown): Job {
  if (isJob(value)) return value;
  throw new ArgumentError(method, argument, value, 'a job, as submit gives it');
}
