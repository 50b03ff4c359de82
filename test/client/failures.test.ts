import { DisplayError, SupersededError } from 'firefly-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeAll, complaints, complaintsOfProcess, failureOf, Stage } from './stage.js';

afterEach(closeAll);

const trace = (x: string, y: string) => ({ tbl_id: 't', x: `tables::${x}`, y: `tables::${y}` });

describe('what cannot be displayed', () => {
  it('of an image is told in the words of the viewer', async () => {
    const stage = await Stage.open();
    const error = await failureOf(stage.client.showFitsImage('${nowhere}', { plotId: 'a' }).displayed());
    expect(error).toBeInstanceOf(DisplayError);
    expect(error).toMatchObject({
      code: 'DISPLAY',
      subject: "image 'a'",
      reason: expect.stringMatching(/^Failed- File not found \(Could not find your requested file/),
      report: { plotId: 'a', briefDescription: 'File not found' },
    });
  });

  it('proposes to fetch here what only this machine may be able to read', async () => {
    const stage = await Stage.open();
    const local = await failureOf(stage.client.showFitsImage('http://nas/m.fits').displayed());
    expect(String(local)).toContain("fetchBy: 'client'");
    const other = await failureOf(stage.client.showFitsImage('https://example.org/m.fits').displayed());
    expect(String(other)).not.toContain('fetchBy');
  });

  it('of a table is asked from the server, because viewers do not tell', async () => {
    const stage = await Stage.open();
    const error = await failureOf(stage.client.showTable('${nowhere}', { tblId: 't' }).displayed());
    expect(error).toBeInstanceOf(DisplayError);
    expect(error).toMatchObject({
      subject: "table 't'",
      reason: 'DataAccessException: Access is not permitted.',
      report: { error: {} },
    });
    expect(stage.commands.filter((cmd) => cmd === 'tableSearch')).toHaveLength(1);
  });

  it('of a filter is asked from the server too, and a later filter puts it right', async () => {
    const stage = await Stage.open();
    stage.client.showTable(stage.table(), { tblId: 't' });
    const wrong = stage.client.applyTableFilters('t', '"nope" < 13');
    const right = stage.client.applyTableFilters('t', '"mag" < 10');
    expect(await failureOf(wrong.displayed())).toMatchObject({
      name: 'DisplayError',
      subject: "filter of table 't'",
      reason: expect.stringContaining('"nope"'),
    });
    expect((await right.displayed()).totalRows).toBe(1);
  });

  it('of a filter on a table of somebody else is told as far as it is known', async () => {
    const stage = await Stage.open();
    stage.viewer.core.handle({ type: 'table.search', payload: { request: searchOf('x', stage.table()) } });
    await stage.viewer.core.settled();
    const error = await failureOf(stage.client.applyTableFilters('x', '"nope" < 13').displayed());
    expect(error).toMatchObject({ name: 'DisplayError', reason: 'the viewer gave no reason' });
  });

  it('of a chart is told of its trace', async () => {
    const stage = await Stage.open();
    await stage.viewer.openPinnedCharts();
    stage.client.showTable(stage.table(), { tblId: 't' });
    const data = [trace('ra', 'dec'), trace('ra', 'nope')];
    const error = await failureOf(stage.client.showChart({ chartId: 'c', data }).displayed());
    expect(error).toBeInstanceOf(DisplayError);
    expect(error).toMatchObject({
      subject: "chart 'c'",
      reason: expect.stringContaining('Cannot display requested data'),
    });
  });
});

const searchOf = (tbl_id: string, source: string) => ({
  tbl_id,
  source,
  id: 'IpacTableFromSource',
  startIdx: 0,
  pageSize: 10,
  META_INFO: { tbl_id, title: tbl_id },
});

describe('a failure that nobody awaits', () => {
  it('becomes one error event, and never an unhandled rejection', async () => {
    const unhandled = complaintsOfProcess('unhandledRejection');
    const stage = await Stage.open();
    const { client } = stage;
    const failed = new Promise((resolve) => client.on('error', resolve));
    client.showFitsImage('${nowhere}', { plotId: 'a' });
    expect(await failed).toMatchObject({ name: 'DisplayError', subject: "image 'a'" });
    client.showFitsImage(new Uint8Array(10), { plotId: 'b' });
    await client.flush();
    await complaints();
    expect(stage.errors.map(({ name }) => name)).toEqual(['DisplayError', 'InputError']);
    unhandled.stop();
    expect(unhandled.seen).toEqual([]);
  });

  it('is one also where only the handle was awaited', async () => {
    const stage = await Stage.open();
    const failed = new Promise((resolve) => stage.client.on('error', resolve));
    await stage.client.showFitsImage('${nowhere}');
    expect(await failed).toBeInstanceOf(DisplayError);
    await complaints();
    expect(stage.errors).toHaveLength(1);
  });

  it('is none where somebody waits, whichever end of the handle it is', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    expect(await failureOf(client.showFitsImage('${nowhere}').displayed())).toBeInstanceOf(DisplayError);
    expect(await failureOf(client.showFitsImage(new Uint8Array(10)))).toMatchObject({ name: 'InputError' });
    expect(await failureOf(client.showFitsImage(new Uint8Array(9)).displayed())).toMatchObject({
      name: 'InputError',
    });
    await complaints();
    expect(stage.errors).toEqual([]);
  });

  it('is none where it was superseded', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    const file = stage.image();
    const table = stage.table();
    const first = client.showFitsImage(file, { plotId: 'a' });
    client.showTable(table, { tblId: 't' });
    client.showFitsImage(file, { plotId: 'a' });
    client.showTable(table, { tblId: 't', pageSize: 2 });
    await client.showFitsImage(file, { plotId: 'a' }).displayed();
    await client.showTable(table, { tblId: 't', pageSize: 3 }).displayed();
    await complaints();
    expect(stage.errors).toEqual([]);
    expect(await failureOf(first.displayed())).toBeInstanceOf(SupersededError);
  });

  it('is printed where nobody listens to errors', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const stage = await Stage.open();
    const quiet = await stage.connect();
    const failed = quiet.showFitsImage(new Uint8Array(10));
    await quiet.flush();
    expect(print).not.toHaveBeenCalled();
    await complaints();
    expect(print).toHaveBeenCalledOnce();
    expect(print.mock.calls[0]?.[0]).toMatch(
      /^firefly-client: InputError: showFitsImage: data is not a FITS file/,
    );
    expect(failed.plotId).toMatch(/^Image-/);
  });

  it('is not that the client was closed without waiting for what it had sent', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const stage = await Stage.open({ viewer: { silent: true } });
    const quiet = await stage.connect();
    await quiet.showFitsImage(stage.image());
    const waited = quiet.showTable(stage.table(), { tblId: 't' }).displayed();
    const waiting = failureOf(waited);
    await quiet.close();
    expect(await waiting).toMatchObject({ name: 'ClosedError' });
    await complaints();
    expect(print).not.toHaveBeenCalled();
  });
});
