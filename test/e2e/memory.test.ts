import '../../playground/viewer/test-api.js';
import type { ImageInput, TypedArray } from 'firefly-client/data';
import { expect, test } from 'vitest';
import { describePage, look } from './stage.js';

const SKY = { center: [84, -1], scale: 0.01 } as const;

describePage('data in memory in the page', (stage) => {
  const valueAt = (plotId: string, x: number, y: number) =>
    stage.page.evaluate(
      ([id, column, row]) =>
        window.playground?.engine.images.view(id)?.picture?.valueAt({ x: column + 0.5, y: row + 0.5 }),
      [plotId, x, y] as const,
    );

  test('pixels of every kind are shown with their values', async () => {
    const ramp = (from: number) => Array.from({ length: 40 * 30 }, (_, i) => from + (i % 100));
    const big = (from: bigint) => ramp(0).map((value) => from + BigInt(value));
    const kinds: readonly [string, TypedArray, number][] = [
      ['int8', Int8Array.from(ramp(-50)), -50],
      ['uint8', Uint8Array.from(ramp(100)), 100],
      ['int16', Int16Array.from(ramp(-32768)), -32768],
      ['uint16', Uint16Array.from(ramp(65000)), 65000],
      ['int32', Int32Array.from(ramp(-2_000_000)), -2_000_000],
      ['uint32', Uint32Array.from(ramp(4_000_000_000)), 4_000_000_000],
      ['int64', BigInt64Array.from(big(2n ** 40n)), 2 ** 40],
      ['float32', Float32Array.from(ramp(0.5)), 0.5],
      ['float64', Float64Array.from(ramp(0.1)), 0.1],
    ];
    for (const [plotId, data, first] of kinds) {
      const shown = await stage.firefly.showImage({ data, width: 40, height: 30 }, { plotId }).displayed();
      expect([shown.width, shown.height], plotId).toEqual([40, 30]);
      expect(await valueAt(plotId, 0, 0), plotId).toBe(first);
      expect(await valueAt(plotId, 7, 2), plotId).toBe(first + 87);
    }
  });

  test('scaled numbers, blank ones and NaN mean what they are to mean', async () => {
    const show = async (plotId: string, image: Omit<ImageInput, 'width' | 'height'>) => {
      await stage.firefly.showImage({ ...image, width: 2, height: 2 }, { plotId }).displayed();
      return [await valueAt(plotId, 0, 0), await valueAt(plotId, 1, 0)];
    };
    expect(await show('s', { data: new Int16Array([5, 6, 7, 8]), bscale: 0.5, bzero: 100 })).toEqual([
      102.5, 103,
    ]);
    expect(await show('b', { data: new Int16Array([5, 6, 7, 8]), blank: 6 })).toEqual([5, Number.NaN]);
    expect(await show('n', { data: new Float32Array([5, Number.NaN, 7, 8]) })).toEqual([5, Number.NaN]);
  });

  test('an image lies in the sky where it was to lie, its header is read, and its cube has planes', async () => {
    const data = Float32Array.from({ length: 101 * 101 * 2 }, (_, i) => i);
    const header = {
      OBJECT: "Orion's belt",
      REMARK: 'long '.repeat(30).trimEnd(),
      EXPTIME: { value: 12.5, comment: 's' },
    };
    const image = stage.firefly.showImage(
      { data, width: 101, height: 101, depth: 2, wcs: { ...SKY, projection: 'SIN' }, header },
      { plotId: 'cube', Title: 'Cube' },
    );
    const shown = await image.displayed();
    expect(shown.title).toBe('Cube');
    expect(shown.header).toMatchObject({ NAXIS3: '2', EXPTIME: '12.5' });
    expect(shown.header['OBJECT']).toContain('Orion');
    expect((await look(stage.page, 'cube', 84, -1)).pixel).toBe(50 * 101 + 50);
    // East is on the left.
    expect((await look(stage.page, 'cube', 84.1, -1)).pixel).toBe(50 * 101 + 40);
    expect((await look(stage.page, 'cube', 84, -0.9)).pixel).toBe(60 * 101 + 50);
  });

  test('a table is shown with its values, and drawn on the image', async () => {
    const { firefly, page } = stage;
    await firefly
      .showImage({ data: new Uint8Array(101 * 101), width: 101, height: 101, wcs: SKY }, { plotId: 'sky' })
      .displayed();
    const table = firefly.showTable(
      [
        { name: '参宿二 😀', ra: 84, dec: -1, id: 1n, seen: true, when: new Date(0) },
        { name: null, ra: 84.2, dec: -1.1, id: null, seen: null, when: null },
      ],
      { tblId: 'stars', title: 'Stars' },
    );
    const { totalRows, columns } = await table.displayed();
    expect(totalRows).toBe(2);
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'name char',
      'ra double',
      'dec double',
      'id long',
      'seen boolean',
      'when date',
    ]);
    await expect.poll(() => page.getByText('参宿二 😀').count(), { timeout: 20_000 }).toBeGreaterThan(0);
    // Both rows lie on it.
    const marks = () => page.evaluate(() => Object.values(window.playground?.layers('sky') ?? {}));
    await expect.poll(marks, { timeout: 20_000 }).toEqual([2]);
  });
});
