/** `npm run exports`: writes what `entries.ts` says into package.json and jsr.json. */
import { readFileSync, writeFileSync } from 'node:fs';
import { jsrManifest, packageExports } from './entries.js';

const at = (name: string) => new URL(`../${name}`, import.meta.url);
const write = (name: string, value: object) => writeFileSync(at(name), `${JSON.stringify(value, null, 2)}\n`);

const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8'));
write('package.json', { ...manifest, exports: packageExports() });
write('jsr.json', jsrManifest(manifest));
