/**
 * What a server answers, word for word. The expected results were recorded from a real server:
 * `FIREFLY_URL=… CONTRACT_RECORD=1 npm run contract` records them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Results, SERVER_COLUMNS } from './report.js';
import type { Backend } from './stage.js';
import { CHANNEL_CASES } from './wire/channels.js';
import { TABLE_CASES } from './wire/tables.js';
import { Wire } from './wire/wire.js';

const CASES = [...CHANNEL_CASES, ...TABLE_CASES];
const FILE = fileURLToPath(new URL('../fixtures/contract/wire.json', import.meta.url));
const isRecording = process.env['CONTRACT_RECORD'] === '1';

const recorded: Record<string, unknown> = JSON.parse(readFileSync(FILE, 'utf8'));
const results = new Results('wire contract', SERVER_COLUMNS);
const missing = new Set<string>();

describe.each(SERVER_COLUMNS)('the wire on $name', (column) => {
  let backend: Backend;
  let wire: Wire;
  beforeAll(async () => {
    if (column.missing !== undefined) return;
    backend = await column.open();
    wire = new Wire(backend.transport());
  });
  afterAll(async () => {
    await wire?.transport.close();
    await backend?.close();
  });

  test.skipIf(column.missing !== undefined).each(CASES)('$name', async ({ name, notInMemory, run }) => {
    if (column.name === 'memory' && notInMemory !== undefined) {
      results.set(column.name, name, '–');
      missing.add(`– is not in memory: ${notInMemory}`);
      return;
    }
    results.set(column.name, name, 'FAILED');
    const got: unknown = JSON.parse(JSON.stringify(await run(wire)));
    if (isRecording && column.name === 'FIREFLY_URL') recorded[name] = got;
    expect(got).toEqual(recorded[name]);
    results.set(column.name, name, 'passed');
  });
});

afterAll(() => {
  if (isRecording) writeFileSync(FILE, `${JSON.stringify(recorded, undefined, 1)}\n`);
  console.log([results.print(CASES.map(({ name }) => name)), ...missing].join('\n'));
});
