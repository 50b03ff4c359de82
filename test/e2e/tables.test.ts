import '../../playground/viewer/test-api.js';
import { beforeEach, expect, test } from 'vitest';
import { describePage } from './stage.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const rows = Array.from({ length: 250 }, (_, i) => `s${i},${i / 10},${(i * 7) % 250},${i % 3 ? 'a' : 'b'}`);
const stars = bytes(`name,x,y,kind\n${rows.join('\n')}\n`);

describePage('the tables of the page', (stage) => {
  const grid = (tblId = 't') => stage.page.locator(`[data-tbl-id="${tblId}"]`);
  const names = () => grid().locator('.tabulator-cell[tabulator-field="c0"]').allInnerTexts();
  const box = (column: string) => grid().getByLabel(`Filter ${column}`, { exact: true });
  const type = async (column: string, text: string) => {
    await box(column).fill(text);
    await box(column).press('Enter');
  };
  const range = (text: string) => grid().getByText(text, { exact: true }).waitFor();
  beforeEach(async () => {
    await stage.firefly.showTable(stars, { tblId: 't', title: 'Stars' }).displayed();
    await range('(1 - 100 of 250)');
  });
  test('have pages of a size that can be chosen', async () => {
    await grid().getByRole('button', { name: 'Last Page' }).click();
    await range('(201 - 250 of 250)');
    await grid().getByLabel('Page', { exact: true }).fill('2');
    await grid().getByLabel('Page', { exact: true }).press('Enter');
    await range('(101 - 200 of 250)');
    await grid().getByLabel('Rows per page').selectOption('200');
    await range('(1 - 200 of 250)');
  });

  test('are filtered in the words of Firefly, and by a menu where there are few values', async () => {
    await type('x', '> 5 and <= 6');
    await range('(1 - 10 of 10)');
    expect(await names()).toContain('s60');
    expect(await box('x').inputValue()).toBe('> 5 and <= 6');
    await type('name', 'in s55, s57');
    await range('(1 - 2 of 2)');
    await grid().getByRole('button', { name: 'Remove all filters' }).click();
    await range('(1 - 100 of 250)');
    await grid().getByRole('button', { name: 'Choose values of kind' }).click();
    await stage.page.getByRole('dialog').getByLabel('b', { exact: true }).check();
    await stage.page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    await range('(1 - 84 of 84)');
    expect(await box('kind').inputValue()).toBe("in ('b')");
    await type('name', 'like nobody');
    await grid().getByText('No Data Found').waitFor();
  });

  test('say in words what is wrong with a filter', async () => {
    await type('x', '> abc');
    await grid().getByText('The table cannot be shown').waitFor();
  });

  test('are sorted by their heads: up, down, not at all', async () => {
    const sorted = (direction: string) => grid().locator(`.col-name[data-sort="${direction}"]`).waitFor();
    const head = grid().getByRole('button', { name: 'Sort by y' });
    await head.click();
    await sorted('ASC');
    expect((await names()).slice(0, 2)).toEqual(['s0', 's143']);
    await head.click();
    await sorted('DESC');
    expect((await names())[0]).toBe('s107');
    await head.click();
    await stage.page.waitForFunction(`!document.querySelector('.col-name[data-sort="DESC"]')`);
    expect((await names())[0]).toBe('s0');
  });

  test('tell the program of rows that are clicked and ticked, and can be narrowed to these', async () => {
    const { firefly, page } = stage;
    const highlighted = firefly.once('table.highlight', { timeout: 20_000 });
    const selected = firefly.once('table.select', { timeout: 20_000 });
    await firefly.flush();
    await page.getByText('s3', { exact: true }).click();
    expect((await highlighted).row['name']).toBe('s3');
    await grid().getByLabel('Select row 6').click();
    expect(await selected).toMatchObject({ tblId: 't' });
    await grid().getByLabel('Select row 8').click();
    await grid().getByRole('button', { name: 'Filter on selected rows' }).click();
    await range('(1 - 2 of 2)');
    expect(await names()).toEqual(['s5', 's7']);
    await grid().getByLabel('Select all rows').click();
    const all = await page.evaluate(() => window.playground?.core.state.tables.get('t')?.selectedRows);
    expect(all).toEqual([0, 1]);
  });

  test('can be walked through with the keyboard', async () => {
    const { page } = stage;
    const state = () =>
      page.evaluate(() => {
        const table = window.playground?.core.state.tables.get('t');
        return [table?.highlightedRow, table?.selectedRows];
      });
    const rowsOfTable = grid().getByRole('grid');
    await rowsOfTable.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    expect(await rowsOfTable.getAttribute('aria-activedescendant')).toBe('row-t-2');
    await page.keyboard.press('Enter');
    expect(await state()).toEqual([2, []]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press(' ');
    expect(await state()).toEqual([1, [1]]);
    await page.keyboard.press('PageDown');
    await range('(101 - 200 of 250)');
  });

  test('hide columns, and show at most a hundred of many', async () => {
    const { firefly, page } = stage;
    await grid().getByRole('button', { name: 'Show or hide columns' }).click();
    await page.getByRole('dialog').getByLabel('kind', { exact: true }).uncheck();
    await grid().getByRole('button', { name: 'Sort by kind' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    const head = Array.from({ length: 1000 }, (_, i) => `c${i}`).join();
    const line = Array.from({ length: 1000 }, (_, i) => i).join();
    await firefly.showTable(bytes(`${head}\n${line}\n${line}\n`), { tblId: 'wide' }).displayed();
    await grid('wide').getByText('columns 1 – 100 of 1,000').waitFor();
    expect(await grid('wide').locator('.col-name').count()).toBe(100);
    await grid('wide').getByRole('button', { name: 'Columns after' }).click();
    await grid('wide').getByRole('button', { name: 'Sort by c150' }).waitFor();
  });

  test('show names and texts as they are, whatever is in them', async () => {
    const { firefly } = stage;
    const text = `a 'q',<b>x</b>,sp ace,😀\n1,2,"${'long '.repeat(500)}",<img src=x onerror=alert(1)>\n`;
    await firefly.showTable(bytes(text), { tblId: 'odd', title: '<i>odd</i>' }).displayed();
    for (const name of ["a 'q'", '<b>x</b>', 'sp ace', '😀'])
      await grid('odd')
        .getByRole('button', { name: `Sort by ${name}`, exact: true })
        .waitFor();
    await grid('odd').getByText('<img src=x onerror=alert(1)>').waitFor();
    await stage.page.getByRole('tab', { name: '<i>odd</i>' }).waitFor();
    await grid('odd').getByRole('button', { name: "Sort by a 'q'" }).click();
    await grid('odd').locator('.col-name[data-sort="ASC"]').waitFor();
    await firefly.showTable(bytes('a,b\n'), { tblId: 'none' }).displayed();
    await grid('none').getByText('No Data Found').waitFor();
  });
});
