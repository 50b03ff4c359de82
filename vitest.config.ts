import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ENTRIES, specifierOf } from './scripts/entries.js';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      ...Object.entries(ENTRIES).map(([entry, file]) => ({
        find: new RegExp(`^${specifierOf(entry)}$`),
        replacement: source(`./${file}`),
      })),
      { find: 'firefly-playground', replacement: source('./playground/server/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/browser.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
  },
});
