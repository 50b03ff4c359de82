/**
 * One upload in a process of its own, in Node, Deno or Bun: `send.js HOW URL FILE BUILT`. Prints what it took as JSON. Its peak of memory is
 * that of the whole process (VmHWM), modules included.
 */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import process from 'node:process';

const [how, url, file, built] = process.argv.slice(2);

/** By the client. */
async function byClient() {
  const { FireflyClient } = await import(built);
  const firefly = await FireflyClient.connect(url, { channel: 'bench' });
  const start = performance.now();
  const { bytes } = await firefly.upload(file);
  const ms = performance.now() - start;
  await firefly.close();
  return { ms, bytes };
}

/** By hand: a file piped into a request, in pieces as large as the client's. */
async function byPipe() {
  const { size } = statSync(file);
  const part = 'Content-Disposition: form-data; name="file"; filename="big.bin"';
  const head = `--b\r\n${part}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = '\r\n--b--\r\n';
  const start = performance.now();
  await new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': head.length + size + tail.length,
    };
    const outgoing = request(`${url}/CmdSrv/sync?cmd=upload`, { method: 'POST', headers }, (incoming) => {
      incoming.resume();
      incoming.on('end', resolve);
    });
    outgoing.on('error', reject);
    outgoing.write(head);
    const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
    source.on('error', reject);
    source.on('end', () => outgoing.end(tail));
    source.pipe(outgoing, { end: false });
  });
  return { ms: performance.now() - start, bytes: size };
}

/** Kilobytes at the most; undefined where the system does not tell. */
function peak() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

const taken = await (how === 'pipe' ? byPipe() : byClient());
console.log(JSON.stringify({ ...taken, peakKb: peak() }));
process.exit(0);
