/** Dark or light: as the system says, unless the person has chosen. The attribute `data-theme` of the page is the result. */
import { choice } from './dom.js';
import { recall, remember } from './memory.js';

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export const isDark = (): boolean => document.documentElement.dataset['theme'] === 'dark';

/** Calls a function whenever the colours change, until the function it gives back is called. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The switch between the system's colours, light and dark. */
export function themeSwitch(): HTMLSelectElement {
  const select = choice(
    'Colors of the page',
    [
      { value: 'auto', name: 'Auto' },
      { value: 'light', name: 'Light' },
      { value: 'dark', name: 'Dark' },
    ],
    (value) => {
      remember('browser', 'theme', value === 'auto' ? undefined : value);
      apply(value);
    },
  );
  const kept = recall('browser', 'theme');
  select.value = kept === 'light' || kept === 'dark' ? kept : 'auto';
  apply(select.value);
  system.addEventListener('change', () => apply(select.value));
  return select;
}

function apply(chosen: string): void {
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : system.matches ? 'dark' : 'light';
  const root = document.documentElement;
  if (root.dataset['theme'] === theme) return;
  root.dataset['theme'] = theme;
  for (const listener of listeners) listener();
}
