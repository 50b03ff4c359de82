/** The documents of the repository: their examples, links and commands. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One example: the code of a block that is marked as TypeScript. */
export interface Snippet {
  /** Document and line, as `docs/guide.md:12`. */
  readonly name: string;
  readonly code: string;
  /** Stands alone: it is compiled. */
  readonly checked: boolean;
  /** Says `// runs` in its first line. */
  readonly runs: boolean;
}

export interface Document {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

function read(path: string): Document {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** All documents that are written for people. */
export function documents(): readonly Document[] {
  const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', 'CHANGELOG.md', 'playground/README.md', ...guides.map((name) => `docs/${name}`)].map(
    read,
  );
}

const FENCE = /^```(\S*)[ \t]*(.*)\n([\s\S]*?)^```$/gm;

/** The TypeScript blocks of a document. */
export function snippetsOf({ path, text }: Document): readonly Snippet[] {
  return [...text.matchAll(FENCE)]
    .filter(([, language]) => language === 'ts')
    .map(({ index, 2: marks = '', 3: code = '' }) => ({
      name: `${path}:${text.slice(0, index).split('\n').length + 1}`,
      code,
      checked: !marks.split(/\s+/).includes('no-check'),
      runs: code.startsWith('// runs'),
    }));
}

/** A document without its blocks of code. */
const prose = (text: string): string => text.replace(FENCE, '');

/** A heading as the last part of an address, in the way of GitHub. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

export function anchorsOf(text: string): ReadonlySet<string> {
  return new Set([...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
}

/** A link to a place in the repository. */
export interface Link {
  readonly target: string;
  /** Path from the root. */
  readonly path: string;
  readonly anchor: string | undefined;
}

export function linksOf({ path, text }: Document): readonly Link[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      const place =
        file === '' ? path : relative(ROOT, resolve(ROOT, dirname(path), decodeURIComponent(file)));
      return { target, path: place, anchor };
    });
}

/** The scripts that a document tells people to run. */
export function scriptsOf({ text }: Document): readonly string[] {
  const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => script);
  const short = [...text.matchAll(/\bnpm (start|test)\b/g)].map(([, script = '']) => script);
  return [...new Set([...named, ...short])];
}
