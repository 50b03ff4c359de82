/**
 * What this client has registered in the viewers: extensions of the user, and watches of our own, which make
 * viewers report actions of a type. Reports have a price (protocol trap T29), so a watch is taken back when nobody
 * needs it any more. Extensions live in the page and are gone after a reload (T20), so all of them are known here.
 */
import { addExtension, removeExtension } from '../actions/extension.js';
import type { Action } from '../actions/types.js';
import { later } from './timers.js';

/** Ids of our own registrations begin with this; reports to other programs' ones are not the user's events. */
export const HOUSEKEEPING = 'ffc:';
/** Types of our own actions, which viewers ignore or report and do nothing else with, begin with this. */
export const OWN_ACTIONS = 'ffc.';

/** Watches that cost a few hundred bytes a report stay a while, so that a burst of calls registers once. */
const LINGER = { cheap: 5_000, costly: 250 };
const COSTLY: ReadonlySet<string> = new Set([
  'ImagePlotCntlr.PlotImage',
  'table.loaded',
  'charts.data/chartUpdate',
]);

/**
 * Points are told where any extension of this type is (protocol trap T26). One for a plot that nobody has shows no button.
 */
const POINTS = 'POINT';
const NO_PLOT = 'ffc:no-plot';

interface Watch {
  readonly action: Action;
  /** Ends when viewers have been told of it, or could not be. */
  readonly told: Promise<void>;
  users: number;
  cancelRemoval: () => void;
}

export class Watches {
  readonly #watches = new Map<string, Watch>();
  readonly #extensions = new Map<string, Action>();
  /** What viewers tell extensions apart by, of those that were asked for. */
  readonly #looks = new Map<string, string>();
  readonly #prefix: string;
  readonly #send: (action: Action, ahead: boolean) => Promise<void>;

  /**
   * `nonce` tells this client's watches from those of others on the channel; `send` queues an action, ahead of all others where it
   * is told to, and does not reject.
   */
  constructor(nonce: string, send: (action: Action, ahead: boolean) => Promise<void>) {
    this.#prefix = `${HOUSEKEEPING}${nonce}:`;
    this.#send = send;
  }

  /** Has actions of a type reported until the function it gives back is called. */
  acquire(extType: string, ahead = false): () => void {
    const watch = this.#watches.get(extType) ?? this.#register(extType, ahead);
    watch.users++;
    watch.cancelRemoval();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--watch.users === 0) this.#removeSoon(extType, watch);
    };
  }

  /** Registers a watch again, for viewers that may have missed it; the same id twice is harmless. */
  renew(extType: string): void {
    const watch = this.#watches.get(extType);
    if (watch !== undefined) void this.#send(watch.action, false);
  }

  /** Resolves when viewers have been told of a watch. */
  async told(extType: string): Promise<void> {
    await this.#watches.get(extType)?.told;
  }

  /** The type that a report answers to, when it is an answer to one of our watches. */
  typeOf(reportId: unknown): string | undefined {
    if (typeof reportId !== 'string' || !reportId.startsWith(this.#prefix)) return undefined;
    return reportId.slice(this.#prefix.length);
  }

  isWatched(extType: string): boolean {
    return this.#watches.has(extType);
  }

  /** Remembers an extension of the user's. */
  addExtension(id: string, action: Action): void {
    this.#extensions.set(id, action);
  }

  removeExtension(id: string): void {
    this.#extensions.delete(id);
    this.#looks.delete(id);
  }

  /** Notes how an extension looks; false when another has the same look, which would replace it or be replaced (T21). */
  claimLook(id: string, look: string): boolean {
    for (const [other, taken] of this.#looks) if (other !== id && taken === look) return false;
    this.#looks.set(id, look);
    return true;
  }

  /** Everything registered, but for one type where one is named, for a viewer that may not know of it. */
  registrations(except?: string): Action[] {
    const watches = [...this.#watches].filter(([type]) => type !== except).map(([, watch]) => watch.action);
    return [...watches, ...this.#extensions.values()];
  }

  /** Forgets our own watches; gives the actions that take them back. */
  takeBackWatches(): Action[] {
    const ids = [...this.#watches.keys()].map((extType) => this.#idOf(extType));
    for (const watch of this.#watches.values()) watch.cancelRemoval();
    this.#watches.clear();
    return ids.map(removeExtension);
  }

  #idOf(extType: string): string {
    return this.#prefix + extType;
  }

  #register(extType: string, ahead: boolean): Watch {
    const id = this.#idOf(extType);
    // Two ids with equal title, plot and type would replace each other (T21): the title is the id.
    const action = addExtension(id, extType, {
      title: id,
      ...(extType === POINTS ? { plotId: NO_PLOT } : {}),
    });
    const told = this.#send(action, ahead);
    const watch: Watch = { action, told, users: 0, cancelRemoval: () => undefined };
    this.#watches.set(extType, watch);
    return watch;
  }

  #removeSoon(extType: string, watch: Watch): void {
    watch.cancelRemoval = later(COSTLY.has(extType) ? LINGER.costly : LINGER.cheap, () => {
      this.#watches.delete(extType);
      void this.#send(removeExtension(this.#idOf(extType)), false);
    });
  }
}
