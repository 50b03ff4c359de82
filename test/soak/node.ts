/** A node of a soak's cluster, with a viewer on it whose doings go into the books. */
import type { ProtocolCore, ScriptedViewer } from '../../src/testing/index.js';
import type { Ledger, Witness } from './ledger.js';
import { noteReport, toldOf } from './world.js';

/** Milliseconds after which everybody has heard that a viewer is there. */
const KNOWN_AFTER = 300;

export interface NodeParts {
  readonly name: string;
  readonly channel: string;
  readonly core: ProtocolCore;
  readonly openViewer: () => ScriptedViewer;
}

export class SoakNode {
  readonly viewer: ScriptedViewer;
  #witness: Witness | undefined;
  #page = 1;
  #endEar: () => void;

  constructor(
    private readonly ledger: Ledger,
    private readonly parts: NodeParts,
  ) {
    const { core, channel } = parts;
    const ear = core.connect(channel, {
      send: (text) => noteReport(ledger, text),
      close: () => undefined,
    });
    this.#endEar = () => ear.disconnected();
    this.viewer = parts.openViewer();
  }

  get core(): ProtocolCore {
    return this.parts.core;
  }

  /** Resolves when the viewer is there, and clients know. */
  async opened(): Promise<void> {
    const page = this.#page;
    await this.viewer.ready;
    await new Promise((resolve) => setTimeout(resolve, KNOWN_AFTER));
    if (page !== this.#page) return;
    this.#note();
    this.#witness = this.ledger.join(`${this.parts.name} page ${page}`);
  }

  /** The viewer's page is loaded anew. */
  async reload(): Promise<void> {
    this.gone();
    this.viewer.reload();
    await this.opened();
  }

  /** Whatever it was told until now is written down; from now on it is no witness. */
  gone(): void {
    this.#note();
    if (this.#witness !== undefined) this.ledger.leave(this.#witness);
    this.#witness = undefined;
    this.#page++;
  }

  close(): void {
    this.gone();
    this.viewer.close();
    this.#endEar();
  }

  /** What it was told before it was a witness counts too: nobody may be told twice. */
  #note(): void {
    const { received } = this.viewer;
    const witness = this.#witness ?? this.#early();
    for (const action of received) {
      const told = toldOf(action);
      if (told !== undefined) this.ledger.tell(witness, told.who, told.n);
    }
    received.length = 0;
  }

  #early(): Witness {
    const witness = this.ledger.join(`${this.parts.name} before page ${this.#page}`);
    this.ledger.leave(witness);
    return witness;
  }
}
