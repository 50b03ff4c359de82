/** Tables from the server into typed columns, against the bare download of the same CSV. */
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FireflyClient, tableSource } from 'firefly-client';
import { startPlayground } from 'firefly-playground';
import { type Figure, printFigures, within } from './support/figures.js';
import { type Program, runtimes } from './upload/programs.js';

export const about =
  '1,000,000 rows × 6 columns into typed columns, against the bare CSV download, in Node, Deno, Bun';

const run$ = promisify(execFile);
const RUNS = 5;
const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const READER = place('readback/reader.js');
const BUILT = pathToFileURL(place('../dist/index.js')).href;

/** The server has a process of its own where `FIREFLY_URL` names one; else it shares this one, and only readers are apart. */
export async function run(): Promise<void> {
  execFileSync(process.execPath, [place('../scripts/ensure-build.js')], { stdio: 'inherit' });
  const given = process.env['FIREFLY_URL'];
  const playground = given === undefined ? await startPlayground({ port: 0 }) : undefined;
  const url = given ?? playground?.url ?? '';
  try {
    const source = await upload(url);
    const figures: Figure[] = [];
    for (const program of runtimes()) {
      const { name } = program;
      if ('missing' in program) {
        console.log(`  ${name} is left out: ${program.missing}`);
        continue;
      }
      const told = await measure(program, [READER, BUILT, url, source, String(RUNS)]);
      figures.push(within(`${name}, 1,000,000 rows × 6 columns`, told.ours, told.bare, 2));
      console.log(
        `  ${name} ${told.version}: ${told.megabytes.toFixed(0)} MB of CSV, memory at most ${told.peak} MB (VmHWM)`,
      );
    }
    printFigures(`medians of ${RUNS} runs`, ['readTable', 'download'], figures);
  } finally {
    await playground?.close();
  }
}

interface Told {
  readonly version: string;
  readonly ours: readonly number[];
  readonly bare: readonly number[];
  readonly megabytes: number;
  readonly peak: number;
}

async function measure(
  { command, args }: Extract<Program, { readonly command: string }>,
  more: readonly string[],
): Promise<Told> {
  const { stdout } = await run$(command, [...args, ...more], { maxBuffer: 1 << 20 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** int64, three doubles with all their digits, a boolean, short texts. */
async function upload(url: string): Promise<string> {
  let seed = 1;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const lines = ['id,ra,dec,flux,flag,kind'];
  for (let id = 0; id < 1_000_000; id++) {
    const kind = ['STAR', 'GALAXY', 'QSO', `x${id % 1000}`][id % 4];
    lines.push(`${id},${random() * 360},${random() * 180 - 90},${random() * 1e4},${id % 3 === 0},${kind}`);
  }
  const firefly = await FireflyClient.connect(url, { tracking: false });
  try {
    const file = await firefly.uploadFile(new TextEncoder().encode(`${lines.join('\n')}\n`), {
      filename: 'million.csv',
    });
    await firefly.tableInfo(tableSource(file));
    return file;
  } finally {
    await firefly.close();
  }
}
