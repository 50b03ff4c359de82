/**
 * Commands pipelined on one connection, by undici, which is optional and loaded when it is needed. The only file that
 * knows it. What undici does by itself and must not here: after a break it sends again what it has already sent.
 */
import { ConnectionError, TimeoutError } from '../errors.js';
import type { CallOptions, CommandReply, Pipeline, PipelineOptions } from '../transport/types.js';

type Undici = typeof import('undici');
type Client = import('undici').Client;
type Handler = import('undici').Dispatcher.DispatchHandler;

/**
 * Requests that one connection carries, and that may wait on it. Tomcat closes a connection with the answer to its 100th request and
 * does not look at what follows, while other servers have run it by then (both observed): nobody could tell what has run. So all
 * that is under way is waited for in time, and the next connection takes over.
 */
const MOST = 95;
/** With so many sent the next connection is opened, so that nothing has to wait for it. */
const WARM_UP = 50;
const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';

/** Gives undefined where undici is not installed, or is another runtime's imitation without pipelining. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline | undefined> {
  // Bun has a module of that name built in, which cannot pipeline.
  if (process.versions['bun'] !== undefined) return undefined;
  const undici = await import('undici').catch(() => undefined);
  return typeof undici?.Client === 'function' ? new UndiciPipeline(undici, options) : undefined;
}

class UndiciPipeline implements Pipeline {
  readonly #undici: Undici;
  readonly #options: PipelineOptions;
  readonly #origin: string;
  readonly #path: string;
  #client: Client;
  /** The one that takes over. */
  #next: Client | undefined;
  #most = MOST;
  #sent = 0;
  #underWay = 0;
  #isClosed = false;

  constructor(undici: Undici, options: PipelineOptions) {
    const { origin, pathname } = new URL(options.base);
    this.#undici = undici;
    this.#options = options;
    this.#origin = origin;
    this.#path = `${pathname.replace(/\/$/, '')}/CmdSrv/sync`;
    this.#client = this.#newClient();
  }

  get hasRoom(): boolean {
    return !this.#isClosed && (this.#sent < this.#most || this.#underWay === 0);
  }

  command(cmd: string, params: Readonly<Record<string, string>>, limits: CallOptions): Promise<CommandReply> {
    if (this.#sent >= this.#most) this.#takeOver();
    if (++this.#sent === WARM_UP) this.#warmUp();
    this.#underWay++;
    const answer = new Answer(this.#path, (headers) => this.#learn(headers));
    const end = endOf(answer, this.#path, limits);
    this.#client.dispatch(
      {
        path: this.#path,
        method: 'POST',
        headers: { ...this.#headers(), 'content-type': FORM },
        body: new URLSearchParams({ cmd, ...params }).toString(),
        idempotent: true,
        blocking: false,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      answer.handler,
    );
    return answer.promise.finally(() => {
      this.#underWay--;
      end();
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const client of [this.#client, this.#next]) client?.destroy().catch(() => undefined);
  }

  #headers(): Record<string, string> {
    const cookie = this.#options.cookies();
    return { ...this.#options.headers(), ...(cookie === undefined ? {} : { cookie }) };
  }

  /** What an answer says besides: cookies, and that its connection is at an end, which comes earlier than thought. */
  #learn(headers: Headers): void {
    this.#options.store(headers);
    if (/close/i.test(headers.get('connection') ?? '')) this.#most = Math.max(1, this.#sent - this.#underWay);
  }

  #newClient(): Client {
    return new this.#undici.Client(this.#origin, { pipelining: MOST });
  }

  /** A connection is opened by a request, which counts. */
  #warmUp(): void {
    const next = this.#newClient();
    this.#next = next;
    const path = this.#path.replace(/CmdSrv\/sync$/, 'healthz');
    next.request({ path, method: 'GET', headers: this.#headers(), headersTimeout: 10_000 }).then(
      ({ body }) => body.dump().catch(() => undefined),
      () => undefined,
    );
  }

  #takeOver(): void {
    this.#client.destroy().catch(() => undefined);
    this.#sent = this.#next === undefined ? 0 : 1;
    this.#client = this.#next ?? this.#newClient();
    this.#next = undefined;
  }
}

/** One answer on its way. */
class Answer {
  readonly promise: Promise<CommandReply>;
  readonly handler: Handler;
  #resolve: (reply: CommandReply) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #abort: ((reason: Error) => void) | undefined;
  /** Whether it may have left. */
  #hasLeft = false;
  readonly #what: string;

  constructor(what: string, store: (headers: Headers) => void) {
    this.#what = what;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const chunks: Buffer[] = [];
    let status = 0;
    let headers = new Headers();
    this.handler = {
      onRequestStart: (controller) => {
        // It is about to be sent again, after a break: what has left once is not repeated.
        if (this.#hasLeft) throw new Error('the connection was cut');
        this.#hasLeft = true;
        this.#abort = (reason) => controller.abort(reason);
      },
      onResponseStart: (_controller, statusCode, received) => {
        status = statusCode;
        headers = toHeaders(received);
      },
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => {
        store(headers);
        this.#resolve({
          status,
          contentType: headers.get('content-type') ?? '',
          location: headers.get('location') ?? undefined,
          text: Buffer.concat(chunks).toString('utf8'),
        });
      },
      onResponseError: (_controller, error) => this.#fail(error),
    };
  }

  /** Gives up waiting: the connection, and with it all that wait on it, ends. */
  end(reason: unknown): void {
    this.#reject(reason);
    this.#abort?.(new Error('given up'));
  }

  #fail(error: Error): void {
    const received = this.#hasLeft ? 'unknown' : 'no';
    this.#reject(
      new ConnectionError(`${this.#what} could not be reached: ${error.message}`, received, { cause: error }),
    );
  }
}

function toHeaders(received: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  return headers;
}

/** Ends an answer with its signal, and in its time; gives back how to let go of both. */
function endOf(answer: Answer, what: string, { signal, timeout }: CallOptions): () => void {
  const onAbort = () => answer.end(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  const expire = () => answer.end(new TimeoutError(`${what} did not answer`, timeout ?? 0));
  const timer = timeout === undefined ? undefined : setTimeout(expire, timeout);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
}
