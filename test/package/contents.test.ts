/** What is in the package, and what it asks of others. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { ENTRIES, jsrManifest, nameOf, packageExports, specifierOf } from '../../scripts/entries.js';
import { isRecord } from '../../src/schema/json.js';
import { builtFiles, DIST, ROOT, readBuilt, requireBuild } from '../support/built.js';

beforeAll(requireBuild);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly main: string;
  readonly module: string;
  readonly types: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const BUILTINS = new Set(builtinModules);

/** Every path in an exports map. */
const targets = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : isRecord(value) ? Object.values(value).flatMap(targets) : [];

/** The code of each condition, with its types. */
function modulesOf(conditions: unknown): Record<string, string>[] {
  if (!isRecord(conditions)) return [];
  const files = Object.entries(conditions).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return files.length > 0 ? [Object.fromEntries(files)] : Object.values(conditions).flatMap(modulesOf);
}

/** The modules a file of the build asks for that are not its own. */
function foreign(name: string): string[] {
  const { importedFiles } = ts.preProcessFile(readBuilt(name), true, true);
  return importedFiles.map(({ fileName }) => fileName).filter((module) => !module.startsWith('.'));
}

const isBuiltin = (module: string) => module.startsWith('node:') || BUILTINS.has(module.split('/')[0] ?? '');
const packageOf = (module: string) => module.split('/', module.startsWith('@') ? 2 : 1).join('/');

describe('the manifest', () => {
  it('says that importing has no effects, and which Node it needs', () => {
    expect(manifest).toMatchObject({
      name: 'firefly-client',
      license: 'BSD-3-Clause',
      type: 'module',
      sideEffects: false,
      engines: { node: '^20.19 || >=22.12' },
    });
    expect(manifest.peerDependenciesMeta).toEqual({
      'apache-arrow': { optional: true },
      open: { optional: true },
      undici: { optional: true },
    });
  });

  it('names only files that are there, in each format with its types', () => {
    const named = [...targets(manifest.exports), manifest.main, manifest.module, manifest.types];
    for (const path of named) expect(existsSync(join(ROOT, path)), path).toBe(true);
    expect(manifest.exports).toEqual(packageExports());
    const modules = Object.keys(ENTRIES).flatMap((entry) => modulesOf(manifest.exports[entry]));
    for (const files of modules) {
      // TypeScript takes the first that fits, so the types have to come first.
      expect(Object.keys(files), JSON.stringify(files)).toEqual(['types', 'default']);
      expect(files['types']?.endsWith('.d.cts'), files['types']).toBe(files['default']?.endsWith('.cjs'));
    }
  });

  it('says the same as jsr.json', () => {
    expect(JSON.parse(readFileSync(join(ROOT, 'jsr.json'), 'utf8'))).toEqual(jsrManifest(manifest));
  });

  it('lists what the build asks for, and nothing else', () => {
    const asked = new Set(
      builtFiles(/\.c?js$/)
        .flatMap(foreign)
        .filter((module) => !isBuiltin(module))
        .map(packageOf),
    );
    // isomorphic-ws leaves ws to whoever installs it.
    asked.add('ws');
    const known = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    expect([...asked].sort()).toEqual(known.sort());
  });
});

