/**
 * What joins the nodes of a cluster: whatever one of them has to deliver passes through here to all of them, and here
 * is the list of everybody's sockets that `wsConnUpdated` is made of. A server that stands alone has a hub of its own.
 */

import { Delivery } from './delivery.js';

/** Something on its way to sockets, on whichever node they are. */
export interface Parcel {
  readonly to:
    | { readonly channel: string }
    /** The socket of this number, or rather all of them: every node has one (T12). */
    | { readonly id: string }
    /** Every socket there is. */
    | 'everybody';
  /** The id of the socket it comes from. No socket of this number gets it, whoever's it is (T6). */
  readonly from?: string | undefined;
  readonly text: string;
  /** The receivers' sockets end over this text (T9). */
  readonly poisoned?: boolean;
  /** The nodes of the receivers deliver nothing any more. */
  readonly deadly?: boolean;
}

/** A socket as the other nodes know it. */
export interface Listed {
  readonly id: string;
  readonly channel: string;
  readonly user: string | undefined;
}

/** A node as the hub knows it. */
export interface HubNode {
  take(parcel: Parcel): void;
  /** Sockets of these have changed without this node's doing. */
  tell(listed: readonly Listed[]): void;
}

export class Hub {
  /**
   * Without its hub a cluster accepts everything and delivers nothing (T1): what a real one does while the broker
   * between its nodes is down.
   */
  isDown = false;
  /** The files of memory servers that share a disk, by the paths they are known by. */
  readonly files = new Map<string, Uint8Array>();
  readonly #nodes = new Set<HubNode>();
  readonly #lists = new Map<HubNode, readonly Listed[]>();
  readonly #order = new Delivery();
  #numbers = 0;

  join(node: HubNode): void {
    this.#nodes.add(node);
  }

  /**
   * Delivers to all nodes, each at its own pace. What a receiver publishes while it is being told something comes
   * after that at every node: all of them have one order.
   */
  publish(parcel: Parcel): void {
    if (this.isDown) return;
    this.#order.run(() => {
      for (const node of [...this.#nodes]) node.take(parcel);
    });
  }

  /** The sockets of a node, instead of what was known of them. */
  list(node: HubNode, sockets: readonly Listed[]): void {
    this.#lists.set(node, sockets);
  }

  /** All sockets of all nodes, those of killed ones included. */
  get listed(): readonly Listed[] {
    return [...this.#lists.values()].flat();
  }

  /** A node is no more. What it had stays in the lists when it had no time to clean up. */
  leave(node: HubNode, remains: 'ghosts' | 'nothing'): void {
    this.#nodes.delete(node);
    if (remains === 'ghosts') return;
    const gone = this.#lists.get(node) ?? [];
    this.#lists.delete(node);
    const [other] = this.#nodes;
    if (gone.length > 0) other?.tell(gone);
  }

  /** A number for a socket that no other socket of the cluster has. */
  nextNumber(): number {
    return this.#numbers++;
  }
}
