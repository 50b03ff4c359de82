/** Uploads of addresses: what is fetched, what it is called, and what is reported of it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { command, playground, reportOf } from './helpers.js';

const lines: string[] = [];
const { url } = await playground({ log: (line) => lines.push(line) });

describe('files from an address', () => {
  const served: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
    '/a.html': ['text/html', '<html>x</html>'],
    '/a.png': ['image/png', 'png'],
    '/a.txt': ['text/plain', 'a;b\n1;2\n'],
    '/dir/a.csv': ['text/csv', 'a,b\n1,2\n'],
    '/a?b=1&c=2': ['text/csv', 'a,b\n1,2\n'],
  };
  const server = createServer((request, response) => {
    const [type, body] = served[request.url ?? ''] ?? ['text/plain', 'not here'];
    response.writeHead(request.url !== undefined && request.url in served ? 200 : 404, {
      'content-type': type,
    });
    response.end(body);
  });
  const started = new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  afterAll(() => server.close());

  it.each([
    ['/a.html', 'ul', 'LoadInBrowser', 'HTML', 'a.html'],
    ['/a.png', 'png', 'PNG', 'PNG', 'a.png'],
    ['/a.txt', 'txt', 'TEXT', 'TEXT', 'a.txt'],
    ['/dir/a.csv', 'csv', 'Table', 'CSV', 'a.csv'],
    ['/a?b=1&c=2', 'ul', 'Table', 'CSV', /^Upload-\d+$/],
  ])('%s', async (path, extension, dataTypes, fileFormat, fileName) => {
    const address = `http://127.0.0.1:${await started}${path}`;
    const { text } = await command(url, 'upload', { URL: address, fileAnalysis: 'Normal' });
    expect(text).toMatch(new RegExp(`^200::::\\$\\{cache-dir\\}/URL-127.0.0.1-[-\\d\\w.]+\\.${extension}::`));
    const report = reportOf(text);
    expect(report).toMatchObject({ dataTypes, fileFormat });
    expect(report.fileName).toMatch(fileName);
  });

  it("is named by a real server's rule", async () => {
    const port = await started;
    const { text } = await command(url, 'upload', { URL: `http://127.0.0.1:${port}/dir/a.csv` });
    expect(text).toMatch(/^200::::\$\{cache-dir\}\/URL-127\.0\.0\.1-{1,2}\d+-dira\.csv\.csv$/);
  });

  it.each([
    ['nonsense', 'Error in File Retrieve: no protocol: nonsense'],
    [
      'file:///etc/hostname',
      'Error in File Retrieve: Unsupported scheme file: only http and https are fetched',
    ],
  ])('%s', async (address, desc) => {
    const { text } = await command(url, 'upload', { URL: address, fileAnalysis: 'Normal' });
    expect(reportOf(text).parts?.[0]?.['desc']).toBe(desc);
  });

  it('what is not there is an empty 500, with a report or without', async () => {
    const address = `http://127.0.0.1:${await started}/nope`;
    for (const fields of [{}, { fileAnalysis: 'Normal' }]) {
      expect((await command(url, 'upload', { URL: address, ...fields })).status).toBe(500);
    }
    expect(lines.at(-1)).toMatch(/^upload: .*404/);
  });
});
