/** The page about the Python client: its rows, and what names there are on either side. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { compilerOptions } from './compile.js';
import { ROOT } from './documents.js';

/** One row: the Python name, what stands for it here, and what there is to say. */
export interface Row {
  readonly python: string;
  readonly here: string;
  readonly notes: string;
}

/** Rows of tables with three columns. Bars inside of code do not count. */
export function rowsOf(text: string): readonly Row[] {
  return text
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((part) => part.trim()),
    )
    .filter((cells) => cells.length === 3)
    .map(([python = '', here = '', notes = '']) => ({ python: python.replaceAll('`', ''), here, notes }));
}

interface Names {
  readonly constructor: readonly string[];
  readonly constants: Readonly<Record<string, unknown>> & {
    readonly ACTION_DICT: Readonly<Record<string, string>>;
  };
  readonly attributes: readonly string[];
  readonly methods: Readonly<Record<string, string>>;
  readonly added_in_3_4_0: {
    readonly methods: Readonly<Record<string, string>>;
    readonly constants: Readonly<Record<string, unknown>> & {
      readonly ACTION_DICT: Readonly<Record<string, string>>;
    };
    readonly plot_module: readonly string[];
    readonly environment: readonly string[];
    readonly [other: string]: unknown;
  };
  readonly raw_actions_users_dispatch_by_hand: readonly string[];
}

export const reference: Names = JSON.parse(
  readFileSync(join(ROOT, 'test/fixtures/reference/api-names.json'), 'utf8'),
);

/** All action types of the Python client, by its keys. */
export const pythonActions: Readonly<Record<string, string>> = {
  ...reference.constants.ACTION_DICT,
  ...reference.added_in_3_4_0.constants.ACTION_DICT,
};

/** Every name of the list, the keys of `ACTION_DICT` included. */
export function pythonNames(): readonly string[] {
  const { added_in_3_4_0: added } = reference;
  const { methods, constants, plot_module, environment, ...others } = added;
  const clientHas = new Set([...Object.keys(reference.methods), ...Object.keys(methods)]);
  return [
    ...reference.constructor,
    ...Object.keys(reference.constants),
    ...Object.keys(pythonActions),
    ...reference.attributes,
    ...clientHas,
    ...Object.keys(constants),
    // `display_url` is a name of both.
    ...plot_module.map((name) => (clientHas.has(name) ? `plot.${name}` : name)),
    ...environment,
    ...Object.keys(others),
    ...reference.raw_actions_users_dispatch_by_hand,
  ];
}

/** What the code has, as the compiler sees it. */
export interface Code {
  readonly exports: ReadonlySet<string>;
  readonly plot: ReadonlySet<string>;
  readonly statics: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
  readonly options: ReadonlySet<string>;
  /** Members of exported constants, as `ACTION.ShowImage`. */
  readonly constantMembers: ReadonlySet<string>;
  /** Environment variables that are read. */
  readonly environment: ReadonlySet<string>;
}

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
const isPublic = ({ declarations }: ts.Symbol): boolean =>
  declarations?.every((declaration) => (ts.getCombinedModifierFlags(declaration) & HIDDEN) === 0) ?? false;
const publicNames = (symbols: readonly ts.Symbol[]): string[] =>
  symbols.filter(isPublic).map(({ name }) => name);

export function readCode(): Code {
  const entry = join(ROOT, 'src/index.ts');
  const plotEntry = join(ROOT, 'src/plot/index.ts');
  const program = ts.createProgram([entry, plotEntry], compilerOptions());
  const checker = program.getTypeChecker();
  const exportsOf = (path: string): readonly ts.Symbol[] => {
    const file = program.getSourceFile(path);
    const module = file && checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${path} is no module`);
    return checker
      .getExportsOfModule(module)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
  };
  const symbols = exportsOf(entry);
  const find = (name: string): ts.Symbol => {
    const found = symbols.find((symbol) => symbol.name === name);
    if (found === undefined) throw new Error(`${name} is not exported`);
    return found;
  };
  const values = symbols.filter(({ flags }) => flags & ts.SymbolFlags.Value);
  const client = find('FireflyClient');
  const constantMembers = values
    .filter(({ flags }) => flags & ts.SymbolFlags.Variable)
    .flatMap((symbol) =>
      checker
        .getTypeOfSymbol(symbol)
        .getProperties()
        .map(({ name }) => `${symbol.name}.${name}`),
    );
  const environment = readFileSync(join(ROOT, 'src/client/environment.ts'), 'utf8');
  return {
    exports: new Set(values.map(({ name }) => name)),
    plot: new Set(exportsOf(plotEntry).map(({ name }) => name)),
    statics: new Set(publicNames(checker.getTypeOfSymbol(client).getProperties())),
    members: new Set(publicNames(checker.getDeclaredTypeOfSymbol(client).getProperties())),
    options: new Set(
      checker
        .getDeclaredTypeOfSymbol(find('ConnectOptions'))
        .getProperties()
        .map(({ name }) => name),
    ),
    constantMembers: new Set(constantMembers),
    environment: new Set([...environment.matchAll(/read\('(\w+)'\)/g)].map(([, name = '']) => name)),
  };
}

/** Whether a name of the second column is there; each form has one place to be looked for. */
export function exists(code: Code, written: string): boolean {
  const option = /^\{ (\w+) \}$/.exec(written)?.[1];
  if (option !== undefined) return code.options.has(option);
  const name = written.replace(/\(.*$/s, '');
  const [owner, member = ''] = name.split('.');
  if (owner === 'FireflyClient') return code.statics.has(member);
  if (owner === 'plot') return code.plot.has(member);
  if (member !== '') return code.constantMembers.has(name);
  if (code.environment.has(name)) return true;
  const isConstant = /^[A-Z][A-Z_]+$/.test(name);
  return isConstant ? code.exports.has(name) : code.members.has(name) || code.exports.has(name);
}
