/** Which shows of a table asked for the same: of equal requests a viewer reports one, with the key of the first (T25). */

interface Shows {
  readonly print: string;
  readonly keys: Set<string>;
}

export class TableShows {
  readonly #latest = new Map<string, Shows>();

  /** Notes a show; gives the keys of those before it, without a break, that asked for the same. */
  add(tblId: string, key: string, input: unknown, options: object): ReadonlySet<string> {
    const print = JSON.stringify([input, options]);
    const before = this.#latest.get(tblId);
    const keys = before?.print === print ? before.keys : new Set<string>();
    const earlier = new Set(keys);
    keys.add(key);
    this.#latest.set(tblId, { print, keys });
    return earlier;
  }
}
