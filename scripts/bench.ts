/** `npm run bench -- NAME… [--FLAG=VALUE]`: runs benchmarks by name; without one it says which there are. */
import { readdirSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a file in `bench/` exports. */
interface Benchmark {
  /** One line for the list. */
  readonly about: string;
  run(flags: ReadonlyMap<string, string>): Promise<void>;
}

const folder = new URL('../bench/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

async function load(name: string): Promise<Benchmark> {
  const file = fileURLToPath(new URL(`${name}.ts`, folder));
  const module: Partial<Benchmark> = await import(pathToFileURL(file).href);
  if (typeof module.run !== 'function' || typeof module.about !== 'string')
    throw new Error(`bench/${name}.ts exports no \`about\` and \`run\`.`);
  return { about: module.about, run: module.run };
}

async function list(): Promise<void> {
  console.log('npm run bench -- NAME…   benchmarks:');
  for (const name of names) console.log(`  ${name.padEnd(14)} ${(await load(name)).about}`);
}

const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const flags = new Map(
  process.argv.slice(2).flatMap((arg) => {
    const [, name, value = ''] = /^--([^=]+)(?:=(.*))?$/.exec(arg) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  }),
);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are: ${names.join(', ')}.`);
  process.exitCode = 1;
} else if (wanted.length === 0) {
  await list();
} else {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(
    `Node ${process.versions.node} on ${process.platform} ${release()}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory}`,
  );
  for (const name of wanted) {
    console.log(`\n${name}`);
    await (await load(name)).run(flags);
  }
}
