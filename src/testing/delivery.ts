/** Handing out, one thing after the other, at the pace of the slowest receiver. */

/** Something to do now; a promise when the next has to wait for it. */
export type Step = () => void | Promise<void>;

/**
 * A queue that runs its steps at once and in order. What a step causes comes after it, and while one waits for its
 * promise nothing else is done: that is how one reader that stalls holds up a whole node (T15).
 */
export class Delivery {
  readonly #steps: Step[] = [];
  #isBusy = false;
  #isOver = false;

  run(step: Step): void {
    if (this.#isOver) return;
    this.#steps.push(step);
    if (!this.#isBusy) this.#drain();
  }

  /** Nothing is handed out from now on. */
  end(): void {
    this.#isOver = true;
    this.#steps.length = 0;
  }

  #drain(): void {
    this.#isBusy = true;
    for (let next = this.#steps.shift(); next; next = this.#steps.shift()) {
      const waiting = next();
      if (waiting === undefined) continue;
      const goOn = () => this.#drain();
      waiting.then(goOn, goOn);
      return;
    }
    this.#isBusy = false;
  }
}

/** Does the same for each of a list, waiting in between only where there is something to wait for. */
export function eachInTurn<T>(
  items: readonly T[],
  work: (item: T) => void | Promise<void>,
): void | Promise<void> {
  for (const [index, item] of items.entries()) {
    const waiting = work(item);
    if (waiting !== undefined) return waiting.then(() => eachInTurn(items.slice(index + 1), work));
  }
  return undefined;
}
