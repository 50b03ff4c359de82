/** Asks astropy, which knows FITS better than anybody, where there is a Python that has it. `PYTHON` names one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const python = process.env['PYTHON'] || 'python3';

/** Why astropy cannot be asked; undefined where it can. */
export function noAstropy(): string | undefined {
  const { status, error } = spawnSync(python, ['-c', 'import astropy, numpy'], { stdio: 'ignore' });
  if (error !== undefined) return `there is no ${python} (PYTHON names another)`;
  return status === 0 ? undefined : `${python} has no astropy (PYTHON names another)`;
}

/**
 * Runs a script with files in place; it finds their names in `files` and gives back what it leaves in `answer`. Warnings of astropy are errors.
 */
export function askAstropy(files: Readonly<Record<string, Uint8Array>>, script: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'firefly-astropy-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    const names = JSON.stringify(Object.keys(files));
    const program = `${PRELUDE}\nfiles = ${names}\n${script}\nprint(json.dumps(answer))`;
    const { status, stdout, stderr } = spawnSync(python, ['-c', program], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`astropy: ${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Numbers travel as texts, so that none is rounded. */
const PRELUDE = `
import json, warnings
import numpy as np
from astropy.io import fits
warnings.simplefilter('error')
def texts(array): return [repr(x.item()) for x in array.ravel()]
`;
