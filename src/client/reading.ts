/** A table that is read: whole, or batch by batch. */
import { DataTable } from '../data/data-table.js';
import type { ReadColumn } from '../data/read-columns.js';

type Batches = AsyncGenerator<readonly ReadColumn[], void, undefined>;

/**
 * What `readTable` gives: `await` it for all rows at once, or iterate over it for batches. Nothing is asked before one of both is done;
 * each iteration reads anew.
 */
export class TableReading implements PromiseLike<DataTable>, AsyncIterable<DataTable> {
  readonly #read: (batchRows: number) => Batches;
  readonly #batchRows: number;
  #whole: Promise<DataTable> | undefined;

  constructor(read: (batchRows: number) => Batches, batchRows: number) {
    this.#read = read;
    this.#batchRows = batchRows;
  }

  // biome-ignore lint/suspicious/noThenProperty: readings are meant to be awaited
  then<R = DataTable, E = never>(
    onRead?: ((table: DataTable) => R | PromiseLike<R>) | null,
    onFailed?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    this.#whole ??= this.#readWhole();
    return this.#whole.then(onRead, onFailed);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<DataTable, void, undefined> {
    let offset = 0;
    for await (const columns of this.#read(this.#batchRows)) {
      const batch = new DataTable(columns, offset);
      yield batch;
      offset += batch.rowCount;
    }
  }

  async #readWhole(): Promise<DataTable> {
    for await (const columns of this.#read(Number.POSITIVE_INFINITY)) return new DataTable(columns);
    return new DataTable([]);
  }
}
