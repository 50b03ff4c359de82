/** Pictures of images: `renderImages` against astropy and matplotlib, from files to files. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderImages } from 'firefly-client/render';
import { floatImage } from '../test/support/render-samples.js';
import { makePython } from './support/python.js';

export const about = '500 images of 1024 × 1024 pixels as PNG, against astropy and matplotlib';

const COUNT = 500;
const SIDE = 1024;
/** Files that are there; they are taken again and again. */
const FILES = 20;
const TARGET = 2;

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ffc-bench-'));
  try {
    const files = await samples(folder);
    const python = await makePython(folder, ['astropy', 'matplotlib']);
    const ours = await seconds(() => render(files, folder, 4));
    const single = await seconds(() => render(files, folder, 1));
    report('renderImages, 4 at a time', ours);
    report('renderImages, 1 at a time', single);
    if ('missing' in python) {
      console.log(`  no comparison: ${python.missing}`);
      return;
    }
    const program = new URL('./render/pictures.py', import.meta.url).pathname;
    const one = Number(await python.run([program, '1', String(COUNT), folder, ...files]));
    const two = Number(await python.run([program, '2', String(COUNT), folder, ...files]));
    report('astropy and matplotlib', one);
    report('astropy and matplotlib, 2 processes', two);
    const ratio = one / ours;
    const met = ratio >= TARGET ? 'met' : 'MISSED';
    console.log(`  ${ratio.toFixed(1)}× the rate of astropy and matplotlib, target ≥ ${TARGET}×: ${met}`);
    console.log(`  ${(two / ours).toFixed(1)}× that of two processes of them (no target)`);
    await compare(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function samples(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (let i = 0; i < FILES; i++) {
    const file = join(folder, `image-${i}.fits`);
    await writeFile(file, floatImage(SIDE, SIDE));
    files.push(file);
  }
  return files;
}

async function render(files: readonly string[], folder: string, concurrency: number): Promise<void> {
  for (let from = 0; from < COUNT; from += files.length) {
    const results = await renderImages(files.slice(0, COUNT - from), { concurrency });
    await Promise.all(
      results.map((result, i) => {
        if ('error' in result) throw result.error;
        return writeFile(join(folder, `ours-${i}.png`), result.png);
      }),
    );
  }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const report = (what: string, taken: number): void =>
  console.log(
    `  ${what.padEnd(38)} ${taken.toFixed(1).padStart(6)} s  ${(COUNT / taken).toFixed(1).padStart(6)} images/s`,
  );

/** A picture of each, so that nobody made less of it. */
async function compare(folder: string): Promise<void> {
  const sizes = await Promise.all(
    ['ours-0.png', 'theirs-0.png'].map(async (name) => (await readFile(join(folder, name))).length),
  );
  console.log(`  a picture: ${sizes.map((size) => `${Math.round(size / 1024)} KiB`).join(' here, ')} there`);
}
