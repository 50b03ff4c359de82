/** What every method gives back at once. */
import type { ModeWarning } from '../actions/types.js';
import { followSignals, type WaitOptions } from '../session/timers.js';

/** The server has accepted an action. */
export interface Accepted {
  readonly success: true;
  /** What was left out, because a viewer of this mode would ignore it. */
  readonly warning?: ModeWarning;
  /** How something was taken that this client does not know: an unknown name of a stretch, a parameter that looks like a slip. */
  readonly note?: string;
}

/** The two ends of an action. Asking for either makes its failure the asker's business. */
export interface HandleSource<A, D> {
  /** Resolves when the server has accepted it. */
  accepted(): Promise<A>;
  /** Waits until a viewer has reported it. */
  displayed(options: WaitOptions): Promise<D>;
}

/**
 * An action on its way. `await handle` means that the server has accepted it; `await handle.displayed()` that a viewer
 * reports it done. A failure of a handle that nobody awaits becomes an `error` event of the client.
 */
export class Handle<A, D> implements PromiseLike<A> {
  readonly #source: HandleSource<A, D>;

  constructor(source: HandleSource<A, D>) {
    this.#source = source;
  }

  // biome-ignore lint/suspicious/noThenProperty: handles are meant to be awaited
  then<R = A, E = never>(
    onAccepted?: ((value: A) => R | PromiseLike<R>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.#source.accepted().then(onAccepted, onRejected);
  }

  catch<E = never>(onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null): Promise<A | E> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<A> {
    return this.then().finally(onFinally);
  }

  /**
   * Waits until it is on the screen. Resolves with what the viewer reported; rejects with the reason
   * (`DisplayError`), or because it was superseded, the viewer is gone, there is none, or time is up.
   * Keeps the process alive while it waits.
   */
  async displayed(options: WaitOptions = {}): Promise<D> {
    return this.#source.displayed({ ...options, signal: followSignals(options.signal) });
  }
}

/** Several handles as one: resolves with a list, in their order. */
export function combine<A, D>(handles: readonly Handle<A, D>[]): Handle<readonly A[], readonly D[]> {
  return new Handle({
    accepted: () => Promise.all(handles),
    displayed: (options) => Promise.all(handles.map((handle) => handle.displayed(options))),
  });
}
