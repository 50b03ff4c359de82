import '../../playground/viewer/test-api.js';
import type { ShowChartOptions } from 'firefly-client/actions';
import { expect, test } from 'vitest';
import { describePage } from './stage.js';

const bytes = (text: string) => new TextEncoder().encode(text);
/** A square of points with whole coordinates. */
function square(side: number): Uint8Array {
  const lines = Array.from({ length: side * side }, (_, i) => `${i % side},${Math.floor(i / side)},p${i}`);
  return bytes(`a,b,name\n${lines.join('\n')}\n`);
}

describePage('the charts of the page', (stage) => {
  const chart = (id: string) => stage.page.locator(`[data-chart-id="${id}"]`);
  const press = (id: string, name: string) => chart(id).getByRole('button', { name, exact: true }).click();
  const table = (tblId: string) =>
    stage.page.evaluate((id) => {
      const found = window.playground?.core.state.tables.get(id);
      return {
        highlighted: found?.highlightedRow,
        selected: found?.selectedRows,
        filters: found?.request['filters'],
      };
    }, tblId);
  const until = (tblId: string, what: 'highlighted' | 'selected' | 'filters', wanted: unknown) =>
    expect.poll(async () => (await table(tblId))[what], { timeout: 15_000 }).toEqual(wanted);

  /** Where a value is in the window, once the chart has found its place: until then it moves as its neighbours appear. */
  const placeOf = (id: string, x: number, y: number) =>
    stage.page.evaluate(
      async ([chartId, a, b]) => {
        const place = () => {
          const plot = document.querySelector(`[data-chart-id="${chartId}"] .plot`) as unknown as {
            _fullLayout: Record<'xaxis' | 'yaxis', { d2p(value: number): number; _offset: number }>;
            getBoundingClientRect(): DOMRect;
          };
          const { xaxis, yaxis } = plot._fullLayout;
          const { left, top } = plot.getBoundingClientRect();
          return { x: left + xaxis._offset + xaxis.d2p(a), y: top + yaxis._offset + yaxis.d2p(b) };
        };
        let [last, still] = [place(), 0];
        while (still < 10) {
          await new Promise(requestAnimationFrame);
          const now = place();
          still = now.x === last.x && now.y === last.y ? still + 1 : 0;
          last = now;
        }
        return last;
      },
      [id, x, y] as const,
    );
  const click = async (id: string, x: number, y: number) => {
    const place = await placeOf(id, x, y);
    await stage.page.mouse.move(place.x - 2, place.y);
    await stage.page.mouse.move(place.x, place.y);
    await stage.page.mouse.down();
    await stage.page.mouse.up();
  };
  /** A busy page misses a click, as a real viewer does: it is clicked again until the row is highlighted. */
  const highlight = (id: string, tblId: string, x: number, y: number, row: number) =>
    expect
      .poll(
        async () => {
          if ((await table(tblId)).highlighted !== row) await click(id, x, y);
          return (await table(tblId)).highlighted;
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBe(row);
  const drag = async (id: string, from: readonly [number, number], to: readonly [number, number]) => {
    const [start, end] = [await placeOf(id, ...from), await placeOf(id, ...to)];
    await stage.page.mouse.move(start.x, start.y);
    await stage.page.mouse.down();
    await stage.page.mouse.move(end.x, end.y, { steps: 6 });
    await stage.page.mouse.up();
  };
  const drawn = (id: string) =>
    stage.page.waitForFunction(`window.playground.core.state.charts.get('${id}')?.status === 'drawn'`);

  test.each([
    ['drawn one by one', 10],
    ['painted', 40],
  ])('of points that are %s are linked with their table both ways', async (_, side) => {
    const { firefly, page } = stage;
    await firefly.showTable(square(side), { tblId: 't' }).displayed();
    await drawn('default-t');
    await highlight('default-t', 't', 3, 2, 2 * side + 3);
    await page
      .getByText('p0', { exact: true })
      .or(page.getByText(`p${2 * side + 3}`, { exact: true }))
      .first()
      .waitFor();
    await drag('default-t', [0.5, 0.5], [2.5, 2.5]);
    await press('default-t', 'Select the enclosed points');
    await until('t', 'selected', [side + 1, side + 2, 2 * side + 1, 2 * side + 2]);
    await press('default-t', 'Unselect all points');
    await until('t', 'selected', []);
    await press('default-t', 'Lasso');
    await press('default-t', 'Select');
    await drag('default-t', [1.5, 1.5], [4.5, 3.5]);
    await press('default-t', 'Filter on the selected points');
    await page.getByText('(1 - 6 of 6)').waitFor();
    expect(String((await table('t')).filters)).toMatch(
      /^"a" > 1\.\d+ and "a" < 4\.\d+ _AND_ "b" > 1\.\d+ and "b" < 3\.\d+$/,
    );
    await press('default-t', 'Remove all filters');
    await until('t', 'filters', '');
  });

  test('say which point of a crowd is under the pointer, also where one has zoomed in', async () => {
    const { firefly, page } = stage;
    await firefly.showTable(square(60), { tblId: 't' }).displayed();
    await drawn('default-t');
    const label = chart('default-t').locator('.crowd-label');
    const over = async (x: number, y: number) => {
      const place = await placeOf('default-t', x, y);
      await page.mouse.move(place.x + 1, place.y);
      await page.mouse.move(place.x, place.y);
    };
    await over(30, 20);
    await label.getByText('a = 30').waitFor();
    await press('default-t', 'Zoom');
    await drag('default-t', [27.5, 17.5], [33.5, 23.5]);
    await chart('default-t').locator('.scatterlayer .point').nth(20).waitFor();
    await over(31, 21);
    await label.getByText('b = 21').waitFor();
    await press('default-t', 'Zoom out to original range');
    await chart('default-t').locator('image').waitFor({ state: 'attached' });
  });

  test('of many rows are heat maps, of one column histograms', async () => {
    const { firefly } = stage;
    await firefly.showTable(square(160), { tblId: 'many' }).displayed();
    await drawn('default-many');
    await chart('default-many').locator('.heatmaplayer image').waitFor({ state: 'attached' });
    await firefly
      .showTable(bytes(`w,v\n${Array.from({ length: 50 }, (_, i) => `x,${i}`).join('\n')}\n`), {
        tblId: 'one',
      })
      .displayed();
    await drawn('default-one');
    await chart('default-one').locator('.bars .point').nth(19).waitFor({ state: 'attached' });
  });

  test('are pinned, drawn of all common kinds, and closed', async () => {
    const { firefly, page } = stage;
    await firefly.showTable(square(10), { tblId: 't' }).displayed();
    await drawn('default-t');
    await press('default-t', 'Pin this chart');
    await page.getByRole('tab', { name: /^Pinned Charts/ }).click();
    await chart('pinned--0').locator('.point').first().waitFor();
    const [x, y] = ['tables::a', 'tables::b'];
    const kinds: Record<string, Record<string, unknown>> = {
      bar: { type: 'bar', x, y },
      box: { type: 'box', y },
      hist: {
        type: 'fireflyHistogram',
        firefly: { tbl_id: 't', options: { columnOrExpr: 'a*2', numBins: 5 } },
      },
      heat: { type: 'fireflyHeatmap', x, y },
      line: { type: 'scatter', mode: 'lines', x, y: 'tables::a+b' },
      three: { type: 'scatter3d', mode: 'markers', x, y, z: 'tables::a*b' },
    };
    for (const [chartId, trace] of Object.entries(kinds)) {
      const data = [{ tbl_id: 't', ...trace }] as NonNullable<ShowChartOptions['data']>;
      const { drawn: isDrawn } = await firefly.showChart({ chartId, data }).displayed();
      expect(isDrawn).toBe(true);
    }
    const wrong = [{ type: 'scatter', tbl_id: 't', x: 'tables::nope', y }] as const;
    await expect(firefly.showChart({ chartId: 'wrong', data: wrong }).displayed()).rejects.toThrow(
      'Cannot display',
    );
    await chart('wrong').getByText('The chart cannot be drawn').waitFor();
    await chart('bar').getByRole('button', { name: 'Close chart bar' }).click();
    await chart('bar').waitFor({ state: 'detached' });
  });

  test('belong to the table in front', async () => {
    const { firefly, page } = stage;
    await firefly.showTable(square(5), { tblId: 'one', title: 'One' }).displayed();
    await firefly.showTable(square(6), { tblId: 'two', title: 'Two' }).displayed();
    await drawn('default-two');
    expect(await chart('default-one').isVisible()).toBe(false);
    await page.getByRole('tab', { name: 'One' }).click();
    await chart('default-one').waitFor();
    expect(await chart('default-two').isVisible()).toBe(false);
  });
});
