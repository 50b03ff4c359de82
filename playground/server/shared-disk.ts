/** The disk that the nodes of a cluster share: what was uploaded to one of them can be read at every other. */
import type { Hub } from 'firefly-client/testing';
import { FileStore } from './files.js';

/** A node's hold on a disk; the last one to let go deletes what is on it. */
export interface Disk {
  readonly files: FileStore;
  release(): void;
}

const disks = new WeakMap<Hub, { readonly files: FileStore; users: number }>();

/** A disk of one's own, or the one of the hub. */
export function openDisk(hub: Hub | undefined, named: readonly string[]): Disk {
  if (hub === undefined) {
    const files = new FileStore(named);
    return { files, release: () => files.close() };
  }
  const known = disks.get(hub);
  if (known !== undefined) for (const path of named) known.files.nameFile(path);
  const disk = known ?? { files: new FileStore(named), users: 0 };
  disks.set(hub, disk);
  disk.users += 1;
  return {
    files: disk.files,
    release: () => {
      disk.users -= 1;
      if (disk.users > 0) return;
      disks.delete(hub);
      disk.files.close();
    },
  };
}
