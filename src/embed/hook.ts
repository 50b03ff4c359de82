/** The viewer as a hook, of React and of what has the same hooks. Neither is imported: the hooks are handed in. */
import type { FireflyClient } from '../client/client.js';
import { type MountViewerOptions, mountViewer } from './mount.js';

/** The hooks that are needed: `React` itself fits, `preact/hooks` too. */
export interface HookLibrary {
  useEffect(effect: () => () => void, deps: readonly unknown[]): void;
  useRef<T>(initial: T): { current: T };
  useState<T>(initial: T): [T, (value: T) => void];
}

export type UseFireflyOptions = Omit<MountViewerOptions, 'url' | 'until' | 'signal'>;

/** What a component gets. */
export interface FireflyHook {
  /** For the element that the viewer is to be in: `<div ref={ref} />`. */
  readonly ref: (element: Element | null) => void;
  /** The client, once the viewer answers. */
  readonly firefly: FireflyClient | undefined;
  /** Why there is none. */
  readonly error: unknown;
}

interface State {
  readonly firefly: FireflyClient | undefined;
  readonly error: unknown;
}

/** One viewer in one element. */
interface Mounted {
  readonly key: string;
  readonly element: Element;
  end(): void;
  leaving: ReturnType<typeof setTimeout> | undefined;
}

const NOTHING: State = { firefly: undefined, error: undefined };

/**
 * Makes the hook `useFirefly(url, options)` out of a library's hooks: `const useFirefly = fireflyHook(React)`, once, outside of
 * components. The viewer goes when the component does. It stays when only the effects run again, as they do twice in StrictMode and
 * after a hot reload, and when options other than `channel`, `htmlFile` and `token` change.
 */
export function fireflyHook({ useEffect, useRef, useState }: HookLibrary) {
  return function useFirefly(url?: string | URL, options: UseFireflyOptions = {}): FireflyHook {
    const [element, setElement] = useState<Element | null>(null);
    const [state, setState] = useState<State>(NOTHING);
    const mounted = useRef<Mounted | undefined>(undefined);
    const { channel, htmlFile, token } = options;
    const key = JSON.stringify([url, channel, htmlFile, typeof token === 'string' ? token : '']);
    useEffect(() => {
      const before = mounted.current;
      if (before !== undefined) clearTimeout(before.leaving);
      if (before?.element !== element || before?.key !== key) {
        before?.end();
        mounted.current = element === null ? undefined : mount(element, key, { ...options, url }, setState);
      }
      return () => {
        const { current } = mounted;
        if (current === undefined) return;
        // An effect that runs again does so at once, and keeps the viewer.
        current.leaving = setTimeout(() => {
          current.end();
          if (mounted.current === current) mounted.current = undefined;
        });
      };
    }, [element, key]);
    return { ref: setElement, ...state };
  };
}

function mount(
  element: Element,
  key: string,
  options: MountViewerOptions,
  tell: (state: State) => void,
): Mounted {
  let isOver = false;
  let over: () => void = () => undefined;
  const until = new Promise<void>((resolve) => {
    over = resolve;
  });
  const hear = (state: State) => {
    if (!isOver) tell(state);
  };
  mountViewer(element, { ...options, until }).then(
    (firefly) => hear({ firefly, error: undefined }),
    (error: unknown) => hear({ firefly: undefined, error }),
  );
  return {
    key,
    element,
    leaving: undefined,
    end: () => {
      isOver = true;
      over();
      tell(NOTHING);
    },
  };
}
