/** One after the other, in the order in which places were taken, whatever comes ready first (trap `mixedPaths` switched off). */
export interface Place {
  /** Ends when all who came before are over. */
  readonly turn: Promise<void>;
  /** Lets the next go; more than once does nothing. */
  over(): void;
}

export class InOrder {
  #last: Promise<void> = Promise.resolve();

  take(): Place {
    const turn = this.#last;
    let over = (): void => {};
    const own = new Promise<void>((resolve) => {
      over = resolve;
    });
    this.#last = turn.then(() => own);
    return { turn, over };
  }

  /** Does something when all who came before are over. */
  run(work: () => void): void {
    const { turn, over } = this.take();
    void turn.then(work).finally(over);
  }
}
