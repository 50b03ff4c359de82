/** Which of many rows are selected: a bit each, so that a million can be taken at once. */
export class RowSelection {
  readonly #bits: Uint8Array;
  #count = 0;

  constructor(
    readonly totalRows: number,
    rows: ArrayLike<number> = [],
  ) {
    this.#bits = new Uint8Array(totalRows);
    for (let index = 0; index < rows.length; index++) this.set(rows[index] ?? -1, true);
  }

  get count(): number {
    return this.#count;
  }

  get isAll(): boolean {
    return this.totalRows > 0 && this.#count === this.totalRows;
  }

  has(row: number): boolean {
    return this.#bits[row] === 1;
  }

  set(row: number, on: boolean): void {
    if (row < 0 || row >= this.totalRows || this.has(row) === on) return;
    this.#bits[row] = on ? 1 : 0;
    this.#count += on ? 1 : -1;
  }

  setAll(on: boolean): void {
    this.#bits.fill(on ? 1 : 0);
    this.#count = on ? this.totalRows : 0;
  }

  /** In ascending order. */
  rows(): Uint32Array<ArrayBuffer> {
    const rows = new Uint32Array(this.#count);
    let index = 0;
    for (let row = 0; row < this.totalRows; row++) if (this.#bits[row] === 1) rows[index++] = row;
    return rows;
  }
}
