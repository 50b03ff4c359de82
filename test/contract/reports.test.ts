/**
 * What a viewer reports of actions that are pushed to it. The expected reports were recorded from a real viewer:
 * `FIREFLY_URL=… CONTRACT_RECORD=1 npm run contract` records them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Results, retries, VIEWER_COLUMNS } from './report.js';
import { type Heard, Recorder } from './reports/recorder.js';
import { ALL_WATCHED, SCENARIOS as STANDARD } from './reports/scenarios.js';
import { slate } from './reports/slate.js';
import { makeSamples } from './samples.js';
import { type Backend, leaveInOrder } from './stage.js';

const FILE = fileURLToPath(new URL('../fixtures/contract/reports.json', import.meta.url));
const isRecording = process.env['CONTRACT_RECORD'] === '1';

const recorded: Record<string, Heard> = JSON.parse(readFileSync(FILE, 'utf8'));
const samples = await makeSamples();
const results = new Results('reports contract', VIEWER_COLUMNS);
const SCENARIOS = [...STANDARD, slate];
const names = SCENARIOS.flatMap(({ name, steps }) => steps.map((step) => `${name}: ${step.name}`));

describe.each(VIEWER_COLUMNS)('reports on $name', (column) => {
  let backend: Backend;
  beforeAll(async () => {
    if (column.missing === undefined) backend = await column.open();
  });
  afterAll(() => backend?.close());

  test.skipIf(column.missing !== undefined).each(SCENARIOS)(
    '$name',
    { timeout: 300_000, retry: retries(column.name) },
    async ({ name, steps, htmlFile, watched = ALL_WATCHED }) => {
      const firefly = await backend.connect(htmlFile === undefined ? {} : { htmlFile });
      const viewer = await backend.openViewer(firefly);
      try {
        const files = {
          image: await upload(backend, samples.image),
          table: await upload(backend, samples.table),
        };
        const recorder = await Recorder.start(firefly, watched);
        const heard: Record<string, Heard> = {};
        for (const step of steps) {
          results.set(column.name, `${name}: ${step.name}`, 'FAILED');
          heard[`${name}: ${step.name}`] = await recorder.take(step, files);
        }
        if (isRecording && column.name === 'FIREFLY_URL') Object.assign(recorded, heard);
        for (const [of, got] of Object.entries(heard)) {
          expect.soft(got, of).toEqual(recorded[of]);
          if (JSON.stringify(got) === JSON.stringify(recorded[of])) results.set(column.name, of, 'passed');
        }
      } finally {
        await leaveInOrder({ firefly, viewer });
      }
    },
  );
});

async function upload(backend: Backend, path: string): Promise<string> {
  const body = new Uint8Array(readFileSync(path));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const { text } = await backend.transport().commands.upload({ name, body }, {}, { timeout: 30_000 });
  return text.split('::')[2] ?? '';
}

afterAll(async () => {
  await samples.remove();
  if (isRecording) writeFileSync(FILE, `${JSON.stringify(recorded, undefined, 1)}\n`);
  console.log(results.print(names));
});
