/** The hook under a small library of hooks that does what React does: effects run again in StrictMode and after a hot reload. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const mounted: { element: unknown; url: unknown; until: Promise<unknown>; over: boolean }[] = [];
let outcome: () => Promise<unknown> = async () => 'client';

vi.mock('../../../src/embed/mount.js', () => ({
  mountViewer: (element: unknown, { url, until }: { url: unknown; until: Promise<unknown> }) => {
    const one = { element, url, until, over: false };
    mounted.push(one);
    void until.then(() => {
      one.over = true;
    });
    return outcome();
  },
}));

const { fireflyHook } = await import('../../../src/embed/hook.js');

/** One component. */
class Component {
  readonly #cells: unknown[] = [];
  #at = 0;
  #dirty = false;
  #effects: { deps: readonly unknown[]; effect: () => () => void; clean: () => void }[] = [];
  readonly #render: () => unknown;
  result: ReturnType<ReturnType<typeof fireflyHook>> | undefined;

  constructor(
    make: (component: Component) => () => ReturnType<ReturnType<typeof fireflyHook>>,
    private readonly strict: boolean,
  ) {
    const body = make(this);
    this.#render = () => {
      this.result = body();
    };
    this.render();
  }

  useState = <T>(initial: T): [T, (value: T) => void] => {
    const index = this.#at++;
    if (!(index in this.#cells)) this.#cells[index] = initial;
    const set = (value: T) => {
      if (Object.is(this.#cells[index], value)) return;
      this.#cells[index] = value;
      this.#dirty = true;
    };
    return [this.#cells[index] as T, set];
  };

  useRef = <T>(initial: T): { current: T } => this.useState({ current: initial })[0];

  useEffect = (effect: () => () => void, deps: readonly unknown[]): void => {
    const [before] = this.#effects;
    if (before !== undefined && deps.every((dep, n) => Object.is(dep, before.deps[n]))) return;
    before?.clean();
    this.#effects = [{ deps, effect, clean: effect() }];
    if (before === undefined && this.strict) this.again();
  };

  render(): void {
    do {
      this.#dirty = false;
      this.#at = 0;
      this.#render();
    } while (this.#dirty);
  }

  /** Effects are undone and done again, as after a hot reload. */
  again(): void {
    for (const each of this.#effects) each.clean();
    for (const each of this.#effects) each.clean = each.effect();
  }

  unmount(): void {
    for (const { clean } of this.#effects) clean();
  }
}

const component = (url: () => string, strict = false) =>
  new Component((library) => {
    const useFirefly = fireflyHook(library);
    return () => useFirefly(url());
  }, strict);

const element = {} as Element;
const settled = () => vi.advanceTimersByTimeAsync(1);

beforeEach(() => {
  vi.useFakeTimers();
  mounted.length = 0;
  outcome = async () => 'client';
});
afterEach(() => vi.useRealTimers());

async function show(made: Component): Promise<void> {
  made.result?.ref(element);
  made.render();
  await settled();
  made.render();
}

it('mounts once the element is there, and gives the client', async () => {
  const made = component(() => 'http://one');
  expect(mounted).toEqual([]);
  expect(made.result?.firefly).toBeUndefined();
  await show(made);
  expect(mounted).toMatchObject([{ element, url: 'http://one', over: false }]);
  expect(made.result?.firefly).toBe('client');
});

it('keeps the viewer when effects run again: in StrictMode, after a hot reload', async () => {
  const made = component(() => 'http://one', true);
  await show(made);
  made.again();
  await settled();
  made.render();
  expect(mounted).toHaveLength(1);
  expect(mounted[0]?.over).toBe(false);
  expect(made.result?.firefly).toBe('client');
});

it('takes it away with the component', async () => {
  const made = component(() => 'http://one');
  await show(made);
  made.unmount();
  await settled();
  expect(mounted[0]?.over).toBe(true);
});

it('makes a new one for another server', async () => {
  let url = 'http://one';
  const made = component(() => url);
  await show(made);
  url = 'http://two';
  made.render();
  await settled();
  made.render();
  expect(mounted.map((one) => [one.url, one.over])).toEqual([
    ['http://one', true],
    ['http://two', false],
  ]);
  expect(made.result?.firefly).toBe('client');
});

it('says why there is none', async () => {
  const error = new Error('nobody there');
  outcome = () => Promise.reject(error);
  const made = component(() => 'http://one');
  await show(made);
  expect(made.result).toMatchObject({ firefly: undefined, error });
});
