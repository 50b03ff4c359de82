/** `npm run conformance -- FILE…`: replays vector files and ends with `N passed, N failed` over all their lines. */
import { readFile } from 'node:fs/promises';
import { parseVectors, runVector } from '../test/conformance/runner.js';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: npm run conformance -- FILE…   (one JSON object a line)');
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const file of files) {
  for (const vector of parseVectors(await readFile(file, 'utf8'))) {
    const { id, failure } = await runVector(vector);
    if (failure === undefined) passed++;
    else failed++;
    console.log(failure === undefined ? `ok   ${id}` : `FAIL ${id}: ${failure}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
