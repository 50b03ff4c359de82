import { type ColumnValues, ViewerFailure } from 'firefly-client/testing';
import type { Input, Order, Output, Result, TaskName } from './tasks.js';

interface Waiting {
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

/** The page's side of its worker. */
export class Work {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 1;

  /** Rejects with `ViewerFailure`, or when `signal` aborts. */
  do<T extends TaskName>(task: T, input: Input<T>, signal?: AbortSignal): Promise<Output<T>> {
    const id = this.#next++;
    const worker = this.#started();
    return new Promise<Output<T>>((resolve, reject) => {
      signal?.throwIfAborted();
      const end = (): void => {
        this.#waiting.delete(id);
        signal?.removeEventListener('abort', cancel);
      };
      const cancel = (): void => {
        end();
        worker.postMessage({ id, task: 'cancel', input: undefined } satisfies Order);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', cancel);
      this.#waiting.set(id, {
        resolve: (output) => {
          end();
          resolve(output as Output<T>);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      });
      worker.postMessage({ id, task, input } satisfies Order);
    });
  }

  columns(input: Input<'columns'>, signal?: AbortSignal): Promise<ColumnValues> {
    return this.do('columns', input, signal);
  }

  #started(): Worker {
    this.#worker ??= this.#start();
    return this.#worker;
  }

  #start(): Worker {
    const worker = new Worker(new URL('worker.js', document.baseURI), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Result>) => {
      const waiting = this.#waiting.get(data.id);
      if ('failure' in data) waiting?.reject(new ViewerFailure(data.failure.brief, data.failure.detail));
      else waiting?.resolve(data.output);
    });
    worker.addEventListener('error', (event) => this.#broken(event.message));
    return worker;
  }

  /** A worker that cannot be loaded, or that ran out of memory, takes all that it was doing with it. */
  #broken(reason: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting)
      reject(
        new ViewerFailure('Out of breath', `The page's worker has failed: ${reason || 'no reason given'}`),
      );
  }
}

let shared: Work | undefined;

/** The one worker of the page, started when it is first needed. */
export function work(): Work {
  shared ??= new Work();
  return shared;
}
