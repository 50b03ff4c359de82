/** Small choices of the person in front of the page; a browser that keeps nothing is no trouble. */

const prefix = 'firefly-playground.';

/** Until the tab is closed, or for good. */
type Span = 'tab' | 'browser';

const store = (span: Span): Storage => (span === 'tab' ? sessionStorage : localStorage);

export function recall(span: Span, name: string): string | undefined {
  try {
    return store(span).getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(span: Span, name: string, value: string | undefined): void {
  try {
    if (value === undefined) store(span).removeItem(prefix + name);
    else store(span).setItem(prefix + name, value);
  } catch {
    // Storage can be switched off or full: then the choice holds until the page is loaded anew.
  }
}
