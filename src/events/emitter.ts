/** A typed list of listeners. A listener that throws harms neither the others nor the caller. */

type Listener<T> = (value: T) => void;

export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Adds a listener; gives back how to take it off. The same function twice is called twice. */
  on<K extends keyof Events>(name: K, listener: Listener<Events[K]>): () => void {
    const own: Listener<Events[K]> = (value) => listener(value);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(own));
    return () => void listeners.delete(own);
  }

  count(name: keyof Events): number {
    return this.#listeners.get(name)?.size ?? 0;
  }

  emit<K extends keyof Events>(name: K, value: Events[K]): void {
    const listeners = this.#listeners.get(name) as ReadonlySet<Listener<Events[K]>> | undefined;
    for (const listener of [...(listeners ?? [])]) {
      // One that was taken off by another a moment ago is not called any more.
      if (!listeners?.has(listener)) continue;
      try {
        listener(value);
      } catch (error) {
        // The fault is the listener's: it surfaces as an uncaught error of its own, not in our control flow.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Takes all listeners off, but for those of the events named. */
  clear(...except: readonly (keyof Events)[]): void {
    for (const name of [...this.#listeners.keys()]) if (!except.includes(name)) this.#listeners.delete(name);
  }
}
