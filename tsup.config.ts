import { basename } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { buildEntries } from './scripts/entries.js';

const entry = buildEntries();

const node: Options = {
  entry,
  outDir: 'dist',
  platform: 'node',
  target: 'node20',
  // All entries share chunks, and so one registry and one set of error classes.
  splitting: true,
  sourcemap: true,
  // Names of types that TypeScript has only with this library; whoever uses the package need not know.
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
  external: ['isomorphic-ws', 'ws', 'open', 'undici', 'apache-arrow'],
};

type Plugin = NonNullable<Options['plugins']>[number];

/** Entries name their types on their first line: Deno and JSR read it there, also from a plain file server. */
function selfTypes(folder: string): Plugin {
  return {
    name: 'self-types',
    renderChunk: (code, { entryPoint, path, map }) => {
      if (entryPoint === undefined) return undefined;
      const types = `${folder}${basename(path, '.js')}.d.ts`;
      // One line more above everything.
      const moved = typeof map === 'object' && map !== null ? { ...map, mappings: `;${map.mappings}` } : null;
      return { code: `/* @ts-self-types="${types}" */\n${code}`, map: moved };
    },
  };
}

export default defineConfig([
  { ...node, name: 'esm', format: 'esm', plugins: [selfTypes('./')] },
  // ky and nanoid exist as ESM only, so the CommonJS build carries them. Its source maps would name folders of this machine.
  { ...node, name: 'cjs', format: 'cjs', sourcemap: false, noExternal: ['ky', 'nanoid'] },
  {
    name: 'browser',
    entry,
    plugins: [selfTypes('../')],
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
