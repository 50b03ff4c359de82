/** Unpacks Chromium once, before any worker wants it: it unpacks without a lock. */
import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of a Chromium, or why there is none. */
    chromium: { readonly path: string } | { readonly missing: string };
  }
}

/** An installed Chrome, where the packaged Chromium (Linux x64 only) cannot run. */
const INSTALLED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
];

/** Path of a Chromium, or why there is none. */
export async function findChromium(): Promise<{ path: string } | { missing: string }> {
  const wanted = process.env['CHROME_PATH'];
  if (wanted !== undefined)
    return existsSync(wanted)
      ? { path: wanted }
      : { missing: `CHROME_PATH names ${wanted}, which is not there` };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: chromium } = await import('@sparticuz/chromium');
    return { path: await chromium.executablePath() };
  }
  const path = INSTALLED.find((candidate) => existsSync(candidate));
  if (path !== undefined) return { path };
  return { missing: `no Chrome found on ${process.platform} ${process.arch}; set CHROME_PATH` };
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await findChromium());
}
