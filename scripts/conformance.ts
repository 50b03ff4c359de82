/**
 * `npm run conformance -- FILE…`: replays vector files and ends with `N passed, N failed` over all their lines. A method that is not
 * known is a failure; `--known` leaves such lines out, and says how many.
 */
import { readFile } from 'node:fs/promises';
import { isKnown, parseVectors, runVector } from '../test/conformance/runner.js';

const onlyKnown = process.argv.includes('--known');
const files = process.argv.slice(2).filter((argument) => argument !== '--known');
if (files.length === 0) {
  console.error('usage: npm run conformance -- FILE…   (one JSON object a line)');
  process.exit(2);
}

let passed = 0;
let failed = 0;
let leftOut = 0;
for (const file of files) {
  for (const vector of parseVectors(await readFile(file, 'utf8'))) {
    if (onlyKnown && !isKnown(vector)) {
      leftOut++;
      continue;
    }
    const { id, failure } = await runVector(vector);
    if (failure === undefined) passed++;
    else failed++;
    console.log(failure === undefined ? `ok   ${id}` : `FAIL ${id}: ${failure}`);
  }
}
if (leftOut > 0) console.log(`left out: ${leftOut} lines with methods that do not exist yet`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
