import { cp, mkdir } from 'node:fs/promises';
import { defineConfig } from 'tsup';

/** The page's own files that need no bundling. */
const PAGE_FILES = ['index.html'];

async function copyPage(): Promise<void> {
  await mkdir('dist/viewer', { recursive: true });
  await Promise.all(PAGE_FILES.map((file) => cp(`viewer/${file}`, `dist/viewer/${file}`)));
}

export default defineConfig([
  {
    name: 'server',
    entry: { index: 'server/index.ts' },
    outDir: 'dist/server',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The paths of the shared tsconfig are relative to the directory above.
    dts: { compilerOptions: { baseUrl: '..' } },
    clean: true,
    external: [/^firefly-client/],
  },
  {
    name: 'demo',
    entry: { run: 'demo/run.ts' },
    outDir: 'dist/demo',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    clean: true,
    external: [/^firefly-/],
  },
  {
    name: 'viewer',
    entry: { main: 'viewer/main.ts', worker: 'viewer/work/worker.ts' },
    outDir: 'dist/viewer',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    splitting: false,
    minify: true,
    clean: true,
    // The page is one file, its worker another: the engines are scripts of their own, everything else goes into them.
    noExternal: [/.*/],
    onSuccess: copyPage,
  },
]);
