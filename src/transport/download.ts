/** Answers that are read as they come. */
import { ConnectionError, TimeoutError } from '../errors.js';
import type { CallOptions, CommandStream } from './types.js';

/** Ends a download: when the caller wants, or when nothing comes for too long. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Waits from now on. */
  wait(): void;
  /** Something has come. */
  rest(): void;
  /** Lets go of the caller's signal. */
  release(): void;
}

export function patienceFor(path: string, { signal, timeout }: CallOptions): Patience {
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    wait: () => {
      rest();
      if (timeout === undefined) return;
      const expire = () => controller.abort(new TimeoutError(`${path} sent nothing more`, timeout));
      timer = setTimeout(expire, timeout);
    },
    rest,
    release: () => {
      rest();
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** The body of a response. What breaks it says how far it came. */
export async function* bodyOf(
  path: string,
  response: Response,
  patience: Patience,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  let bytes = 0;
  let ended = false;
  try {
    while (reader !== undefined) {
      patience.wait();
      const { done, value } = await reader.read();
      patience.rest();
      if (done) break;
      bytes += value.length;
      yield value;
    }
    ended = true;
  } catch (cause) {
    ended = true;
    patience.signal.throwIfAborted();
    throw new ConnectionError(`the answer of ${path} broke off after ${bytes} bytes`, 'unknown', { cause });
  } finally {
    patience.release();
    if (!ended) await reader?.cancel().catch(() => undefined);
  }
}

/** All of an answer as text. */
export async function textOfStream({ body }: CommandStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of body) text += decoder.decode(bytes, { stream: true });
  return text + decoder.decode();
}
