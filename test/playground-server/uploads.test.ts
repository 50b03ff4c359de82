import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { command, playground, recorded, SMALL_CSV, search, upload, uploaded } from './helpers.js';

const { url, port } = await playground();

async function download(key: string): Promise<Response> {
  return fetch(`${url}/servlet/Download?file=${encodeURIComponent(key)}`);
}

/** Sends a multipart body in pieces, without a length. */
function sendChunked(parts: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/firefly/CmdSrv/sync?cmd=upload',
        headers: { 'content-type': 'multipart/form-data; boundary=b', 'transfer-encoding': 'chunked' },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('latin1');
        incoming.on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => resolve(text));
      },
    );
    outgoing.on('error', reject);
    for (const part of parts) outgoing.write(part);
    outgoing.end();
  });
}

const part = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const filePart = (name: string, fileName: string, content: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\n\r\n${content}\r\n`;

describe('uploading a file', () => {
  it('comes back byte for byte, with the headers of a download', async () => {
    const response = await download(await uploaded(url, 'ascii.csv', SMALL_CSV));
    expect(await response.text()).toBe(SMALL_CSV);
    expect(response.headers.get('content-type')).toBe('text/csv');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename=upload_\d+_ascii\.csv$/,
    );
    expect(response.headers.get('content-length')).toBe(String(SMALL_CSV.length));
  });

  it('8 MB arrive whole', async () => {
    const bytes = new Uint8Array(8 * 1024 * 1024).map((_, i) => (i * 7) & 0xff);
    const response = await download(await uploaded(url, 'big.bin', bytes));
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
  });

  it('works in chunks, without a length', async () => {
    const text = await sendChunked([
      part('x', '1'),
      filePart('blob', 'c.csv', 'a,b\n1,2'),
      part('late', '2'),
      '--b--\r\n',
    ]);
    expect(text).toMatch(/^200::::\$\{upload-dir\}\/upload_\d+_c\.csv$/);
  });

  it('fields behind the file do not count', async () => {
    const text = await sendChunked([
      filePart('file', 'c.csv', 'a'),
      part('URL', `${url}/healthz`),
      '--b--\r\n',
    ]);
    expect(text).toContain('upload-dir');
  });

  it.each(['a::b.csv', 'a b#c%20?.csv'])('the name %s is kept', async (name) => {
    const { text } = await upload(url, name, 'a,b\n1,2\n');
    expect(text.endsWith(`_${name}`)).toBe(true);
    const key = text.slice('200::::'.length);
    expect((await download(key)).status).toBe(200);
  });

  it('a name beyond Latin-1, or with a slash, is an empty 500', async () => {
    for (const name of ['☃.csv', '../../evil.csv', 'a/b.csv']) {
      const text = await sendChunked([filePart('file', name, 'a'), '--b--\r\n']);
      expect(text).toBe('{"success":false,"error":{}}');
    }
  });

  it('a name of Latin-1 comes back as Latin-1 under a type that says UTF-8', async () => {
    const text = await sendChunked([filePart('file', 'naïve.csv', 'a,b\n1,2\n'), '--b--\r\n']);
    expect(text.endsWith('_naïve.csv')).toBe(true);
    const { text: misread } = await upload(url, 'naïve.csv', 'a,b\n1,2\n');
    expect(misread).toContain('�');
  });

  it('a compressed file is unpacked; under a name ending in .gz it is no table', async () => {
    const packed = new Uint8Array(gzipSync('a,b\n1,2\n'));
    const key = await uploaded(url, 'a.csv', packed);
    expect((await search(url, key)).tableData.data).toEqual([[1, 2, 0, 0]]);
    const named = await uploaded(url, 'a.csv.gz', packed);
    expect(await search(url, named)).toEqual([
      { cause1: 'Input is not a GZIP stream', success: 'false', error: '' },
    ]);
  });

  it('nothing sent is an empty 500', async () => {
    const { status, text } = await command(url, 'upload');
    expect([status, text]).toEqual([500, '{"success":false,"error":{}}']);
  });

  it('the command has to stand in the address', async () => {
    const form = new FormData();
    form.append('cmd', 'upload');
    form.append('file', new Blob(['a']), 'a.csv');
    const response = await fetch(`${url}/CmdSrv/sync`, { method: 'POST', body: form });
    expect(response.status).toBe(500);
  });
});

describe('uploading an address', () => {
  it.each(['form', 'multipart'])('is fetched by the server, sent as %s', async (way) => {
    const source = await uploaded(url, 'ascii.csv', SMALL_CSV);
    const address = `${url}/servlet/Download?file=${encodeURIComponent(source)}`;
    const body = way === 'form' ? new URLSearchParams({ URL: address }) : new FormData();
    if (body instanceof FormData) {
      body.append('URL', address);
      body.append('file', new Blob([]), '');
    }
    const response = await fetch(`${url}/CmdSrv/sync?cmd=upload`, { method: 'POST', body });
    const text = await response.text();
    expect(text).toMatch(/^200::::\$\{cache-dir\}\/URL-127\.0\.0\.1-/);
    expect(await (await download(text.slice(7))).text()).toBe(SMALL_CSV);
  });

  it('is named like the real one', async () => {
    const { text } = await command(url, 'upload', { URL: `${url}/healthz` });
    const pattern = /^200::::\$\{cache-dir\}\/URL-127\.0\.0\.1-+\d+-fireflyhealthz\.ul$/;
    expect(recorded('upload.URL.urlencoded').response.body).toMatch(pattern);
    expect(text).toMatch(pattern);
  });

  it.each(['file:///etc/hostname', 'ftp://127.0.0.1/x', 'nonsense', 'http://127.0.0.1:9/x'])(
    '%s is an empty 500',
    async (address) => {
      const { status, text } = await command(url, 'upload', { URL: address });
      expect([status, text]).toEqual([500, '{"success":false,"error":{}}']);
    },
  );
});

describe('downloads', () => {
  it.each([
    '/etc/hostname',
    '$' + '{upload-dir}/../../../../etc/hostname',
    '$' + '{upload-dir}/nope.csv',
    '../../etc/hostname',
    'file:///etc/hostname',
    '',
  ])('%s is not there', async (key) => {
    expect((await download(key)).status).toBe(404);
  });

  it('may be given another name', async () => {
    const key = await uploaded(url, 'ascii.csv', 'a');
    const response = await fetch(`${url}/servlet/Download?file=${encodeURIComponent(key)}&return=x.csv`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename=x.csv');
  });
});
