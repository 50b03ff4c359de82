/** `npm start`: builds what is missing, then runs the demo. */
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './ensure-build.js';

ensureBuild();
const demo = new URL('../playground/dist/demo/run.js', import.meta.url);
process.argv[1] = fileURLToPath(demo);
await import(demo.href);
