import { defineConfig, type Options } from 'tsup';

const entry = {
  index: 'src/index.ts',
  actions: 'src/actions/index.ts',
  plot: 'src/plot/index.ts',
  render: 'src/render/index.ts',
  data: 'src/data/index.ts',
  testing: 'src/testing/index.ts',
};

const node: Options = {
  entry,
  outDir: 'dist',
  platform: 'node',
  target: 'node20',
  // All entries share chunks, and so one registry and one set of error classes.
  splitting: true,
  sourcemap: true,
  dts: true,
  external: ['isomorphic-ws', 'ws', 'open', 'undici', 'apache-arrow'],
};

export default defineConfig([
  { ...node, name: 'esm', format: 'esm' },
  // ky and nanoid exist as ESM only, so the CommonJS build carries them. Its source maps would name folders of this machine.
  { ...node, name: 'cjs', format: 'cjs', sourcemap: false, noExternal: ['ky', 'nanoid'] },
  {
    name: 'browser',
    entry,
    splitting: true,
    outDir: 'dist/browser',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    sourcemap: true,
    external: ['isomorphic-ws', 'ky', 'nanoid', 'zod'],
    esbuildOptions: (options) => {
      options.conditions = ['browser'];
    },
  },
]);
