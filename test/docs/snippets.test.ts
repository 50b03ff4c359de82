/** The documents: their examples compile and run, and what they name is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from 'firefly-client';
import { describe, expect, test } from 'vitest';
import { METHODS } from '../conformance/methods.js';
import { compile } from './compile.js';
import { anchorsOf, documents, linksOf, ROOT, scriptsOf, snippetsOf } from './documents.js';
import { run } from './run.js';

const all = documents();
const textOf = (path: string): string => all.find((document) => document.path === path)?.text ?? '';
const snippets = all.flatMap(snippetsOf);
const checked = snippets.filter((snippet) => snippet.checked);
const running = snippets.filter((snippet) => snippet.runs);

const { complaints, members } = compile(checked);

describe('examples', () => {
  test('there are some, and all but a few stand alone', () => {
    expect(checked.length).toBeGreaterThan(10);
    expect(running.length).toBeGreaterThan(4);
    expect(snippets.length - checked.length).toBeLessThan(5);
    expect(running.filter((snippet) => !snippet.checked)).toEqual([]);
  });

  test.each(checked.map((snippet) => [snippet.name, snippet] as const))('%s compiles', (_name, snippet) => {
    expect(complaints.get(snippet)).toEqual([]);
  });

  test.each(running.map((snippet) => [snippet.name, snippet] as const))('%s runs', async (_name, snippet) => {
    const { errors, open } = await run(snippet);
    expect(errors).toEqual([]);
    expect(open).toBe(0);
  });
});

describe.each(all.map((document) => [document.path, document] as const))('%s', (_path, document) => {
  test('links lead somewhere', () => {
    for (const { target, path, anchor } of linksOf(document)) {
      expect(existsSync(join(ROOT, path)), target).toBe(true);
      if (anchor !== undefined) expect([...anchorsOf(textOf(path))], target).toContain(anchor);
    }
  });

  test('scripts exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    for (const script of scriptsOf(document)) expect(Object.keys(scripts)).toContain(script);
  });
});

describe('nothing is left out', () => {
  const exported = Object.values(sdk) as readonly unknown[];

  test('the guide tells of every error', () => {
    const errors = exported.filter(
      (value): value is new () => Error => typeof value === 'function' && value.prototype instanceof Error,
    );
    expect(errors.length).toBeGreaterThan(15);
    for (const { name } of errors) expect(textOf('docs/guide.md')).toContain(`\`${name}\``);
  });

  test('every name of the Python client that can be replayed is in its table', () => {
    for (const name of Object.keys(METHODS)) expect(textOf('docs/from-python.md')).toContain(`\`${name}`);
  });

  test.each(['port-transport.ts', 'bridge.ts'])(
    'the example of a transport is %s, as it is tested',
    (name) => {
      const code = readFileSync(join(ROOT, 'examples', 'postmessage', name), 'utf8');
      expect(textOf('docs/transports.md')).toContain(code);
    },
  );

  test('every method of the client is in a document', () => {
    expect(members).toContain('showFitsImage');
    const text = all.map((document) => document.text).join('\n');
    expect(members.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });
});
