/**
 * Views that follow a slider: of many changes of one kind only the newest matters, and a viewer needs time for each. So one at a
 * time is under way, until the viewer has reported it; of those called meanwhile the newest goes next.
 */
import * as actions from '../actions/index.js';
import { ClosedError, SupersededError, TimeoutError } from '../errors.js';
import type { ViewDisplayed } from '../session/expect-image.js';
import { later, within, withResolvers } from '../session/timers.js';
import { type Accepted, Handle } from './handle.js';
import { withIds } from './ids.js';
import type { ViewHandle } from './types.js';

/** Milliseconds that a change which no viewer reports, such as that of a plot that is not there (T28), holds up the next. */
const LONGEST_TURN = 5_000;

/** What changes the view of a plot. */
export interface Setters {
  setZoom(plotId: string, factor?: number): ViewHandle;
  setPan(plotId: string, options?: actions.PanOptions): ViewHandle;
  setStretch(plotId: string, options?: actions.SetStretchOptions): ViewHandle;
  setColor(plotId: string, options?: actions.ColorOptions): ViewHandle;
  /** Throws when nothing can follow: the client is closed, or does not hear back from viewers. */
  mayBeUsed(): void;
  /** Hears of failures that nobody awaits. */
  complain(error: unknown): void;
}

/** A change, from the call until a viewer has reported it. */
interface Turn {
  readonly change: () => ViewHandle;
  /** Settled when it leaves, or never will; a handle can be awaited itself, hence the object around it. */
  readonly left: ReturnType<typeof withResolvers<{ readonly handle: ViewHandle }>>;
  observed: boolean;
}

/** One kind of change of one plot. */
class Lane {
  #next: Turn | undefined;
  #busy: Promise<void> | undefined;

  constructor(
    readonly subject: string,
    readonly complain: (error: unknown) => void,
  ) {}

  /** Takes the place of what still waits. */
  submit(change: () => ViewHandle): Turn {
    const turn: Turn = { change, left: withResolvers(), observed: false };
    this.#next?.left.reject(new SupersededError(this.subject, 'a later one, before it was sent'));
    this.#next = turn;
    this.#busy ??= this.#run();
    return turn;
  }

  /** Resolves when nothing waits any more. */
  async sent(): Promise<void> {
    while (this.#next !== undefined) await this.#next.left.promise.catch(() => undefined);
  }

  /** What waits leaves now, although the one before it is not over. */
  hurry(): void {
    const turn = this.#next;
    this.#next = undefined;
    if (turn !== undefined) void this.#take(turn);
  }

  async #run(): Promise<void> {
    for (let turn = this.#next; turn !== undefined; turn = this.#next) {
      this.#next = undefined;
      await this.#take(turn);
    }
    this.#busy = undefined;
  }

  async #take(turn: Turn): Promise<void> {
    const failed = (error: unknown) => {
      const told = turn.observed || error instanceof SupersededError || error instanceof ClosedError;
      if (!told) this.complain(error);
    };
    try {
      const handle = turn.change();
      turn.left.resolve({ handle });
      const over = handle.displayed().catch(failed);
      await new Promise<void>((resolve) => {
        const cancel = later(LONGEST_TURN, resolve);
        void over.finally(() => {
          cancel();
          resolve();
        });
      });
    } catch (error) {
      turn.left.reject(error);
      failed(error);
    }
  }
}

/** The lanes of one client. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #setters: Setters;

  constructor(setters: Setters) {
    this.#setters = setters;
  }

  /** The changes of one plot. */
  of(plotId: string): LatestView {
    return new LatestView(plotId, this.#setters, (kind, change) => this.#submit(plotId, kind, change));
  }

  /** Resolves when nothing waits for its turn. */
  async sent(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.sent()));
  }

  /** Everything that waits leaves now: the client is about to be closed. */
  hurry(): void {
    for (const lane of this.#lanes.values()) lane.hurry();
  }

  #submit(plotId: string, kind: string, change: () => ViewHandle): ViewHandle {
    this.#setters.mayBeUsed();
    const subject = `${kind} of image '${plotId}'`;
    const lane = this.#lanes.get(subject) ?? new Lane(subject, (error) => this.#setters.complain(error));
    this.#lanes.set(subject, lane);
    return handleOf(lane.submit(change), subject, plotId);
  }
}

function handleOf(turn: Turn, subject: string, plotId: string): ViewHandle {
  const handle = new Handle<Accepted & { readonly plotId: string }, ViewDisplayed>({
    accepted: async () => {
      turn.observed = true;
      return (await turn.left.promise).handle;
    },
    displayed: async (options) => {
      turn.observed = true;
      const start = performance.now();
      const { handle } = await within(
        turn.left.promise,
        options,
        (ms) => new TimeoutError(`${subject} was not sent`, ms),
      );
      const timeout = options.timeout && Math.max(1, options.timeout - (performance.now() - start));
      return handle.displayed({ ...options, timeout });
    },
  });
  return withIds(handle, { plotId });
}

/**
 * Changes of one plot's view for sliders and pointers: call them as often as you like. Of each kind one is on its way at a time, until
 * the viewer reports it; then the newest of those called meanwhile goes, and the others reject with `SupersededError` where somebody
 * awaits them. Arguments are as in the client's methods of the same names.
 */
export class LatestView {
  readonly #setters: Setters;
  readonly #submit: (kind: string, change: () => ViewHandle) => ViewHandle;

  /** Made by `firefly.latest(plotId)`. */
  constructor(
    readonly plotId: string,
    setters: Setters,
    submit: (kind: string, change: () => ViewHandle) => ViewHandle,
  ) {
    this.#setters = setters;
    this.#submit = submit;
  }

  /** Screen pixels per image pixel. */
  setZoom(factor: number): ViewHandle {
    actions.setZoom(this.plotId, factor);
    return this.#submit('zoom', () => this.#setters.setZoom(this.plotId, factor));
  }

  /** The position in the middle: pixels, or degrees in a sky system. */
  setPan(options: actions.PanOptions = {}): ViewHandle {
    actions.setPan(this.plotId, options);
    const given = { ...options };
    return this.#submit('pan', () => this.#setters.setPan(this.plotId, given));
  }

  /** The stretch of the values. */
  setStretch(options: actions.SetStretchOptions = {}): ViewHandle {
    actions.setStretch(this.plotId, options);
    const given = { ...options };
    return this.#submit('stretch', () => this.#setters.setStretch(this.plotId, given));
  }

  /** Colour map, bias and contrast. */
  setColor(options: actions.ColorOptions = {}): ViewHandle {
    actions.setColor(this.plotId, options);
    const given = { ...options };
    return this.#submit('colour', () => this.#setters.setColor(this.plotId, given));
  }
}
