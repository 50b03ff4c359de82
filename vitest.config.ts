import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: 'firefly-client/testing', replacement: source('./src/testing/index.ts') },
      { find: 'firefly-client/plot', replacement: source('./src/plot/index.ts') },
      { find: 'firefly-client/data', replacement: source('./src/data/index.ts') },
      { find: 'firefly-client/render', replacement: source('./src/render/index.ts') },
      { find: 'firefly-client/actions', replacement: source('./src/actions/index.ts') },
      { find: 'firefly-playground', replacement: source('./playground/server/index.ts') },
      { find: 'firefly-client', replacement: source('./src/index.ts') },
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
