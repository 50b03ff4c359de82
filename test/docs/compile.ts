/** Examples under the compiler: checked against the sources, or made into something that can be run. */
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT, type Snippet } from './documents.js';

/** What examples may use without saying where it comes from: a connected client. */
const PREAMBLE = "declare const firefly: import('firefly-client').FireflyClient;";

const CLASS = 'FireflyClient';

const needsClient = (code: string): boolean => !/\b(?:const|using) firefly\b/.test(code);

/** In one line before the code, so that lines keep their numbers but for that one. */
const asModule = ({ code }: Snippet): string => `export {}; ${needsClient(code) ? PREAMBLE : ''}\n${code}`;

export function compilerOptions(): ts.CompilerOptions {
  const path = join(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const host = { ...ts.sys, readDirectory: () => [] };
  const { options } = ts.parseJsonConfigFileContent(config, host, ROOT, {}, path);
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}

export interface Findings {
  /** What the compiler says about each example; an empty list is praise. */
  readonly complaints: ReadonlyMap<Snippet, readonly string[]>;
  /** Names of the client's public methods and properties. */
  readonly members: readonly string[];
}

export function compile(snippets: readonly Snippet[]): Findings {
  const options = compilerOptions();
  const paths = new Map(
    snippets.map((snippet, index) => [join(ROOT, 'docs', `snippet-${index}.ts`), snippet] as const),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => paths.has(path) || fileExists(path);
  host.readFile = (path) => {
    const snippet = paths.get(path);
    return snippet === undefined ? readFile(path) : asModule(snippet);
  };
  host.getSourceFile = (path, language) => {
    const snippet = paths.get(path);
    return snippet === undefined
      ? getSourceFile(path, language)
      : ts.createSourceFile(path, asModule(snippet), language, true);
  };
  const program = ts.createProgram([...paths.keys()], options, host);
  const complaints = new Map(
    [...paths].map(([path, snippet]) => {
      const file = program.getSourceFile(path);
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [snippet, found.map(told)] as const;
    }),
  );
  return { complaints, members: membersOf(program) };
}

function membersOf(program: ts.Program): readonly string[] {
  const file = program.getSourceFile(join(ROOT, 'src', 'client', 'client.ts'));
  const checker = program.getTypeChecker();
  const found = file && checker.getSymbolAtLocation(file)?.exports?.get(ts.escapeLeadingUnderscores(CLASS));
  if (found === undefined) throw new Error(`${CLASS} is not where it was`);
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return checker
    .getDeclaredTypeOfSymbol(found)
    .getProperties()
    .filter(({ declarations }) =>
      declarations?.every((declaration) => (ts.getCombinedModifierFlags(declaration) & hidden) === 0),
    )
    .map(({ name }) => name)
    .filter((name) => /^\w+$/.test(name) && !name.startsWith('__'));
}

function told({ file, start, messageText }: ts.Diagnostic): string {
  const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line;
  return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}

/** An example as a function of what it needs; imports become calls of `require`. */
export function asFunction({ code }: Snippet): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  return `(async function (require, exports, console, firefly) {{${outputText}\n}})`;
}

export { needsClient };
