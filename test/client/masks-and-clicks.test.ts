/** Masks by name, clicks without a button, extensions that look alike, cells, data of any kind, icons. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, DisplayError } from 'firefly-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeAll, failureOf, fits, ownWatches, Stage, turn } from './stage.js';

afterEach(closeAll);

const MASKED = fits(4, 3, ['MP_BAD  =                    0', 'MP_CR   =                    3']);

describe('masks by name', () => {
  it('are drawn when the image is there, with bit and plane of its header', async () => {
    const stage = await Stage.open();
    const file = stage.server.addFile('masked.fits', MASKED);
    stage.client.showFitsImage(file, { plotId: 'm' });
    const masks = stage.client.showMasks('m', { CR: 'orange', bad: '#00ff00' });
    expect(await masks.displayed()).toMatchObject([{ plotId: 'm' }, { plotId: 'm' }]);
    const sent = stage.actions.filter(({ type }) => type.endsWith('plotMask'));
    expect(sent.map(({ payload }) => payload)).toMatchObject([
      { plotId: 'm', maskNumber: 3, maskValue: 8, imageNumber: 0, color: 'orange', title: 'CR' },
      { plotId: 'm', maskNumber: 0, maskValue: 1, imageNumber: 0, color: '#00ff00', title: 'BAD' },
    ]);
  });

  it('that the image does not have are refused, with those it has', async () => {
    const stage = await Stage.open();
    stage.client.showFitsImage(stage.server.addFile('masked.fits', MASKED), { plotId: 'm' });
    const error = await failureOf(stage.client.showMasks('m', { NOPE: 'red' }));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(String(error)).toMatch(/one of the planes of this image: BAD, CR, got "NOPE"/);
    expect(stage.types).not.toContain('plotMask');
  });

  it('of an image that somebody else shows are refused', async () => {
    const stage = await Stage.open();
    expect(() => stage.client.showMasks('m', { CR: 'red' })).toThrow(ArgumentError);
  });

  it('whose failure nobody awaits are told as an error', async () => {
    const stage = await Stage.open();
    stage.client.showFitsImage(stage.image(), { plotId: 'm' });
    stage.client.showMasks('m', { CR: 'red' });
    await vi.waitFor(() => expect(stage.errors).toHaveLength(1));
    expect(String(stage.errors[0])).toContain('no MP_* cards');
  });
});

describe('clicks', () => {
  it('are one event each, for the images asked for, and show no button', async () => {
    const stage = await Stage.open();
    const { client, viewer } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    await client.showFitsImage(stage.image('n.fits'), { plotId: 'b' }).displayed();
    const [all, ofB] = [vi.fn(), vi.fn()];
    const stop = client.onClick({}, all);
    client.onClick({ plotId: 'b' }, ofB);
    await client.flush();
    await turn();
    const point = { world: { ra: 10.5, dec: 41.25 }, image: { x: 1, y: 2 } };
    viewer.click('a', point);
    viewer.click('b', point);
    await vi.waitFor(() => expect(all).toHaveBeenCalledTimes(2));
    expect(all.mock.calls.map(([event]) => event.plotId)).toEqual(['a', 'b']);
    expect(all.mock.calls[0]?.[0]).toMatchObject({ world: { x: 10.5, y: 41.25, system: 'EQ_J2000' } });
    expect(ofB.mock.calls).toMatchObject([[{ plotId: 'b' }]]);
    const points = viewer.extensions.filter(({ extType }) => extType === 'POINT');
    expect(points).toMatchObject([{ plotId: 'ffc:no-plot' }]);
    stop();
    viewer.click('b', point);
    await vi.waitFor(() => expect(ofB).toHaveBeenCalledTimes(2));
    expect(all).toHaveBeenCalledTimes(2);
    expect(ownWatches(viewer)).toContain('POINT');
  });
});

describe('a highlight', () => {
  it('comes with the columns asked for', async () => {
    const stage = await Stage.open();
    await stage.client.showTable(stage.table(), { tblId: 't' }).displayed();
    const [some, none, all] = [vi.fn(), vi.fn(), vi.fn()];
    stage.client.tableHighlightCallback(some, ['name']);
    stage.client.tableHighlightCallback(none, []);
    stage.client.tableHighlightCallback(all);
    await stage.client.flush();
    await stage.viewer.highlight('t', 1);
    await vi.waitFor(() => expect(all).toHaveBeenCalledTimes(1));
    expect(Object.keys(some.mock.calls[0]?.[0].row)).toEqual(['name']);
    expect(none.mock.calls[0]?.[0].row).toEqual({});
    expect(Object.keys(all.mock.calls[0]?.[0].row).length).toBeGreaterThan(1);
  });
});

describe('extensions that look alike', () => {
  it('have titles of their own, so that none replaces another', async () => {
    const stage = await Stage.open();
    const { client, viewer } = stage;
    const add = (extensionId: string, title?: string) =>
      client.addExtension('POINT', { extensionId, ...(title === undefined ? {} : { title }) });
    const results = [await add('e1'), await add('e2'), await add('e3', 'Pick'), await add('e4', 'Pick')];
    expect(results.map(({ note }) => note !== undefined)).toEqual([false, true, false, true]);
    await add('e5', 'Pick').displayed();
    const own = viewer.extensions.filter(({ id }) => id.startsWith('e'));
    expect(own.map(({ id, title }) => [id, title])).toEqual([
      ['e1', ''],
      ['e2', 'e2'],
      ['e3', 'Pick'],
      ['e4', 'Pick (2)'],
      ['e5', 'Pick (3)'],
    ]);
    await client.removeExtension('e3');
    expect((await add('e6', 'Pick')).note).toBeUndefined();
    expect((await add('e6', 'Pick')).note).toBeUndefined();
  });
});

describe('what a kind of viewer ignores', () => {
  it('is not sent, and said by a warning with a type', async () => {
    const stage = await Stage.open();
    const cell = stage.client.addCell(0, 0, 1, 1, 'images', { cellId: 'c' });
    expect(await cell).toMatchObject({
      success: true,
      cellId: 'c',
      warning: { code: 'IGNORED_IN_MODE', what: 'addCell', mode: 'triview' },
    });
    expect(await failureOf(cell.displayed())).toBeInstanceOf(DisplayError);
    expect(await stage.client.showCoverage()).toHaveProperty('warning');
    expect(stage.actions).toEqual([]);
  });

  it('is sent to the other kind', async () => {
    const stage = await Stage.open({ client: { htmlFile: 'slate.html' } });
    const cell = stage.client.addCell(0, 0, 1, 1, 'images');
    expect((await cell.displayed()).report).toMatchObject({ cellId: cell.cellId });
    await stage.client.showCoverage({ viewerId: cell.cellId }).displayed();
    const { warning } = await stage.client.changeTriviewLayout('BIVIEW_I_ChCov');
    expect(warning).toMatchObject({ what: 'changeTriviewLayout', mode: 'slate' });
    expect(stage.types).toEqual(['addCell', 'enableSpecialViewer']);
  });
});

describe('data of any kind', () => {
  it('are refused where the server is known to be too old', async () => {
    const stage = await Stage.open({ server: { version: '2025.3' } });
    expect(() => stage.client.showData('${f}')).toThrow(
      /the server must be of version 2025\.4 or newer, got "2025\.3"/,
    );
    const newer = await Stage.open({ server: { version: '2025.4' } });
    await newer.client.showData('${upload-dir}/f.fits').displayed();
    expect(newer.types).toEqual(['externalUpload']);
  });
});

describe('an icon', () => {
  it('is an address, or the picture itself', async () => {
    const { client } = await Stage.open();
    const folder = await mkdtemp(join(tmpdir(), 'firefly-icons-'));
    const path = join(folder, 'i.png');
    await writeFile(path, '\x89PNG', 'latin1');
    expect(await client.createImageUrl('https://h/i.png')).toBe('https://h/i.png');
    expect(await client.createImageUrl('data:image/gif;base64,R0')).toBe('data:image/gif;base64,R0');
    expect(await client.createImageUrl(path)).toBe('data:image/png;base64,iVBORw==');
    expect(await client.createImageUrl(new Uint8Array([71, 73, 70, 56]))).toBe(
      'data:image/gif;base64,R0lGOA==',
    );
    const note = join(folder, 'note.txt');
    await writeFile(note, 'text');
    expect(String(await failureOf(client.createImageUrl(note)))).toContain('is no picture');
    expect(String(await failureOf(client.createImageUrl(join(folder, 'none.png'))))).toContain(
      'there is no file',
    );
    await client.addExtension('POINT', { extensionId: 'e', imageSrc: path });
    await rm(folder, { recursive: true });
  });
});

describe('uploads by name', () => {
  it('give what the server calls the file', async () => {
    const { client } = await Stage.open();
    const bytes = new TextEncoder().encode('ra,dec\n1,2\n');
    expect(await client.uploadTextData(bytes, { filename: 'a.csv' })).toMatch(/^\$\{.*a\.csv$/);
    expect(await client.uploadFitsData(fits(), { filename: 'a.fits' })).toMatch(/^\$\{.*a\.fits$/);
    expect(await client.uploadData(bytes, 'fits')).toMatch(/^\$\{/);
    expect(String(await failureOf(client.uploadFitsData(bytes)))).toContain('is not a FITS file');
    expect(() => client.uploadFile('${upload-dir}/there')).toThrow(ArgumentError);
    await client.close();
    expect(() => client.uploadFile(bytes)).toThrow(/closed/);
  });
});
