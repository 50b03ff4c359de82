/** The methods of a client about everything on the screen at once: kept, brought back, recorded. */
import { ArgumentError } from '../errors.js';
import type { SceneItem } from '../scene/scene.js';
import { type Restored, readSnapshot, SCHEMA, type Snapshot } from '../scene/snapshot.js';
import { followSignals, type WaitOptions } from '../session/timers.js';
import type { Connected } from './connect.js';
import type { ConnectOptions } from './options.js';
import { perform } from './performer.js';
import { UploadCalls } from './upload-calls.js';

export class SceneCalls extends UploadCalls {
  protected constructor(connected: Connected, options: ConnectOptions) {
    super(connected, options);
    if (!options.restore) return;
    this.stage.followViews();
    this.stage.onEnd(this.session.events.on('reloaded', () => void this.#afterReload()));
  }

  /**
   * What this client has put on the screen and how the user left it, as JSON with a schema version. What people change of views is known
   * from the first call on, or from the start with `restore: true`.
   */
  snapshot(): Snapshot {
    this.refuseWhenClosed('snapshot');
    this.stage.followViews();
    return structuredClone({
      schema: SCHEMA,
      taken: new Date().toISOString(),
      items: this.stage.scene.items(),
    });
  }

  /**
   * Brings back what a snapshot holds, in its order; resolves when everything is on the screen or has failed, with a result for each
   * thing. Files that the server no longer has are among the failures.
   * @throws ArgumentError for what is no snapshot, or that of a newer version; then nothing is sent
   */
  restore(snapshot: Snapshot, options: WaitOptions = {}): Promise<readonly Restored[]> {
    this.refuseWhenClosed('restore');
    const { items } = readSnapshot('restore', snapshot);
    if (this.tracker === undefined) return Promise.reject(untracked());
    this.stage.followViews();
    return this.#bringBack('restore', items, options);
  }

  /** Sends the actions of things again and waits until they are displayed. */
  async #bringBack(
    method: string,
    items: readonly SceneItem[],
    options: WaitOptions,
  ): Promise<readonly Restored[]> {
    const limits = { ...options, signal: followSignals(options.signal, this.ended) };
    const hand = {
      method,
      dispatcher: this.dispatcher,
      askWhy: (request: Readonly<Record<string, unknown>>) =>
        this.session.commands.tableFailure(request, { timeout: 30_000 }),
      pending: (kind: string) => this.tracker?.pending(kind) ?? [],
    };
    const under = items.map(({ key, actions }) => ({
      key,
      // An action that is damaged is a failure of its own thing, and keeps nothing else away.
      shown: Promise.allSettled(actions.map(async (action) => perform(action, hand).displayed(limits))),
    }));
    return Promise.all(
      under.map(async ({ key, shown }) => {
        const failure = (await shown).find((result) => result.status === 'rejected');
        return failure === undefined ? { key } : { key, error: failure.reason };
      }),
    );
  }

  /** The viewer has come back empty: it is given everything again. */
  async #afterReload(): Promise<void> {
    const results = await this.#bringBack('restore', this.stage.scene.items(), {});
    for (const { error } of results) if (error !== undefined) this.subscriptions.fail(error);
    this.subscriptions.tell('viewer:restored', { results });
  }
}

const untracked = () =>
  new ArgumentError('restore', 'the client', 'tracking: false', 'connected with tracking (the default)');
