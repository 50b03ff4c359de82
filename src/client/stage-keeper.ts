/** Keeps account of what one client has put on the screen, and of how the user leaves it. */
import type { Action } from '../actions/types.js';
import { Emitter } from '../events/emitter.js';
import { Scene } from '../scene/scene.js';
import { VIEW_REPORTS } from '../scene/views.js';
import type { Session } from '../session/session.js';

interface StageEvents {
  /** An action of this client leaves. */
  action: Action;
}

export class StageKeeper {
  readonly scene = new Scene();
  readonly events = new Emitter<StageEvents>();
  readonly #session: Session;
  readonly #tracking: boolean;
  readonly #ends: (() => void)[] = [];
  #releases: (() => void)[] = [];

  constructor(session: Session, tracking: boolean) {
    this.#session = session;
    this.#tracking = tracking;
    this.onEnd(
      session.events.on('report', ({ report, watched }) => {
        if (watched !== undefined && this.#releases.length > 0) this.scene.note(watched, report);
      }),
    );
  }

  departed(action: Action): void {
    this.scene.apply(action);
    this.events.emit('action', action);
  }

  /** From now on what people do to the views is known as well. It costs a few hundred bytes for each change. */
  followViews(): void {
    if (!this.#tracking || this.#releases.length > 0) return;
    this.#releases = VIEW_REPORTS.map((type) => this.#session.watches.acquire(type));
  }

  /** Something else that ends with it. */
  onEnd(end: () => void): void {
    this.#ends.push(end);
  }

  close(): void {
    for (const end of this.#ends) end();
    for (const release of this.#releases) release();
    this.#releases = [];
  }
}
