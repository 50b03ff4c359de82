/** A headless Chromium for tests. */
import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

export const ARGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
];

/** Why no browser can be had here; undefined when one can. Tests that are skipped print it. */
export function noBrowser(): string | undefined {
  const found = inject('chromium');
  return 'missing' in found ? found.missing : undefined;
}

export async function launchBrowser(): Promise<Browser> {
  const found = inject('chromium');
  if ('missing' in found) throw new Error(found.missing);
  return chromium.launch({ executablePath: found.path, args: ARGS });
}
