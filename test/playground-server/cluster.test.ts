import { describe, expect, it } from 'vitest';
import { Hub } from '../../src/testing/index.js';
import { Ear, push, raw } from './clients.js';
import { command, playground, search, uploaded } from './helpers.js';

const nodes = async (count = 2) => {
  const hub = new Hub();
  const all = [];
  for (let i = 0; i < count; i++) all.push(await playground({ hub }));
  return all as [(typeof all)[0], (typeof all)[0], ...typeof all];
};

describe('two playgrounds with a hub', () => {
  it('deliver each other’s posts, and lose frames between sockets of equal number (T6)', async () => {
    const [a, b] = await nodes();
    const one = await Ear.open(a.url, 'c');
    const other = await Ear.open(b.url, 'c');
    const third = await Ear.open(b.url, 'c');
    expect([one.id, other.id, third.id]).toEqual(['0', '0', '1']);
    one.send({ type: 'frame' });
    await third.hears('frame');
    await push(b.url, 'c', { type: 'post' });
    await Promise.all([one, other, third].map((ear) => ear.hears('post')));
    expect([one.types, other.types, third.types]).toEqual([['post'], ['post'], ['frame', 'post']]);
  });

  it('count each for itself, and merge equal numbers (T12)', async () => {
    const [a, b] = await nodes();
    const one = await Ear.open(a.url, 'c');
    const other = await Ear.open(b.url, 'c');
    const lists = one.frames.filter(({ data }) => data.type === 'app_data.wsConnUpdated');
    expect(lists.map(({ data }) => data.payload)).toContainEqual({ c: ['0'] });
    expect(other.frames[1]?.data.payload).toEqual({ c: ['0'] });
    for (const node of [a, b]) {
      const count = await command(node.url, 'pushAliveCount', { channelID: 'c' });
      expect(JSON.parse(count.text)).toEqual([{ activeCount: 1, success: true }]);
      const check = await command(node.url, 'pushAliveCheck', { channelID: 'c' });
      expect(JSON.parse(check.text)).toEqual([{ success: true, active: false }]);
    }
  });

  it('one is killed: its sockets end with 1006 and stay in the lists; the other goes on', async () => {
    const [a, b] = await nodes();
    const doomed = [await Ear.open(a.url, 'c'), await Ear.open(a.url, 'c')];
    await a.kill();
    expect(await Promise.all(doomed.map((ear) => ear.closed))).toEqual([1006, 1006]);
    await expect(raw(a.url, '/healthz')).rejects.toThrow('ECONNREFUSED');
    const late = await Ear.open(b.url, 'c');
    expect(late.frames[1]?.data.payload).toEqual({ c: ['0', '1'] });
    expect(b.core.connectionIds('c')).toEqual(['0']);
    await push(b.url, 'c', { type: 'still' });
    await late.hears('still');
  });

  it('one is stopped in order: 1001, and nobody is left in the lists', async () => {
    const [a, b] = await nodes();
    const leaving = await Ear.open(a.url, 'c');
    const staying = [await Ear.open(b.url, 'c'), await Ear.open(b.url, 'c')];
    await a.close();
    expect(await leaving.closed).toBe(1001);
    const late = await Ear.open(b.url, 'c');
    expect(late.frames[1]?.data.payload).toEqual({ c: [...staying.map(({ id }) => id), late.id] });
  });

  it('share a disk, which goes with the last of them', async () => {
    const [a, b] = await nodes();
    const key = await uploaded(a.url, 'shared.csv', 'x\n1\n2\n');
    expect((await search(b.url, key)).totalRows).toBe(2);
    await a.kill();
    const download = await raw(b.url, `/servlet/Download?${new URLSearchParams({ file: key })}`);
    expect(download.text).toBe('x\n1\n2\n');
  });
});
