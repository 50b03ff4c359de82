/** The lines of a text file, without holding the file. */
import { createReadStream } from 'node:fs';

/** Lines without their ends (LF or CR LF), in groups as they are read. */
export async function* readLines(path: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map(trimReturn);
  }
  if (rest !== '') yield [trimReturn(rest)];
}

function trimReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
