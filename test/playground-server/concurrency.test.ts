/** What goes on while the server reads, pages and saves a large table: everything else has its turn. */
import { describe, expect, it } from 'vitest';
import { Ear } from './clients.js';
import { command, playground, search, uploaded } from './helpers.js';

const ROWS = 100_000;

const { url } = await playground();
const lines = Array.from({ length: ROWS }, (_, i) => `${i},${i / 7},${i % 1000},name ${i}`);
const source = await uploaded(url, 'large.csv', `id,x,n,name\n${lines.join('\n')}\n`);

const ASKED = { source, id: 'IpacTableFromSource', ffSessionId: 'test', pageSize: 2_147_483_647 };

/** Actions that are pushed and heard, one after the other, until a large request is answered; how many there were. */
async function heardMeanwhile(large: Promise<unknown>): Promise<number> {
  let done = false;
  const ended = large.finally(() => {
    done = true;
  });
  const ear = await Ear.open(url, 'meanwhile');
  let heard = 0;
  while (!done) {
    const type = `test.n${heard}`;
    const { status } = await command(url, 'pushAction', {
      channelID: 'meanwhile',
      action: JSON.stringify({ type, payload: {} }),
    });
    expect(status).toBe(200);
    await ear.hears(type);
    if (!done) heard += 1;
  }
  await ended;
  ear.socket.close();
  return heard;
}

describe('while a large table is answered', () => {
  it.each(['csv', 'ipac', 'votable-tabledata', 'votable-binary2-inline', 'votable-fits-inline'])(
    'actions are pushed and heard: saved as %s',
    async (file_format) => {
      await search(url, source);
      const large = command(url, 'tableSave', { request: JSON.stringify(ASKED), file_format });
      expect(await heardMeanwhile(large)).toBeGreaterThan(1);
      expect((await large).text.length).toBeGreaterThan(ROWS * 10);
    },
  );

  it('actions are pushed and heard: a page of all rows', async () => {
    const large = command(url, 'tableSearch', { request: JSON.stringify(ASKED) });
    expect(await heardMeanwhile(large)).toBeGreaterThan(1);
    expect(JSON.parse((await large).text)).toMatchObject({ totalRows: ROWS });
  });
});
