/**
 * The tables that are open. A table is read by the first who asks for it; the others wait. What was not used for a
 * while, or is too much, is closed, and read again when it is asked for again.
 */
import { MEMORY_BYTES } from './database.js';
import type { Table } from './table.js';

export interface CacheLimits {
  /** Tables open at a time. */
  readonly tables: number;
  /** Bytes in memory of all open tables that nobody is reading. */
  readonly bytes: number;
  /** Milliseconds after which a table that nobody asks for is closed. */
  readonly idle: number;
  /** Tables of which it is known how to open them again. */
  readonly known: number;
}

export const CACHE_LIMITS: CacheLimits = {
  tables: 24,
  bytes: MEMORY_BYTES,
  idle: 15 * 60_000,
  known: 2000,
};

/** How to make a table, the first time and again. */
export type Opener = () => Promise<Table>;

/** Something that was done to a table, and is done again when it has been read again. */
export type Change = (table: Table) => Promise<void>;

interface Entry {
  open: Opener;
  readonly changes: Change[];
  table: Promise<Table> | undefined;
  /** Requests that are reading it now. */
  users: number;
  bytes: number;
  timer: NodeJS.Timeout | undefined;
}

export class TableCache {
  private readonly entries = new Map<string, Entry>();
  private readonly ending = new Set<Promise<void>>();
  private closing = false;

  constructor(private readonly limits: CacheLimits = CACHE_LIMITS) {}

  /** Was the table read before? */
  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** How many tables are open. */
  get openTables(): number {
    return [...this.entries.values()].filter(({ table }) => table !== undefined).length;
  }

  /** Gives `work` the table for itself; it is opened by `open` when it was never read. `first` says so. */
  async use<T>(
    key: string,
    open: Opener | undefined,
    work: (table: Table, first: boolean) => Promise<T>,
  ): Promise<T> {
    const first = !this.entries.has(key);
    const entry = this.entryOf(key, open);
    if (entry === undefined) throw new Error(`table ${key} was never read`);
    entry.users += 1;
    clearTimeout(entry.timer);
    try {
      const table = await this.openEntry(key, entry);
      return await table.exclusive(async () => {
        try {
          return await work(table, first);
        } finally {
          entry.bytes = await table.database.size().catch(() => entry.bytes);
        }
      });
    } finally {
      entry.users -= 1;
      this.settle(entry);
    }
  }

  /** Remembers what was done to a table. */
  record(key: string, change: Change): void {
    this.entries.get(key)?.changes.push(change);
  }

  /** Lets go of all tables. */
  async close(): Promise<void> {
    this.closing = true;
    const entries = [...this.entries.values()];
    this.entries.clear();
    for (const { timer } of entries) clearTimeout(timer);
    await Promise.all([...entries.map(closeTable), ...this.ending]);
  }

  /** The entry of a key, now the one that was used last. */
  private entryOf(key: string, open: Opener | undefined): Entry | undefined {
    if (this.closing) throw new Error('the playground is closing');
    const known = this.entries.get(key);
    if (known === undefined && open === undefined) return undefined;
    const entry = known ?? {
      open: open ?? missingOpener,
      changes: [],
      table: undefined,
      users: 0,
      bytes: 0,
      timer: undefined,
    };
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  /** Tables that could not be read are tried again by the next who asks. */
  private openEntry(key: string, entry: Entry): Promise<Table> {
    if (entry.table !== undefined) return entry.table;
    const opened = reopen(entry);
    entry.table = opened;
    opened.catch(() => {
      entry.table = undefined;
      if (this.entries.get(key) === entry && entry.changes.length === 0) this.entries.delete(key);
    });
    return opened;
  }

  /** After a use: the table is closed when nobody comes, and others are closed when there are too many. */
  private settle(entry: Entry): void {
    if (this.closing) return;
    if (entry.users === 0) {
      entry.timer = setTimeout(() => this.drop(entry), this.limits.idle);
      entry.timer.unref();
    }
    this.dropOldest();
  }

  private dropOldest(): void {
    const open = [...this.entries.values()].filter(({ table }) => table !== undefined);
    let count = open.length;
    let bytes = open.reduce((sum, entry) => sum + entry.bytes, 0);
    for (const entry of open.slice(0, -1)) {
      if (count <= this.limits.tables && bytes <= this.limits.bytes) break;
      if (entry.users > 0) continue;
      count -= 1;
      bytes -= entry.bytes;
      this.drop(entry);
    }
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= this.limits.known) return;
      if (entry.users === 0 && entry.table === undefined) this.entries.delete(key);
    }
  }

  private drop(entry: Entry): void {
    if (entry.users > 0) return;
    clearTimeout(entry.timer);
    const ended = closeTable({ ...entry }).finally(() => this.ending.delete(ended));
    this.ending.add(ended);
    entry.table = undefined;
    entry.bytes = 0;
  }
}

async function reopen({ open, changes }: Entry): Promise<Table> {
  const table = await open();
  for (const change of changes) await change(table);
  return table;
}

async function closeTable({ table }: Pick<Entry, 'table'>): Promise<void> {
  const opened = await table?.catch(() => undefined);
  await opened?.close();
}

function missingOpener(): never {
  throw new Error('there is no way to open this table');
}
