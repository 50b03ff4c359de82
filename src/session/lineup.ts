/**
 * Who may leave next: a line in the order of the calls in which what waits lets others pass. Each step takes the same
 * time however long the line is.
 */

/** What the place of a call in the order depends on. */
export interface Claims {
  /** Ids it concerns, e.g. `plot:m31`: among calls on one id the order never changes. */
  readonly keys: readonly string[];
  /** True for a call on everything, such as emptying the viewer: nothing passes it either way. */
  readonly barrier?: boolean | undefined;
  /** True for what an emptied viewer does not lose, such as registrations and pulses: no barrier holds it up. */
  readonly passes?: boolean | undefined;
  /** True for what goes before everything that waits. */
  readonly ahead?: boolean | undefined;
}

/** One in the line. */
export interface Place<T extends Claims> {
  readonly item: T;
  readonly number: number;
  /** Whether what it waits for by itself has come. */
  ready: boolean;
  gone: boolean;
  /** Ids of which another call is ahead. */
  behind: number;
  section: Section<T>;
}

/** The calls after one barrier and before the next. */
interface Section<T extends Claims> {
  readonly barrier: Place<T> | undefined;
  /** Those that have not left, without the barrier itself. */
  count: number;
  /** Kept for as long as the section is barred. */
  places: Place<T>[];
}

export class Lineup<T extends Claims> {
  readonly #lines = new Map<string, Line<T>>();
  readonly #sections: Section<T>[] = [{ barrier: undefined, count: 0, places: [] }];
  /** Those that may leave, earliest first; some may be gone by now. */
  readonly #free = new EarliestFirst<T>();
  #numbers = 0;
  #aheads = 0;

  add(item: T, ready: boolean): Place<T> {
    const place: Place<T> = {
      item,
      number: item.ahead ? --this.#aheads : this.#numbers++,
      ready,
      gone: false,
      behind: 0,
      section: this.#last,
    };
    for (const key of new Set(item.keys)) {
      const line = this.#lines.get(key) ?? new Line<T>();
      this.#lines.set(key, line);
      if (line.first !== undefined) place.behind++;
      line.push(place);
    }
    if (item.barrier) this.#sections.push({ barrier: place, count: 0, places: [] });
    else this.#enter(place, this.#last);
    this.#offer(place);
    return place;
  }

  /** What a place waits for by itself has come. */
  markReady(place: Place<T>): void {
    place.ready = true;
    this.#offer(place);
  }

  /** The first that may leave. */
  peek(): Place<T> | undefined {
    return this.#free.peek();
  }

  /** Takes one out, wherever it is. */
  remove(place: Place<T>): void {
    if (place.gone) return;
    place.gone = true;
    for (const key of new Set(place.item.keys)) this.#stepUp(key);
    if (place.item.barrier) this.#lift(place);
    else place.section.count--;
    const next = this.#sections[1]?.barrier;
    if (next !== undefined) this.#offer(next);
  }

  get #last(): Section<T> {
    return this.#sections.at(-1) as Section<T>;
  }

  #enter(place: Place<T>, section: Section<T>): void {
    place.section = section;
    section.count++;
    if (section !== this.#sections[0]) section.places.push(place);
  }

  #offer(place: Place<T>): void {
    if (place.gone || !place.ready || place.behind > 0 || this.#isBarred(place)) return;
    this.#free.push(place);
  }

  #isBarred({ item, section }: Place<T>): boolean {
    const [first, second] = this.#sections;
    if (item.barrier) return second?.barrier?.item !== item || first?.count !== 0;
    return !item.passes && section !== first;
  }

  /** One of an id has gone: the next of that id is no longer behind it. */
  #stepUp(key: string): void {
    const line = this.#lines.get(key);
    const next = line?.next();
    if (line?.first === undefined) this.#lines.delete(key);
    if (next === undefined) return;
    next.behind--;
    this.#offer(next);
  }

  /** A barrier has gone: what came after it belongs to what came before it. */
  #lift(barrier: Place<T>): void {
    const index = this.#sections.findIndex((section) => section.barrier === barrier);
    const [lifted] = this.#sections.splice(index, 1);
    const before = this.#sections[index - 1];
    if (lifted === undefined || before === undefined) return;
    for (const place of lifted.places) {
      if (place.gone) continue;
      this.#enter(place, before);
      if (!place.item.passes) this.#offer(place);
    }
  }
}

/** The calls on one id, in their order. */
class Line<T extends Claims> {
  #places: Place<T>[] = [];
  #head = 0;

  get first(): Place<T> | undefined {
    return this.#places[this.#head];
  }

  push(place: Place<T>): void {
    this.#places.push(place);
  }

  /** Steps over those that are gone; gives the one that is first now, where it was not before. */
  next(): Place<T> | undefined {
    const before = this.first;
    while (this.first?.gone) this.#head++;
    if (this.#head > 64 && this.#head * 2 > this.#places.length) {
      this.#places = this.#places.slice(this.#head);
      this.#head = 0;
    }
    return this.first === before ? undefined : this.first;
  }
}

/** A heap of places by their numbers. Those that are gone are passed over. */
class EarliestFirst<T extends Claims> {
  readonly #heap: Place<T>[] = [];

  push(place: Place<T>): void {
    const heap = this.#heap;
    let at = heap.push(place) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.number <= place.number) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = place;
  }

  peek(): Place<T> | undefined {
    while (this.#heap[0]?.gone) this.#pop();
    return this.#heap[0];
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const [child, below] = b !== undefined && b.number < a.number ? [b, left + 1] : [a, left];
      if (child.number >= last.number) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}
