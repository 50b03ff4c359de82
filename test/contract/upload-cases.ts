/** What has to hold everywhere of data that only go up. */
import { ArgumentError, CommandError, type UploadProgress } from 'firefly-client';
import { expect } from 'vitest';
import type { Case } from './cases.js';

const SLOW = { timeout: 45_000 };
const CSV = 'ra,dec,name\n10.5,41.2,alpha\n10.6,41.3,beta\n';

export const UPLOAD_CASES: readonly Case[] = [
  {
    name: 'an upload tells its file, its bytes and its progress; the file can be shown',
    run: async ({ firefly }) => {
      const seen: UploadProgress[] = [];
      const onProgress = (progress: UploadProgress) => void seen.push(progress);
      const sent = await firefly.upload(new Blob([CSV]).stream(), { filename: 'naïve ☃.csv', onProgress });
      expect(sent.serverFile).toMatch(/^\$\{[\w-]+\}\/.*\.csv$/);
      expect([sent.bytes, sent.analysis, seen.at(-1)?.bytesSent]).toEqual([
        CSV.length,
        undefined,
        CSV.length,
      ]);
      expect((await firefly.showTable(sent.serverFile).displayed(SLOW)).totalRows).toBe(2);
    },
  },
  {
    name: 'a server looks into what is uploaded: images with axes and headers, tables with rows and columns',
    run: async ({ firefly, samples }) => {
      const { analysis, serverFile } = await firefly.upload(samples.image, { analyze: true });
      expect(analysis).toMatchObject({
        format: 'FITS',
        parts: [{ index: 0, type: 'Image', axes: [600, 600] }],
      });
      expect((await firefly.showFitsImage(serverFile).displayed(SLOW)).width).toBe(600);
      const [image] = (await firefly.analyzeFile(samples.image)).parts;
      expect(image?.header).toContainEqual(expect.objectContaining({ key: 'NAXIS1', value: '600' }));
      const table = await firefly.analyzeFile(samples.table);
      expect(table).toMatchObject({ format: 'IPACTABLE', parts: [{ type: 'Table', rows: samples.rows }] });
      expect(table.parts[0]?.columns?.map(({ name }) => name)).toContain('vmag');
    },
  },
  {
    name: 'a server is not sent to its own files and network, and fails in words at what it cannot fetch',
    run: async ({ firefly }) => {
      for (const input of ['http://127.0.0.1:9/a.fits', '${upload-dir}/../a.fits', 'https://u:p@h.example/a'])
        expect(() => firefly.showFitsImage(input)).toThrow(ArgumentError);
      const failure = await firefly.upload('http://none.invalid/a.fits').catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CommandError);
    },
  },
];
