/** Asks astropy, where Python has it. */
import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** `PYTHON` names another interpreter. */
const python = process.env['PYTHON'] ?? 'python3';

/** What a program in this folder answers to `input`, both as JSON; or why it cannot be asked. */
export async function astropy(
  program: string,
  input: unknown,
): Promise<{ readonly answer: unknown } | { readonly missing: string }> {
  const there = await run(python, ['-c', 'import astropy']).then(
    () => true,
    () => false,
  );
  if (!there)
    return {
      missing: `no astropy here: ${python} cannot import it, so only the stored values were compared`,
    };
  const path = fileURLToPath(new URL(`./${program}`, import.meta.url));
  const child = spawn(python, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(input));
  let text = '';
  for await (const piece of child.stdout.setEncoding('utf8')) text += String(piece);
  return { answer: JSON.parse(text) };
}
