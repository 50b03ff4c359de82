/** Requests that overtake each other, so that a program which relies on their order is found out (T3). */
import { later } from '../session/timers.js';

/** How long a request waits for one that overtakes it. */
const PATIENCE = 20;

export class Overtaking {
  #waiting: (() => void) | undefined;

  /** Ends when it is this request's turn: of two that are under way the later one goes first. */
  pass(): Promise<void> {
    const overtaken = this.#waiting;
    if (overtaken !== undefined) {
      this.#waiting = undefined;
      later(0, overtaken);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const goOn = () => {
        cancel();
        if (this.#waiting === goOn) this.#waiting = undefined;
        resolve();
      };
      const cancel = later(PATIENCE, goOn);
      this.#waiting = goOn;
    });
  }
}
