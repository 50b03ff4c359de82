/** The lines of a text file, without holding the file. */
import { createReadStream } from 'node:fs';

/** A line without an end for so long is no text. */
const MAX_LINE = 256 * 1024 * 1024;

/** Lines without their ends (LF or CR LF), in groups as they are read. */
export async function* readLines(
  path: string,
  { keepReturns = false }: { readonly keepReturns?: boolean } = {},
): AsyncGenerator<string[]> {
  const trim = keepReturns ? (line: string) => line : trimReturn;
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const text = String(chunk);
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      parts.push(text);
      length += text.length;
      if (length > MAX_LINE) throw new Error('a line is longer than 256 MB');
      continue;
    }
    const lines = (parts.join('') + text.slice(0, end)).split('\n');
    parts = [text.slice(end + 1)];
    length = text.length - end - 1;
    yield lines.map(trim);
  }
  const rest = parts.join('');
  if (rest !== '') yield [trim(rest)];
}

function trimReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
