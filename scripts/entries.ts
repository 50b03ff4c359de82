/**
 * The entries of the package: the one list from which the build, the tests' aliases, `exports` of package.json and
 * jsr.json are made. After a change: `npm run exports`; a test compares.
 */

/** What a user imports, and where it is in `src`. */
export const ENTRIES = {
  '.': 'src/index.ts',
  './actions': 'src/actions/index.ts',
  './plot': 'src/plot/index.ts',
  './data': 'src/data/index.ts',
  './render': 'src/render/index.ts',
  './transports': 'src/transport/index.ts',
  './embed': 'src/embed/index.ts',
  './testing': 'src/testing/index.ts',
} as const satisfies Readonly<Record<`.${string}`, string>>;

export type Entry = keyof typeof ENTRIES;

/** `./actions` is built as `actions.js`, `.` as `index.js`. */
export const nameOf = (entry: string): string => (entry === '.' ? 'index' : entry.slice(2));

/** The entries as esbuild wants them. */
export const buildEntries = (): Record<string, string> =>
  Object.fromEntries(Object.entries(ENTRIES).map(([entry, file]) => [nameOf(entry), file]));

/** By what name an entry is imported. */
export const specifierOf = (entry: string): string => `firefly-client${entry.slice(1)}`;

type Conditions = { readonly [condition: string]: string | Conditions };

/** Bundlers take the first condition that fits, and TypeScript the first `types`. */
function conditionsOf(entry: string): Conditions {
  const name = nameOf(entry);
  const module = (code: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${code}.js` });
  const page = module(`browser/${name}`);
  const both = {
    import: module(name),
    require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
  };
  // Workers have what pages have, and only some of Node's modules.
  return { browser: page, workerd: page, deno: module(name), bun: module(name), node: both, ...both };
}

/** `exports` of package.json. */
export const packageExports = (): Record<string, Conditions | string> => ({
  ...Object.fromEntries(Object.keys(ENTRIES).map((entry) => [entry, conditionsOf(entry)])),
  './package.json': './package.json',
});

/** What jsr.json takes from package.json. */
interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** jsr.json: the built files, which name their types, since JSR would have to infer those of the sources. */
export const jsrManifest = ({ version, license, dependencies }: Manifest): object => ({
  name: '@firefly-client/firefly-client',
  version,
  license,
  exports: Object.fromEntries(Object.keys(ENTRIES).map((entry) => [entry, `./dist/${nameOf(entry)}.js`])),
  imports: Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => [name, `npm:${name}@${range}`]),
  ),
  publish: { include: ['dist', 'README.md', 'CHANGELOG.md', 'LICENSE'], exclude: ['dist/.built'] },
});