describe('the build', () => {
  it('for browsers asks for nothing of Node, and does not mention it', () => {
    const files = builtFiles(/^browser\/.*\.js$/);
    expect(files).toEqual(
      expect.arrayContaining(Object.keys(ENTRIES).map((entry) => `browser/${nameOf(entry)}.js`)),
    );
    for (const name of files) {
      expect(foreign(name).filter(isBuiltin), name).toEqual([]);
      expect(readBuilt(name), name).not.toMatch(/["'`]node:/);
      expect(readBuilt(name), name).not.toMatch(/\bprocess\.(?:env|pid|once|versions)\b/);
    }
  });

  it('knows the socket and the HTTP library in one file each', () => {
    for (const format of [/^[^/]*\.js$/, /^browser\/.*\.js$/]) {
      for (const module of ['ky', 'isomorphic-ws']) {
        const users = builtFiles(format).filter((name) => foreign(name).includes(module));
        expect(users, module).toHaveLength(1);
      }
    }
  });

  it('holds no path of the machine it was made on', () => {
    for (const name of builtFiles(/\.(?:c?js|map|d\.c?ts)$/)) {
      expect(readBuilt(name).includes(ROOT.replace(/[/\\]$/, '')), name).toBe(false);
    }
  });
});

/** All nodes below one. */
function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

describe('the entries', () => {
  it.each(Object.keys(ENTRIES))('%s says where its types are, and these ask for what they need', (entry) => {
    const name = nameOf(entry);
    expect(readBuilt(`${name}.js`)).toMatch(
      new RegExp(`^/\\* @ts-self-types="\\./${name}\\.d\\.ts" \\*/\\n`),
    );
    expect(readBuilt(`browser/${name}.js`)).toContain(`@ts-self-types="../${name}.d.ts"`);
    expect(readBuilt(`${name}.d.ts`)).toMatch(/^\/\/\/ <reference lib="esnext\.disposable" \/>/);
  });

  it('are known to the compiler', () => {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
    expect(config.compilerOptions.paths).toMatchObject(
      Object.fromEntries(Object.entries(ENTRIES).map(([entry, file]) => [specifierOf(entry), [`./${file}`]])),
    );
  });
});

describe('the types', () => {
  const parse = (name: string) => ts.createSourceFile(name, readBuilt(name), ts.ScriptTarget.Latest, true);

  it('mention neither any nor unsafe ways around the compiler', () => {
    const files = builtFiles(/\.d\.c?ts$/);
    expect(files.length).toBeGreaterThanOrEqual(6);
    for (const name of files) {
      const source = parse(name);
      const found = [...nodesOf(source)]
        .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword || node.kind === ts.SyntaxKind.JSDocAllType)
        .map((node) => `${name}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
      expect(found).toEqual([]);
      expect(readBuilt(name)).not.toMatch(/@ts-(?:ignore|nocheck|expect-error)/);
    }
  });

  it('come from this package and zod only', () => {
    for (const name of builtFiles(/\.d\.c?ts$/)) {
      const source = parse(name);
      const modules = [...nodesOf(source)]
        .filter(
          (node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isImportTypeNode(node),
        )
        .map((node) =>
          ts.isImportTypeNode(node) ? node.argument.getText() : (node.moduleSpecifier?.getText() ?? "'./'"),
        )
        .map((text) => text.slice(1, -1));
      expect(
        modules.filter((module) => !module.startsWith('./') && !/^zod(?:\/|$)/.test(module)),
        name,
      ).toEqual([]);
      expect(source.typeReferenceDirectives, name).toEqual([]);
      const names = new Set([...nodesOf(source)].filter(ts.isIdentifier).map(({ text }) => text));
      for (const type of ['KyInstance', 'ClientOptions', 'RawData', 'NodeJS', 'Buffer']) {
        expect(names.has(type), `${name}: ${type}`).toBe(false);
      }
    }
  });
});

interface Packed {
  readonly name: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

describe('the packed tarball', () => {
  function pack(): Packed {
    const { status, stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
    const packed: Packed[] = JSON.parse(stdout);
    if (packed[0] === undefined) throw new Error('npm pack said nothing');
    return packed[0];
  }

  it('holds the build, the texts and the manifest, and nothing else', () => {
    const { files, size } = pack();
    const paths = files.map(({ path }) => path);
    expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    const built = builtFiles(/\.(?:c?js|d\.c?ts|map)$/).map((name) => `dist/${name}`);
    expect(paths.filter((path) => path.startsWith('dist/')).sort()).toEqual(built.sort());
    expect(size).toBeLessThan(2_100_000);
  });
});

describe('the lock file', () => {
  it('names no host', () => {
    const lock: { packages: Record<string, { resolved?: string; link?: boolean }> } = JSON.parse(
      readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
    );
    const entries = Object.entries(lock.packages);
    expect(entries.length).toBeGreaterThan(20);
    const resolved = entries.filter(([, entry]) => entry.resolved !== undefined);
    // Workspaces are links to folders of this repository.
    expect(resolved.filter(([, { link, resolved: to = '' }]) => !link || /:|^\//.test(to))).toEqual([]);
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(
      /"(?:https?|git\+?\w*|file):\/\/[^"]*\.tgz/,
    );
  });
});

describe('the folder of the build', () => {
  it('is where the tests think it is', () => {
    expect(existsSync(join(DIST, 'index.js'))).toBe(true);
  });
});
